"""Paints the cards of the contact sheet: the picture of the page, the value large, document, mark and reason small."""

import time
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from plextera_review.domain.projection import Mark
from plextera_review.viewmodels.sheet_cards import Card
from plextera_review.viewmodels.sheet_crops import Crop, CropSize, SheetCrops
from plextera_review.viewmodels.sheet_model import CARD_ROLE
from plextera_review.viewmodels.sheet_window import POINTS_TO_PIXELS
from plextera_review.widgets.field_delegate import MARK_LOOK
from plextera_review.widgets.icons import icon_pixmap
from plextera_review.widgets.theme import Theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_CENTER = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
_SMALLEST = QSize(196, 132)  # of a card, at 100 % text size
_MOST_BYTES = 32 * 1024 * 1024  # of drawn cards
_FRAME_SECONDS = 0.008
_NO_CROP = Crop(problem="No picture")
_CROP_SHARE = 52  # pixels of the picture's height at 100 %; larger cards give it what they have more


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A card as it was drawn last, and what it was drawn from."""

    card: Card
    crop: Crop | None
    state: tuple[bool, bool, QSize, float]
    pixmap: QPixmap


class CardDelegate(QStyledItemDelegate):
    """One card. The view tells the size of all cards by :meth:`set_card_size`; ``behind`` is True when a frame left cards undrawn."""

    def __init__(self, theme: Theme, crops: SheetCrops, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._crops = theme, crops
        self._size = _SMALLEST
        self._kept: OrderedDict[str, _Drawn] = OrderedDict()
        self._begun = time.perf_counter()
        self.behind = False
        theme.changed.connect(self._kept.clear)

    @property
    def smallest(self) -> QSize:
        """The least room a card needs."""
        return QSize(self._theme.px(_SMALLEST.width()), self._theme.px(_SMALLEST.height()))

    def set_card_size(self, size: QSize, ratio: float) -> None:
        """All cards are that large; pictures are asked for with ``ratio`` device pixels a pixel."""
        self._size = size
        crop = self._places(QRect(0, 0, size.width(), size.height()))["crop"]
        scale = POINTS_TO_PIXELS * self._theme.scale * ratio
        self._crops.set_size(CropSize(round(crop.width() * ratio), round(crop.height() * ratio), scale))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self._size

    def value_rect(self, area: QRect) -> QRect:
        """Where the editor of a card goes: over its value."""
        places = self._places(area)
        grow = self._theme.px(3)
        return places["value"].adjusted(-grow, -grow, grow, grow)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card = index.data(CARD_ROLE)
        if isinstance(card, Card):
            area: QRect = option.rect
            current = bool(option.state & QStyle.StateFlag.State_Selected)
            hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
            pixmap = self._drawn(card, area.size(), painter, (current, hovered))
            if pixmap is not None:
                painter.drawPixmap(area.topLeft(), pixmap)
            else:
                painter.fillRect(self._places(area)["frame"], self._theme.color("surface_sunken"))

    def begin_frame(self) -> None:
        """A frame begins: it draws new cards for a few milliseconds at most."""
        self._begun, self.behind = time.perf_counter(), False

    def _drawn(self, card: Card, size: QSize, painter: QPainter, state: tuple[bool, bool]) -> QPixmap | None:
        """The card as a picture: scrolling and new neighbours cost a copy, not twelve drawing calls a card.

        When the frame has taken long enough, the picture from before, or None: the next frame goes on.
        """
        crop = self._crops.crop(card) if card.row is not None else _NO_CROP
        ratio = painter.device().devicePixelRatio()
        known = self._kept.get(card.key)
        if known is not None and known.card is card and known.crop is crop and known.state == (*state, size, ratio):
            self._kept.move_to_end(card.key)
            return known.pixmap
        moved = known is not None and known.state[:2] != state  # the selection is never a frame late
        if not moved and time.perf_counter() - self._begun > _FRAME_SECONDS:
            self.behind = True
            return known.pixmap if known is not None and known.pixmap.size() == size * ratio else None
        pixmap = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        own = QPainter(pixmap)
        self._card(own, QRect(0, 0, size.width(), size.height()), card, crop, state)
        own.end()
        self._kept[card.key] = _Drawn(card, crop, (*state, size, ratio), pixmap)
        most = max(int(_MOST_BYTES // max(pixmap.width() * pixmap.height() * 4, 1)), 1)
        while len(self._kept) > most:
            self._kept.popitem(last=False)
        return pixmap

    # -- parts

    def _card(self, painter: QPainter, area: QRect, card: Card, crop: Crop | None, state: tuple[bool, bool]) -> None:
        theme, places = self._theme, self._places(area)
        frame, (current, hovered) = QRectF(places["frame"]), state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius("m"), theme.radius("m"))
        ground = "surface_sunken" if card.odd else "selected" if current else "hover" if hovered else "surface"
        painter.fillPath(path, theme.color(ground))
        painter.setClipPath(path)
        self._crop(painter, places["crop"], card, crop)
        painter.setClipping(False)
        self._texts(painter, places, card)
        if card.odd:
            self._odd(painter, places["crop"])
        line = QPen(theme.color("focus" if current else self._edge(card)), 3 if current else 1)
        if card.odd and not current:
            line.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _texts(self, painter: QPainter, places: dict[str, QRect], card: Card) -> None:
        theme = self._theme
        icon, token = self._mark(card)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # each text runs its own way
        painter.setFont(theme.font("small", QFont.Weight.Medium))
        painter.setPen(theme.color(token))
        mark = places["mark"]
        width = painter.fontMetrics().horizontalAdvance(card.mark)
        painter.drawText(mark, _RIGHT, card.mark)
        size = theme.px(14)
        at = mark.right() - width - size - theme.px(4)
        pixmap = icon_pixmap(icon, theme.color(token), size, painter.device().devicePixelRatio())
        painter.drawPixmap(at, mark.center().y() - size // 2 + 1, pixmap)
        name = QRect(mark.x(), mark.y(), max(at - mark.x() - theme.px(6), 0), mark.height())
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text_muted"))
        middle = Qt.TextElideMode.ElideMiddle
        painter.drawText(name, _LEFT, painter.fontMetrics().elidedText(card.job.display_name, middle, name.width()))
        value = places["value"]
        shown = card.value
        weight = QFont.Weight.DemiBold if shown else QFont.Weight.Normal
        font = theme.font("large", weight)
        font.setStrikeOut(card.row is not None and card.row.mark in {Mark.MISSING, Mark.UNREADABLE} and bool(shown))
        painter.setFont(font)
        painter.setPen(theme.color("text" if shown and not card.odd else "text_faint"))
        text = shown or card.absent
        right = Qt.TextElideMode.ElideRight
        painter.drawText(value, _LEFT, painter.fontMetrics().elidedText(text, right, value.width()))
        reason, said = places["reason"], card.sentence
        if said and reason.height() > 0:
            painter.setFont(theme.font("caption"))
            failing = bool(card.failure or card.problem) or (card.row is not None and bool(card.row.failing))
            painter.setPen(theme.color("danger" if failing else "text_muted"))
            painter.drawText(reason, _LEFT, painter.fontMetrics().elidedText(said, right, reason.width()))

    def _crop(self, painter: QPainter, area: QRect, card: Card, crop: Crop | None) -> None:
        theme = self._theme
        if crop is None:
            painter.fillRect(area, theme.color("surface_sunken"))
            self._skeleton(painter, area)
        elif crop.image is None:
            painter.fillRect(area, theme.color("surface_sunken"))
            painter.setPen(theme.color("text_muted"))
            painter.setFont(theme.font("caption"))
            inner = area.adjusted(theme.px(8), theme.px(2), -theme.px(8), -theme.px(2))
            painter.drawText(inner, _CENTER, crop.problem)
        else:
            self._picture(painter, area, crop, card)
        painter.setPen(theme.color("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _picture(self, painter: QPainter, area: QRect, crop: Crop, card: Card) -> None:
        image, ratio = crop.image, painter.device().devicePixelRatio()
        if image is None:
            return
        painter.fillRect(area, Qt.GlobalColor.white)  # paper is white in every theme, and not part of the picture
        left = (
            area.x() + round((area.width() - image.width() / ratio) / 2 * ratio) / ratio
        )  # on whole device pixels: a copy
        top = area.y() + round((area.height() - image.height() / ratio) / 2 * ratio) / ratio
        target = QRectF(left, top, image.width() / ratio, image.height() / ratio)
        painter.setOpacity(0.45 if card.odd else 1.0)
        painter.drawImage(target, image)
        painter.setOpacity(1.0)
        if crop.place is not None:
            place, pad = crop.place, 2.0
            box = QRectF(
                left + place.x() / ratio, top + place.y() / ratio, place.width() / ratio, place.height() / ratio
            )
            _, token = self._mark(card)
            edge = QColor(self._theme.color(token))
            edge.setAlpha(150)
            painter.setPen(QPen(edge, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-pad, -pad, pad, pad), 2, 2)

    def _skeleton(self, painter: QPainter, area: QRect) -> None:
        theme = self._theme
        bar = QRectF(area.x() + area.width() * 0.2, area.center().y() - theme.px(5), area.width() * 0.6, theme.px(10))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("pressed"))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)

    def _odd(self, painter: QPainter, crop: QRect) -> None:
        """A tag that says it in words, not by colour alone."""
        theme = self._theme
        painter.setFont(theme.font("caption", QFont.Weight.DemiBold))
        text = "left out"
        width = painter.fontMetrics().horizontalAdvance(text) + theme.px(12)
        tag = QRectF(crop.right() - width - theme.px(5), crop.y() + theme.px(5), width, theme.px(18))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("warning_soft"))
        painter.drawRoundedRect(tag, tag.height() / 2, tag.height() / 2)
        painter.setPen(theme.color("warning"))
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)

    def _mark(self, card: Card) -> tuple[str, str]:
        if card.row is None:
            return ("error", "danger") if card.problem else ("empty-set", "mark_missing")
        if card.busy:
            return "dot", "text_muted"
        return MARK_LOOK[card.row.mark]

    def _edge(self, card: Card) -> str:
        if card.failure or card.problem:
            return "danger"
        if card.odd:
            return "warning"
        return "border"

    def _places(self, area: QRect) -> dict[str, QRect]:
        theme = self._theme
        gap, pad = theme.px(4), theme.px(9)
        frame = area.adjusted(gap, gap, -gap, -gap)
        spare = max(self._size.height() - self.smallest.height(), 0)
        crop = QRect(frame.x(), frame.y(), frame.width(), theme.px(_CROP_SHARE) + spare)
        left, width = frame.x() + pad, frame.width() - 2 * pad
        y = crop.bottom() + theme.px(6)
        value = QRect(left, y, width, theme.px(22))
        y += value.height() + theme.px(1)
        mark = QRect(left, y, width, theme.px(18))
        y += mark.height()
        reason = QRect(left, y, width, theme.px(16))
        return {"frame": frame, "crop": crop, "value": value, "mark": mark, "reason": reason}
