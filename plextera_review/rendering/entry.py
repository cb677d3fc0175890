"""Where worker processes begin. Imports nothing at the top: a new process must not load what the parent needs."""

from typing import Any


def enter_render(pipe: Any, memory_limit: int) -> None:
    """Entry of a render worker: PyMuPDF is imported there and nowhere in the window."""
    from plextera_review.rendering.worker import render_worker

    render_worker(pipe, memory_limit)


def enter_reader(pipe: Any, memory_limit: int) -> None:
    """Entry of the worker that recognises words in pictures."""
    from plextera_review.rendering.reader import reader_worker

    reader_worker(pipe, memory_limit)
