"""Where worker processes begin. Imports nothing at the top: a new process must not load what the parent needs."""

TYPE_CHECKING = False  # what is imported here delays the first page: typing by 3 ms
if TYPE_CHECKING:
    import socket
    from typing import Any

    from plextera_review.workers.spawning import Child

MEMORY_BYTES = 3 * 1024**3


def spawn_render(first: str | None = None) -> "tuple[Child, socket.socket | None]":
    """Start a render worker before anything it is used with is imported. It opens the document ``first``, an absolute path, without being told
    again; where children are started directly, it also draws its first page, see :mod:`plextera_review.rendering.first_picture`."""
    from plextera_review.workers.spawning import DIRECT, spawn

    arguments, name = (MEMORY_BYTES, first), "render-0"
    if first is None or not DIRECT:
        return spawn(enter_render, arguments, name), None
    import socket

    ours, theirs = socket.socketpair()
    with theirs:
        end = theirs.fileno()
        before = f"from {__name__} import draw_first; draw_first({end}, {MEMORY_BYTES}, {first!r})"
        return spawn(enter_render, arguments, name, before, end), ours


def draw_first(descriptor: int, memory_limit: int, first: str) -> None:
    """What the first worker does before anything else, see :mod:`plextera_review.rendering.first_drawing`."""
    _silence()
    from plextera_review.rendering.first_drawing import send_first_picture
    from plextera_review.workers.memory import limit_memory

    limit_memory(memory_limit)
    send_first_picture(descriptor, first)


def enter_render(pipe: "Any", memory_limit: int, first: str | None = None) -> None:
    """Entry of a render worker: PyMuPDF is imported there and nowhere in the window."""
    _silence()
    from plextera_review.rendering.worker import render_worker

    render_worker(pipe, memory_limit, first)


def enter_reader(pipe: "Any", memory_limit: int) -> None:
    """Entry of the worker that recognises words in pictures."""
    _silence()
    from plextera_review.rendering.reader import reader_worker

    reader_worker(pipe, memory_limit)


def _silence() -> None:
    """C libraries write about every oddity of a file to standard error; what matters comes back as an answer."""
    import os

    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - before anything else is imported
        os.dup2(nowhere.fileno(), 2)
