"""Boxes that are not selected, as pictures: pages with thousands of them are painted once, strip by strip, and then only moved."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from plextera_review.canvas.box import Box
from plextera_review.canvas.box_painter import paint_resting
from plextera_review.canvas.hit_test import PADDING, BoxIndex
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette

_STRIP = 128  # logical pixels
_EDGE = 8.0  # boxes stand out over the page's edges a little
_MOST_BYTES = 48 * 1024 * 1024
_FEW = 120
_MANY = 40
_PEN = 4.0
_BUCKET = 128.0


class RestingBoxes:
    """Strips of one layout; another index, palette or layout begins anew."""

    def __init__(self) -> None:
        self._state: tuple[int, int, int, float] | None = None
        self._held: tuple[object, ...] = ()  # an object that lives on keeps its identity to itself
        self._rects: dict[int, dict[int, list[tuple[Box, QRectF]]]] = {}
        self._strips: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()
        self._bytes = 0

    def redraw(self, boxes: Sequence[Box]) -> None:
        """These boxes look different now; they stand where they stood."""
        if len(boxes) > _MANY:
            self._state = None
            return
        for box in boxes:
            page, rects = box.placement.page, self._rects.get(box.placement.page)
            if rects is None:
                continue
            for entries in rects.values():
                for at, (old, rect) in enumerate(entries):
                    if old.field_path == box.field_path and old.index == box.index:
                        entries[at] = (box, rect)
                        for strip in _strips_of(rect):
                            self._drop((page, strip))

    def _drop(self, key: tuple[int, int]) -> None:
        old = self._strips.pop(key, None)
        if old is not None:
            self._bytes -= old.width() * old.height() * 4

    def paint(
        self,
        painter: QPainter,
        palette: CanvasPalette,
        index: BoxIndex,
        layout: PageLayout,
        page: int,
        visible: ViewRect,
        ratio: float,
    ) -> None:
        """Paint the boxes of a page as far as they are ``visible``, with the painter's opacity."""
        boxes = index.on_page(page)
        if not boxes:
            return
        area = layout.page(page)
        if len(boxes) <= _FEW:
            for box in boxes:
                rect = layout.rect(page, box.placement.rect).grown(PADDING)
                if rect.meets(visible):
                    moved = QRectF(rect.x - visible.x, rect.y - visible.y, rect.width, rect.height)
                    paint_resting(painter, palette, box, moved, hovered=False)
            return
        state = (id(index), id(palette), id(layout), ratio)
        if state != self._state:
            self._state, self._held = state, (index, palette, layout)
            self._rects.clear()
            self._strips.clear()
            self._bytes = 0
        first = int((visible.y - area.y + _EDGE) // _STRIP)
        last = int((visible.bottom - area.y + _EDGE) // _STRIP)
        for strip in range(max(first, 0), min(last, int((area.height + 2 * _EDGE) // _STRIP)) + 1):
            picture = self._strip(page, strip, area, palette, index, layout, ratio)
            if picture is not None:
                left = round((area.x - _EDGE - visible.x) * ratio) / ratio
                top = round((area.y - _EDGE - visible.y) * ratio) / ratio + strip * _STRIP
                painter.drawPixmap(round(left), round(top), picture)

    def _strip(
        self,
        page: int,
        strip: int,
        area: ViewRect,
        palette: CanvasPalette,
        index: BoxIndex,
        layout: PageLayout,
        ratio: float,
    ) -> QPixmap | None:
        key = (page, strip)
        found = self._strips.get(key)
        if found is not None:
            self._strips.move_to_end(key)
            return found
        if page not in self._rects:
            self._rects[page] = _bucketed(index, layout, page)
        rects = self._rects[page]
        top = strip * _STRIP - _EDGE
        buckets = range(int((top - _EDGE) // _BUCKET), int((top + _STRIP + _EDGE) // _BUCKET) + 1)
        inside = {id(box): (box, rect) for bucket in buckets for box, rect in rects.get(bucket, ())}
        width = area.width + 2 * _EDGE
        picture = QPixmap(round(width * ratio), round(_STRIP * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        if inside:
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(_EDGE, -top)
            for box, rect in inside.values():
                paint_resting(painter, palette, box, rect, hovered=False)
            painter.end()
        self._strips[key] = picture
        self._bytes += picture.width() * picture.height() * 4
        while self._bytes > _MOST_BYTES and len(self._strips) > 1:
            _, old = self._strips.popitem(last=False)
            self._bytes -= old.width() * old.height() * 4
        return picture


def _strips_of(rect: QRectF) -> range:
    """The strips a drawn rectangle touches; it is relative to the page's corner, strips begin above it."""
    return range(int((rect.top() + _EDGE - _PEN) // _STRIP), int((rect.bottom() + _EDGE + _PEN) // _STRIP) + 1)


def _bucketed(index: BoxIndex, layout: PageLayout, page: int) -> dict[int, list[tuple[Box, QRectF]]]:
    """The drawn rectangles relative to the page's corner, by their height on the page."""
    area = layout.page(page)
    width, height, turns = area.width, area.height, layout.turns
    found: dict[int, list[tuple[Box, QRectF]]] = {}
    for box in index.on_page(page):
        part = box.placement.rect.turned(turns)
        top, tall = part.y * height - PADDING, part.height * height + 2 * PADDING
        rect = QRectF(part.x * width - PADDING, top, part.width * width + 2 * PADDING, tall)
        for bucket in range(int(top // _BUCKET), int((top + tall) // _BUCKET) + 1):
            found.setdefault(bucket, []).append((box, rect))
    return found
