"""The real window, in this process, for benchmarks: under a virtual screen, with a data folder of its own."""

import asyncio
import os
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimerEvent

from plextera_review.app import hooks, loop
from plextera_review.app.application import make_application
from plextera_review.app.main import start
from plextera_review.app.paths import Paths
from plextera_review.app.window import ReviewWindow
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.document import Face

_TICK_MS = 1
_SETTLED = {Face.PAGES, Face.LOCKED, Face.CONTENTS, Face.RECORDING, Face.PROBLEM}


class LoopWatch(QObject):
    """Gaps between turns of the window's event loop, in milliseconds, beyond the tick itself."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = 0

    def begin(self) -> None:
        """Start anew."""
        self.gaps = []
        self._last = time.perf_counter()
        self._timer = self.startTimer(_TICK_MS, Qt.TimerType.PreciseTimer)

    def end(self) -> list[float]:
        """Stop; the gaps."""
        self.killTimer(self._timer)
        return self.gaps

    def timerEvent(self, _event: QTimerEvent) -> None:
        now = time.perf_counter()
        self.gaps.append(max((now - self._last) * 1000 - _TICK_MS, 0.0))
        self._last = now


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` (0..1) of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def process_tree(root: int) -> Iterator[int]:
    """A process and all below it."""
    yield root
    try:
        children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from process_tree(int(child))


def proportional_memory(root: int | None = None) -> float:
    """PSS of a process tree in MB."""
    total = 0
    for process in process_tree(root or os.getpid()):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


async def shown(window: ReviewWindow, path: Path, seconds: float) -> Face:
    """Look at a file; what stands there when it has settled, LOADING when it has not within that time."""
    window.look_at(path)
    document = window.review.document
    until = time.monotonic() + seconds
    while document.face not in _SETTLED and time.monotonic() < until:
        await asyncio.sleep(0.002)
    return document.face


async def sharp(window: ReviewWindow, seconds: float) -> float | None:
    """Seconds until everything that shows is sharp (or known to be undrawable), None when it never was."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        if window.review_page.canvas.is_sharp:
            return time.perf_counter() - begin
        await asyncio.sleep(0.001)
    return None


class Bugs(hooks.BugReporter):
    """Every exception nobody handled, in slots, tasks and threads; no dialog is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[BaseException] = []

    def report(self, error: BaseException) -> None:
        """Count it."""
        self.found.append(error)
        traceback.print_exception(error)


BUGS = Bugs()
"""Those of this process."""


def at_window(story: Callable[[ReviewWindow], Awaitable[None]]) -> None:
    """Run ``story`` with the whole window open, 1280 x 900."""
    with _own_folders():
        places = Paths.of_user()
        places.create()
        application = make_application()
        hooks.install(BUGS)

        async def main(_stop: asyncio.Event) -> int:
            render = RenderService()
            render.start()
            window = await start(places, BUGS, render)
            window.widget.resize(1280, 900)
            await asyncio.sleep(0.2)
            try:
                await story(window)
            finally:
                await window.close_down()
            return 0

        loop.run_until_stopped(application, main, BUGS.report)


@contextmanager
def _own_folders() -> Iterator[None]:
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        before = {name: os.environ.get(name) for name in names}
        os.environ.update(dict.fromkeys(names, folder))
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
