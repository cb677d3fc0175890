"""Picking words of a page by pointer or by keys. Pure but for the painting."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.marker import paint_marked
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.text_layer import Caret, TextLayer
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import line_rects, text_of

if TYPE_CHECKING:
    from plextera_review.domain.capture import Span

_CHOSEN = 0.35
_HOVERED = 0.22
_SIDEWAYS = 3.0  # a step to the side of the way counts as so many steps on it


class WordPick:
    """The word under the pointer, and the words from where a pick began (its anchor) to the word cursor."""

    def __init__(self) -> None:
        self.hovered: Caret | None = None
        self._anchor: Caret | None = None
        self._cursor: Caret | None = None

    @property
    def cursor(self) -> Caret | None:
        """Where the word cursor stands."""
        return self._cursor

    @property
    def span(self) -> "Span | None":
        """The words that would be chosen now."""
        if self._anchor is None or self._cursor is None:
            return None
        from plextera_review.domain.capture import Span

        return Span.between(self._cursor.page, self._anchor.word, self._cursor.word)

    def text(self, layer: TextLayer) -> str:
        """What these words say."""
        span = self.span
        words = layer.words_on(span.page) if span is not None else ()
        return text_of(words[span.first : span.last + 1]) if span is not None else ""

    def clear(self) -> None:
        """No word is picked or pointed at."""
        self.hovered = self._anchor = self._cursor = None

    # -- pointer

    def hover(self, layer: TextLayer, layout: PageLayout, x: float, y: float) -> bool:
        """The pointer is at a point of the content; True when another word lies under it."""
        before = self.hovered
        self.hovered = layer.caret(layout, x, y)
        return self.hovered != before

    def press(self, layer: TextLayer, layout: PageLayout, x: float, y: float, *, extends: bool = False) -> bool:
        """Begin at the word there; ``extends`` reaches from the last pick to it. False where no word is near."""
        found = layer.caret(layout, x, y)
        if found is None:
            return False
        self._put(found, extends=extends)
        return True

    def drag(self, layer: TextLayer, layout: PageLayout, x: float, y: float) -> None:
        """The words reach to that point now, never beyond the page they began on."""
        if self._anchor is None:
            return
        page = layout.page(self._anchor.page)
        found = layer.caret(layout, x, min(max(y, page.y), page.bottom - 1), anywhere=True)
        if found is not None and found.page == self._anchor.page:
            self._cursor = found

    # -- keys

    def start(self, layer: TextLayer, layout: PageLayout, x: float, y: float) -> bool:
        """Put the word cursor at the word nearest to a point of the content; False when that page has no words yet."""
        found = layer.caret(layout, x, y, anywhere=True)
        if found is not None:
            self._put(found)
        return found is not None

    def step(self, layer: TextLayer, layout: PageLayout, across: int, down: int, *, extends: bool = False) -> bool:
        """Move the cursor to the nearest word in a direction of the view; at the end of a line on to the next one, at the end of a
        page to the next page, unless the pick is extended. False when there is none."""
        at = self._cursor
        words = layer.words_on(at.page) if at is not None else ()
        if at is None or not words:
            return False
        found = neighbour([each.rect.turned(layout.turns) for each in words], at.word, across, down)
        if found is None:
            forward = across + down > 0
            if across and 0 <= at.word + across < len(words):
                found = at.word + across
            elif extends:
                return False
            else:
                page = at.page + (1 if forward else -1)
                there = layer.words_on(page) if 1 <= page <= layout.page_count else ()
                if not there:
                    return False
                self._put(Caret(page, 0 if forward else len(there) - 1))
                return True
        self._put(Caret(at.page, found), extends=extends)
        return True

    def _put(self, at: Caret, *, extends: bool = False) -> None:
        self._cursor = at
        if not extends or self._anchor is None or self._anchor.page != at.page:
            self._anchor = at

    # -- painting

    def paint(
        self,
        painter: QPainter,
        palette: CanvasPalette,
        layer: TextLayer,
        layout: PageLayout,
        page: int,
        visible: ViewRect,
        *,
        dark: bool,
    ) -> None:
        """Mark the words of a page that are picked, the one under the pointer, and the cursor."""
        words, span = layer.words_on(page), self.span
        if span is not None and span.page == page and span.last < len(words):
            rects = line_rects(words[span.first : span.last + 1])
            paint_marked(painter, palette.selection, _CHOSEN, _placed(layout, page, rects, visible), dark=dark)
        for at, strength, width in ((self.hovered, _HOVERED, 1.0), (self._cursor, 0.0, 2.0)):
            if at is not None and at.page == page and at.word < len(words):
                rects_there = _placed(layout, page, [words[at.word].rect], visible)
                paint_marked(painter, palette.selection, strength, rects_there, dark=dark)
                painter.setPen(QPen(palette.hit if dark else palette.selection, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRects(rects_there)


def neighbour(rects: Sequence[NormRect], at: int, across: int, down: int) -> int | None:
    """The nearest word in a direction (one of ``across`` and ``down`` is -1 or 1, the other 0); None when there is none.

    ``rects`` as they lie in the view. Sideways only words of the same height count.
    """
    here = rects[at]
    x, y = here.x + here.width / 2, here.y + here.height / 2
    best, least = None, float("inf")
    for number, each in enumerate(rects):
        if number == at:
            continue
        middle_x, middle_y = each.x + each.width / 2, each.y + each.height / 2
        if across:
            if (middle_x - x) * across <= 0 or min(each.bottom, here.bottom) <= max(each.y, here.y):
                continue
            away = abs(middle_x - x) + _SIDEWAYS * abs(middle_y - y)
        else:
            if (middle_y - y) * down <= max(each.height, here.height) / 4:
                continue
            beside = max(each.x - here.right, here.x - each.right, 0.0) + 0.1 * abs(middle_x - x)
            away = _SIDEWAYS * abs(middle_y - y) + beside
        if away < least:
            best, least = number, away
    return best


def _placed(layout: PageLayout, page: int, rects: Sequence[NormRect], visible: ViewRect) -> list[QRectF]:
    found = [layout.rect(page, each).grown(1.0) for each in rects]
    return [QRectF(each.x - visible.x, each.y - visible.y, each.width, each.height) for each in found]
