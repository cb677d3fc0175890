"""All tables of the document engine, one after the other, each on a virtual screen of its own.

    python -m tests.benchmarks.document_engine [--runs 3] [--only viewers canvas robustness placement]

Starts, page turns and memory beside the PDF viewers installed here; flips, stalls, unsharp frames, 5,000 boxes and memory over 500 documents;
every hostile file and damaged copies; places of boxes. With three runs it takes about a quarter of an hour. Ends with 1 when a table did.
"""

import argparse
import subprocess
import sys
import time

_SCREEN = ("xvfb-run", "-a", "-s", "-screen 0 1400x1000x24")


def _tables(runs: int) -> dict[str, tuple[str, ...]]:
    run = (sys.executable, "-m")
    return {
        "viewers": (*run, "tests.benchmarks.viewers", "--runs", str(runs)),  # brings its own screen
        "canvas": (*_SCREEN, *run, "tests.benchmarks.canvas_table"),
        "robustness": (*_SCREEN, *run, "tests.benchmarks.robustness_table", "--mutations"),
        "placement": (*run, "tests.benchmarks.placement_table"),
    }


def main() -> int:
    """Print the tables; the exit code says whether all of them came."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.document_engine", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how often each viewer is started")
    parser.add_argument("--only", nargs="+", choices=list(_tables(0)), default=list(_tables(0)))
    options = parser.parse_args()
    failed = 0
    for name, command in _tables(options.runs).items():
        if name not in options.only:
            continue
        begin = time.monotonic()
        print(f"\n{name}: {' '.join(command[command.index('-m') :])}", flush=True)
        code = subprocess.run(command, check=False).returncode
        print(f"{name}: {time.monotonic() - begin:.0f} s" + (f", failed ({code})" if code else ""), flush=True)
        failed += bool(code)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
