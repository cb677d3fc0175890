"""``python -m plextera_review`` and the console script."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # before any other import: a frozen build would open itself again and again
    from plextera_review.app.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
