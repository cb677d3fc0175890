"""Boxes that are not selected, as pictures: pages with thousands of them are painted once, strip by strip, and then only moved.

A frame paints new strips for a few milliseconds at most; what is missing comes with the next frames. A box that changes repaints its own
place in its strips and nothing else.
"""

import time
from collections import OrderedDict

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from plextera_review.canvas.box import Box
from plextera_review.canvas.box_painter import REACH, page_rects, paint_resting
from plextera_review.canvas.hit_test import BoxChange, BoxIndex
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.mark import Mark

_STRIP = 64  # logical pixels
_EDGE = 8.0  # boxes stand out over the page's edges a little
_MOST_BYTES = 48 * 1024 * 1024
_FEW = 120
_MANY_SPOTS = 12

_Key = tuple[int, int]


class RestingBoxes:
    """Strips of one layout; another index, palette or layout begins anew."""

    def __init__(self) -> None:
        self._held: tuple[object, ...] = ()  # an object that lives on keeps its identity to itself
        self._strips: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._spots: dict[_Key, list[QRectF]] = {}
        self._bytes = 0

    def note(self, change: BoxChange) -> None:
        """Boxes of the index in use came, went or changed."""
        layout, ratio = self._layout_in_use()
        if layout is None or not self._strips:
            return
        if change.whole:
            self._forget()
            return
        for box in (*change.removed, *change.added):
            if 1 <= box.placement.page <= layout.page_count:
                self._spoil(box, layout, ratio)

    def paint(
        self,
        painter: QPainter,
        palette: CanvasPalette,
        index: BoxIndex,
        layout: PageLayout,
        page: int,
        visible: ViewRect,
        ratio: float,
        until: float | None = None,
    ) -> bool:
        """Paint the boxes of a page as far as they are ``visible``, with the painter's opacity.

        ``until`` is the time (``time.perf_counter``) after which no further strip is made. Returns False when some are missing.
        """
        if not index.count_on(page):
            return True
        area = layout.page(page)
        left = round((area.x - visible.x) * ratio) / ratio  # the page's corner, where its tiles have it
        top = round((area.y - visible.y) * ratio) / ratio
        if index.count_on(page) <= _FEW:
            shown = _part(area, visible.x - area.x, visible.y - area.y, visible.width, visible.height, layout.turns)
            painter.translate(left, top)
            paint_resting(painter, palette, page_rects(index.near(page, shown), layout, page, ratio), ratio)
            painter.translate(-left, -top)
            return True
        state = (index, palette, layout, ratio)
        if len(self._held) != len(state) or any(a is not b and a != b for a, b in zip(self._held, state, strict=True)):
            self._held = state
            self._forget()
        complete = until is None or index.get_ready(page, until)
        first = int((visible.y - area.y + _EDGE) // _STRIP)
        last = int((visible.bottom - area.y + _EDGE) // _STRIP)
        for number in range(max(first, 0), min(last, int((area.height + 2 * _EDGE) // _STRIP)) + 1):
            key = (page, number)
            picture = self._strips.get(key)
            if picture is None:
                if until is not None and time.perf_counter() > until:
                    complete = False
                    continue
                picture = self._new(key, area, ratio)
            self._refresh(key, picture, palette, index, layout, ratio)
            self._strips.move_to_end(key)
            painter.drawPixmap(round(left - _EDGE), round(top - _EDGE + number * _STRIP), picture)
        self._shrink()
        return complete

    # -- inside

    def _layout_in_use(self) -> tuple[PageLayout | None, float]:
        if not self._held:
            return None, 1.0
        layout, ratio = self._held[2], self._held[3]
        return (layout, ratio) if isinstance(layout, PageLayout) and isinstance(ratio, float) else (None, 1.0)

    def _forget(self) -> None:
        self._strips.clear()
        self._spots.clear()
        self._bytes = 0

    def _spoil(self, box: Box, layout: PageLayout, ratio: float) -> None:
        """The place of a box is to be painted again in every strip it touches."""
        page = box.placement.page
        _, rect = page_rects([box], layout, page, ratio)[0]
        spot = rect.adjusted(-REACH, -REACH, REACH, REACH)
        for number in range(int((spot.top() + _EDGE) // _STRIP), int((spot.bottom() + _EDGE) // _STRIP) + 1):
            if (page, number) in self._strips:
                self._spots.setdefault((page, number), []).append(spot)

    def _new(self, key: _Key, area: ViewRect, ratio: float) -> QPixmap:
        width = area.width + 2 * _EDGE
        picture = QPixmap(round(width * ratio), round(_STRIP * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        self._strips[key] = picture
        self._bytes += picture.width() * picture.height() * 4
        self._spots[key] = [QRectF(-_EDGE, key[1] * _STRIP - _EDGE, width, _STRIP)]
        return picture

    def _refresh(
        self, key: _Key, picture: QPixmap, palette: CanvasPalette, index: BoxIndex, layout: PageLayout, ratio: float
    ) -> None:
        """Paint again what changed."""
        spots = self._spots.pop(key, None)
        if spots is None:
            return
        page, number = key
        area, top = layout.page(page), number * _STRIP - _EDGE
        strip = QRectF(-_EDGE, top, area.width + 2 * _EDGE, _STRIP)
        if len(spots) > _MANY_SPOTS:
            spots = [strip]
        picture.setDevicePixelRatio(1.0)  # cleared and clipped by whole device pixels, so that no line is cut in two
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        to_pixels = QTransform.fromScale(ratio, ratio).translate(_EDGE, -top)
        for spot in spots:
            place = to_pixels.mapRect(spot.intersected(strip)).toAlignedRect()
            painter.resetTransform()
            painter.setClipRect(place)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(place, Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.setTransform(to_pixels)
            paint_resting(painter, palette, _around(spot, index, layout, page, ratio), ratio)
        painter.end()
        picture.setDevicePixelRatio(ratio)

    def _shrink(self) -> None:
        while self._bytes > _MOST_BYTES and len(self._strips) > 1:
            key, old = self._strips.popitem(last=False)
            self._spots.pop(key, None)
            self._bytes -= old.width() * old.height() * 4


def _around(spot: QRectF, index: BoxIndex, layout: PageLayout, page: int, ratio: float) -> list[tuple[Mark, QRectF]]:
    """The boxes that paint something on a part of the page, which is in logical pixels from the page's corner."""
    reach = 2 * REACH
    whole = spot.adjusted(-reach, -reach, reach, reach)
    part = _part(layout.page(page), whole.x(), whole.y(), whole.width(), whole.height(), layout.turns)
    return [each for each in page_rects(index.near(page, part), layout, page, ratio) if whole.intersects(each[1])]


def _part(area: ViewRect, x: float, y: float, width: float, height: float, turns: int) -> NormRect:
    """A part of the page, in logical pixels from its corner, as fractions of the displayed page before the viewer's turning."""
    return NormRect(x / area.width, y / area.height, width / area.width, height / area.height).turned(-turns)
