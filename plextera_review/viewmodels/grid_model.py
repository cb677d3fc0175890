"""The grid of a table as a Qt model. Changed values change no rows, so a large table keeps its place while it is edited."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from plextera_review.domain.field import FieldKind
from plextera_review.domain.projection import Mark, ReviewField
from plextera_review.viewmodels.table_editing import TableEditing

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
NUMERIC = frozenset({FieldKind.MONEY, FieldKind.NUMBER})
"""Kinds whose values stand at the right."""
_GONE = {Mark.MISSING: "not in the document", Mark.UNREADABLE: "cannot be read"}


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as shown. ``gap``: the server sent no such cell; ``problem``: why what was typed could not be kept."""

    field: ReviewField
    gap: bool = False
    problem: str = ""
    busy: bool = False

    @property
    def numeric(self) -> bool:
        """True for amounts and numbers: they stand at the right."""
        return self.field.field.kind in NUMERIC

    @property
    def why(self) -> str:
        """Why to look, or what went wrong."""
        if self.problem:
            return self.problem
        return " ".join(each.sentence for each in self.field.reasons) if self.field.needs_look else ""

    @property
    def state(self) -> str:
        """Value and mark in words."""
        field = self.field
        if self.gap:
            return "empty, not sent"
        shown = _GONE.get(field.mark) or field.shown_value or field.absent
        return f"{shown}, saving" if self.busy else f"{shown}, {field.mark.value}"

    @property
    def tip(self) -> str:
        """What the cell has no room for: the value as read and the reasons."""
        field = self.field
        read = (
            "" if field.hidden or field.original_value in {"", field.shown_value} else f"Read: {field.original_value}"
        )
        comment = field.verdict.comment if field.verdict else None
        return "\n".join(part for part in (field.shown_value, read, self.why, comment) if part)


class GridModel(QAbstractTableModel):
    """``CELL_ROLE`` is a :class:`GridCell`, or None where a row has no such cell."""

    def __init__(self, tables: TableEditing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tables = tables
        self._size = (0, 0)
        tables.arranged.connect(self._reset)
        tables.changed.connect(self._refresh)
        self._reset()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._size[0]

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._size[1]

    def cell(self, row: int, column: int) -> GridCell | None:
        """A cell, None where there is none."""
        field = self._tables.field_at(row, column)
        if field is None:
            return None
        review = self._tables.review
        gap = review.row_of(field.path) is None
        return GridCell(field, gap, review.problems.get(field.path, ""), review.busy(field.path))

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            grid = self._tables.grid
            return _RIGHT if grid is not None and grid.columns[index.column()].kind in NUMERIC else _LEFT
        cell = self.cell(index.row(), index.column())
        match role:
            case _ if role == CELL_ROLE:
                return cell
            case _ if cell is None:
                return None
            case Qt.ItemDataRole.DisplayRole:
                return cell.field.shown_value
            case Qt.ItemDataRole.ToolTipRole:
                return cell.tip or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.spoken(index.row(), index.column())
        return None

    def spoken(self, row: int, column: int) -> str:
        """A cell for screen readers: ``Quantity, row 3, 2, check, Confidence 61 % is under 80 %.``"""
        cell, grid = self.cell(row, column), self._tables.grid
        if cell is None or grid is None:
            return "no cell"
        added = " added by you" if grid.rows[row].added else ""
        return ", ".join(
            part for part in (grid.columns[column].name, f"row {row + 1}{added}", cell.state, cell.why) if part
        )

    def headerData(self, section: int, way: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        grid = self._tables.grid
        if grid is None:
            return None
        if way == Qt.Orientation.Horizontal and section < len(grid.columns):
            column = grid.columns[section]
            if role == int(Qt.ItemDataRole.DisplayRole):
                return column.name
            if role == int(Qt.ItemDataRole.TextAlignmentRole):
                return _RIGHT if column.kind in NUMERIC else _LEFT
        if way == Qt.Orientation.Vertical and section < len(grid.rows):
            added = grid.rows[section].added
            if role == int(Qt.ItemDataRole.DisplayRole):
                return f"+ {section + 1}" if added else str(section + 1)
            if role == int(Qt.ItemDataRole.AccessibleTextRole):
                return f"Row {section + 1}{', added by you' if added else ''}"
            if role == int(Qt.ItemDataRole.ToolTipRole) and added:
                return "Added by you"
        return None

    def _reset(self) -> None:
        grid = self._tables.grid
        self.beginResetModel()
        self._size = (len(grid.rows), len(grid.columns)) if grid is not None else (0, 0)
        self.endResetModel()

    def _refresh(self) -> None:
        rows, columns = self._size
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
