"""Paints the rows of the field panel: mark, name, value, crop from the page, reasons; headings with their counts."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from plextera_review.domain.projection import Mark
from plextera_review.viewmodels.crops import FieldCrops
from plextera_review.viewmodels.field_rows import FieldRow, Heading, Said
from plextera_review.viewmodels.field_tree import FIELD_ROLE
from plextera_review.widgets.field_places import WRAP, Places, RowPlaces, RowState
from plextera_review.widgets.field_tree import FieldTree
from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.theme import Theme

MARK_LOOK = {
    Mark.CHECK: ("eye", "mark_check"),
    Mark.NOT_LOCATED: ("pin-off", "mark_not_located"),
    Mark.AUTOMATIC: ("bolt", "mark_automatic"),
    Mark.ACCEPTED: ("check", "mark_accepted"),
    Mark.CORRECTED: ("pencil", "mark_corrected"),
    Mark.MISSING: ("empty-set", "mark_missing"),
    Mark.UNREADABLE: ("eye-off", "mark_missing"),
    Mark.RULE_FAILED: ("flag", "mark_rule"),
    Mark.WAIVED: ("waived", "mark_waived"),
}
_WORDS = {Mark.MISSING: "not in the document", Mark.UNREADABLE: "cannot be read"}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_TOP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute) | WRAP
_ELIDE = Qt.TextElideMode.ElideRight
_Index = QModelIndex | QPersistentModelIndex


class FieldDelegate(QStyledItemDelegate):
    """One row of the panel. While the field at ``path`` is edited, its row makes room for an editor of height ``editor`` and shows
    ``live`` instead of reasons, which are about the old value."""

    def __init__(self, theme: Theme, crops: FieldCrops, view: FieldTree) -> None:
        super().__init__(view)
        self._theme, self._crops, self._view = theme, crops, view
        self._places = RowPlaces(theme)
        self.path: str | None = None
        self.editor = 0
        self.live: tuple[Said, ...] = ()

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        row = index.data(FIELD_ROLE)
        width = self._view.viewport().width()
        if not isinstance(row, Heading | FieldRow):
            return QSize(width, 0)
        return QSize(width, self._places.height(row, self._view.row_width, self._state(index, row)))

    def value_rect(self, index: QModelIndex) -> QRect:
        """Where the value stands, in viewport coordinates: the editor goes there."""
        row = index.data(FIELD_ROLE)
        area = self._view.visualRect(index)
        area.setWidth(self._view.row_width)
        value = self._places.of(row, area, self._state(index, row)).value
        return value.adjusted(-self._theme.space("s"), 0, self._theme.space("s"), 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme, row = self._theme, index.data(FIELD_ROLE)
        area = QRect(option.rect.topLeft(), QSize(self._view.row_width, option.rect.height()))
        painter.save()
        selected = self._view.currentIndex() == index
        if selected:
            painter.fillRect(area, theme.color("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color("hover"))
        painter.setPen(theme.color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each text runs its own way
        if isinstance(row, Heading):
            self._heading(painter, area, row, is_open=self._view.isExpanded(index))
        elif isinstance(row, FieldRow):
            self._row(painter, area, row, self._state(index, row))
        if selected:
            self._focus(painter, area)
        painter.restore()

    def _focus(self, painter: QPainter, area: QRect) -> None:
        """The bar of the current row; a frame around it too while the keyboard is here."""
        color = self._theme.color("focus")
        painter.fillRect(area.x(), area.y(), 4, area.height(), color)
        if self._view.hasFocus():
            for at in range(2):
                painter.setPen(color)
                painter.drawRect(area.adjusted(at, at, -at - 1, -at - 1))

    def _heading(self, painter: QPainter, area: QRect, row: Heading, *, is_open: bool) -> None:
        theme, fonts = self._theme, self._places.fonts
        edge, size = theme.space("m"), theme.px(14)
        left = area.x() + edge + self._places.indent(row)
        middle = area.y() + (area.height() - size) // 2
        arrow = "chevron-down" if is_open else "chevron-right"
        painter.drawPixmap(left, middle, self._icon(painter, arrow, "text_muted"))
        left += size + theme.space("s")
        right = area.right() - edge
        if row.open_fields:
            painter.setFont(fonts["word"])
            painter.setPen(theme.color("mark_check"))
            width = painter.fontMetrics().horizontalAdvance(row.look)
            painter.drawText(QRect(right - width - 1, area.y(), width + 2, area.height()), _RIGHT, row.look)
            right -= width + size + theme.space("xs")
            painter.drawPixmap(right, middle, self._icon(painter, "eye", "mark_check"))
            right -= theme.space("s")
        painter.setFont(fonts["heading"])
        painter.setPen(theme.color("text"))
        room = QRect(left, area.y(), max(right - left, 0), area.height())
        name = painter.fontMetrics().elidedText(row.name, _ELIDE, room.width())
        painter.drawText(room, _LEFT, name)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(name) + theme.space("s"))
        if row.detail and room.width() > theme.px(30):
            painter.setFont(fonts["small"])
            painter.setPen(theme.color("text_muted"))
            painter.drawText(room, _LEFT, painter.fontMetrics().elidedText(row.detail, _ELIDE, room.width()))

    def _row(self, painter: QPainter, area: QRect, row: FieldRow, state: RowState) -> None:
        theme, field, fonts = self._theme, row.field, self._places.fonts
        places = self._places.of(row, area, state)
        icon, token = MARK_LOOK[field.mark]
        if field.mark is Mark.CORRECTED:
            painter.fillRect(area.x(), area.y(), 3, area.height(), theme.color("mark_corrected"))
        painter.drawPixmap(places.icon.topLeft(), self._icon(painter, icon, token))
        self._head(painter, places, row, token)
        if not state.editor:
            self._value(painter, places, row)
        if places.crop is not None:
            self._crop(painter, places.crop, row)
        painter.setFont(fonts["small"])
        if places.quiet is not None:
            painter.setPen(theme.color("text_faint"))
            painter.drawText(places.quiet[0], _TOP, places.quiet[1])
        for rect, said in places.lines:
            at = (rect.x() - theme.px(18), rect.y() + theme.px(1))
            painter.drawPixmap(*at, self._icon(painter, said.icon, said.token))
            painter.setPen(theme.color("danger" if said.kind == "problem" else "text_muted"))
            painter.drawText(rect, _TOP, said.text)

    def _head(self, painter: QPainter, places: Places, row: FieldRow, token: str) -> None:
        theme, fonts, head = self._theme, self._places.fonts, places.head
        painter.setFont(fonts["word"])
        painter.setPen(theme.color(token))
        word = row.field.mark.value
        painter.drawText(head, _RIGHT, word)
        right = head.right() - painter.fontMetrics().horizontalAdvance(word) - theme.space("m")
        painter.setFont(fonts["small"])
        metrics = painter.fontMetrics()
        painter.setPen(theme.color("text_muted"))
        kept_icon, kept_token, kept_word = row.kept
        if kept_icon:
            width = metrics.horizontalAdvance(kept_word)
            if right - head.x() - width - theme.px(24) >= metrics.horizontalAdvance(row.name):
                painter.drawText(QRect(right - width, head.y(), width + 1, head.height()), _LEFT, kept_word)
                right -= width + theme.px(4)
            right -= theme.px(14)
            painter.drawPixmap(right, places.icon.y(), self._icon(painter, kept_icon, kept_token))
            right -= theme.space("s")
        room = QRect(head.x(), head.y(), max(right - head.x(), 0), head.height())
        painter.drawText(room, _LEFT, metrics.elidedText(row.name, _ELIDE, room.width()))

    def _value(self, painter: QPainter, places: Places, row: FieldRow) -> None:
        theme, fonts, shown, area = self._theme, self._places.fonts, row.value, places.value
        painter.setFont(fonts["value" if shown else "nothing"])
        painter.setPen(theme.color("text" if shown else "text_faint"))
        if places.wraps:
            painter.drawText(area, _TOP, shown)
            return
        text = shown or _WORDS.get(row.field.mark, row.field.absent)
        text = painter.fontMetrics().elidedText(text, _ELIDE, area.width())
        used = painter.fontMetrics().horizontalAdvance(text) + theme.space("m")
        painter.drawText(area, _LEFT, text)
        if row.struck and area.width() - used > theme.px(24):
            painter.setFont(fonts["struck"])
            painter.setPen(theme.color("text_faint"))
            rest = area.adjusted(used, 0, 0, 0)
            painter.drawText(rest, _LEFT, painter.fontMetrics().elidedText(row.struck, _ELIDE, rest.width()))

    def _crop(self, painter: QPainter, area: QRect, row: FieldRow) -> None:
        ratio = painter.device().devicePixelRatio()
        image = self._crops.image(row.field.placements[0], round(area.height() * ratio))
        if image is None:
            painter.fillRect(area, self._theme.color("surface_sunken"))
            return
        size = QSize(round(image.width() / ratio), round(image.height() / ratio))
        size.scale(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(area.topLeft(), size)
        painter.fillRect(target, Qt.GlobalColor.white)  # paper is white in every theme, and not part of the picture
        painter.drawImage(target, image)
        painter.setPen(self._theme.color("border"))
        painter.drawRect(target.adjusted(0, 0, -1, -1))

    def _state(self, index: _Index, row: Heading | FieldRow) -> RowState:
        selected = self._view.currentIndex() == index
        if isinstance(row, FieldRow) and self.path is not None and row.field.path == self.path:
            return RowState(selected, self._crops.available, self.live, self.editor)
        last = self._view.fields.remembered(row) if selected and isinstance(row, FieldRow) else ""
        return RowState(selected, self._crops.available, remembered=last)

    def _icon(self, painter: QPainter, name: str, token: str) -> QPixmap:
        size = self._theme.px(14)
        return icon_pixmap(name, self._theme.color(token), size, painter.device().devicePixelRatio())
