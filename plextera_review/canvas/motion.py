"""Moving the paper by hand: dragged with the middle button or with Space held, and running on when it is let go."""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QTimerEvent

_FRAME_MS = 8
_MEMORY_SECONDS = 0.1
_HALF_LIFE_SECONDS = 0.18
_LEAST_SPEED = 40.0  # logical pixels a second
_MOST_SPEED = 8_000.0


class PaperGrip(QObject):
    """``move_by`` scrolls by logical pixels. Positions are those of the viewport."""

    def __init__(self, move_by: Callable[[float, float], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._move_by = move_by
        self._at: QPointF | None = None
        self._trace: deque[tuple[float, QPointF]] = deque(maxlen=16)
        self._speed = QPointF()
        self._timer = 0
        self._last = 0.0

    @property
    def holding(self) -> bool:
        """True while the paper is dragged."""
        return self._at is not None

    @property
    def running(self) -> bool:
        """True while the paper runs on by itself."""
        return self._timer != 0

    def take(self, at: QPointF) -> None:
        """The button went down; running paper stops."""
        self.stop()
        self._at = at
        self._trace.clear()
        self._trace.append((time.monotonic(), at))

    def drag(self, at: QPointF) -> None:
        """The pointer moved."""
        if self._at is not None:
            moved = at - self._at
            self._at = at
            self._trace.append((time.monotonic(), at))
            self._move_by(-moved.x(), -moved.y())

    def let_go(self, *, runs_on: bool) -> None:
        """The button went up; with ``runs_on`` the paper keeps its speed and slows down."""
        self._at = None
        if not runs_on:
            return
        now = time.monotonic()
        recent = [each for each in self._trace if now - each[0] <= _MEMORY_SECONDS]
        if len(recent) < 2 or recent[-1][0] <= recent[0][0]:
            return
        passed = recent[-1][0] - recent[0][0]
        speed = (recent[0][1] - recent[-1][1]) / passed
        length = (speed.x() ** 2 + speed.y() ** 2) ** 0.5
        if length >= _LEAST_SPEED:
            self._speed = speed * min(1.0, _MOST_SPEED / length)
            self._last = now
            self._timer = self.startTimer(_FRAME_MS)

    def stop(self) -> None:
        """Running paper stops."""
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def timerEvent(self, _event: QTimerEvent) -> None:
        now = time.monotonic()
        passed, self._last = now - self._last, now
        self._speed *= 0.5 ** (passed / _HALF_LIFE_SECONDS)
        self._move_by(self._speed.x() * passed, self._speed.y() * passed)
        if abs(self._speed.x()) + abs(self._speed.y()) < _LEAST_SPEED:
            self.stop()
