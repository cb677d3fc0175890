"""The sums under the table that is shown, kept up to date while it is edited."""

import asyncio
from collections.abc import Collection, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from plextera_review.domain.correction import Verdict
from plextera_review.domain.field import Extraction, Field
from plextera_review.domain.projection import ReviewField, in_force
from plextera_review.domain.values import value_text
from plextera_review.viewmodels.column_sums import (
    CellAmounts,
    ColumnTotal,
    Target,
    column_totals,
    summed_columns,
    targets_of,
)
from plextera_review.viewmodels.table_editing import TableEditing
from plextera_review.viewmodels.table_grid import TableGrid

_LARGE = 1000  # cells; from there on, rules over the whole document wait for a pause
_PAUSE_MS = 200


class TableTotals(QObject):
    """``totals`` are the sums, in the order of the columns. ``changed`` fires after they were worked out anew.

    Sums follow every act and every key; with which total of the document they are compared is asked of the rules once values settle.
    """

    changed = Signal()

    def __init__(self, tables: TableEditing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tables = tables
        self.totals: tuple[ColumnTotal, ...] = ()
        self._summed: frozenset[int] = frozenset()
        self._targets: dict[int, Target] = {}
        self._amounts = CellAmounts()
        self._draft: tuple[ReviewField, str] | None = None
        self._shown = False
        self._sum = QTimer(self, singleShot=True, interval=0)
        self._sum.timeout.connect(self._work_out)
        self._ask = QTimer(self, singleShot=True)
        self._ask.timeout.connect(self._ask_rules)
        tables.arranged.connect(self._on_arranged)
        tables.review.fields_changed.connect(self._later)

    def set_shown(self, on: bool) -> None:
        """Nothing is worked out for a table nobody sees."""
        self._shown = on
        if on:
            self._later()

    def set_draft(self, field: ReviewField | None, text: str = "") -> None:
        """What is being typed counts in the sums until it is kept or given up."""
        before = self._draft
        self._draft = (field, text) if field is not None else None
        grid = self._tables.grid
        places = [grid.place_of(each[0].path) for each in (before, self._draft) if each] if grid is not None else []
        columns = {each[1] for each in places if each is not None} & self._summed
        if grid is not None and columns and self._shown:
            fresh = {each.column: each for each in self._totals_of(grid, columns)}
            kept = {each.column: each for each in self.totals if each.column not in columns}
            self._take(tuple(each for _, each in sorted({**kept, **fresh}.items())))

    def work_out_now(self) -> None:
        """The sums and what they are compared with, without waiting for a pause."""
        self._ask_rules()

    def _on_arranged(self) -> None:
        self._targets = {}
        self._amounts = CellAmounts()
        self._later()

    def _later(self) -> None:
        grid = self._tables.grid
        if not self._shown:
            return
        self._sum.start()
        small = grid is None or len(grid.rows) * len(grid.columns) < _LARGE
        self._ask.start(0 if small else _PAUSE_MS)

    def _ask_rules(self) -> None:
        review, grid = self._tables.review, self._tables.grid
        self._summed = summed_columns(grid, review.rules) if grid is not None else frozenset()
        blind = any(
            each.hidden for each in review.fields
        )  # a difference would tell what is to be typed without seeing it
        extraction = review.extraction
        if grid is None or blind or extraction is None:
            self._targets = {}
        elif len(review.fields) < _LARGE:
            self._targets = targets_of(grid, review.in_force, review.rules, review.rule_context)
        else:
            review.tasks.spawn(self._ask_apart(grid, extraction, review.decided), "column-targets")
        self._work_out()

    async def _ask_apart(self, grid: TableGrid, extraction: Extraction, decided: Mapping[str, Verdict]) -> None:
        rules, context = self._tables.review.rules, self._tables.review.rule_context

        def asked() -> dict[int, Target]:
            return targets_of(grid, in_force(extraction, decided), rules, context)

        targets = await asyncio.to_thread(asked)
        if self._tables.grid is grid:
            self._targets = targets
            self._work_out()

    def _work_out(self) -> None:
        grid = self._tables.grid
        self._take(self._totals_of(grid, self._summed) if grid is not None else ())

    def _totals_of(self, grid: TableGrid, columns: Collection[int]) -> tuple[ColumnTotal, ...]:
        return column_totals(grid, columns, self._value, self._targets, self._amounts)

    def _take(self, totals: tuple[ColumnTotal, ...]) -> None:
        if totals != self.totals:
            self.totals = totals
            self.changed.emit()

    def _value(self, cell: Field) -> Field:
        if self._draft is not None and self._draft[0].path == cell.path:
            field, text = self._draft
            parsed = self._tables.review.parsed(field, text)
            shown = text if parsed.hint else value_text(parsed.value)
            return Field(cell.path, cell.name, cell.kind, value=parsed.value, raw_text=shown)
        return self._tables.value_of(cell)
