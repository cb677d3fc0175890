"""The contact sheet over 1,000 documents: ``python -m tests.benchmarks.sheet_table [count]``.

Prints how long until the first and the last card, pictures a second, gaps between turns of the window's loop (each turn handles all
Qt events) while documents are read, drawn, scrolled and confirmed, and the memory of pictures and process.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from plextera_review.viewmodels.sheet_record import SheetState
from tests.support.sheet_desk import SheetDesk, at_sheet, papers


class Turns:
    """Turns of the loop with the gaps between them, in milliseconds."""

    def __init__(self, app: QApplication) -> None:
        self._app = app

    async def until(self, holds: Callable[[], bool], most: float = 120.0) -> tuple[float, list[float]]:
        """Turn until ``holds``; seconds and gaps."""
        begun = last = time.perf_counter()
        gaps: list[float] = []
        while not holds() and last - begun < most:
            self._app.processEvents()
            await asyncio.sleep(0)
            now = time.perf_counter()
            gaps.append((now - last) * 1000)
            last = now
            if gaps[-1] < 0.5:
                await asyncio.sleep(0.0005)  # an idle loop sleeps
                last = time.perf_counter()
        return last - begun, gaps


def line(what: str, seconds: float, gaps: list[float], more: str = "") -> None:
    """One row of the table."""
    ordered = sorted(gaps) or [0.0]
    p99 = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    print(f"{what:<34} {seconds:8.2f} s   gaps p99 {p99:6.1f} ms   max {ordered[-1]:6.1f} ms   {more}")


def memory() -> str:
    """Peak memory of the window process."""
    return f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


async def measure(desk: SheetDesk, app: QApplication, count: int) -> None:
    """The table."""
    turns, sheet, page = Turns(app), desk.sheet, desk.page
    assert page is not None
    sheet.reload()
    seconds, gaps = await turns.until(lambda: bool(sheet.cards))
    line("first cards", seconds, gaps)
    rest, more = await turns.until(lambda: sheet.state is SheetState.CARDS and sheet.read == sheet.total)
    line(f"all {len(sheet.cards)} cards", seconds + rest, more, memory())

    def drawn() -> bool:
        return all(sheet.crops.crop(sheet.cards[at]) is not None for at in page.view.screen_places())

    seconds, gaps = await turns.until(drawn)
    line(f"a screen of {page.view.per_screen} pictures", seconds, gaps)
    begun, pictures, every = time.perf_counter(), 0, []
    for _ in range(min(count // page.view.per_screen - 1, 12)):
        desk.press(Qt.Key.Key_PageDown)
        _, gaps = await turns.until(drawn)
        every += gaps
        pictures += page.view.per_screen
    seconds = time.perf_counter() - begun
    line("screen after screen, drawn", seconds, every, f"{pictures / max(seconds, 1e-9):.0f} pictures/s")
    every = []
    bar = page.view.verticalScrollBar()
    for at in range(0, bar.maximum(), max(bar.maximum() // 300, 1)):
        bar.setValue(at)
        begun = time.perf_counter()
        page.view.viewport().repaint()
        every.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0)
    line(
        "scrolled end to end, a frame", sum(every) / 1000, every, f"{sheet.crops.kept_bytes / 2**20:.0f} MB of pictures"
    )
    desk.press(Qt.Key.Key_Home)
    await turns.until(drawn)
    desk.press(Qt.Key.Key_Return)
    seconds, gaps = await turns.until(lambda: not any(card.busy for card in sheet.cards))
    line(f"Enter: {sheet.progress[0]} accepted and kept", seconds, gaps, memory())


def main(count: int) -> None:
    """Make the documents and measure."""
    app = QApplication.instance() or QApplication([])

    def story(desk: SheetDesk) -> Awaitable[None]:
        return measure(desk, app, count)  # type: ignore[arg-type]

    with tempfile.TemporaryDirectory() as folder:
        at_sheet(Path(folder), story, papers(count), size=(1700, 980), workers=2)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
