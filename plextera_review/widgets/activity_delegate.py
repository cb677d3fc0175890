"""Paints the rows of Activity: icon and word for the state, quiet text, a bar where the selection is."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from plextera_review.domain.correction import SendState, VerdictKind
from plextera_review.viewmodels.activity_rows import ActivityColumn, ActivityRow, cell_text
from plextera_review.viewmodels.activity_table import ACTIVITY_ROLE
from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.theme import Theme

SEND_LOOK = {
    SendState.DRAFT: ("dot", "text_muted"),
    SendState.PENDING: ("kept", "text_muted"),
    SendState.SENDING: ("send", "info"),
    SendState.ACCEPTED: ("check-double", "success"),
    SendState.UNCONFIRMED: ("warning", "warning"),
    SendState.REJECTED: ("failed", "danger"),
    SendState.DISCARDED: ("trash", "text_muted"),
}
KIND_LOOK = {
    VerdictKind.ACCEPTED: ("check", "mark_accepted"),
    VerdictKind.CORRECTED: ("pencil", "mark_corrected"),
    VerdictKind.MISSING: ("empty-set", "mark_missing"),
    VerdictKind.UNREADABLE: ("eye-off", "mark_missing"),
    VerdictKind.WAIVED: ("waived", "mark_waived"),
    VerdictKind.ARRANGED: ("queue", "mark_corrected"),
    VerdictKind.CLEARED: ("undo", "text_muted"),
}
_URGENT: dict[SendState | None, str] = {SendState.UNCONFIRMED: "warning", SendState.REJECTED: "danger"}


def look_of(row: ActivityRow) -> tuple[str, str]:
    """Icon and colour token of a line."""
    if row.state is not None:
        return SEND_LOOK[row.state]
    return KIND_LOOK[row.kind] if row.kind is not None else ("send", "text_muted")


class ActivityDelegate(QStyledItemDelegate):
    """One cell of the list."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(60), self._theme.px(34))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, area = self._theme, option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_Active)
        painter.save()
        if selected:
            painter.fillRect(area, theme.color("selected" if focused else "pressed"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color("hover"))
        painter.setPen(theme.color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if selected and index.column() == 0:
            painter.fillRect(area.x(), area.y(), 3, area.height(), theme.color("focus"))
        row = index.data(ACTIVITY_ROLE)
        if isinstance(row, ActivityRow):
            self._content(painter, area, row, index.column())
        painter.restore()

    def _content(self, painter: QPainter, area: QRect, row: ActivityRow, column: int) -> None:
        theme = self._theme
        gap, edge = theme.space("s"), theme.space("l")
        first, last = column == ActivityColumn.STATE, column == ActivityColumn.TIME
        inner = area.adjusted(edge if first else gap, 0, -edge if last else -gap, 0)
        token, weight = "text_muted", QFont.Weight.Normal
        if first:
            icon, colour = look_of(row)
            size = theme.px(16)
            pixmap = icon_pixmap(icon, theme.color(colour), size, painter.device().devicePixelRatio())
            painter.drawPixmap(inner.x(), inner.center().y() - size // 2 + 1, pixmap)
            inner.setLeft(inner.x() + size + gap)
            token = _URGENT.get(row.state, "text")
            weight = QFont.Weight.Medium if row.state in _URGENT else weight
        elif column == ActivityColumn.FIELD:
            token, weight = "text", QFont.Weight.Medium
        elif column == ActivityColumn.TEXT:
            token = "text"  # noqa: S105 - a colour token
        painter.setFont(theme.font("body", weight))
        painter.setPen(QPen(theme.color(token)))
        side = Qt.AlignmentFlag.AlignRight if column == ActivityColumn.TRIES else Qt.AlignmentFlag.AlignLeft
        elide = Qt.TextElideMode.ElideMiddle if column == ActivityColumn.DOCUMENT else Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(cell_text(row, column), elide, inner.width())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each text runs its own way
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, text)
