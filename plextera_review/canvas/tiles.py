"""Which pictures are useful now, most useful first, and how a page is painted from those that are there."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.sheet import on_pixels, paint_sheet
from plextera_review.rendering.keys import TILE_PIXELS, TileKey, preview_key, tiles_between
from plextera_review.viewmodels.page_images import PageImages


class PageTiles:
    """Pictures of the pages at one scale; the last scale that was drawn fills the gaps while a zoom is under way."""

    def __init__(self, images: PageImages) -> None:
        self._images = images
        self._scale = 0.0
        self._earlier = 0.0
        self._arrived = False

    def use_scale(self, scale: float) -> None:
        """Device pixels per point of what shows from now on."""
        if scale == self._scale:
            return
        if self._arrived:
            self._earlier, self._arrived = self._scale, False
        self._scale = scale

    def note(self, keys: Sequence[TileKey]) -> None:
        """Pictures of one scale came."""
        self._arrived = self._arrived or keys[0].scale == self._scale

    def wanted(self, layout: PageLayout, visible: ViewRect, ratio: float, direction: int) -> list[TileKey]:
        """Previews of what shows, its sharp tiles from the middle outwards, then the way ahead, then what lies behind."""
        shown = layout.pages_between(visible.y, visible.bottom)
        step = visible.height * direction
        ahead = layout.pages_between(visible.y + step, visible.bottom + step)
        behind = layout.pages_between(visible.y - step, visible.bottom - step)
        keys = [
            *self._of_pages(layout, shown, visible, ratio),
            *self._of_pages(layout, ahead, visible.moved(0, step), ratio),
            *(self._preview(page, layout) for page in behind),
        ]
        return list(dict.fromkeys(keys))

    def first(self, layout: PageLayout, visible: ViewRect, ratio: float) -> list[TileKey]:
        """Only what shows: previews and sharp tiles."""
        return self._of_pages(layout, layout.pages_between(visible.y, visible.bottom), visible, ratio)

    def _of_pages(self, layout: PageLayout, pages: Iterable[int], part: ViewRect, ratio: float) -> list[TileKey]:
        previews, sharp = [self._preview(page, layout) for page in pages], [*self._sharp(layout, part, ratio)]
        return [*sharp, *previews] if self._images.sharp_first else [*previews, *sharp]

    def is_sharp(self, layout: PageLayout, visible: ViewRect, ratio: float) -> bool:
        """True when nothing of what shows could be drawn sharper."""
        return all(
            self._images.image(key) is not None or self._images.problem(key) is not None
            for key in self._sharp(layout, visible, ratio)
        )

    def paint(
        self, painter: QPainter, palette: CanvasPalette, layout: PageLayout, page: int, visible: ViewRect, ratio: float
    ) -> str | None:
        """Paint one page of what is ``visible``. Returns the sentence why it cannot be shown, if so."""
        area = on_pixels(layout.page(page).moved(-visible.x, -visible.y), ratio)
        whole = QRectF(area.x, area.y, area.width, area.height)
        paint_sheet(painter, whole, palette.backdrop, palette.shadow)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        preview = self._preview(page, layout)
        sharp = [*self._of_scale(page, layout, self._scale, area, visible, ratio)]
        if any(self._images.image(key) is None for key in sharp):
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

    def _sharp(self, layout: PageLayout, part: ViewRect, ratio: float) -> Iterator[TileKey]:
        middle_x, middle_y = part.x + part.width / 2, part.y + part.height / 2
        found: list[tuple[float, TileKey]] = []
        for page in layout.pages_between(part.y, part.bottom):
            if self._images.problem(self._preview(page, layout)) is not None:
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
        found.sort(key=lambda each: each[0])
        return (key for _, key in found)

    def _keys(
        self, page: int, layout: PageLayout, scale: float, room: tuple[float, float, float, float]
    ) -> Iterator[TileKey]:
        size = self._images.page_sizes[page - 1]
        return tiles_between(self._images.document_id, page, size, layout.turns, scale, room)

    def _preview(self, page: int, layout: PageLayout) -> TileKey:
        return preview_key(self._images.document_id, page, self._images.page_sizes[page - 1], layout.turns)
