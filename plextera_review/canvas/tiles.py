"""Which pictures are useful now, most useful first, and how a page is painted from those that are there."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from operator import itemgetter

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.sheet import PAPER, on_pixels
from plextera_review.rendering.keys import TILE_PIXELS, TileKey, preview_key, tiles_between
from plextera_review.viewmodels.page_images import PageImages

_LEAST_AHEAD, _MOST_AHEAD = 3, 6  # views
_SECONDS_AHEAD = 0.05  # of work
_MOST_BYTES_AHEAD = 40 * 1024 * 1024
_MOST_VIEWS = 64
_LONGEST_STRIDE = 4  # views; what moved further was a jump, which says nothing about where it goes on


class PageTiles:
    """Pictures of the pages at one scale; the last scale that was drawn fills the gaps while a zoom is under way."""

    def __init__(self, images: PageImages) -> None:
        self._images = images
        self._scale = 0.0
        self._earlier = 0.0
        self._arrived = False
        self._layout: PageLayout | None = None
        self._views: dict[tuple[ViewRect, float], list[TileKey]] = {}  # by part of that layout and ratio of pixels

    def use_scale(self, scale: float) -> None:
        """Device pixels per point of what shows from now on."""
        if scale == self._scale:
            return
        if self._arrived:
            self._earlier, self._arrived = self._scale, False
        self._scale = scale
        self._views.clear()

    def note(self, keys: Sequence[TileKey]) -> None:
        """Pictures of one scale came."""
        self._arrived = self._arrived or keys[0].scale == self._scale

    def wanted(self, layout: PageLayout, visible: ViewRect, ratio: float, stride: float) -> list[TileKey]:
        """What shows: previews, then sharp tiles from the middle outwards. Then the views ahead, as far apart as the last movement went
        (``stride``, logical pixels, negative upwards), then what lies behind. Sharp tiles that come as soon as previews come before them all;
        where a preview takes as long as they do there is none, unless it is to tell why a page cannot be shown.
        """
        step = _step(stride, visible.height)
        shown, pace = self._sharp(layout, visible, ratio), self._images.pace
        ahead = range(1, _views_ahead(visible, ratio, pace.seconds(len(shown))) + 1)
        parts = [_part_ahead(visible, step * number, step) for number in ahead]
        sharp = [shown, *(self._sharp(layout, part, ratio) for part in parts)]
        sharp_first = pace.sharp_first(len(shown))
        if sharp_first and not pace.is_slow:
            why = self._previews(layout, visible) if self._images.has_problems else ()
            return list(dict.fromkeys(chain(*sharp, why)))
        previews = [self._previews(layout, part) for part in (visible, *parts[:_LEAST_AHEAD])]
        behind = self._previews(layout, visible.moved(0, -step))
        if sharp_first:
            return list(dict.fromkeys(chain(*sharp, *previews, behind)))
        return list(dict.fromkeys(chain(*chain(*zip_longest(previews, sharp, fillvalue=())), behind)))

    def first(self, layout: PageLayout, visible: ViewRect, ratio: float) -> list[TileKey]:
        """Only what shows: previews and sharp tiles."""
        return [*self._previews(layout, visible), *self._sharp(layout, visible, ratio)]

    def is_sharp(self, layout: PageLayout, visible: ViewRect, ratio: float) -> bool:
        """True when nothing of what shows could be drawn sharper."""
        return all(
            self._images.image(key) is not None or self._images.problem(key) is not None
            for key in self._sharp(layout, visible, ratio)
        )

    def sheet(self, layout: PageLayout, page: int, visible: ViewRect, ratio: float) -> QRectF:
        """Where the sheet of a page lies in the view, on whole device pixels."""
        area = on_pixels(layout.page(page).moved(-visible.x, -visible.y), ratio)
        return QRectF(area.x, area.y, area.width, area.height)

    def paint(self, painter: QPainter, layout: PageLayout, page: int, visible: ViewRect, ratio: float) -> str | None:
        """Paint the sheet of one page of what is ``visible``. Returns the sentence why it cannot be shown, if so."""
        whole = self.sheet(layout, page, visible, ratio)
        area = ViewRect(whole.x(), whole.y(), whole.width(), whole.height())
        preview = self._preview(page, layout)
        sharp = [*self._of_scale(page, layout, self._scale, area, visible, ratio)]
        missing = any(self._images.image(key) is None for key in sharp)
        if missing or not float(ratio).is_integer():  # else the sharp tiles cover every pixel
            painter.fillRect(whole, PAPER)
        if missing:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            picture = self._images.image(preview)
            if picture is not None:
                painter.drawImage(whole, picture)
            if self._earlier > 0:
                stretch = self._scale / self._earlier / ratio  # logical pixels per pixel of such a tile
                earlier = self._of_scale(page, layout, self._earlier, area, visible, ratio)
                self._paint_tiles(painter, area, stretch, earlier)
        self._paint_tiles(painter, area, 1 / ratio, sharp)
        return self._images.problem(preview)

    def _of_scale(
        self, page: int, layout: PageLayout, scale: float, area: ViewRect, visible: ViewRect, ratio: float
    ) -> Iterator[TileKey]:
        stretch = self._scale / scale / ratio if scale > 0 else 1.0
        left, top = -area.x / stretch, -area.y / stretch
        room = (left, top, left + visible.width / stretch, top + visible.height / stretch)
        return self._keys(page, layout, scale, room)

    def _paint_tiles(self, painter: QPainter, area: ViewRect, stretch: float, keys: Iterable[TileKey]) -> None:
        for key in keys:
            picture = self._images.image(key)
            if picture is not None:
                left, top = area.x + key.column * TILE_PIXELS * stretch, area.y + key.row * TILE_PIXELS * stretch
                target = QRectF(left, top, picture.width() * stretch, picture.height() * stretch)
                painter.drawImage(target, picture)

    def _sharp(self, layout: PageLayout, part: ViewRect, ratio: float) -> list[TileKey]:
        """The tiles that show in a part of the content, from its middle outwards. A view ahead is the next one's view: it is worked out once."""
        if layout is not self._layout or self._images.has_problems or len(self._views) > _MOST_VIEWS:
            self._layout = layout
            self._views.clear()
        found = self._views.get((part, ratio))
        if found is None:
            found = self._views[part, ratio] = self._found(layout, part, ratio)
        return found

    def _found(self, layout: PageLayout, part: ViewRect, ratio: float) -> list[TileKey]:
        middle_x, middle_y = part.x + part.width / 2, part.y + part.height / 2
        may_fail = self._images.has_problems
        found: list[tuple[float, TileKey]] = []
        for page in layout.pages_between(part.y, part.bottom):
            if may_fail and self._images.problem(self._preview(page, layout)) is not None:
                continue  # the whole page takes too long or is damaged; its parts would too
            area = layout.page(page)
            room = (
                (part.x - area.x) * ratio,
                (part.y - area.y) * ratio,
                (part.right - area.x) * ratio,
                (part.bottom - area.y) * ratio,
            )
            for key in self._keys(page, layout, self._scale, room):
                x = area.x + (key.column + 0.5) * TILE_PIXELS / ratio
                y = area.y + (key.row + 0.5) * TILE_PIXELS / ratio
                found.append((abs(x - middle_x) + abs(y - middle_y), key))
        found.sort(key=itemgetter(0))
        return [key for _, key in found]

    def _keys(
        self, page: int, layout: PageLayout, scale: float, room: tuple[float, float, float, float]
    ) -> Iterator[TileKey]:
        size = self._images.page_sizes[page - 1]
        return tiles_between(self._images.document_id, page, size, layout.turns, scale, room)

    def _previews(self, layout: PageLayout, part: ViewRect) -> list[TileKey]:
        return [self._preview(page, layout) for page in layout.pages_between(part.y, part.bottom)]

    def _preview(self, page: int, layout: PageLayout) -> TileKey:
        return preview_key(self._images.document_id, page, self._images.page_sizes[page - 1], layout.turns)


def _step(stride: float, height: float) -> float:
    """From one view ahead to the next, in logical pixels: as far as it went when pages were turned, else one view."""
    if abs(stride) > _LONGEST_STRIDE * height:
        return height
    return stride if abs(stride) > height / 2 else math.copysign(height, stride)


def _part_ahead(visible: ViewRect, far: float, step: float) -> ViewRect:
    """What comes to the view that far ahead, without what the next step brings to it anyway: of a page whose edge shows in the last view
    the rest would be drawn a turn later, which costs as much again."""
    return ViewRect(visible.x, visible.y + far, visible.width, min(visible.height, abs(step)))


def _views_ahead(visible: ViewRect, ratio: float, seconds: float) -> int:
    """How many views to draw before they are scrolled to, when one takes that long: more where they are quick, so that turning pages never
    waits for the worker, fewer on a large screen."""
    size = visible.width * visible.height * ratio**2 * 4
    in_time = min(max(int(_SECONDS_AHEAD / max(seconds, 1e-3)), _LEAST_AHEAD), _MOST_AHEAD)
    return min(max(int(_MOST_BYTES_AHEAD / max(size, 1.0)), 1), in_time)
