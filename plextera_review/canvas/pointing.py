"""What the pointer does on the pages: clicks on boxes, pulls at handles, selects text."""

import time

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from plextera_review.canvas.box import Box
from plextera_review.canvas.box_layer import BoxLayer
from plextera_review.canvas.handles import Handle
from plextera_review.canvas.paper_view import PaperView
from plextera_review.canvas.text_layer import TextLayer
from plextera_review.domain.geometry import Placement

_CURSORS = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
}


class PointingView(PaperView):
    """``box_clicked`` and ``box_hovered`` carry the path of the field (``box_hovered`` None beside the boxes), ``box_moved`` the path,
    the number of the place from 0 and its new :class:`Placement`; ``menu_wanted`` the global position of a context menu."""

    box_clicked = Signal(object)
    box_hovered = Signal(object)
    box_moved = Signal(object, object, object)
    selection_changed = Signal()
    menu_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.boxes = BoxLayer()
        self.text_layer: TextLayer | None = None
        self._pressed: QPointF | None = None
        self._doubled: tuple[float, QPointF] | None = None
        self._selecting = False

    @property
    def boxes_visible(self) -> bool:
        """Whether boxes are drawn (and can be clicked)."""
        return True

    def box_at(self, at: QPointF) -> Box | None:
        """The box at a point of the viewport."""
        if not self.boxes_visible or not self.page_count:
            return None
        x, y = self._content(at)
        return self.boxes.index.hit(self.pages, x, y, self.boxes.selected)

    # -- selected text

    @property
    def selected_text(self) -> str:
        """The selected words."""
        return self.text_layer.selected_text() if self.text_layer is not None else ""

    def copy_selection(self) -> bool:
        """Put the selected words on the clipboard; False when there are none."""
        text = self.selected_text
        if text:
            QGuiApplication.clipboard().setText(text)
        return bool(text)

    def select_page_text(self) -> None:
        """Select all words of the page in view."""
        if self.text_layer is not None and self.text_layer.select_page(self.page_number):
            self._selection_moved()

    def clear_selection(self) -> bool:
        """Select no words; False when none were selected."""
        if self.text_layer is None or not self.text_layer.has_selection:
            return False
        self.text_layer.clear()
        self._selection_moved()
        return True

    # -- events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton or self.dragging:
            return
        at = event.position()
        x, y = self._content(at)
        handle = self.boxes.handle_at(self.pages, x, y) if self.boxes_visible else None
        if handle is not None:
            self.boxes.take(*handle)
            return
        self._pressed = at
        layer = self.text_layer
        if layer is not None and self._is_third(at) and layer.select_line(self.pages, x, y):
            self._selection_moved()
            return
        extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if layer is not None and extends and layer.has_selection:
            layer.extend(self.pages, x, y)
            self._selection_moved()
            return
        self.clear_selection()
        box = self.box_at(at)
        if box is not None:
            self.box_clicked.emit(box.field_path)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self.dragging:
            return
        at = event.position()
        x, y = self._content(at)
        if self.boxes.pulling:
            self.boxes.pull_to(self.pages, x, y)
            self.viewport().update()
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_selection(at)
        else:
            self._hover(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._pressed, self._selecting = None, False
        if self.boxes.pulling:
            result = self.boxes.result(self.pages)
            self.boxes.let_go()
            self.viewport().update()
            if result is not None:
                box, rect = result
                self.box_moved.emit(box.field_path, box.index, Placement(box.placement.page, rect))
            elif self.boxes.selected is not None:
                self.box_clicked.emit(self.boxes.selected)  # a click that fell on a handle

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click selects a word, a third click its line."""
        if event.button() is Qt.MouseButton.LeftButton and self.text_layer is not None:
            self._doubled = time.monotonic(), event.position()
            if self.text_layer.select_word(self.pages, *self._content(event.position())):
                self._selection_moved()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hovered(None)

    def contextMenuEvent(self, event: object) -> None:
        self.menu_wanted.emit(event.globalPos())  # type: ignore[attr-defined]

    # -- inside

    def _content(self, at: QPointF) -> tuple[float, float]:
        visible = self.visible_rect()
        return visible.x + at.x(), visible.y + at.y()

    def _is_third(self, at: QPointF) -> bool:
        doubled, self._doubled = self._doubled, None
        if doubled is None:
            return False
        in_time = (time.monotonic() - doubled[0]) * 1000 <= QApplication.doubleClickInterval()
        return in_time and (at - doubled[1]).manhattanLength() < QApplication.startDragDistance()

    def _drag_selection(self, at: QPointF) -> None:
        layer, start = self.text_layer, self._pressed
        if layer is None or start is None:
            return
        if not self._selecting:
            if (at - start).manhattanLength() < QApplication.startDragDistance():
                return
            self._selecting = layer.begin(self.pages, *self._content(start))
        if self._selecting:
            layer.extend(self.pages, *self._content(at))
            self._selection_moved()

    def _selection_moved(self) -> None:
        self.viewport().update()
        self.selection_changed.emit()

    def _hover(self, at: QPointF) -> None:
        x, y = self._content(at)
        found = self.boxes.handle_at(self.pages, x, y) if self.boxes_visible else None
        handle: Handle | None = found[1] if found is not None else None
        near = found[0] if found is not None else None
        if near is not self.boxes.at_handle:
            self.boxes.at_handle = near
            self.viewport().update()
        box = self.box_at(at)
        if handle is not None:
            self.viewport().setCursor(_CURSORS[handle.across, handle.down])
        elif box is not None:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self.text_layer is not None and self.text_layer.over_word(self.pages, x, y):
            self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self.rest_cursor()
        self._set_hovered(box)

    def _set_hovered(self, box: Box | None) -> None:
        if box is not self.boxes.hovered:
            self.boxes.hovered = box
            self.box_hovered.emit(box.field_path if box is not None else None)
            self.viewport().update()
