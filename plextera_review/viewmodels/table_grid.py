"""One table as a grid: columns, rows in the order a person put them, the field behind every cell. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from plextera_review.domain.arrangement import gap_cell, is_added
from plextera_review.domain.field import Field
from plextera_review.domain.projection import Ancestor, Mark, ReviewField
from plextera_review.domain.table import Column, keyed_cells


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row; ``cells`` has one entry for each column, None where a plain value has no such cell.

    A cell the server left out is there with a path of its own and becomes a field when something is decided about it.
    """

    field: Field
    number: int
    cells: tuple[Field | None, ...]

    @property
    def path(self) -> str:
        """Path of the row."""
        return self.field.path

    @property
    def added(self) -> bool:
        """True for a row a person added."""
        return is_added(self.field.path)


@dataclass(frozen=True, slots=True)
class TableGrid:
    """``table`` is the server's field, ``title`` names it with what is above it, ``removed`` counts its rows that are gone."""

    table: Field
    title: str
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]
    removed: int
    _places: dict[str, tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def path(self) -> str:
        """Path of the table."""
        return self.table.path

    @property
    def order(self) -> list[str]:
        """The paths of the rows."""
        return [each.path for each in self.rows]

    def cell(self, row: int, column: int) -> Field | None:
        """The field of a cell; None outside the grid or where there is none."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.columns):
            return self.rows[row].cells[column]
        return None

    def place_of(self, path: str | None) -> tuple[int, int] | None:
        """Row and column (from 0) of a field; None when it is in no cell."""
        if not self._places:
            for at, row in enumerate(self.rows):
                for column, cell in enumerate(row.cells):
                    if cell is not None:
                        self._places[cell.path] = (at, column)
        return self._places.get(path or "")

    def untouched(self, row: int, column: int) -> ReviewField | None:
        """A cell as a field nobody decided anything about: for one that is no field of the document yet."""
        cell = self.cell(row, column)
        if cell is None:
            return None
        above = self.rows[row]
        trail = (Ancestor(self.path, self.title), Ancestor(above.path, above.field.name))
        return ReviewField(cell, trail, Mark.AUTOMATIC, "", "", (), None, None, ())


def grid_of(
    server: Field, shown: Field, title: str, columns: tuple[Column, ...], known: Mapping[str, GridRow]
) -> TableGrid:
    """The grid of a table as ``shown``, whose rows the ``server`` sent; rows of an earlier grid that are the same are used again."""
    there = {each.path for each in shown.children}
    rows: list[GridRow] = []
    for number, row in enumerate(shown.children, start=1):
        same = known.get(row.path)
        if same is not None and same.field.children is row.children and len(same.cells) == len(columns):
            rows.append(replace(same, field=row, number=number))
        else:
            rows.append(GridRow(row, number, _cells(server, row, columns)))
    return TableGrid(server, title, columns, tuple(rows), sum(each.path not in there for each in server.children))


def moved(order: Sequence[str], chosen: set[str], step: int) -> list[str]:
    """The order after moving the chosen rows by one place (``step`` 1: down, -1: up); blocks at the end stay."""
    rows = list(order) if step < 0 else list(reversed(order))
    for at in range(1, len(rows)):
        if rows[at] in chosen and rows[at - 1] not in chosen:
            rows[at - 1], rows[at] = rows[at], rows[at - 1]
    return rows if step < 0 else list(reversed(rows))


def brought_back(server: Sequence[str], order: Sequence[str]) -> list[str]:
    """The order with every row of the server: a removed one comes after the row it followed."""
    rows = list(order)
    there, before = set(rows), -1
    for path in server:
        if path in there:
            before = rows.index(path)
        else:
            before += 1
            rows.insert(before, path)
    return rows


def _cells(table: Field, row: Field, columns: Sequence[Column]) -> tuple[Field | None, ...]:
    found = keyed_cells(row)
    gaps = row.is_container
    return tuple(found.get(each.key) or (gap_cell(table, row, each) if gaps else None) for each in columns)
