"""The paper under the hand: wheel, touchpad, pinch, and dragging with the middle button or with Space held."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

from plextera_review.canvas.motion import PaperGrip
from plextera_review.canvas.scroll_view import STEP, PageScrollView

_WHEEL_NOTCH = 120


class PaperView(PageScrollView):
    """Works with every tool: what the pointer does else comes on top."""

    def __init__(self) -> None:
        super().__init__()
        self._grip = PaperGrip(self._move_by, self)
        self._rest = QPointF()  # parts of a pixel that are still to be scrolled
        self._space = False

    def rest_cursor(self) -> None:
        """The pointer takes the shape it has when it does nothing."""
        self.viewport().unsetCursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._grip.stop()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            notches = (event.angleDelta().y() or event.angleDelta().x()) / _WHEEL_NOTCH
            self.zoom_to(self.zoom * STEP**notches, event.position())
            event.accept()
            return
        pixels = event.pixelDelta()
        if not pixels.isNull() and not event.modifiers():  # a touchpad says how far, to the pixel
            self._move_by(-pixels.x(), -pixels.y())
            event.accept()
            return
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_to(self.zoom * (1 + event.value()), event.position())
            return True
        return bool(super().viewportEvent(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.rest_cursor()
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._space:  # its release goes elsewhere
            self._space = False
            self.rest_cursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.press_paper(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.move_paper(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.release_paper(event)

    def press_paper(self, event: QMouseEvent) -> None:
        """The middle button, or the left one while Space is held, takes the paper."""
        held = event.button() is Qt.MouseButton.LeftButton and self._space
        self._grip.stop()
        if event.button() is Qt.MouseButton.MiddleButton or held:
            self._grip.take(event.position())
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def move_paper(self, event: QMouseEvent) -> None:
        """Paper that is held follows the pointer."""
        self._grip.drag(event.position())

    def release_paper(self, _event: QMouseEvent) -> None:
        """Paper that is held is let go, and runs on."""
        if self._grip.holding:
            from PySide6.QtWidgets import QStyle  # with its 300 values, 5 ms to import

            # The style says 0 where a person asked for less motion.
            moves = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0
            self._grip.let_go(runs_on=moves)
            self.rest_cursor()

    @property
    def dragging(self) -> bool:
        """True while the paper is being dragged."""
        return self._grip.holding

    def _move_by(self, dx: float, dy: float) -> None:
        """Scroll by parts of a pixel, too: what is left over counts next time."""
        wanted = self._rest + QPointF(dx, dy)
        whole = QPointF(round(wanted.x()), round(wanted.y()))
        self._rest = wanted - whole
        self._scroll_to(self.horizontalScrollBar().value() + whole.x(), self.verticalScrollBar().value() + whole.y())
