"""The boxes by page and place, and which one lies under the pointer. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from plextera_review.canvas.box import Box
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.domain.geometry import NormRect

LEAST_SIDE = 6.0
"""A box can be hit in at least so many logical pixels, however small it is drawn."""
PADDING = 2.0
"""Boxes are drawn and hit this much larger than the words they hold, in logical pixels."""
_BANDS = 64  # a page is cut into so many bands; a point is compared with the boxes of its band only


class BoxIndex:
    """The boxes by page, by field and by band of the page."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._all = list(boxes)
        boxes = self._all
        self._pages: dict[int, list[Box]] = defaultdict(list)
        self._fields: dict[str, list[Box]] = defaultdict(list)
        self._bands: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for each in boxes:
            self._pages[each.placement.page].append(each)
            self._fields[each.field_path].append(each)
            for band in _bands(each.placement.rect.y, each.placement.rect.bottom):
                self._bands[each.placement.page, band].append(each)

    def replace(self, boxes: Sequence[Box]) -> list[Box] | None:
        """Take over boxes that stand where the present ones do; returns those that changed, None when places changed."""
        if len(boxes) != len(self._all):
            return None
        changed: list[tuple[int, Box]] = []
        for at, (old, new) in enumerate(zip(self._all, boxes, strict=True)):
            if old is not new and old != new:
                if old.field_path != new.field_path or old.placement != new.placement:
                    return None
                changed.append((at, new))
        for at, new in changed:
            old, self._all[at] = self._all[at], new
            bands = _bands(new.placement.rect.y, new.placement.rect.bottom)
            page = new.placement.page
            for each in (
                self._pages[page],
                self._fields[new.field_path],
                *(self._bands[page, band] for band in bands),
            ):
                each[next(number for number, box in enumerate(each) if box is old)] = new
        return [new for _, new in changed]

    def on_page(self, page: int) -> Sequence[Box]:
        """Boxes on a page (from 1)."""
        return self._pages.get(page, ())

    def pages(self) -> Iterable[int]:
        """The pages that have boxes."""
        return self._pages.keys()

    def of_field(self, path: str) -> Sequence[Box]:
        """The places of one field, first place first."""
        return self._fields.get(path, ())

    def hit(self, layout: PageLayout, x: float, y: float, selected: str | None = None) -> Box | None:
        """The box at a point of the content: the smallest one, of equal ones the selected field's."""
        if not layout.page_count:
            return None
        page = layout.page_at(y)
        spot, whole = layout.spot(x, y), layout.page(page)
        point = NormRect(spot.x, spot.y, 0.0, 0.0).turned(-layout.turns)
        reach = (PADDING + LEAST_SIDE) / max(min(whole.width, whole.height), 1.0)
        near: dict[int, Box] = {}
        for band in _bands(point.y - reach, point.y + reach):
            for each in self._bands.get((page, band), ()):
                near[id(each)] = each
        found = [each for each in near.values() if _target(drawn_rect(layout, each)).holds(x, y)]
        return min(found, key=lambda each: (each.placement.rect.area, each.field_path != selected), default=None)


def drawn_rect(layout: PageLayout, box: Box) -> ViewRect:
    """Where a box is drawn in the content: around its words, never on them."""
    return layout.rect(box.placement.page, box.placement.rect).grown(PADDING)


def _bands(top: float, bottom: float) -> range:
    first, last = (min(max(int(each * _BANDS), 0), _BANDS - 1) for each in (top, bottom))
    return range(first, last + 1)


def _target(rect: ViewRect) -> ViewRect:
    wide, high = max(LEAST_SIDE - rect.width, 0.0) / 2, max(LEAST_SIDE - rect.height, 0.0) / 2
    return ViewRect(rect.x - wide, rect.y - high, rect.width + 2 * wide, rect.height + 2 * high)
