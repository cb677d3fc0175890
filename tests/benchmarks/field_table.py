"""What an act on one field costs the window, by how many fields the document has.

    python -m tests.benchmarks.field_table [--sizes 50,500,5000] [--rows 2000] [--times 15]

The real review page over real storage, without pages; documents of 50, 500 and 5,000 fields, half of them in a table, and one of a table
alone. *call*: from the key press until the handler returns. *paint*: what Qt then lays out and paints of its own accord. *later*: what
the event loop does until everything rests again (the disk has it, rules, marks). Milliseconds of this thread's processor time, median and
95th percentile, since others use the computer too; *wall* is the median of call and paint by the clock. *anew*: how many fields were
projected anew, at most. Run it with ``QT_QPA_PLATFORM=offscreen``.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from plextera_review.domain.field import Field, FieldKind, Money
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.viewmodels.field_rows import Heading
from tests.benchmarks.desk import percentile
from tests.support.reviewing import Desk, at_desk
from tests.support.tables import invoice, row

_GROUP = 20  # fields
_COLUMNS = 6


@dataclass
class Figures:
    """One act, many times."""

    call: list[float] = field(default_factory=list)
    paint: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    anew: int = 0

    def line(self, name: str) -> str:
        """A line of the table."""
        parts = [f"{statistics.median(each):8.1f} {percentile(each, 0.95):7.1f}" for each in self._columns]
        return f"{name:28}" + "".join(parts) + f"{statistics.median(self.wall):9.1f} {self.anew:7}"

    @property
    def _columns(self) -> tuple[list[float], ...]:
        return self.call, self.paint, self.later


class Measuring:
    """Acts at an open document."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.figures: dict[str, Figures] = {}

    async def rest(self) -> None:
        """Everything that is under way has ended."""
        application = QApplication.instance()
        assert application is not None
        for _ in range(3):
            await self.desk.settled()
            application.processEvents()

    async def of(self, name: str, act: Callable[[], object]) -> None:
        """Do it once and write down what it took."""
        await self.rest()
        application = QApplication.instance()
        assert application is not None
        figures, review = self.figures.setdefault(name, Figures()), self.desk.review
        before = {each.path: each for each in review.fields}
        clock, begin = time.perf_counter(), time.thread_time()
        act()
        called = time.thread_time()
        application.processEvents()
        painted = time.thread_time()
        figures.wall.append((time.perf_counter() - clock) * 1000)
        await self.rest()
        figures.call.append((called - begin) * 1000)
        figures.paint.append((painted - called) * 1000)
        figures.later.append((time.thread_time() - painted) * 1000)
        figures.anew = max(figures.anew, sum(1 for each in review.fields if before.get(each.path) is not each))


def document(count: int) -> tuple[Field, ...]:
    """So many fields: half of them in groups, half in a table; every seventh needs a look."""
    place = (Placement(1, NormRect(0.6, 0.1, 0.2, 0.02)),)
    groups = []
    for first in range(0, count // 2, _GROUP):
        fields = []
        for at in range(first, min(first + _GROUP, count // 2)):
            path, sure = f"g{first}.f{at}", 0.41 if at % 7 == 0 else 0.97
            kind = (FieldKind.STRING, FieldKind.NUMBER, FieldKind.MONEY)[at % 3]
            value = (f"Value number {at}", at, Money(f"{at}.50", "EUR"))[at % 3]
            fields.append(Field(path, f"Field {at}", kind, path, value, None, sure, None, place))
        groups.append(Field(f"g{first}", f"Group {first // _GROUP}", FieldKind.GROUP, children=tuple(fields)))
    lines = tuple(
        row(at, low=frozenset({"quantity"}) if at % 7 == 0 else frozenset()) for at in range(count // 2 // _COLUMNS)
    )
    return (*groups, Field("items", "Line items", FieldKind.TABLE, "items", confidence=0.9, children=lines))


async def measure(desk: Desk, times: int) -> dict[str, Figures]:
    """All acts."""
    figures, review, page = Measuring(desk), desk.review, desk.page
    panel = page.panel
    await figures.rest()

    def group() -> None:
        heading = next(each for each in panel.model.headings() if isinstance(each, Heading) and each.depth == 0)
        panel.list.toggle(panel.model.index_of(heading.path))

    def table() -> None:
        panel.list.toggle(panel.model.index_of("items"))

    for _ in range(times):
        await figures.of("select the next field", lambda: desk.press(Qt.Key.Key_Down))
    for _ in range(times):
        review.next_needing_look()
        await figures.of("accept + next", lambda: desk.press(Qt.Key.Key_Return))
        review.next_needing_look()
        await figures.of("accept + next", lambda: desk.press(Qt.Key.Key_Return))
        await figures.of("undo", review.undo)
        await figures.of("undo", review.undo)
    for _ in range(times):
        review.next_needing_look()
        page.acts.focus_fields()
        await figures.rest()
        desk.type("1")
        await asyncio.sleep(0.03)

        def key() -> None:
            desk.type("2")
            _ = panel.said  # the sentences, without the frame they wait

        await figures.of("type a key, sentences", key)
        panel.restore()
    for _ in range(times):
        await figures.of("filter on", panel.filter.toggle)
        review.next_needing_look()
        await figures.of("accept + next, filter on", lambda: desk.press(Qt.Key.Key_Return))
        review.undo()
        await figures.of("filter off", panel.filter.toggle)
    await of_structure(figures, desk, times, {"group": group, "table": table})
    return figures.figures


async def of_structure(figures: Measuring, desk: Desk, times: int, toggles: dict[str, Callable[[], None]]) -> None:
    """Acts on more than one field."""
    review, page = desk.review, desk.page
    for name, toggle in toggles.items():
        for _ in range(times):
            await figures.of(f"close or open the {name}", toggle)
    for at in range(min(times, 10)):
        job = f"j{1 + at % 2}"
        await figures.of("open a document (until ready)", partial(review.open, job))
    if page.tables.tables.grid is not None or page.tables.tables.titles:
        for _ in range(min(times, 10)):
            review.select("items[0].quantity")
            await figures.rest()
            await figures.of("insert a row", page.tables.acts["insert_row_below"])
            await figures.of("take the row back", review.undo)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="50,500,5000")
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    _application = QApplication([])
    documents = {f"{each} fields": document(int(each)) for each in options.sizes.split(",") if each}
    if options.rows:
        documents[f"table of {options.rows} x 6"] = invoice(options.rows)
    for name, read in documents.items():

        async def story(desk: Desk, name: str = name) -> None:
            found = await measure(desk, options.times)
            print(f"\n{name + ' (ms)':28}    call     p95   paint     p95   later     p95     wall    anew")
            for act, figures in found.items():
                print(figures.line(act), flush=True)

        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            at_desk(Path(folder), story, read=read)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
