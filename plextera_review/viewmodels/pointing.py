"""Values taken from the page: words pointed at, boxes drawn, captured spans made wider or narrower."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.capture import Captured, Span, captured, narrowed, snapped, span_in, widened
from plextera_review.domain.errors import DocumentError
from plextera_review.domain.field import FieldKind
from plextera_review.domain.geometry import Placement
from plextera_review.domain.projection import ReviewField
from plextera_review.domain.words import PageText
from plextera_review.viewmodels.field_review import FieldReview
from plextera_review.viewmodels.page_text import DocumentText

_KEY = "pointing"


class Pointing(QObject):
    """For the selected field of ``review``, on the words of ``text``. ``captured`` carries the placements just taken."""

    captured = Signal(object)

    def __init__(self, review: FieldReview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self._text: DocumentText | None = None

    def use(self, text: DocumentText | None) -> None:
        """The words of the open document; None without one."""
        self._text = text

    def take_words(self, span: Span) -> None:
        """The value of the selected field is these words, with the whole amount, date or identifier they belong to."""
        row, page = self._review.row, self._page(span.page)
        if row is not None and page is not None:
            self._take(row, captured(snapped(span, page, row.field.kind), page, row.field.kind))

    def take_box(self, placement: Placement) -> None:
        """The value of the selected field stands in this box; a page without words is read there at once."""
        row = self._review.row
        if row is not None:
            self._review.tasks.spawn(self._take_box(row, placement, None), _KEY)

    def move_box(self, path: str, at: int, placement: Placement) -> None:
        """A place of a field was moved: the value is what stands there now."""
        row = self._review.row_of(path)
        if row is not None:
            self._review.tasks.spawn(self._take_box(row, placement, at), _KEY)

    def widen(self) -> None:
        """One word more at the end of the captured value."""
        self._stretch(1)

    def narrow(self) -> None:
        """One word less."""
        self._stretch(-1)

    # -- inside

    def _page(self, number: int) -> PageText | None:
        return self._text.of(number) if self._text is not None else None

    def _stretch(self, step: int) -> None:
        row = self._review.row
        if row is None or not row.placements:
            self._say("There is no place on the page to make wider. Pick its words first.")
            return
        number = row.placements[0].page
        page = self._page(number)
        words = [] if page is None else _words_in(row, number, page)
        if page is None or not words:
            self._say("There are no words under this value's box. Pick its words first.")
            return
        span = Span(number, tuple(words))
        span = widened(span, page) if step > 0 else narrowed(span, page)
        text = captured(span, page, FieldKind.STRING)  # as many words as the person says, whatever the kind
        self._take(row, text)

    def _take(self, row: ReviewField, taken: Captured) -> None:
        self._review.correct(row.path, taken.text, taken.placements)
        self.captured.emit(taken.placements)

    async def _take_box(self, row: ReviewField, placement: Placement, at: int | None) -> None:
        taken = await self._read(row, placement)
        if taken is not None:
            self._take(row, taken)
        elif at is not None:
            self._review.move_place(row.path, at, placement)
        else:
            self._review.move_place(row.path, 0, placement)
            self._say("No words were found in the box. Its place is kept; type the value.")

    async def _read(self, row: ReviewField, placement: Placement) -> Captured | None:
        kind, page = row.field.kind, self._page(placement.page)
        if page is None and self._text is not None:
            texts: Any = self._text.texts
            try:
                page = await texts.region(placement.page, placement.rect)
            except DocumentError:
                return None
        if page is None or not page.words:
            return None
        span = span_in(placement.page, page, placement.rect)
        return captured(snapped(span, page, kind), page, kind) if span is not None else None

    def _say(self, text: str) -> None:
        self._review.notices.show("info", text, _KEY)


def _words_in(row: ReviewField, number: int, page: PageText) -> list[int]:
    words: list[int] = []
    for place in row.placements:
        span = span_in(number, page, place.rect) if place.page == number else None
        words += span.words if span is not None else ()
    return sorted(set(words))
