"""Paints boxes. Hue is attention, the kind of edge tells who vouched; the text under a box stays readable."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from plextera_review.canvas.box import Box
from plextera_review.canvas.hit_test import PADDING
from plextera_review.canvas.layout import PageLayout
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.mark import Mark

REACH = 4.0
"""So far beyond its rectangle a box at rest may be painted, in logical pixels."""
_FILL = 0.10
_FAINT_FILL = 0.05
_HOVER_FILL = 0.12
_HALO = 2.0
_BAR = 3.0
_NOTCH = 7.0
_SELECTED_WIDTH = 3.0
_TAB_HEIGHT_PADDING = 3.0
_TAB_PADDING = 7.0
_TAB_GAP = 5.0


@dataclass(frozen=True, slots=True)
class _Edge:
    """``dashes`` in pen widths, alternating line and gap; empty for a solid line."""

    width: float
    fill: float
    dashes: tuple[float, ...] = ()
    notch: bool = False
    bar: bool = False


_EDGES = {  # painted in this order: what needs a look lies on top
    Mark.AUTOMATIC: _Edge(1, _FAINT_FILL),
    Mark.ACCEPTED: _Edge(1, _FAINT_FILL),
    Mark.WAIVED: _Edge(2, _FAINT_FILL, (1, 1.5)),
    Mark.CORRECTED: _Edge(1, _FAINT_FILL, bar=True),
    Mark.NOT_LOCATED: _Edge(2, _FILL, (3, 2)),
    Mark.CHECK: _Edge(2, _FILL, (3, 2)),
    Mark.RULE_FAILED: _Edge(2, _FILL, notch=True),
}
_CLEARED = _Edge(1, _FAINT_FILL, (1, 2))  # missing or unreadable: seen only while pointed at or selected


def resting_opacity(palette: CanvasPalette, *, chosen: bool) -> float:
    """How strong the other boxes are; weaker while one field is ``chosen``."""
    if not chosen:
        return 1.0
    return 0.6 if palette.strong else 0.35


def page_rects(boxes: Iterable[Box], layout: PageLayout, page: int, ratio: float) -> list[tuple[Mark, QRectF]]:
    """Marks and drawn rectangles relative to the page's corner, in logical pixels on whole device pixels."""
    area, turns = layout.page(page), layout.turns
    wide, high = area.width * ratio, area.height * ratio
    around = PADDING * ratio
    found = []
    for box in boxes:
        part = box.placement.rect if turns == 0 else box.placement.rect.turned(turns)
        left, top = round(part.x * wide - around), round(part.y * high - around)
        right = round((part.x + part.width) * wide + around)
        bottom = round((part.y + part.height) * high + around)
        rect = QRectF(left / ratio, top / ratio, (right - left) / ratio, (bottom - top) / ratio)
        found.append((box.mark, rect))
    return found


def paint_resting(
    painter: QPainter, palette: CanvasPalette, items: Iterable[tuple[Mark, QRectF]], ratio: float
) -> None:
    """Boxes that are not selected. A value that was judged missing or unreadable has none."""
    groups: dict[Mark, list[QRectF]] = {}
    for mark, rect in items:
        group = groups.get(mark)
        if group is None:
            groups[mark] = [rect]
        else:
            group.append(rect)
    for mark, edge in _EDGES.items():
        rects = groups.get(mark)
        if rects:
            _paint(painter, palette.marks[mark], edge, rects, _line_width(palette, edge), edge.fill, ratio)


def paint_hovered(painter: QPainter, palette: CanvasPalette, mark: Mark, rect: QRectF, ratio: float) -> None:
    """The box under the pointer: as at rest, but stronger."""
    edge = _EDGES.get(mark, _CLEARED)
    _paint(painter, palette.marks[mark], edge, [rect], max(edge.width, 2), _HOVER_FILL, ratio)


def paint_selected(
    painter: QPainter,
    palette: CanvasPalette,
    box: Box,
    rect: QRectF,
    font: QFont,
    view: QRectF,
    pulse: float,
    ratio: float,
) -> None:
    """The selected field's box with its label tab outside it. ``pulse`` 1..0 runs once after a jump."""
    color, edge = palette.marks[box.mark], _EDGES.get(box.mark, _CLEARED)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if pulse > 0:
        ring = QColor(color)
        ring.setAlphaF(0.35 * pulse)
        painter.setPen(QPen(ring, 3 + 5 * pulse))
        spread = 4 + 6 * (1 - pulse)
        painter.drawRoundedRect(rect.adjusted(-spread, -spread, spread, spread), 2 + spread, 2 + spread)
    halo = QPen(palette.halo, _HALO)
    halo.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(halo)
    spread = (_SELECTED_WIDTH + _HALO) / 2  # outside the edge alone: inside are the words
    shift = _sharp_shift(_SELECTED_WIDTH, ratio)
    painter.translate(shift, shift)
    _outline(painter, edge, [rect.adjusted(-spread, -spread, spread, spread)])
    painter.translate(-shift, -shift)
    _paint(painter, color, edge, [rect], _SELECTED_WIDTH, _FILL, ratio)
    _tab(painter, palette, box, rect, font, view)


def _sharp_shift(width: float, ratio: float) -> float:
    """A line of an odd number of device pixels is sharp when its middle lies between two of them."""
    return 0.5 / ratio if round(width * ratio) % 2 else 0.0


def _line_width(palette: CanvasPalette, edge: _Edge) -> float:
    return max(edge.width, 2) if palette.strong else edge.width


def _paint(
    painter: QPainter,
    color: QColor,
    edge: _Edge,
    rects: Sequence[QRectF],
    width: float,
    fill: float,
    ratio: float,
) -> None:
    inside = QColor(color)
    inside.setAlphaF(fill)
    pen = QPen(color, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if edge.dashes:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(edge.dashes)
    shift = _sharp_shift(width, ratio)
    painter.translate(shift, shift)
    painter.setPen(pen)
    painter.setBrush(inside)
    _outline(painter, edge, rects)
    painter.translate(-shift, -shift)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if edge.bar:
        beyond, bar = 1 + width, _BAR + 1.5 * (width - 1)  # wider than a wide edge, never on the words
        painter.drawRects([QRectF(rect.left() - beyond, rect.top(), bar, rect.height()) for rect in rects])
    if edge.notch:
        _each(painter, rects, _flag)


def _outline(painter: QPainter, edge: _Edge, rects: Sequence[QRectF]) -> None:
    if edge.notch:
        _each(painter, rects, _notched)
    else:
        painter.drawRects(list(rects))


def _each(painter: QPainter, rects: Iterable[QRectF], shape: Callable[[QRectF], QPolygonF]) -> None:
    for rect in rects:
        painter.drawPolygon(shape(rect))


def _cut(rect: QRectF) -> float:
    return min(_NOTCH, rect.width() / 2, rect.height() / 2)


def _notched(rect: QRectF) -> QPolygonF:
    """The rectangle with its upper right corner cut off."""
    cut = _cut(rect)
    corner = (QPointF(rect.right() - cut, rect.top()), QPointF(rect.right(), rect.top() + cut))
    return QPolygonF([rect.topLeft(), *corner, rect.bottomRight(), rect.bottomLeft()])


def _flag(rect: QRectF) -> QPolygonF:
    """The cut corner folded in."""
    cut = _cut(rect)
    x, y = rect.right() - cut, rect.top() + cut
    return QPolygonF([QPointF(x, rect.top()), QPointF(rect.right(), y), QPointF(x, y)])


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
    direction = painter.layoutDirection()
    # The text runs its own way, its “…” at its own end.
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(tab, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.setLayoutDirection(direction)
