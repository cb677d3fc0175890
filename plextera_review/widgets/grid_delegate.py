"""Paints the cells of a table: value, mark by shape and edge, a notched corner where a rule fails."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from plextera_review.domain.projection import Mark
from plextera_review.domain.visible import visible_line
from plextera_review.viewmodels.grid_model import CELL_ROLE, GridCell
from plextera_review.widgets.field_delegate import MARK_LOOK
from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.theme import Theme

_EDGES = {
    Mark.RULE_FAILED: Qt.PenStyle.SolidLine,
    Mark.CHECK: Qt.PenStyle.DashLine,
    Mark.WAIVED: Qt.PenStyle.DotLine,
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_SHOWN = 400  # characters of a cell that are measured and painted


class GridDelegate(QStyledItemDelegate):
    """One cell; heights and fonts follow the text size."""

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        theme.changed.connect(self._measure)
        self._measure()

    @property
    def row_height(self) -> int:
        """Height of a row in pixels."""
        return self._theme.px(28)

    def wanted_width(self, text: str) -> int:
        """Width of a column that shows a text, in pixels."""
        return self._metrics.horizontalAdvance(text) + self._inset + 2 * self._pad

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        cell = index.data(CELL_ROLE)
        text = cell.field.shown_value if isinstance(cell, GridCell) else ""
        return QSize(self.wanted_width(text), self.row_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, cell = self._theme, index.data(CELL_ROLE)
        area: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(area, theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color("hover"))
        painter.setPen(theme.color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.topRight(), area.bottomRight())
        if isinstance(cell, GridCell):
            self._edge(painter, area, cell)
            self._content(painter, area, cell)
        else:
            painter.fillRect(area.adjusted(0, 0, -1, -1), theme.color("surface_sunken"))
        if self._view.currentIndex() == index:
            self._ring(painter, area)
        painter.restore()

    def _content(self, painter: QPainter, area: QRect, cell: GridCell) -> None:
        theme, field = self._theme, cell.field
        icon, token = MARK_LOOK[field.mark]
        if cell.problem:
            icon, token = "warning", "danger"
        size = theme.px(12)
        inner = area.adjusted(self._pad, 0, -self._pad, 0)
        if not cell.gap:
            top = area.y() + (area.height() - size) // 2
            look = icon_pixmap(icon, theme.color(token), size, painter.device().devicePixelRatio())
            painter.drawPixmap(inner.x(), top, look)
        inner.setLeft(area.x() + self._inset)
        text, colour, struck = self._text(cell)
        font = QFont(self._struck if struck else self._font)
        painter.setFont(font)
        painter.setPen(theme.color(colour))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each text runs its own way
        text = painter.fontMetrics().elidedText(visible_line(text[:_SHOWN]), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _RIGHT if cell.numeric else _LEFT, text)

    def _text(self, cell: GridCell) -> tuple[str, str, bool]:
        """What stands in the cell, its colour, and whether it is struck out."""
        field = cell.field
        if field.mark in {Mark.MISSING, Mark.UNREADABLE}:
            return field.original_value or "–", "text_faint", True
        if field.shown_value:
            return field.shown_value, "text", False
        return ("" if cell.gap else "–"), "text_faint", False

    def _edge(self, painter: QPainter, area: QRect, cell: GridCell) -> None:
        theme, mark = self._theme, cell.field.mark
        if cell.gap:
            return
        if mark is Mark.CORRECTED:
            painter.fillRect(area.x(), area.y(), 3, area.height() - 1, theme.color("mark_corrected"))
        style = Qt.PenStyle.SolidLine if cell.problem else _EDGES.get(mark)
        if style is None:
            return
        colour = theme.color("danger" if cell.problem else MARK_LOOK[mark][1])
        painter.setPen(QPen(colour, 1, style))
        painter.drawRect(area.adjusted(1, 1, -3, -3))
        if mark is Mark.RULE_FAILED:
            self._notch(painter, area, colour)

    def _notch(self, painter: QPainter, area: QRect, colour: QColor) -> None:
        side = self._theme.px(7)
        corner = area.topRight() + QPoint(-1, 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygon([corner, corner + QPoint(-side, 0), corner + QPoint(0, side)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _ring(self, painter: QPainter, area: QRect) -> None:
        pen = QPen(self._theme.color("focus" if self._view.hasFocus() else "border_strong"), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(area.adjusted(1, 1, -2, -2))

    def _measure(self) -> None:
        theme = self._theme
        self._pad, self._inset = theme.px(6), theme.px(24)
        self._font = theme.font("body")
        self._struck = theme.font("body")
        self._struck.setStrikeOut(True)
        self._metrics = QFontMetrics(self._font)
