"""Boxes under the pointer: shown, hidden, hidden while a key is held, and explained by a card."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QKeySequence, QMouseEvent

from plextera_review.canvas.hit_test import drawn_rect
from plextera_review.canvas.hover_card import HoverCard
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.tool_view import ToolView


class BoxView(ToolView):
    """``boxes_visible_changed`` carries the new state."""

    boxes_visible_changed = Signal(object)

    def __init__(self, palette: CanvasPalette) -> None:
        super().__init__()
        self._boxes_on = True
        self._boxes_held = False
        self._hold_keys = [QKeySequence(Qt.Key.Key_H)]
        self._card = HoverCard(self, palette)
        self.box_hovered.connect(self._on_hovered)

    @property
    def boxes_visible(self) -> bool:
        """Whether boxes are drawn (and can be clicked)."""
        return self._boxes_on and not self._boxes_held

    def toggle_boxes(self) -> None:
        """Boxes off, or on again."""
        self._boxes_on = not self._boxes_on
        self.boxes_visible_changed.emit(self._boxes_on)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._card.dismiss()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self.boxes.hovered is not None and self._card.box is None and not event.buttons():
            self._on_hovered()  # the card went with a scroll or a click; the pointer is still interested

    def hideEvent(self, event: QHideEvent) -> None:
        self._card.dismiss()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._card.dismiss()
        super().changeEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._card.dismiss()
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._boxes_held:  # the key comes up elsewhere
            self._hold_boxes(hidden=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if QKeySequence(event.keyCombination()) in self._hold_keys:
            self._hold_boxes(hidden=True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if QKeySequence(event.key()) in self._hold_keys and not event.isAutoRepeat():
            self._hold_boxes(hidden=False)
            return
        super().keyReleaseEvent(event)

    def set_hold_keys(self, keys: Sequence[QKeySequence]) -> None:
        """The single keys that hide the boxes while one of them is held down on the page."""
        self._hold_keys = list(keys)

    def _hold_boxes(self, *, hidden: bool) -> None:
        self._boxes_held = hidden
        self.viewport().update()

    def _on_hovered(self, _path: object = None) -> None:
        box = self.boxes.hovered
        if box is None:
            self._card.point_at(None, QRect())
            return
        rect, visible = drawn_rect(self.pages, box), self.visible_rect()
        corner = self.viewport().mapToGlobal(QPointF(rect.x - visible.x, rect.y - visible.y))
        spot = QRectF(corner.x(), corner.y(), rect.width, rect.height).toAlignedRect()
        self._card.point_at(box, spot.adjusted(-2, -2, 2, 2))
