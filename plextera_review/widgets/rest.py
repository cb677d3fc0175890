"""When nobody types, clicks or scrolls: the time to make what does not show yet."""

import asyncio
import math
import time
from types import TracebackType
from typing import Self

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

TURN_SECONDS = 0.001
"""To sleep that long lets Qt have its turn; to sleep for no time need not."""
_INPUT = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel})


class Rest(QObject):
    """Hears the input of a window that shows, between ``with`` and its end. Before the first input there is rest."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._window = widget.window().windowHandle()  # where input arrives first
        self._last = -math.inf

    def __enter__(self) -> Self:
        self._window.installEventFilter(self)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._window.removeEventFilter(self)

    async def come(self, seconds: float, patience: float = math.inf) -> None:
        """Until there was no input for that many ``seconds``, or ``patience`` is at its end."""
        give_up = time.monotonic() + patience
        await asyncio.sleep(TURN_SECONDS)  # what was typed already is heard
        while (left := min(self._last + seconds, give_up) - time.monotonic()) > 0:  # noqa: ASYNC110 - for what did not come
            await asyncio.sleep(left)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._last = time.monotonic()
        return False
