"""Selecting words on the pages, and where they are marked. Pure but for the painting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.marker import paint_marked
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import PageText, Word, line_rects, text_of
from plextera_review.viewmodels.page_text import DocumentText

_NEAR = 24.0  # logical pixels beside a word that still mean it
_SELECTED = 0.35
_HIT = 0.45
_CURRENT_HIT = 0.9


@dataclass(frozen=True, slots=True)
class Caret:
    """A word of a page: page from 1, number of the word from 0."""

    page: int
    word: int


class TextLayer:
    """The words on the pages of one document."""

    def __init__(self, text: DocumentText) -> None:
        self._text = text
        self._anchor: Caret | None = None
        self._focus: Caret | None = None
        self._numbered: dict[int, Sequence[Word]] = {}
        text.ready.connect(self._on_words)

    @property
    def text(self) -> DocumentText:
        """Where the words come from."""
        return self._text

    # -- selecting

    def begin(self, layout: PageLayout, x: float, y: float) -> bool:
        """Start a selection at a point of the content; False where no word is near."""
        self._anchor = self._focus = self.caret(layout, x, y)
        return self._anchor is not None

    def extend(self, layout: PageLayout, x: float, y: float) -> None:
        """The selection reaches to that point now."""
        found = self.caret(layout, x, y, anywhere=True)
        if found is not None and self._anchor is not None:
            self._focus = found

    def select_word(self, layout: PageLayout, x: float, y: float) -> bool:
        """Select the word at a point."""
        return self.begin(layout, x, y)

    def select_line(self, layout: PageLayout, x: float, y: float) -> bool:
        """Select the printed line at a point."""
        at = self.caret(layout, x, y)
        words = self.words_on(at.page) if at is not None else ()
        if at is None or not words:
            return False
        same = [number for number, word in enumerate(words) if word.row == words[at.word].row]
        self._anchor, self._focus = Caret(at.page, same[0]), Caret(at.page, same[-1])
        return True

    def select_page(self, page: int) -> bool:
        """Select all words of a page."""
        words = self.words_on(page)
        if words:
            self._anchor, self._focus = Caret(page, 0), Caret(page, len(words) - 1)
        return bool(words)

    def clear(self) -> None:
        """Nothing is selected."""
        self._anchor = self._focus = None

    @property
    def has_selection(self) -> bool:
        """True when words are selected."""
        return self._anchor is not None

    def selected_text(self) -> str:
        """The selected words as text."""
        return "\n".join(text_of(words) for _, words in self._selected())

    def selected_on(self, page: int) -> Sequence[Word]:
        """The selected words of a page."""
        return next((words for number, words in self._selected() if number == page), ())

    def over_word(self, layout: PageLayout, x: float, y: float) -> bool:
        """True when the point lies on a word."""
        found = self._nearest(layout, x, y)
        return found is not None and found[0] <= 0

    def caret(self, layout: PageLayout, x: float, y: float, *, anywhere: bool = False) -> Caret | None:
        """The word at or nearest to a point of the content; beside the text only with ``anywhere``."""
        found = self._nearest(layout, x, y)
        if found is None or (found[0] > _NEAR and not anywhere):
            return None
        return found[1]

    def _nearest(self, layout: PageLayout, x: float, y: float) -> tuple[float, Caret] | None:
        """Distance in logical pixels and word. Lines count more than columns, so that the end of a line stays in it."""
        if not layout.page_count:
            return None
        page = layout.page_at(y)
        words = self.words_on(page)
        if not words:
            return None
        whole, spot = layout.page(page), layout.spot(x, y)
        point = NormRect(spot.x, spot.y, 0.0, 0.0).turned(-layout.turns)
        wide, high = (whole.width, whole.height) if layout.turns % 2 == 0 else (whole.height, whole.width)
        best, at = float("inf"), 0
        for number, word in enumerate(words):
            box = word.rect
            across = max(box.x - point.x, point.x - box.x - box.width, 0.0) * wide
            down = max(box.y - point.y, point.y - box.y - box.height, 0.0) * high
            if across + 4 * down < best:
                best, at = across + 4 * down, number
        return best, Caret(page, at)

    # -- painting

    def paint(
        self,
        painter: QPainter,
        palette: CanvasPalette,
        layout: PageLayout,
        page: int,
        visible: ViewRect,
        *,
        dark: bool = False,
    ) -> None:
        """Mark the hits of the search and the selected words of a page."""
        current = self._text.hit
        for hit in self._text.hits_on(page):
            rects = [_in_view(layout.rect(page, each).grown(1.0), visible) for each in hit.rects]
            paint_marked(painter, palette.hit, _CURRENT_HIT if hit is current else _HIT, rects, dark=dark)
            if hit is current:
                painter.setPen(palette.hit_edge)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRects(rects)
        chosen = self.selected_on(page)
        if chosen:
            rects = [_in_view(layout.rect(page, each).grown(1.0), visible) for each in line_rects(chosen)]
            paint_marked(painter, palette.selection, _SELECTED, rects, dark=dark)

    def _on_words(self, page: object) -> None:
        """More words were read on a page: carets count anew, so that the same words stay selected."""
        before = self._numbered.pop(page, ()) if isinstance(page, int) else ()
        now = self.words_on(page) if isinstance(page, int) else ()
        if not before or before is now:
            return
        self._anchor, self._focus = (_renumbered(each, page, before, now) for each in (self._anchor, self._focus))
        if self._anchor is None or self._focus is None:
            self.clear()

    def _selected(self) -> Iterator[tuple[int, Sequence[Word]]]:
        if self._anchor is None or self._focus is None:
            return
        first, last = sorted((self._anchor, self._focus), key=lambda each: (each.page, each.word))
        for page in range(first.page, last.page + 1):
            words = self._numbered[page] = self.words_on(page)
            begin = first.word if page == first.page else 0
            end = last.word if page == last.page else len(words) - 1
            if words:
                yield page, words[begin : end + 1]

    def words_on(self, page: int) -> Sequence[Word]:
        """The words of a page in reading order, as far as they are there."""
        found: PageText | None = self._text.of(page)
        return found.words if found is not None else ()


def _renumbered(caret: Caret | None, page: object, before: Sequence[Word], now: Sequence[Word]) -> Caret | None:
    if caret is None or caret.page != page or caret.word >= len(before):
        return caret
    word = before[caret.word]
    return Caret(caret.page, now.index(word)) if word in now else None


def _in_view(rect: ViewRect, visible: ViewRect) -> QRectF:
    return QRectF(rect.x - visible.x, rect.y - visible.y, rect.width, rect.height)
