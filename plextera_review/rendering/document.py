"""What the render service hands out: open documents, pictures, and why something cannot be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.geometry import PageSize
from plextera_review.domain.page_frame import PageFrame
from plextera_review.workers.messages import WorkerError

_MESSAGES = {
    "WORKER_TIMEOUT": "Drawing took too long and was stopped.",
    "WORKER_DIED": "Drawing ended unexpectedly.",
    "OUT_OF_MEMORY": "Drawing needs more memory than a document may have.",
    "WORKER_FAILED": "Its content could not be understood.",
    "TOO_DEEP": "Its parts are nested too deeply.",
}
_OTHER_HINT = "Its fields can be reviewed without the page."
_HINTS = {
    "PASSWORD_NEEDED": "Enter the password to see its pages. It is remembered until the program is closed.",
    "PASSWORD_WRONG": "Try again; upper and lower case matter.",
    "UNSUPPORTED_DOCUMENT": "Its fields can be reviewed without the page.",
    "BROKEN_DOCUMENT": "Its fields can be reviewed without the page; ask the sender for the file again.",
    "EMPTY_DOCUMENT": "Its fields can be reviewed without the page; ask the sender for the file again.",
    "FILE_GONE": "Bring the file or the drive it is on back, then open the document again.",
    "FILE_CHANGED": "Open the document again to see it as it is now.",
    "TOO_LARGE": "Its fields can be reviewed without the page.",
    "WORKER_TIMEOUT": "The rest of the document is not affected.",
    "WORKER_DIED": "The rest of the document is not affected.",
    "OUT_OF_MEMORY": "The rest of the document is not affected.",
}


@dataclass(frozen=True, slots=True)
class DocumentHandle:
    """An open document: the frames of its pages, page 1 first; ``home`` is the worker that keeps it open."""

    id: str
    path: Path
    mime_type: str | None
    frames: tuple[PageFrame, ...]
    page_sizes: tuple[PageSize, ...]
    password: str | None = field(default=None, repr=False)
    stamp: tuple[int, int] | None = None
    home: int = 0

    @property
    def source(self) -> Mapping[str, Any]:
        """What a worker needs to open it (again)."""
        return {"path": str(self.path), "mimeType": self.mime_type, "password": self.password, "stamp": self.stamp}


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels: blue, green, red and a byte of 255, ``width * 4`` bytes a row. ``seconds`` is how long they took
    to draw; ``is_whole``: the whole page was drawn for it, and its other parts take next to no time now."""

    width: int
    height: int
    data: memoryview | bytes
    seconds: float = field(compare=False)
    is_whole: bool = False

    @property
    def stride(self) -> int:
        """Bytes a row."""
        return self.width * 4


def document_error(error: WorkerError, title: str = "The page cannot be shown") -> DocumentError:
    """A worker's failure in a person's words, with the next step."""
    return DocumentError(
        error.code, title, _MESSAGES.get(error.code, error.message), _HINTS.get(error.code, _OTHER_HINT)
    )
