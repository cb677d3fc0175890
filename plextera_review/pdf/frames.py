"""The geometry of a document's pages, read without drawing them."""

import pymupdf
from pymupdf import mupdf

from plextera_review.domain.geometry import PageSize, PointRect
from plextera_review.domain.page_frame import PageFrame

_A4 = PageSize(595.0, 842.0)
_LEAST_SIDE = 1.0  # points; a page without area could not be seen


def page_frames(document: pymupdf.Document) -> list[PageFrame]:
    """The frame of every page; one that cannot be read counts as A4, so that the others keep their numbers."""
    frames: list[PageFrame] = []
    objects = mupdf.pdf_document_from_fz_document(document.this) if document.is_pdf else None
    for number in range(document.page_count):
        try:
            page = document[number]
            size = PageSize(max(page.rect.width, _LEAST_SIDE), max(page.rect.height, _LEAST_SIDE))
            frames.append(PageFrame.plain(size) if objects is None else _pdf_frame(objects, number, size))
        except Exception:  # noqa: BLE001 - MuPDF's errors have odd bases
            frames.append(PageFrame.plain(_A4))
    if objects is None and document.page_count and not document.is_reflowable:
        frames = [_with_pixels(document, at, frame) for at, frame in enumerate(frames)]
    # One object for equal pages: a thousand of them cross to the window in less than a millisecond instead of 25.
    alike: dict[PageFrame, PageFrame] = {}
    return [alike.setdefault(frame, frame) for frame in frames]


def _pdf_frame(objects: mupdf.PdfDocument, number: int, size: PageSize) -> PageFrame:
    """ISO 32000-1, 7.7.3.3: Rotate, MediaBox and CropBox are inherited, UserUnit is not; a CropBox counts only inside the MediaBox."""
    page = mupdf.pdf_lookup_page_obj(objects, number)
    media = _box(page, mupdf.PDF_ENUM_NAME_MediaBox) or PointRect(0.0, 0.0, 612.0, 792.0)
    asked = _box(page, mupdf.PDF_ENUM_NAME_CropBox) or media
    crop = PointRect(max(asked.x0, media.x0), max(asked.y0, media.y0), min(asked.x1, media.x1), min(asked.y1, media.y1))
    if crop.x1 <= crop.x0 or crop.y1 <= crop.y0:
        crop = media
    turns = round(mupdf.pdf_to_int(mupdf.pdf_dict_get_inheritable(page, mupdf.PDF_ENUM_NAME_Rotate)) / 90) % 4
    unit = mupdf.pdf_to_real(mupdf.pdf_dict_get(page, mupdf.PDF_ENUM_NAME_UserUnit)) or 1.0
    return PageFrame(size=size, turns=turns, crop=crop, media=media, unit=unit)


def _box(page: mupdf.PdfObj, name: int) -> PointRect | None:
    found = mupdf.pdf_dict_get_inheritable(page, name)
    if not mupdf.pdf_is_array(found):
        return None
    rect = mupdf.pdf_to_rect(found)
    if rect.x1 <= rect.x0 or rect.y1 <= rect.y0:
        return None
    return PointRect(rect.x0, rect.y0, rect.x1, rect.y1)


def _with_pixels(document: pymupdf.Document, number: int, frame: PageFrame) -> PageFrame:
    """An image's own size: other programs give places in its pixels."""
    try:
        images = document[number].get_image_info()
    except Exception:  # noqa: BLE001 - only a hint
        return frame
    if len(images) != 1:
        return frame
    plain = PageFrame.plain(frame.size)
    return PageFrame(
        size=plain.size, turns=0, crop=plain.crop, media=plain.media, pixels=(images[0]["width"], images[0]["height"])
    )
