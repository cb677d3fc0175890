"""Opens document files and tells the size of their displayed pages."""

from pathlib import Path

import pymupdf

from plextera_review.domain.geometry import PageSize
from plextera_review.workers.messages import WorkerError

_SHOWN_BY_MUPDF = {"application/pdf", "image/jpeg", "image/png", "image/tiff"}

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)


def open_document(path: Path, mime_type: str | None = None, password: str | None = None) -> pymupdf.Document:
    """The opened document. Raises WorkerError: ``EMPTY_DOCUMENT``, ``BROKEN_DOCUMENT``, ``PASSWORD_NEEDED``, ``UNSUPPORTED_DOCUMENT``."""
    if mime_type is not None and mime_type not in _SHOWN_BY_MUPDF:
        raise WorkerError("UNSUPPORTED_DOCUMENT", f"Files of type {mime_type} cannot be opened as pages yet.")
    if path.stat().st_size == 0:
        raise WorkerError("EMPTY_DOCUMENT", "The file is empty.")
    try:
        kind = (mime_type or "application/pdf").rpartition("/")[2]
        document = pymupdf.open(stream=path.read_bytes(), filetype=kind)
        locked = document.needs_pass and not (password is not None and document.authenticate(password))
        pages = 0 if locked else document.page_count
    except Exception as error:
        raise WorkerError("BROKEN_DOCUMENT", "The file is damaged and cannot be opened.") from error
    if locked:
        raise WorkerError("PASSWORD_NEEDED", "The file is protected by a password.")
    if pages == 0:
        raise WorkerError("EMPTY_DOCUMENT", "The file has no pages.")
    return document


def page_sizes(document: pymupdf.Document) -> list[PageSize]:
    """Displayed size of every page in points: after rotation, inside the CropBox, scaled by UserUnit.

    A page that cannot be read counts as A4, so that the others keep their numbers.
    """
    sizes: list[PageSize] = []
    for number in range(document.page_count):
        try:
            rect = document[number].rect
            sizes.append(PageSize(max(rect.width, 1.0), max(rect.height, 1.0)))
        except Exception:  # noqa: BLE001 - MuPDF's errors have odd bases
            sizes.append(PageSize(595.0, 842.0))
    return sizes
