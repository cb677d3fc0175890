"""Opens any supported file as a MuPDF document."""

from collections.abc import Callable
from pathlib import Path

import pymupdf

from plextera_review.domain.content_type import ContentType
from plextera_review.formats.source import Source, content_of
from plextera_review.workers.messages import WorkerError

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

_OPENXML = "application/vnd.openxmlformats-officedocument."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_document(path: Path, mime_type: str | None = None, password: str | None = None) -> pymupdf.Document:
    """The document of a file. See :func:`open_source`."""
    return open_source(Source(path, mime_type, password))


def open_source(source: Source) -> pymupdf.Document:
    """The opened document, at least one page long.

    Raises WorkerError: those of :func:`content_of`, ``BROKEN_DOCUMENT``, ``PASSWORD_NEEDED``, ``PASSWORD_WRONG``,
    ``UNSUPPORTED_DOCUMENT``, ``TOO_LARGE``; ``IS_ARCHIVE`` and ``IS_RECORDING`` for files that have no pages by nature.
    """
    data, kind = content_of(source)
    if data.startswith(_OLE):
        data, kind = _decrypted(data, source)
    try:
        document = _reader(kind)(data, source)
        pages = document.page_count
    except (WorkerError, MemoryError):
        raise
    except Exception as error:
        raise WorkerError("BROKEN_DOCUMENT", "The file is damaged and cannot be opened.") from error
    if pages == 0:
        raise WorkerError("EMPTY_DOCUMENT", "The file has no pages.")
    return document


def _reader(kind: ContentType) -> Callable[[bytes, Source], pymupdf.Document]:
    """The libraries of a format are imported when a file of that format comes: a PDF must not wait for them."""
    if kind.mime == "application/pdf":
        return _open_pdf
    if kind.family == "image":
        from plextera_review.formats.pictures import open_picture

        return lambda data, _source: open_picture(data, kind.mime)
    if kind.mime.startswith(_OPENXML):
        from plextera_review.formats import office, slides

        readers = {"wordprocessingml": office.open_text, "spreadsheetml": office.open_sheets}
        family = kind.mime.removeprefix(_OPENXML).partition(".")[0]
        read = readers.get(family, slides.open_slides)
        return lambda data, _source: read(data)
    if kind.family in {"text", "script"}:
        from plextera_review.formats import plain

        read_text = {"text/csv": plain.open_csv, "text/html": plain.open_html}.get(kind.mime, plain.open_text)
        return lambda data, _source: read_text(data)
    if kind.family == "archive":
        raise WorkerError("IS_ARCHIVE", "The file is an archive of other files.")
    if kind.family in {"audio", "video"}:
        raise WorkerError("IS_RECORDING", f"The file is a recording ({kind.mime}).")
    if kind.family == "executable":
        raise WorkerError("UNSUPPORTED_DOCUMENT", "The file is a program; programs are never opened.")
    named = "" if kind.mime == "application/octet-stream" else f" ({kind.mime})"
    raise WorkerError("UNSUPPORTED_DOCUMENT", f"Files of this kind{named} cannot be shown as pages.")


def _open_pdf(data: bytes, source: Source) -> pymupdf.Document:
    document = pymupdf.open(stream=data, filetype="pdf")
    if document.needs_pass and not (source.password is not None and document.authenticate(source.password)):
        raise _locked(source)
    return document


def _locked(source: Source) -> WorkerError:
    if source.password is None:
        return WorkerError("PASSWORD_NEEDED", "The file is protected by a password.")
    return WorkerError("PASSWORD_WRONG", "That is not the password of this file.")


def _decrypted(data: bytes, source: Source) -> tuple[bytes, ContentType]:
    """An office file with a password is an OLE container around the encrypted one; old binary office files are OLE, too."""
    import io

    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    from plextera_review.domain.content_type import HEAD_BYTES, detect

    try:
        container = msoffcrypto.OfficeFile(io.BytesIO(data))
        locked = container.is_encrypted()
    except Exception as error:
        raise WorkerError("UNSUPPORTED_DOCUMENT", "Files of this kind (OLE) cannot be shown as pages.") from error
    if not locked or "ooxml" not in type(container).__name__.lower():
        text = "Files of the office formats before 2007 cannot be shown as pages."
        raise WorkerError("UNSUPPORTED_DOCUMENT", text)
    if source.password is None:
        raise _locked(source)
    opened = io.BytesIO()
    try:
        container.load_key(password=source.password, verify_password=True)
        container.decrypt(opened)
    except (InvalidKeyError, DecryptionError):
        raise _locked(source) from None
    except Exception as error:  # its parser lets everything through
        raise WorkerError("BROKEN_DOCUMENT", "The file is damaged and cannot be opened.") from error
    plain = opened.getvalue()
    return plain, detect(plain[:HEAD_BYTES], source.path.name)
