"""The empty sheet a page is painted on."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from plextera_review.canvas.layout import ViewRect

PAPER = QColor(255, 255, 255)
SHADOW_OPACITY = 0.25
_SHADOW = 3


def on_pixels(rect: ViewRect, ratio: float) -> ViewRect:
    """Moved to the nearest device pixel, so that pictures are painted without blur."""
    return ViewRect(round(rect.x * ratio) / ratio, round(rect.y * ratio) / ratio, rect.width, rect.height)


def shadows(sheet: QRectF) -> list[QRectF]:
    """The layers of the sheet's shadow, each painted with :data:`SHADOW_OPACITY`."""
    return [sheet.adjusted(-spread, -spread + 1, spread, spread + 1) for spread in range(_SHADOW, 0, -1)]


def paint_sheet(painter: QPainter, sheet: QRectF, shadow: QColor) -> None:
    """White paper with its shadow."""
    painter.setOpacity(SHADOW_OPACITY)
    for layer in shadows(sheet):
        painter.fillRect(layer, shadow)
    painter.setOpacity(1.0)
    painter.fillRect(sheet, PAPER)
