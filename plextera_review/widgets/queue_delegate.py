"""Paints the rows of the queue: icon and word for the stage, quiet text, a ring where the focus is."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from plextera_review.viewmodels.job_rows import Column, JobRow, Stage
from plextera_review.viewmodels.job_table import ROW_ROLE, cell_text
from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.theme import Theme

STAGE_LOOK = {
    Stage.TO_REVIEW: ("eye", "mark_check"),
    Stage.FAILED: ("failed", "danger"),
    Stage.REJECTED: ("blocked", "danger"),
    Stage.PROCESSING: ("processing", "info"),
    Stage.QUEUED: ("hourglass", "text_muted"),
    Stage.POSTPONED: ("postponed", "mark_waived"),
    Stage.REVIEWED: ("check", "success"),
    Stage.UNKNOWN: ("info", "text_muted"),
}


class QueueDelegate(QStyledItemDelegate):
    """One cell of the queue."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(60), self._theme.px(36))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, row = self._theme, index.data(ROW_ROLE)
        if not isinstance(row, JobRow):
            return
        area: QRect = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(area, theme.color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color("hover"))
        painter.setPen(theme.color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if selected and index.column() == 0:
            painter.fillRect(area.x(), area.y(), 3, area.height(), theme.color("focus"))
        self._content(painter, area, row, index.column())
        painter.restore()

    def _content(self, painter: QPainter, area: QRect, row: JobRow, column: int) -> None:
        theme = self._theme
        gap = theme.space("s")
        edge = theme.space("l")
        inner = area.adjusted(edge if column == 0 else gap, 0, -edge if column == Column.PAGES else -gap, 0)
        token, weight = "text_muted", QFont.Weight.Normal
        if column == Column.STATUS:
            icon, token = STAGE_LOOK[row.stage]
            size = theme.px(16)
            pixmap = icon_pixmap(icon, theme.color(token), size, painter.device().devicePixelRatio())
            painter.drawPixmap(inner.x(), inner.center().y() - size // 2 + 1, pixmap)
            inner.setLeft(inner.x() + size + gap)
            token = "text"  # noqa: S105 - a colour token
        elif column == Column.DOCUMENT:
            token, weight = "text", QFont.Weight.Medium
        elif column == Column.LOOK and row.stage in {Stage.FAILED, Stage.REJECTED}:
            token = "danger"  # noqa: S105 - a colour token
        elif column == Column.LOOK and row.stage is Stage.TO_REVIEW and row.open_fields:
            token = "text"  # noqa: S105 - a colour token
        painter.setFont(theme.font("body", weight))
        painter.setPen(QPen(theme.color(token)))
        right = column == Column.PAGES
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        elide = Qt.TextElideMode.ElideMiddle if column == Column.DOCUMENT else Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(cell_text(row, column), elide, inner.width())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each text runs its own way
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, text)
