"""The words of a page with their boxes, form-field values included."""

from dataclasses import dataclass

import pymupdf

from plextera_review.domain.geometry import NormRect, PageSize, PointRect

_FORM_BLOCK = 1_000_000
_SHOWN_WIDGETS = {pymupdf.PDF_WIDGET_TYPE_TEXT, pymupdf.PDF_WIDGET_TYPE_COMBOBOX, pymupdf.PDF_WIDGET_TYPE_LISTBOX}


@dataclass(frozen=True, slots=True)
class Word:
    """One word: text, box on the displayed page, and its block, line and place in the line as MuPDF numbers them."""

    text: str
    rect: NormRect
    block: int
    line: int
    index: int


def page_words(page: pymupdf.Page) -> list[Word]:
    """All words in MuPDF's order, then the values of form fields (block numbers from 1,000,000); empty for a scan."""
    words: list[Word] = []
    for x0, y0, x1, y1, text, block, line, index in page.get_text("words"):
        _add(words, page, pymupdf.Rect(x0, y0, x1, y1), text, (block, line, index))
    for number, widget in enumerate(page.widgets() or ()):
        value = widget.field_value
        if widget.field_type not in _SHOWN_WIDGETS or not isinstance(value, str) or not value.strip():
            continue
        for line, text in enumerate(value.splitlines()):
            _add_form_line(words, page, widget.rect, text, (_FORM_BLOCK + number, line), len(value.splitlines()))
    return words


def _add_form_line(
    words: list[Word], page: pymupdf.Page, rect: pymupdf.Rect, text: str, numbers: tuple[int, int], lines: int
) -> None:
    """Widgets have no word boxes: the line's width is shared out by the number of characters."""
    parts = text.split()
    if not parts:
        return
    block, line = numbers
    height = rect.height / lines
    font = min(height * 0.7, 11.0)
    step = min(rect.width / max(len(" ".join(parts)), 1), font * 0.55)
    position = 0
    for index, part in enumerate(parts):
        left = rect.x0 + position * step
        box = pymupdf.Rect(left, rect.y0 + line * height, left + len(part) * step, rect.y0 + (line + 1) * height)
        _add(words, page, box, part, (block, line, index))
        position += len(part) + 1


def _add(words: list[Word], page: pymupdf.Page, rect: pymupdf.Rect, text: str, numbers: tuple[int, int, int]) -> None:
    """MuPDF gives unrotated coordinates from the CropBox's corner, scaled by UserUnit (which its rotation matrix is not)."""
    turns = page.rotation // 90
    size = PageSize(page.rect.width, page.rect.height).rotated(turns)
    box = NormRect.from_points(PointRect(rect.x0, rect.y0, rect.x1, rect.y1), size).turned(turns).clamped()
    if text.strip() and box.width > 0 and box.height > 0:
        words.append(Word(text, box, *numbers))
