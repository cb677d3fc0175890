"""The tables of the open document: which there are, the one shown as a grid, the cell that is selected."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.arrangement import rearranged
from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.field import Extraction, Field
from plextera_review.domain.projection import ReviewField
from plextera_review.domain.table import FoundTable, columns_of, tables_of
from plextera_review.viewmodels.field_review import FieldReview
from plextera_review.viewmodels.table_grid import TableGrid, grid_of

Cell = tuple[int, int]
"""Row and column of a grid, from 0."""


class DocumentTables(QObject):
    """``titles`` are (path, title) of the document's tables, ``grid`` the one shown.

    ``arranged`` fires when the grid has other rows or is another table's, ``changed`` after anything on it may have changed.
    Rows and columns are counted from 0.
    """

    arranged = Signal()
    changed = Signal()

    def __init__(self, review: FieldReview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.review = review
        self.titles: tuple[tuple[str, str], ...] = ()
        self.grid: TableGrid | None = None
        self._gap: str | None = None
        self._extraction: Extraction | None = None
        self._orders: dict[str, Verdict] = {}
        self._server: dict[str, Field] = {}
        self._found: dict[str, FoundTable] = {}
        self._grids: dict[str, TableGrid] = {}
        review.fields_changed.connect(self._on_fields)
        review.selected_changed.connect(self._on_selected)
        self._on_fields()

    # -- what is shown

    def show(self, path: str) -> None:
        """Show another table of the document."""
        if self.grid is None or self.grid.path != path:
            self._use(path)

    @property
    def place(self) -> Cell | None:
        """The cell that is selected in the grid, None when the selected field is elsewhere."""
        return self.grid.place_of(self._gap or self.review.current) if self.grid is not None else None

    def field_at(self, row: int, column: int) -> ReviewField | None:
        """The field of a cell; an empty one where the server left the cell out; None where there can be none."""
        cell = self.grid.cell(row, column) if self.grid is not None else None
        if self.grid is None or cell is None:
            return None
        return self.review.row_of(cell.path) or self.grid.untouched(row, column)

    def is_gap(self, row: int, column: int) -> bool:
        """True for a cell the server left out and nobody filled."""
        cell = self.grid.cell(row, column) if self.grid is not None else None
        return cell is not None and self.review.row_of(cell.path) is None

    def value_of(self, cell: Field) -> Field:
        """A cell with the value in force, one on its way to the disk included; nothing while it is to be typed blind."""
        verdict, shown = self.review.verdict_of(cell.path), self.review.row_of(cell.path)
        if verdict is None:
            return shown.field if shown is not None else cell
        if verdict.kind is VerdictKind.CORRECTED:
            return replace(cell, value=verdict.value, raw_text=verdict.value_text)
        if verdict.kind in {VerdictKind.MISSING, VerdictKind.UNREADABLE}:
            return replace(cell, value=None, raw_text=None)
        return cell

    def select(self, row: int, column: int) -> None:
        """Select a cell: its field, where it has one."""
        cell = self.grid.cell(row, column) if self.grid is not None else None
        if cell is not None and self.review.row_of(cell.path) is not None:
            self._gap = None
            self.review.select(cell.path)
        else:
            self._gap = cell.path if cell is not None else None
            self.review.select(None)

    def leave_gap(self, step: int) -> bool:
        """From a cell the server left out, select the next field of the table (``step`` -1: the one before); False elsewhere."""
        grid, place = self.grid, self.place
        if grid is None or place is None or self._gap is None:
            return False
        width = len(grid.columns)
        at = place[0] * width + place[1] + step
        while 0 <= at < width * len(grid.rows):
            if grid.cell(*divmod(at, width)) is not None and not self.is_gap(*divmod(at, width)):
                self.select(*divmod(at, width))
                return True
            at += step
        return False

    # -- inside

    def _on_selected(self) -> None:
        path = self.review.current
        if path is not None:
            self._gap = None
            above = self.review.row_of(path)
            named = {each.path for each in above.trail} if above is not None else set()
            within = [table for table, _ in self.titles if table in named]
            if within and (self.grid is None or self.grid.place_of(path) is None):
                self._use(within[-1])
        self.changed.emit()

    def _on_fields(self, changed: frozenset[str] | None = None) -> None:
        if changed is not None:  # no row came or went
            self.changed.emit()
            return
        extraction = self.review.extraction
        orders = {path: each for path, each in self.review.decided.items() if each.kind is VerdictKind.ARRANGED}
        same_rows = {path: each.value for path, each in orders.items()} == {
            path: each.value for path, each in self._orders.items()
        }
        if extraction is self._extraction and same_rows:
            self.changed.emit()
            return
        if extraction is not self._extraction:
            self._server = {each.field.path: each.field for each in tables_of(extraction or Extraction(""))}
            self._grids.clear()
        self._extraction, self._orders = extraction, orders
        self._found = {each.field.path: each for each in tables_of(rearranged(extraction or Extraction(""), orders))}
        self.titles = tuple((path, each.title) for path, each in self._found.items())
        before = self.grid.path if self.grid is not None else ""
        self._use(before if before in self._found else next(iter(self._found), ""))

    def _use(self, path: str) -> None:
        found, server = self._found.get(path), self._server.get(path)
        if found is None or server is None:
            self.grid = None
        else:
            known = self._grids.get(path)
            columns = known.columns if known is not None else columns_of(server)
            rows = {each.path: each for each in known.rows} if known is not None else {}
            self.grid = self._grids[path] = grid_of(server, found.field, found.title, columns, rows)
        self.arranged.emit()
        self.changed.emit()
