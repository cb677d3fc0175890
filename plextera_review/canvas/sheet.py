"""The empty sheet a page is painted on."""

from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from plextera_review.canvas.layout import ViewRect

PAPER = QColor(255, 255, 255)
_SHADOW = 3  # logical pixels
_STRENGTH = 0.25  # of the shadow's colour in each of its layers


def on_pixels(rect: ViewRect, ratio: float) -> ViewRect:
    """Moved to the nearest device pixel, so that pictures are painted without blur."""
    return ViewRect(round(rect.x * ratio) / ratio, round(rect.y * ratio) / ratio, rect.width, rect.height)


def sheet_layers(sheet: QRectF, backdrop: QColor, shadow: QColor) -> list[tuple[QRectF, QColor]]:
    """White paper with its shadow on an even backdrop, the lowest layer first. Nothing of it needs to be blended."""
    spread = range(_SHADOW, 0, -1)
    colors = _shadow_colors(backdrop.rgba(), shadow.rgba())
    below = [(sheet.adjusted(-far, -far + 1, far, far + 1), color) for far, color in zip(spread, colors, strict=True)]
    return [*below, (sheet, PAPER)]


def paint_sheet(painter: QPainter, sheet: QRectF, backdrop: QColor, shadow: QColor) -> None:
    """Paint the :func:`sheet_layers`."""
    for rect, color in sheet_layers(sheet, backdrop, shadow):
        painter.fillRect(rect, color)


@lru_cache(maxsize=8)
def _shadow_colors(backdrop: int, shadow: int) -> tuple[QColor, ...]:
    below, dark = QColor.fromRgba(backdrop), QColor.fromRgba(shadow)
    share = dark.alphaF() * _STRENGTH
    colors = []
    for _ in range(_SHADOW):
        mixed = (
            round(under * (1 - share) + over * share)
            for under, over in zip(
                (below.red(), below.green(), below.blue()), (dark.red(), dark.green(), dark.blue()), strict=True
            )
        )
        below = QColor(*mixed)
        colors.append(below)
    return tuple(colors)
