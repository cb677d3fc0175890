"""The words of a page with their boxes, form-field values included."""

from collections.abc import Iterator
from dataclasses import dataclass

import pymupdf

from plextera_review.domain.geometry import NormRect, PageSize
from plextera_review.domain.words import PageText, Word
from plextera_review.pdf.coverage import unread_share

_FORM_BLOCK = 1_000_000
_FLAGS = pymupdf.TEXTFLAGS_WORDS | pymupdf.TEXT_PRESERVE_IMAGES
_DISPLAYED = {0, 2}  # PyMuPDF's field_display: visible, visible but not printed
_SHOWN_WIDGETS = {pymupdf.PDF_WIDGET_TYPE_TEXT, pymupdf.PDF_WIDGET_TYPE_COMBOBOX, pymupdf.PDF_WIDGET_TYPE_LISTBOX}


@dataclass(frozen=True, slots=True)
class _Filled:
    number: int
    rect: pymupdf.Rect
    value: str


def page_words(page: pymupdf.Page) -> list[Word]:
    """All words in MuPDF's order, then the values of form fields it does not draw; empty for a scan."""
    return list(page_text(page).words)


def page_text(page: pymupdf.Page) -> PageText:
    """The page's own words as :func:`page_words` tells them, and how much of it is pictures without words."""
    words: list[Word] = []
    layer = page.get_textpage(flags=_FLAGS)
    filled = list(_filled(page)) if page.parent.is_form_pdf else []  # looking for fields takes as long as the words
    drawn: set[int] = set()
    seen: set[tuple[str, int, int]] = set()
    sheet = _Sheet(page)
    for x0, y0, x1, y1, text, block, line, index in layer.extractWORDS():
        spot = (text, round(x0), round(y0))
        if spot in seen:
            continue  # printed twice over itself to look bold
        seen.add(spot)
        field = _field_at(filled, (x0 + x1) / 2, (y0 + y1) / 2, text) if filled else 0
        drawn.add(field)
        sheet.add(words, (x0, y0, x1, y1), text, (block, line, index), field)
    for each in filled:
        lines = each.value.splitlines()
        for line, text in enumerate(lines if each.number not in drawn else ()):
            _add_form_line(words, sheet, each, text, line, len(lines))
    pictures = [box for each in layer.extractIMGINFO() if (box := sheet.box(each["bbox"])) is not None]
    return PageText(tuple(words), unread=unread_share(pictures, words))


def _field_at(filled: list[_Filled], x: float, y: float, text: str) -> int:
    point = pymupdf.Point(x, y)
    return next((each.number for each in filled if point in each.rect and text in each.value.split()), 0)


def _filled(page: pymupdf.Page) -> Iterator[_Filled]:
    for number, widget in enumerate(page.widgets() or (), 1):
        value = widget.field_value
        shown = widget.field_type in _SHOWN_WIDGETS and widget.field_display in _DISPLAYED
        if shown and isinstance(value, str) and value.strip():
            yield _Filled(number, pymupdf.Rect(widget.rect), value)


def _add_form_line(words: list[Word], sheet: "_Sheet", field: _Filled, text: str, line: int, lines: int) -> None:
    """Widgets have no word boxes: the line's width is shared out by the number of characters."""
    parts = text.split()
    if not parts:
        return
    rect = field.rect
    height = rect.height / lines
    font = min(height * 0.7, 11.0)
    step = min(rect.width / max(len(" ".join(parts)), 1), font * 0.55)
    position = 0
    for index, part in enumerate(parts):
        left = rect.x0 + position * step
        box = (left, rect.y0 + line * height, left + len(part) * step, rect.y0 + (line + 1) * height)
        sheet.add(words, box, part, (_FORM_BLOCK + field.number, line, index), field.number)
        position += len(part) + 1


class _Sheet:
    """MuPDF gives unrotated coordinates from the CropBox's corner, scaled by UserUnit (which its rotation matrix is not)."""

    def __init__(self, page: pymupdf.Page) -> None:
        self._turns = page.rotation // 90
        size = PageSize(page.rect.width, page.rect.height).rotated(self._turns)
        self._width, self._height = size.width, size.height

    def add(
        self,
        words: list[Word],
        corners: tuple[float, float, float, float],
        text: str,
        numbers: tuple[int, int, int],
        form: int,
    ) -> None:
        """Append a word if any of it lies on the page. Plain arithmetic: a long document has a million words."""
        box = self.box(corners)
        if box is not None and text.strip():
            words.append(Word(text, box, *numbers, form))

    def box(self, corners: tuple[float, float, float, float]) -> NormRect | None:
        """What of a rectangle lies on the page; None when nothing does."""
        x0, x1 = sorted((corners[0] / self._width, corners[2] / self._width))
        y0, y1 = sorted((corners[1] / self._height, corners[3] / self._height))
        x0, y0, x1, y1 = max(x0, 0.0), max(y0, 0.0), min(x1, 1.0), min(y1, 1.0)
        if x1 <= x0 or y1 <= y0:
            return None
        box = NormRect(x0, y0, x1 - x0, y1 - y0)
        return box.turned(self._turns) if self._turns else box
