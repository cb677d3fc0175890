"""Where worker processes begin. Imports nothing at the top: a new process must not load what the parent needs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from plextera_review.workers.spawning import Child

MEMORY_BYTES = 3 * 1024**3


def spawn_render(first: "Path | None" = None) -> "Child":
    """Start a render worker before anything it is used with is imported. It opens the document ``first`` without being told again."""
    from plextera_review.workers.spawning import spawn

    return spawn(enter_render, (MEMORY_BYTES, str(first) if first is not None else None), "render-0")


def enter_render(pipe: Any, memory_limit: int, first: str | None = None) -> None:
    """Entry of a render worker: PyMuPDF is imported there and nowhere in the window."""
    _silence()
    from plextera_review.rendering.worker import render_worker

    render_worker(pipe, memory_limit, first)


def enter_reader(pipe: Any, memory_limit: int) -> None:
    """Entry of the worker that recognises words in pictures."""
    _silence()
    from plextera_review.rendering.reader import reader_worker

    reader_worker(pipe, memory_limit)


def _silence() -> None:
    """C libraries write about every oddity of a file to standard error; what matters comes back as an answer."""
    import os

    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - before anything else is imported
        os.dup2(nowhere.fileno(), 2)
