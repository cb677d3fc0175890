"""Qt and asyncio on one thread. The only importer of qasync."""

import asyncio
import contextlib
import signal
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Any

import qasync  # type: ignore[import-untyped,unused-ignore]
from PySide6.QtCore import QObject, Qt, QTimerEvent, Signal
from PySide6.QtWidgets import QApplication

# How often Python gets a turn while the window is idle, so that Ctrl-C works where signals cannot wake the loop.
_SIGNAL_TURN_SECONDS = 0.25
_DRAIN_SECONDS = 0.002
_MOST_SECONDS = 0.008  # half a frame


class ReadyCalls(QObject):
    """Callbacks that are to run soon, in order.

    What another thread has for this one runs as soon as Qt has come to it, together with what follows from it: an answer goes through
    half a dozen callbacks until a picture is there. What arises here runs when Qt has nothing else to do, so that keys and painting come
    first. After 2 ms the rest waits for that, too, and whatever arrives after 8.
    """

    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._calls: deque[asyncio.Handle] = deque()
        self._timer = 0
        self._spent = 0.0  # seconds, since Qt had nothing else to do
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def add(self, call: asyncio.Handle) -> None:
        """From the window's thread."""
        self._calls.append(call)
        self._wake()

    def add_from_thread(self, call: asyncio.Handle) -> None:
        """From any thread."""
        self._arrived.emit(call)

    def close(self) -> None:
        """Nothing runs any more."""
        self._calls.clear()
        self._rest()

    def timerEvent(self, _event: QTimerEvent) -> None:
        self._rest()  # Qt starts no timer anew whose event is being handled, and a call may open a loop of Qt's own
        self._spent = 0.0
        self._run()

    def _on_arrived(self, call: asyncio.Handle) -> None:
        self.add(call)
        if self._spent < _MOST_SECONDS:
            self._run()

    def _run(self) -> None:
        begin = now = time.monotonic()
        while self._calls and now < begin + _DRAIN_SECONDS:
            call = self._calls.popleft()
            if not call.cancelled():
                call._run()  # noqa: SLF001 - what asyncio's own loops call
            now = time.monotonic()
        self._spent += now - begin
        if self._calls:
            self._wake()
        else:
            self._rest()

    def _wake(self) -> None:
        if not self._timer:
            self._timer = self.startTimer(0)

    def _rest(self) -> None:
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0


class _Loop(qasync.QEventLoop):  # type: ignore[misc,unused-ignore]
    """qasync gives every callback a timer of Qt's, whose turn comes when Qt has nothing else to do: while somebody turned pages, an answer
    that goes through half a dozen of them came 5 to 15 ms late."""

    def __init__(self, application: QApplication) -> None:
        self._soon = ReadyCalls()
        super().__init__(application)

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        call = asyncio.Handle(callback, args, self, context)
        self._soon.add(call)
        return call

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        call = asyncio.Handle(callback, args, self, context)
        self._soon.add_from_thread(call)
        return call

    def close(self) -> None:
        super().close()
        self._soon.close()


def run_until_stopped(
    application: QApplication,
    main: Callable[[asyncio.Event], Awaitable[int]],
    on_error: Callable[[BaseException], None],
) -> int:
    """Run ``main(stop)`` on the Qt loop and return its exit code.

    ``stop`` is set when the last window closes or the process gets SIGINT or SIGTERM; ``main`` then cleans up and returns.
    Exceptions that reach the loop itself go to ``on_error``.
    """
    application.setQuitOnLastWindowClosed(False)  # the loop must outlive the window: clean-up awaits

    async def guarded() -> int:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: _report(context, on_error))
        stop = asyncio.Event()
        application.lastWindowClosed.connect(stop.set)
        watch = asyncio.ensure_future(_wire_signals(loop, stop))
        try:
            return await main(stop)
        finally:
            watch.cancel()

    with asyncio.Runner(loop_factory=lambda: _Loop(application)) as runner:
        return runner.run(guarded())


async def _wire_signals(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(number, stop.set)
        return
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    while True:  # noqa: ASYNC110 - only gives Python its turn
        await asyncio.sleep(_SIGNAL_TURN_SECONDS)


def _report(context: dict[str, object], on_error: Callable[[BaseException], None]) -> None:
    error = context.get("exception")
    on_error(error if isinstance(error, BaseException) else RuntimeError(str(context.get("message"))))
