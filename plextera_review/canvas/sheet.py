"""The sheets pages are painted on, and what lies around them."""

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QRegion

from plextera_review.canvas.layout import ViewRect

PAPER = QColor(255, 255, 255)
SHADOW = 4
"""How far a sheet's shadow reaches, in logical pixels."""
_STRENGTH = 0.25  # of the shadow's colour in each of its layers


def on_pixels(rect: ViewRect, ratio: float) -> ViewRect:
    """Moved to the nearest device pixel, so that pictures are painted without blur."""
    return ViewRect(round(rect.x * ratio) / ratio, round(rect.y * ratio) / ratio, rect.width, rect.height)


def sheet_layers(sheet: QRectF, backdrop: QColor, shadow: QColor) -> list[tuple[QRectF, QColor]]:
    """White paper with its shadow on an even backdrop, the lowest layer first. Nothing of it needs to be blended."""
    spread = range(SHADOW - 1, 0, -1)
    colors = _shadow_colors(backdrop.rgba(), shadow.rgba())
    below = [(sheet.adjusted(-far, -far + 1, far, far + 1), color) for far, color in zip(spread, colors, strict=True)]
    return [*below, (sheet, PAPER)]


def paint_around(painter: QPainter, whole: QRect, sheets: Sequence[QRectF], backdrop: QColor, shadow: QColor) -> None:
    """Paint the backdrop of ``whole`` and the shadows, but nothing that the sheets will cover: filling what is painted over took a quarter
    of a page turn."""
    room = QRegion(whole)
    for sheet in sheets:
        room -= QRegion(_within(sheet))
    painter.setClipRegion(room)
    painter.fillRect(whole, backdrop)
    for sheet in sheets:
        for rect, color in sheet_layers(sheet, backdrop, shadow)[:-1]:
            painter.fillRect(rect, color)
    painter.setClipping(False)


def _within(rect: QRectF) -> QRect:
    """The whole logical pixels inside."""
    corner = QPoint(math.floor(rect.right()) - 1, math.floor(rect.bottom()) - 1)
    return QRect(QPoint(math.ceil(rect.left()), math.ceil(rect.top())), corner)


@lru_cache(maxsize=8)
def _shadow_colors(backdrop: int, shadow: int) -> tuple[QColor, ...]:
    below, dark = QColor.fromRgba(backdrop), QColor.fromRgba(shadow)
    share = dark.alphaF() * _STRENGTH
    colors = []
    for _ in range(SHADOW - 1):
        mixed = (
            round(under * (1 - share) + over * share)
            for under, over in zip(
                (below.red(), below.green(), below.blue()), (dark.red(), dark.green(), dark.blue()), strict=True
            )
        )
        below = QColor(*mixed)
        colors.append(below)
    return tuple(colors)
