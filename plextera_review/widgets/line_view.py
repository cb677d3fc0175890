"""Shows two-line entries: icon, title with a word at its right end, a quiet text under it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from plextera_review.viewmodels.line_list import LINE_ROLE, Line, LineListModel
from plextera_review.widgets.chosen_by_reader import follow_selection
from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.theme import Theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LineDelegate(QStyledItemDelegate):
    """One entry."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(52))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, area, line = self._theme, option.rect, index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(area, theme.color("selected"))
            painter.fillRect(area.x(), area.y(), 3, area.height(), theme.color("focus"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color("hover"))
        painter.setPen(theme.color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._content(painter, area, line)
        painter.restore()

    def _content(self, painter: QPainter, area: QRect, line: Line) -> None:
        theme = self._theme
        size, gap, edge = theme.px(16), theme.space("s"), theme.space("m")
        inner = area.adjusted(edge, theme.px(6), -edge, -theme.px(6))
        upper = QRect(inner.x(), inner.y(), inner.width(), inner.height() // 2)
        pixmap = icon_pixmap(line.icon, theme.color(line.token), size, painter.device().devicePixelRatio())
        painter.drawPixmap(inner.x(), upper.center().y() - size // 2 + 1, pixmap)
        left = size + gap
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        aside = metrics.elidedText(line.side, Qt.TextElideMode.ElideRight, inner.width() * 3 // 5)
        side = metrics.horizontalAdvance(aside)
        painter.setPen(theme.color("text_muted"))
        painter.drawText(upper, _RIGHT, aside)
        under = QRect(inner.x() + left, upper.bottom() + 1, inner.width() - left, inner.height() // 2)
        painter.drawText(under, _LEFT, metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, under.width()))
        title = theme.font("body", QFont.Weight.Medium)
        title.setStrikeOut(line.faint)
        painter.setFont(title)
        painter.setPen(theme.color("text_muted" if line.faint else "text"))
        room = upper.adjusted(left, 0, -side - gap, 0)
        text = painter.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, text)


class LineView(QListView):
    """A list of entries. ``chosen``: another entry is current (its :class:`Line`, or None); ``opened``: Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.lines = LineListModel()
        self._theme = theme
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(theme))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(self._on_current)
        follow_selection(self)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(LINE_ROLE)))
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def line(self) -> Line | None:
        """The current entry."""
        return self.lines.line_at(self.currentIndex().row())

    def set_lines(self, lines: "list[Line]") -> None:
        """Show other entries; the current one stays where it is still shown, else the first is current."""
        current = self.line
        self.lines.set_lines(lines)
        if self.line is None and lines:
            keys = [each.key for each in lines]
            place = keys.index(current.key) if current is not None and current.key in keys else 0
            self.setCurrentIndex(self.lines.index(place))
        else:
            self.chosen.emit(self.line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.line is not None:
            self.opened.emit(self.line)
            return
        super().keyPressEvent(event)

    def _on_current(self, *_: object) -> None:
        self.chosen.emit(self.line)
