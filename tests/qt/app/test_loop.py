"""Callbacks of asyncio among the events of Qt: in order, soon when they come from other threads, never in the window's way."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from plextera_review.app import loop


def run(main: Callable[[asyncio.Event], Awaitable[int]]) -> int:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    errors: list[BaseException] = []
    code = loop.run_until_stopped(application, main, errors.append)
    assert errors == []
    return code


class Posts(QObject):
    """Notes when events that were posted to it are handled."""

    def __init__(self, log: list[str]) -> None:
        super().__init__()
        self._log = log

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self._log.append("posted")
            return True
        return super().event(event)


@pytest.mark.usefixtures("qapp")
def test_callbacks_run_in_order_and_cancelled_ones_not_at_all() -> None:
    log: list[int] = []

    async def main(_stop: asyncio.Event) -> int:
        calls = [asyncio.get_running_loop().call_soon(log.append, number) for number in range(5)]
        calls[2].cancel()
        await asyncio.sleep(0)
        return 7

    assert run(main) == 7
    assert log == [0, 1, 3, 4]


@pytest.mark.usefixtures("qapp")
def test_what_comes_from_threads_is_handled_in_order_with_what_follows_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("_DRAIN_SECONDS", "_MOST_SECONDS"):
        monkeypatch.setattr(loop, limit, 60.0)  # on a busy machine 2 ms may pass between two callbacks
    log: list[str] = []

    async def main(_stop: asyncio.Event) -> int:
        running = asyncio.get_running_loop()
        done = asyncio.Event()

        def answered(name: str, steps: int) -> None:
            log.append(f"{name}{steps}")
            if steps:
                running.call_soon(answered, name, steps - 1)
            elif name == "b":
                done.set()

        def work() -> None:
            running.call_soon_threadsafe(answered, "a", 2)
            running.call_soon_threadsafe(answered, "b", 0)

        posts = Posts(log)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        QApplication.postEvent(posts, QEvent(QEvent.Type.User))
        await done.wait()
        await asyncio.sleep(0.01)
        return 0

    run(main)
    assert log == ["a2", "a1", "a0", "b0", "posted"]  # what was posted later came later, what followed came before


@pytest.mark.usefixtures("qapp")
def test_a_long_chain_lets_qt_have_its_turn() -> None:
    log: list[str] = []

    async def main(_stop: asyncio.Event) -> int:
        running = asyncio.get_running_loop()
        posts, done = Posts(log), asyncio.Event()

        def step(left: int) -> None:
            log.append("step")
            time.sleep(0.001)
            if left:
                running.call_soon(step, left - 1)
            else:
                done.set()

        threading.Thread(target=running.call_soon_threadsafe, args=(step, 20)).start()
        while not log:
            await asyncio.sleep(0.001)
        QApplication.postEvent(posts, QEvent(QEvent.Type.User))
        await done.wait()
        return 0

    run(main)
    assert log.count("step") == 21
    assert log.index("posted") < 10


@pytest.mark.usefixtures("qapp")
def test_a_flood_from_threads_lets_timers_have_their_turn() -> None:
    seen: list[int] = []

    async def main(_stop: asyncio.Event) -> int:
        running = asyncio.get_running_loop()
        done, handled = asyncio.Event(), []
        timer = QTimer()
        timer.setInterval(1)
        timer.timeout.connect(lambda: seen.append(len(handled)))
        timer.start()

        def arrived(last: bool) -> None:
            handled.append(None)
            time.sleep(0.001)
            if last:
                done.set()

        def flood() -> None:
            for number in range(100):
                running.call_soon_threadsafe(arrived, number == 99)

        thread = threading.Thread(target=flood)
        thread.start()
        thread.join()  # all of them wait
        await done.wait()
        timer.stop()
        return 0

    run(main)
    assert len({count for count in seen if 0 < count < 100}) >= 3


@pytest.mark.usefixtures("qapp")
def test_callbacks_run_in_a_loop_of_qts_own() -> None:
    async def main(_stop: asyncio.Event) -> int:
        running = asyncio.get_running_loop()
        done = asyncio.Event()

        def modal() -> None:
            inner = QEventLoop()
            running.call_soon(inner.quit)
            inner.exec()
            done.set()

        running.call_soon(modal)
        async with asyncio.timeout(5):
            await done.wait()
        return 0

    run(main)
