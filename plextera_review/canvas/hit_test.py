"""The boxes by page and place, and which one lies under the pointer. Pure."""

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plextera_review.canvas.box import Box
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.domain.geometry import NormRect

LEAST_SIDE = 6.0
"""A box can be hit in at least so many logical pixels, however small it is drawn."""
PADDING = 2.0
"""Boxes are drawn and hit this much larger than the words they hold, in logical pixels."""
_COLUMNS, _ROWS = (
    12,
    40,
)  # a page is cut into cells (lines are flat); a place is compared with the boxes of its cells only
_AT_ONCE = 200  # boxes that are placed before the time is looked at
_MANY_CELLS = 64  # a box over more of them is compared always

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class BoxChange:
    """What another set of boxes takes away and brings; a box that changed is in both. ``whole``: nothing stayed as it was."""

    removed: Sequence[Box] = ()
    added: Sequence[Box] = ()
    whole: bool = False

    @property
    def nothing(self) -> bool:
        """True when all boxes are as they were."""
        return not (self.whole or self.removed or self.added)


class _PageBoxes:
    """The boxes of one page; its grid is made before a place is first looked up, little by little where there is time for that."""

    def __init__(self) -> None:
        self.boxes: dict[Key, Box] = {}
        self._grid: dict[int, list[Box]] | None = None
        self._large: list[Box] = []
        self._unplaced: list[Box] = []

    def get_ready(self, until: float = math.inf) -> bool:
        if self._grid is None:
            self._grid, self._unplaced = {}, list(self.boxes.values())
        while self._unplaced:
            for box in self._unplaced[-_AT_ONCE:]:
                self._place(self._grid, box)
            del self._unplaced[-_AT_ONCE:]
            if time.perf_counter() > until:
                break
        return not self._unplaced

    def put(self, key: Key, box: Box) -> None:
        if self._grid is not None:
            self.get_ready()
            self._place(self._grid, box)
        self.boxes[key] = box

    def take(self, box: Box) -> None:
        del self.boxes[box.key]
        if self._grid is not None:
            self.get_ready()
            cells = _cells(box.placement.rect)
            for held in [self._large] if len(cells) > _MANY_CELLS else [self._grid[cell] for cell in cells]:
                del held[next(at for at, each in enumerate(held) if each is box)]

    def near(self, part: NormRect) -> list[Box]:
        """The boxes of the cells that part touches: those that meet it, and some more."""
        self.get_ready()
        grid = self._grid or {}
        found = {id(box): box for box in self._large}
        for cell in _cells(part):
            for box in grid.get(cell, ()):
                found[id(box)] = box
        return list(found.values())

    def _place(self, grid: dict[int, list[Box]], box: Box) -> None:
        cells = _cells(box.placement.rect)
        if len(cells) > _MANY_CELLS:
            self._large.append(box)
            return
        for cell in cells:
            held = grid.get(cell)
            if held is None:
                grid[cell] = [box]
            else:
                held.append(box)


class BoxIndex:
    """The boxes by page, by field and by place on the page. Of two boxes with the same key the later one counts."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._all: list[Box] = []
        self._pages: dict[int, _PageBoxes] = {}
        self._fields: dict[str, list[Box]] = {}
        self._build({box.key: box for box in boxes})

    def update(self, boxes: Sequence[Box]) -> BoxChange:
        """Take over other boxes; boxes that are equal stay the objects they were."""
        before = self._all
        if len(before) == len(boxes):
            pairs = [
                (at, old, new)
                for at, (old, new) in enumerate(zip(before, boxes, strict=True))
                if old is not new and old != new
            ]
            if all(old.key == new.key for _, old, new in pairs):
                return self._exchange(pairs)
        old_by_key = {box.key: box for box in before}
        new_by_key = {box.key: box for box in boxes}
        for key, old in old_by_key.items():
            if new_by_key.get(key) == old:
                new_by_key[key] = old
        removed = [old for key, old in old_by_key.items() if new_by_key.get(key) is not old]
        added = [new for key, new in new_by_key.items() if old_by_key.get(key) is not new]
        if len(removed) + len(added) > len(new_by_key):
            self._build(new_by_key)
            return BoxChange(removed, added, whole=True)
        self._all = list(new_by_key.values())
        for box in removed:
            self._take(box)
        for box in added:
            self._put(box)
        return BoxChange(removed, added)

    @property
    def all(self) -> Sequence[Box]:
        """Every box, in the order they were given."""
        return self._all

    def on_page(self, page: int) -> Iterable[Box]:
        """Boxes on a page (from 1)."""
        found = self._pages.get(page)
        return found.boxes.values() if found is not None else ()

    def count_on(self, page: int) -> int:
        """How many boxes a page has."""
        found = self._pages.get(page)
        return len(found.boxes) if found is not None else 0

    def get_ready(self, page: int, until: float) -> bool:
        """Prepare looking up places on a page, until a time (``time.perf_counter``) at most; True once that is done."""
        found = self._pages.get(page)
        return found is None or found.get_ready(until)

    def near(self, page: int, part: NormRect) -> list[Box]:
        """The boxes of a page that meet a part of the displayed page, and some more beside it."""
        found = self._pages.get(page)
        return found.near(part) if found is not None else []

    def of_field(self, path: str) -> Sequence[Box]:
        """The places of one field, first place first."""
        return self._fields.get(path, ())

    def hit(self, layout: PageLayout, x: float, y: float, selected: str | None = None) -> Box | None:
        """The box at a point of the content: the smallest one, of equal ones the selected field's."""
        if not layout.page_count:
            return None
        page = layout.page_at(y)
        spot, whole = layout.spot(x, y), layout.page(page)
        reach = (PADDING + LEAST_SIDE) / max(min(whole.width, whole.height), 1.0)
        around = NormRect(spot.x - reach, spot.y - reach, 2 * reach, 2 * reach).turned(-layout.turns)
        found = [each for each in self.near(page, around) if _target(drawn_rect(layout, each)).holds(x, y)]
        return min(found, key=lambda each: (each.placement.rect.area, each.field_path != selected), default=None)

    # -- inside

    def _build(self, boxes: dict[Key, Box]) -> None:
        self._all = list(boxes.values())
        self._pages = {}
        self._fields = {}
        for key, box in boxes.items():
            page = self._pages.get(box.placement.page)
            if page is None:
                page = self._pages[box.placement.page] = _PageBoxes()
            page.boxes[key] = box
            self._join(box)

    def _exchange(self, pairs: Sequence[tuple[int, Box, Box]]) -> BoxChange:
        for at, old, new in pairs:
            self._all[at] = new
            if old.placement.page != new.placement.page:
                self._take(old)
                self._put(new)
                continue
            page = self._pages[old.placement.page]
            page.take(old)
            page.put(new.key, new)
            places = self._fields[old.field_path]
            places[next(number for number, each in enumerate(places) if each is old)] = new
        return BoxChange([old for _, old, _ in pairs], [new for _, _, new in pairs])

    def _put(self, box: Box) -> None:
        page = self._pages.get(box.placement.page)
        if page is None:
            page = self._pages[box.placement.page] = _PageBoxes()
        page.put(box.key, box)
        self._join(box)

    def _join(self, box: Box) -> None:
        """The places of a field stay in order."""
        places = self._fields.get(box.field_path)
        if places is None:
            self._fields[box.field_path] = [box]
            return
        places.append(box)
        if places[-2].index > box.index:
            places.sort(key=lambda each: each.index)

    def _take(self, box: Box) -> None:
        page = self._pages.get(box.placement.page)
        if page is not None:
            page.take(box)
            if not page.boxes:
                del self._pages[box.placement.page]
        places = [each for each in self._fields.get(box.field_path, ()) if each is not box]
        if places:
            self._fields[box.field_path] = places
        else:
            self._fields.pop(box.field_path, None)


def drawn_rect(layout: PageLayout, box: Box) -> ViewRect:
    """Where a box is drawn in the content: around its words, never on them."""
    return layout.rect(box.placement.page, box.placement.rect).grown(PADDING)


def _cells(part: NormRect) -> Sequence[int]:
    """The cells a part of the page touches; what lies beyond the page belongs to its outer cells."""
    left, top = int(part.x * _COLUMNS), int(part.y * _ROWS)
    right, bottom = int((part.x + part.width) * _COLUMNS), int((part.y + part.height) * _ROWS)
    if left < 0 or top < 0 or right >= _COLUMNS or bottom >= _ROWS:
        left, right = (min(max(each, 0), _COLUMNS - 1) for each in (left, right))
        top, bottom = (min(max(each, 0), _ROWS - 1) for each in (top, bottom))
    first = top * _COLUMNS + left
    if left == right and top == bottom:
        return (first,)
    if top == bottom:
        return range(first, first + right - left + 1)
    return [row * _COLUMNS + column for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _target(rect: ViewRect) -> ViewRect:
    wide, high = max(LEAST_SIDE - rect.width, 0.0) / 2, max(LEAST_SIDE - rect.height, 0.0) / 2
    return ViewRect(rect.x - wide, rect.y - high, rect.width + 2 * wide, rect.height + 2 * high)
