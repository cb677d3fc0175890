"""Pointing at the page for a field: picking words and drawing boxes. The paper can be moved with every tool."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QCursor, QKeyEvent, QMouseEvent, QPainter

from plextera_review.canvas.hit_test import drawn_rect
from plextera_review.canvas.layout import ViewRect
from plextera_review.canvas.marker import paint_marked
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.pointing import PointingView
from plextera_review.canvas.rubber_band import RubberBand
from plextera_review.canvas.tools import Tool, word_cursor
from plextera_review.canvas.word_pick import WordPick
from plextera_review.domain.geometry import Placement
from plextera_review.domain.mark import Mark

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CAPTURED = 0.35


class ToolView(PointingView):
    """``words_chosen`` carries a :class:`plextera_review.domain.capture.Span`, ``box_drawn`` a :class:`Placement` on the displayed page,
    ``tool_changed`` the :class:`Tool` in hand.

    With the plain pointer and a field selected, Ctrl+click (Command+click on a Mac) on a word picks it, too. Alt+click would not do:
    window managers move windows with it.
    """

    words_chosen = Signal(object)
    box_drawn = Signal(object)
    tool_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tool = Tool.POINTER
        self._pick = WordPick()
        self._band = RubberBand()
        self._captured: tuple[Placement, ...] = ()
        self._picking = False
        self._last = QPointF()
        self._cursor: tuple[float, QCursor] | None = None

    # -- state

    @property
    def tool(self) -> Tool:
        """What the pointer is for."""
        return self._tool

    def set_tool(self, tool: Tool) -> None:
        """Take another tool; the keyboard goes to the page with it."""
        if tool is self._tool:
            return
        self._tool = tool
        self._put_down()
        self.rest_cursor()
        self._set_hovered(None)
        if tool is not Tool.POINTER:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tool_changed.emit(tool)

    @property
    def captured_rects(self) -> tuple[Placement, ...]:
        """The words that were just taken for the field."""
        return self._captured

    def set_captured_rects(self, places: Sequence[Placement]) -> None:
        """Show these places as just taken, in the colour of a corrected field; none to end it."""
        self._captured = tuple(places)
        self.viewport().update()

    def take_enter(self) -> bool:
        """Enter chooses the words at the cursor; False when it was not meant for the page."""
        if self._tool is not Tool.WORDS or not self.hasFocus():
            return False
        self._choose()
        return True

    def take_escape(self) -> bool:
        """Escape gives up the box that is being drawn, then puts the tool down; False when there was none."""
        if self._band.active:
            self._band.cancel()
            self.viewport().update()
            return True
        if self._tool is Tool.POINTER:
            return False
        self.set_tool(Tool.POINTER)
        return True

    def forget_pointing(self) -> None:
        """Another document: no tool, no picked words."""
        self._captured = ()
        self._put_down()
        self.set_tool(Tool.POINTER)

    # -- events

    def rest_cursor(self) -> None:
        match self._tool:
            case Tool.BOX:
                self.viewport().setCursor(Qt.CursorShape.CrossCursor)
            case Tool.WORDS:
                ratio = self.devicePixelRatioF()
                if self._cursor is None or self._cursor[0] != ratio:
                    self._cursor = ratio, word_cursor(ratio)
                self.viewport().setCursor(self._cursor[1])
            case _:
                super().rest_cursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plain = self._tool is Tool.POINTER
        left = event.button() is Qt.MouseButton.LeftButton
        if plain and left and not self._space and self._picks_at(event):
            self._choose()
            self._pick.clear()
            return
        if plain:
            super().mousePressEvent(event)
            return
        self.press_paper(event)
        if not left or self.dragging or not self.page_count:
            return
        self._last = event.position()
        x, y = self._content(self._last)
        if self._tool is Tool.BOX:
            self._band.begin(self.pages, x, y)
        elif self.text_layer is not None:
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._picking = self._pick.press(self.text_layer, self.pages, x, y, extends=extends)
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._tool is Tool.POINTER:
            super().mouseMoveEvent(event)
            self._hover_word(event)
            return
        self.move_paper(event)
        if self.dragging:
            return
        self._last = event.position()
        if not self._follow() and self._tool is Tool.WORDS and self.text_layer is not None and self.page_count:
            self.rest_cursor()
            if self._pick.hover(self.text_layer, self.pages, *self._content(self._last)):
                self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._tool is Tool.POINTER:
            super().mouseReleaseEvent(event)
            return
        self.release_paper(event)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._picking:
            self._picking = False
            self._choose()
        elif self._band.active:
            drawn = self._band.finish(self.pages)
            self.viewport().update()
            if drawn is not None:
                self.box_drawn.emit(drawn)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        picks = event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.boxes.selected is not None
        if self._tool is Tool.POINTER and not picks:
            super().mouseDoubleClickEvent(event)
        else:
            self.mousePressEvent(event)  # two quick clicks are two clicks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        extends = held == Qt.KeyboardModifier.ShiftModifier
        if self._tool is Tool.WORDS and event.key() in _ARROWS and (not held or extends):
            self._step(*_ARROWS[Qt.Key(event.key())], extends=extends)
        elif event.key() in _ENTER and not held and self.take_enter():
            return
        elif event.key() != Qt.Key.Key_Escape or held or not self.take_escape():
            super().keyPressEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._follow()  # the paper moved under a pointer that holds something

    # -- painting

    def paint_pointing(
        self, painter: QPainter, palette: CanvasPalette, page: int, visible: ViewRect, *, dark: bool
    ) -> None:
        """What is picked or was taken on a page, under the boxes."""
        taken = [self.pages.rect(page, each.rect).grown(1.0) for each in self._captured if each.page == page]
        rects = [QRectF(each.x - visible.x, each.y - visible.y, each.width, each.height) for each in taken]
        paint_marked(painter, palette.on(dark=dark).marks[Mark.CORRECTED], _CAPTURED, rects, dark=dark)
        if self.text_layer is not None:
            self._pick.paint(painter, palette, self.text_layer, self.pages, page, visible, dark=dark)

    def paint_band(self, painter: QPainter, palette: CanvasPalette, visible: ViewRect) -> None:
        """The box that is being drawn, over everything."""
        self._band.paint(painter, palette, visible)

    # -- inside

    def _put_down(self) -> None:
        self._pick.clear()
        self._band.cancel()
        self._picking = False
        self.viewport().update()

    def _follow(self) -> bool:
        """What is held follows the pointer; False when nothing is held."""
        if self._band.active:
            self._band.extend(self.pages, *self._content(self._last))
        elif self._picking and self.text_layer is not None:
            self._pick.drag(self.text_layer, self.pages, *self._content(self._last))
        else:
            return False
        self.viewport().update()
        return True

    def _picks_at(self, event: QMouseEvent) -> bool:
        """Whether a click with the plain pointer means a word for the selected field."""
        layer = self.text_layer
        if layer is None or self.boxes.selected is None or not self.page_count:
            return False
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        x, y = self._content(event.position())
        if held != Qt.KeyboardModifier.ControlModifier or not layer.over_word(self.pages, x, y):
            return False
        return self._pick.press(layer, self.pages, x, y)

    def _hover_word(self, event: QMouseEvent) -> None:
        """With Ctrl held, the word that a click would pick lights up."""
        before, layer = self._pick.hovered, self.text_layer
        self._pick.hovered = None
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if layer is not None and held == Qt.KeyboardModifier.ControlModifier and self.boxes.selected is not None:
            x, y = self._content(event.position())
            if self.page_count and layer.over_word(self.pages, x, y):
                self._pick.hover(layer, self.pages, x, y)
        if before != self._pick.hovered:
            self.viewport().update()

    def _choose(self) -> None:
        span = self._pick.span
        self.viewport().update()
        if span is not None:
            self.words_chosen.emit(span)

    def _step(self, across: int, down: int, *, extends: bool) -> None:
        layer = self.text_layer
        if layer is None or not self.page_count:
            return
        at = self._pick.cursor
        if at is None:
            moved = self._pick.start(layer, self.pages, *self._starting_point())
        else:
            moved = self._pick.step(layer, self.pages, across, down, extends=extends)
            forward = across + down > 0
            page = at.page + (1 if forward else -1)
            if not moved and not extends and 1 <= page <= self.page_count:
                self.go_to_page(page)  # its words come when scrolling rests; the next press finds them
        cursor = self._pick.cursor
        if moved and cursor is not None:
            word = layer.words_on(cursor.page)[cursor.word]
            self.bring_into_view(self.pages.rect(cursor.page, word.rect))
            self._speak(self._pick.text(layer))
        self.viewport().update()

    def _starting_point(self) -> tuple[float, float]:
        """At the selected field's box if it is in view, else at the top of what shows."""
        visible = self.visible_rect()
        for box in self.boxes.index.of_field(self.boxes.selected or ""):
            if 1 <= box.placement.page <= self.page_count:
                rect = drawn_rect(self.pages, box)
                if rect.meets(visible):
                    return rect.x + rect.width / 2, rect.y + rect.height / 2
        return visible.x + visible.width / 8, visible.y + visible.height / 8

    def _speak(self, text: str) -> None:
        """To whoever cannot see the word cursor."""
        self.setAccessibleDescription(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
