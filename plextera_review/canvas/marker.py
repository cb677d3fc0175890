"""Words marked with a pen."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

_DARK_SHARE = 0.6


def paint_marked(painter: QPainter, color: QColor, strength: float, rects: Sequence[QRectF], *, dark: bool) -> None:
    """Black ink stays black on white paper, white ink white on black paper. ``strength`` 0..1 is how much of the colour is taken."""
    parts = (color.redF(), color.greenF(), color.blueF())
    if dark:
        mixed = QColor.fromRgbF(*(strength * part * _DARK_SHARE for part in parts))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
    else:
        mixed = QColor.fromRgbF(*(1 - strength * (1 - part) for part in parts))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    for rect in rects:
        painter.fillRect(rect, mixed)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
