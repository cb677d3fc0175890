"""A heading and a sentence in the middle of an area, where a page cannot be shown."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

_WIDTH = 420.0
_GAP = 6.0


def paint_message(
    painter: QPainter, base: QFont, area: QRectF, title: str, text: str, colors: tuple[QColor, QColor]
) -> None:
    """``colors``: of the heading and of the sentence."""
    if not title and not text:
        return
    large = QFont(base)
    large.setWeight(QFont.Weight.DemiBold)
    width = max(min(_WIDTH, area.width() - 32), 1.0)
    block = QRectF(area.center().x() - width / 2, area.top(), width, area.height())
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    gap = _GAP if title and text else 0.0
    head = QFontMetricsF(large).boundingRect(block, flags, title).height() if title else 0.0
    body = QFontMetricsF(base).boundingRect(block, flags, text).height() if text else 0.0
    top = area.center().y() - (head + gap + body) / 2
    painter.setPen(colors[0])
    painter.setFont(large)
    painter.drawText(QRectF(block.left(), top, width, head + 1), flags, title)
    painter.setPen(colors[1])
    painter.setFont(base)
    painter.drawText(QRectF(block.left(), top + head + gap, width, body + 1), flags, text)
