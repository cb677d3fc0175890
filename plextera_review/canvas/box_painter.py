"""Paints boxes. Hue is attention, the kind of edge tells who vouched; the text under a box stays readable."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from plextera_review.canvas.box import Box
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.projection import Mark

RESTING_OPACITY = 0.35
"""How strong the other boxes are while one field is selected."""
_FILL = 0.10
_HOVER_FILL = 0.12
_RADIUS = 2.0
_HALO = 2.5
_TAB_HEIGHT_PADDING = 3.0
_TAB_PADDING = 7.0
_TAB_GAP = 4.0
_CLEARED = (Mark.MISSING, Mark.UNREADABLE)


def paint_resting(painter: QPainter, palette: CanvasPalette, box: Box, rect: QRectF, *, hovered: bool) -> None:
    """A box that is not selected. A value that was judged missing or unreadable has no box of its own."""
    if box.mark in _CLEARED and not hovered:
        return
    color = palette.marks[box.mark]
    fill = QColor(color)
    fill.setAlphaF(_HOVER_FILL if hovered else _FILL if box.mark is Mark.CHECK else 0.05)
    painter.setBrush(fill)
    painter.setPen(_edge(box.mark, color, hovered=hovered))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    if box.mark is Mark.CORRECTED:
        _bar(painter, rect, color)


def paint_selected(
    painter: QPainter, palette: CanvasPalette, box: Box, rect: QRectF, font: QFont, view: QRectF, pulse: float
) -> None:
    """The selected field's box with its label tab outside it. ``pulse`` 1..0 runs once after a jump."""
    color = palette.marks[box.mark]
    if pulse > 0:
        ring = QColor(color)
        ring.setAlphaF(0.35 * pulse)
        painter.setPen(QPen(ring, 3 + 5 * pulse))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        spread = 4 + 6 * (1 - pulse)
        painter.drawRoundedRect(rect.adjusted(-spread, -spread, spread, spread), _RADIUS + spread, _RADIUS + spread)
    outer = rect.adjusted(-_HALO, -_HALO, _HALO, _HALO)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(palette.halo, 2))
    painter.drawRoundedRect(outer, _RADIUS + _HALO, _RADIUS + _HALO)
    fill = QColor(color)
    fill.setAlphaF(_FILL)
    painter.setBrush(fill)
    painter.setPen(_edge(box.mark, color, selected=True))
    painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
    if box.mark is Mark.CORRECTED:
        _bar(painter, rect, color)
    _tab(painter, palette, box, rect, font, view)


def _edge(mark: Mark, color: QColor, *, selected: bool = False, hovered: bool = False) -> QPen:
    pen = QPen(color, 3) if selected else QPen(color, 2 if mark is Mark.CHECK or hovered else 1)
    if mark is Mark.CHECK:
        pen.setDashPattern([3, 2])
    elif mark in _CLEARED:
        pen.setStyle(Qt.PenStyle.DotLine)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def _bar(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.fillRect(QRectF(rect.left() - 2, rect.top(), 3, rect.height()), color)


def _tab(painter: QPainter, palette: CanvasPalette, box: Box, rect: QRectF, font: QFont, view: QRectF) -> None:
    """Above the box, below it at the upper edge of the view, and never beyond the view's sides."""
    metrics = QFontMetricsF(font)
    text = metrics.elidedText(box.tab, Qt.TextElideMode.ElideRight, max(view.width() - 24, 40))
    width = metrics.horizontalAdvance(text) + 2 * _TAB_PADDING
    height = metrics.height() + 2 * _TAB_HEIGHT_PADDING
    left = min(max(rect.left() - 1, view.left() + 4), max(view.right() - width - 4, view.left() + 4))
    top = rect.top() - height - _TAB_GAP
    if top < view.top() + 2:
        top = rect.bottom() + _TAB_GAP
    tab = QRectF(QPointF(left, top), QPointF(left + width, top + height))
    painter.setPen(QPen(palette.halo, 1))
    painter.setBrush(palette.marks[box.mark])
    painter.drawRoundedRect(tab, 4, 4)
    painter.setPen(palette.tab_text)
    painter.setFont(font)
    painter.drawText(tab, int(Qt.AlignmentFlag.AlignCenter), text)
