"""Which box lies under the pointer. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from plextera_review.canvas.box import Box
from plextera_review.canvas.layout import PageLayout, ViewRect

LEAST_SIDE = 6.0
"""A box can be hit in at least so many logical pixels, however small it is drawn."""
PADDING = 2.0
"""Boxes are drawn and hit this much larger than the words they hold, in logical pixels."""


class BoxIndex:
    """The boxes by page."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._pages: dict[int, list[Box]] = defaultdict(list)
        self._fields: dict[str, list[Box]] = defaultdict(list)
        for each in boxes:
            self._pages[each.placement.page].append(each)
            self._fields[each.field_path].append(each)

    def on_page(self, page: int) -> Sequence[Box]:
        """Boxes on a page (from 1)."""
        return self._pages.get(page, ())

    def of_field(self, path: str) -> Sequence[Box]:
        """The places of one field, first place first."""
        return self._fields.get(path, ())

    def hit(self, layout: PageLayout, x: float, y: float, selected: str | None = None) -> Box | None:
        """The box at a point of the content: the smallest one, of equal ones the selected field's."""
        if not layout.page_count:
            return None
        found = [each for each in self.on_page(layout.page_at(y)) if _target(drawn_rect(layout, each)).holds(x, y)]
        return min(found, key=lambda each: (each.placement.rect.area, each.field_path != selected), default=None)


def drawn_rect(layout: PageLayout, box: Box) -> ViewRect:
    """Where a box is drawn in the content: around its words, never on them."""
    return layout.rect(box.placement.page, box.placement.rect).grown(PADDING)


def _target(rect: ViewRect) -> ViewRect:
    wide, high = max(LEAST_SIDE - rect.width, 0.0) / 2, max(LEAST_SIDE - rect.height, 0.0) / 2
    return ViewRect(rect.x - wide, rect.y - high, rect.width + 2 * wide, rect.height + 2 * high)
