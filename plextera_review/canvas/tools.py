"""What the pointer is for: reading, picking words, or drawing a box; the shape of the pointer tells which."""

from enum import StrEnum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap

_SIDE = 32


class Tool(StrEnum):
    """``POINTER`` clicks boxes and selects text, ``WORDS`` picks words for a field, ``BOX`` draws a box for it."""

    POINTER = "pointer"
    WORDS = "words"
    BOX = "box"


def word_cursor(ratio: float) -> QCursor:
    """The text beam with a plus, for a screen with ``ratio`` device pixels per logical pixel: no platform has one for words that are
    taken."""
    picture = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    beam = (
        (QPointF(9, 4), QPointF(9, 20)),
        (QPointF(6, 4), QPointF(12, 4)),
        (QPointF(6, 20), QPointF(12, 20)),
        (QPointF(19, 13), QPointF(19, 21)),
        (QPointF(15, 17), QPointF(23, 17)),
    )
    for width, color in ((4.0, QColor(255, 255, 255)), (1.6, QColor(20, 20, 20))):
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
        for begin, end in beam:
            painter.drawLine(begin + QPointF(0.5, 0.5), end + QPointF(0.5, 0.5))
    painter.end()
    return QCursor(picture, 9, 12)
