"""How a line of the palette is drawn: its title with the letters that matched, what it belongs to, its key."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from plextera_review.viewmodels.palette import Found
from plextera_review.widgets.theme import Theme

FOUND_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class PaletteDelegate(QStyledItemDelegate):
    """Lines 34 px high at 100 % text size."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(100, self._theme.px(34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        found = index.data(FOUND_ROLE)
        if not isinstance(found, Found):
            return
        theme, entry = self._theme, found.entry
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect.adjusted(8, 1, -8, -1)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(theme.color("accent") if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if chosen else "hover"))
            painter.drawRoundedRect(area, theme.radius("m"), theme.radius("m"))
        area = area.adjusted(10, 0, -10, 0)
        grey = theme.color("text_muted" if chosen else "text_disabled")  # still to be read on the chosen line
        muted = theme.color("text_muted") if entry.enabled else grey
        if entry.keys:
            area.setRight(self._key(painter, area, entry.keys) - 12)
        painter.setPen(muted)
        painter.setFont(theme.font("small"))
        note = entry.note or entry.group
        most = area.width() // 2
        note = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, most)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | _MIDDLE, note)
        area.setRight(area.right() - painter.fontMetrics().horizontalAdvance(note) - 12)
        painter.setPen(theme.color("text") if entry.enabled else grey)
        self._title(painter, area, found)
        painter.restore()

    def _key(self, painter: QPainter, area: QRect, keys: str) -> int:
        """Draw the key at the right end; returns where it begins."""
        theme = self._theme
        painter.setFont(theme.font("small", QFont.Weight.Medium))
        width = painter.fontMetrics().horizontalAdvance(keys) + theme.px(12)
        height = theme.px(21)
        cap = QRect(area.right() - width + 1, area.center().y() - height // 2 + 1, width, height)
        painter.setPen(theme.color("border"))
        painter.setBrush(theme.color("surface_sunken"))
        painter.drawRoundedRect(cap, theme.radius("s"), theme.radius("s"))
        painter.setPen(theme.color("text_muted"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
        return cap.left()

    def _title(self, painter: QPainter, area: QRect, found: Found) -> None:
        plain, strong = self._theme.font(), self._theme.font("body", QFont.Weight.DemiBold)
        shown = QFontMetrics(strong if found.marks else plain).elidedText(
            found.entry.title, Qt.TextElideMode.ElideRight, area.width()
        )
        marks = set(found.marks)
        at, start = area.left(), 0
        while start < len(shown):
            marked, end = start in marks, start + 1
            while end < len(shown) and (end in marks) is marked:
                end += 1
            painter.setFont(strong if marked else plain)
            part = shown[start:end]
            painter.drawText(QRect(at, area.top(), area.right() - at + 1, area.height()), _MIDDLE, part)
            at += painter.fontMetrics().horizontalAdvance(part)
            start = end
