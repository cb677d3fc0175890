"""Opens any supported file as a MuPDF document."""

import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pymupdf
from pymupdf import mupdf

from plextera_review.domain.content_type import ContentType
from plextera_review.formats.source import Source, content_of
from plextera_review.workers.messages import WorkerError

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

_OPENXML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OLD_SHEETS = "application/vnd.ms-excel"
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
    if kind.family == "office":
        read = _office_reader(kind.mime)
        return lambda data, _source: read(data)
    if kind.family in {"text", "script"}:
        from plextera_review.formats import plain

        readers = {"text/csv": plain.open_csv, "text/html": plain.open_html, "application/rtf": plain.open_rtf}
        read_text = readers.get(kind.mime, plain.open_text)
        return lambda data, _source: read_text(data)
    raise _without_pages(kind)


def _office_reader(mime: str) -> Callable[[bytes], pymupdf.Document]:
    if mime == _OLD_SHEETS:
        from plextera_review.formats import old_office

        return old_office.open_sheets
    if mime.startswith(_OPEN_DOCUMENT):
        from plextera_review.formats import opendocument

        kind = mime.removeprefix(_OPEN_DOCUMENT).removesuffix("-template")
        readers = {"spreadsheet": opendocument.open_sheets, "presentation": opendocument.open_slides}
        if kind not in {"text", "text-master", "text-web", *readers}:
            raise WorkerError(
                "UNSUPPORTED_DOCUMENT", f"OpenDocument files of this kind ({kind}) cannot be shown. Save it as PDF."
            )
        return readers.get(kind, opendocument.open_text)
    from plextera_review.formats import office, slides

    family = mime.removeprefix(_OPENXML).partition(".")[0]
    packaged = {"wordprocessingml": office.open_text, "spreadsheetml": office.open_sheets}
    return packaged.get(family, slides.open_slides)


def _without_pages(kind: ContentType) -> WorkerError:
    if kind.family == "archive":
        return WorkerError("IS_ARCHIVE", "The file is an archive of other files.")
    if kind.family in {"audio", "video"}:
        return WorkerError("IS_RECORDING", f"The file is a recording ({kind.mime}).")
    if kind.family == "executable":
        return WorkerError("UNSUPPORTED_DOCUMENT", "The file is a program; programs are never opened.")
    named = "" if kind.mime == "application/octet-stream" else f" ({kind.mime})"
    return WorkerError("UNSUPPORTED_DOCUMENT", f"Files of this kind{named} cannot be shown as pages.")


def _open_pdf(data: bytes, source: Source) -> pymupdf.Document:
    document = pymupdf.open(stream=data, filetype="pdf")
    if document.needs_pass and not (source.password is not None and document.authenticate(source.password)):
        raise _locked(source)
    with suppress(Exception):  # MuPDF's errors have odd bases; whoever reads a page hears of what matters
        _forget_structure(document)
    return document


def _forget_structure(document: pymupdf.Document) -> None:
    """Leave out what tags the content. Nothing here reads it, and MuPDF walks the whole tree of it before it parses a page: for ever where the
    tree is knotted (test_2548 of PyMuPDF)."""
    root = mupdf.pdf_dict_get(
        mupdf.pdf_trailer(mupdf.pdf_document_from_fz_document(document.this)), mupdf.PDF_ENUM_NAME_Root
    )
    mupdf.pdf_dict_del(root, mupdf.PDF_ENUM_NAME_StructTreeRoot)


def _locked(source: Source) -> WorkerError:
    if source.password is None:
        return WorkerError("PASSWORD_NEEDED", "The file is protected by a password.")
    return WorkerError("PASSWORD_WRONG", "That is not the password of this file.")


def _decrypted(data: bytes, source: Source) -> tuple[bytes, ContentType]:
    """An office file with a password is an OLE container around the encrypted one; office files from before 2007 are OLE, too."""
    import msoffcrypto

    from plextera_review.domain.content_type import HEAD_BYTES, detect

    try:
        container = msoffcrypto.OfficeFile(io.BytesIO(data))
        locked = container.is_encrypted()
    except Exception as error:
        text = "Files of this kind (OLE) cannot be shown as pages. Save it as PDF in the program that made it."
        raise WorkerError("UNSUPPORTED_DOCUMENT", text) from error
    kind = type(container).__name__.lower()
    if kind.startswith(("doc97", "ppt97")):
        what, newer = ("A Word document", "DOCX") if kind.startswith("doc") else ("PowerPoint slides", "PPTX")
        text = (
            f"{what} from before 2007: cannot be shown as pages. Save it as {newer} or PDF in the program that made it."
        )
        raise WorkerError("UNSUPPORTED_DOCUMENT", text)
    plain = _unlocked(container, source) if locked else data
    if kind.startswith("xls97"):
        return plain, ContentType(_OLD_SHEETS, "office")
    return plain, detect(plain[:HEAD_BYTES], source.path.name)


def _unlocked(container: Any, source: Source) -> bytes:
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

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
    return opened.getvalue()
