"""The file behind a document: there, readable, unchanged, and what it really is."""

from dataclasses import dataclass
from pathlib import Path

from plextera_review.domain.content_type import HEAD_BYTES, ContentType, detect
from plextera_review.workers.messages import WorkerError

_PDF = "application/pdf"
_TEXTUAL = {"text/plain", "text/csv", "text/html"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file to open. ``mime_type`` is what was said of it (its content decides, except between kinds of text), ``stamp`` what
    :func:`stamp_of` gave when it was opened first."""

    path: Path
    mime_type: str | None = None
    password: str | None = None
    stamp: tuple[int, int] | None = None


def stamp_of(path: Path) -> tuple[int, int]:
    """Size in bytes and time of change in nanoseconds. Raises WorkerError ``FILE_GONE``."""
    try:
        found = path.stat()
    except OSError as error:
        raise _gone(error) from None
    return found.st_size, found.st_mtime_ns


def content_of(source: Source) -> tuple[bytes, ContentType]:
    """The bytes and the type. Raises WorkerError ``FILE_GONE``, ``FILE_CHANGED``, ``EMPTY_DOCUMENT``."""
    if source.stamp is not None and stamp_of(source.path) != source.stamp:
        raise WorkerError("FILE_CHANGED", "The file was changed while it was open.")
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise _gone(error) from None
    if not data:
        raise WorkerError("EMPTY_DOCUMENT", "The file is empty.")
    found = detect(data[:HEAD_BYTES], source.path.name)
    said = source.mime_type
    if said in _TEXTUAL and (found.family == "unknown" or found.mime in _TEXTUAL):
        return data, ContentType(str(said), "text")
    if found.family == "unknown" and (said == _PDF or source.path.suffix.lower() == ".pdf"):
        return data, ContentType(_PDF, "pdf")  # MuPDF may mend what has lost its head
    return data, found


def _gone(error: OSError) -> WorkerError:
    return WorkerError("FILE_GONE", f"The file cannot be read any more ({error.strerror or 'unreachable'}).")
