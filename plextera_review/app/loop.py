"""Qt and asyncio on one thread. The only importer of qasync."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable

import qasync  # type: ignore[import-untyped,unused-ignore]
from PySide6.QtWidgets import QApplication

# How often Python gets a turn while the window is idle, so that Ctrl-C works where signals cannot wake the loop.
_SIGNAL_TURN_SECONDS = 0.25


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

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
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
