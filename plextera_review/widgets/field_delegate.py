"""Paints the rows of the field panel: mark, name, value, crop from the page, reason."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from plextera_review.domain.projection import Mark
from plextera_review.viewmodels.crops import FieldCrops
from plextera_review.viewmodels.field_rows import FIELD_ROLE, FieldRow, Heading
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
_WRAP = Qt.TextFlag.TextWordWrap
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FieldDelegate(QStyledItemDelegate):
    """One row of the panel; the heights follow the text size and what the row has to say."""

    def __init__(self, theme: Theme, crops: FieldCrops, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._crops, self._view = theme, crops, view

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = index.data(FIELD_ROLE)
        width = self._view.viewport().width()
        if isinstance(row, Heading):
            return QSize(width, self._theme.px(32))
        area = QRect(0, 0, width, 0)
        return QSize(width, self._places(area, row, self._selected(index))["bottom"].y())

    def value_rect(self, index: QModelIndex) -> QRect:
        """Where the value stands, in viewport coordinates: the editor goes there."""
        area = self._view.visualRect(index)
        value = self._places(area, index.data(FIELD_ROLE), self._selected(index))["value"]
        grow = self._theme.px(3)
        return value.adjusted(-self._theme.space("s"), -grow, self._theme.space("s"), grow)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, row = self._theme, index.data(FIELD_ROLE)
        area: QRect = option.rect
        painter.save()
        if isinstance(row, Heading):
            painter.setFont(theme.font("small", QFont.Weight.DemiBold))
            painter.setPen(theme.color("text_muted"))
            edge = theme.space("l")
            text = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideLeft, area.width() - 2 * edge)
            painter.drawText(area.adjusted(edge, theme.px(8), -edge, 0), _LEFT, text)
        elif isinstance(row, FieldRow):
            selected = self._selected(index)
            if selected:
                painter.fillRect(area, theme.color("selected"))
            elif option.state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(area, theme.color("hover"))
            painter.setPen(theme.color("border"))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            self._row(painter, area, row, selected)
        painter.restore()

    def _row(self, painter: QPainter, area: QRect, row: FieldRow, selected: bool) -> None:
        theme, field = self._theme, row.field
        places = self._places(area, row, selected)
        icon, token = MARK_LOOK[field.mark]
        if selected or field.mark is Mark.CORRECTED:
            bar = theme.color("focus" if selected else "mark_corrected")
            painter.fillRect(area.x(), area.y(), 3, area.height(), bar)
        painter.drawPixmap(places["icon"].topLeft(), self._icon(painter, icon, token))
        head = places["head"]
        painter.setFont(theme.font("small", QFont.Weight.Medium))
        painter.setPen(theme.color(token))
        word_width = painter.fontMetrics().horizontalAdvance(field.mark.value)
        painter.drawText(head, _RIGHT, field.mark.value)
        right = head.right() - word_width - theme.space("m")
        kept_icon, kept_token, kept_word = row.kept
        painter.setFont(theme.font("small"))
        if kept_icon:
            width = painter.fontMetrics().horizontalAdvance(kept_word)
            painter.setPen(theme.color("text_muted"))
            painter.drawText(QRect(right - width, head.y(), width + 1, head.height()), _LEFT, kept_word)
            right -= width + theme.px(18)
            painter.drawPixmap(right, places["icon"].y(), self._icon(painter, kept_icon, kept_token))
            right -= theme.space("s")
        painter.setPen(theme.color("text_muted"))
        name_area = QRect(head.x(), head.y(), max(right - head.x(), 0), head.height())
        name = painter.fontMetrics().elidedText(field.field.name, Qt.TextElideMode.ElideRight, name_area.width())
        painter.drawText(name_area, _LEFT, name)
        self._value(painter, places["value"], row)
        if "crop" in places:
            self._crop(painter, places["crop"], row)
        if "reason" in places:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.color("danger" if row.problem else "text_muted"))
            painter.drawText(places["reason"], int(_WRAP | Qt.AlignmentFlag.AlignLeft), row.sentence)

    def _value(self, painter: QPainter, area: QRect, row: FieldRow) -> None:
        theme, field = self._theme, row.field
        shown = field.shown_value
        struck = field.original_value if shown != field.original_value or field.mark is Mark.MISSING else ""
        if field.mark in {Mark.MISSING, Mark.UNREADABLE}:
            shown, struck = "", field.original_value
        font = theme.font("large" if shown else "body", QFont.Weight.Medium if shown else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(theme.color("text" if shown else "text_faint"))
        words = {Mark.MISSING: "not in the document", Mark.UNREADABLE: "cannot be read"}
        text = shown or words.get(field.mark, "nothing read")
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        used = painter.fontMetrics().horizontalAdvance(text) + theme.space("m")
        painter.drawText(area, _LEFT, text)
        if struck and area.width() - used > theme.px(24):
            font = theme.font("body")
            font.setStrikeOut(True)
            painter.setFont(font)
            painter.setPen(theme.color("text_faint"))
            rest = area.adjusted(used, 0, 0, 0)
            struck = painter.fontMetrics().elidedText(struck, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, _LEFT, struck)

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

    def _places(self, area: QRect, row: FieldRow, selected: bool) -> dict[str, QRect]:
        theme = self._theme
        edge, pad, icon = theme.space("l"), theme.space("s"), theme.px(14)
        left = area.x() + edge + icon + pad
        width = max(area.right() - edge - left, 10)
        y = area.y() + pad
        places = {"icon": QRect(area.x() + edge, y + theme.px(2), icon, icon)}
        places["head"] = QRect(left, y, width, theme.px(18))
        y += theme.px(20)
        places["value"] = QRect(left, y, width, theme.px(22))
        y += theme.px(22)
        flagged = row.field.needs_look or bool(row.problem)
        if (flagged or selected) and row.field.placements and self._crops.available:
            y += theme.px(6)
            places["crop"] = QRect(left, y, width, theme.px(28))
            y += theme.px(28)
        if (flagged or selected) and row.sentence:
            y += theme.px(4)
            metrics = QFontMetrics(theme.font("small"))
            height = metrics.boundingRect(QRect(0, 0, width, 1000), int(_WRAP), row.sentence).height()
            places["reason"] = QRect(left, y, width, height)
            y += height
        places["bottom"] = QRect(QPointF(0, y + pad - area.y()).toPoint(), QSize(0, 0))
        return places

    def _selected(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        return self._view.currentIndex() == index

    def _icon(self, painter: QPainter, name: str, token: str) -> QPixmap:
        size = self._theme.px(14)
        return icon_pixmap(name, self._theme.color(token), size, painter.device().devicePixelRatio())
