"""The queue as a Qt table model over plain rows; filtering and sorting stay in Python."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt

from plextera_review.viewmodels.job_rows import Column, JobRow, relative_time
from plextera_review.viewmodels.record_model import Index, RecordModel

ROW_ROLE = int(Qt.ItemDataRole.UserRole)


class JobTableModel(RecordModel):
    """Shows rows in the order given; ``ROW_ROLE`` of any cell is its :class:`JobRow`. Keys are job ids."""

    headings = ("Status", "Document", "Hub", "To check", "Created", "Pages")
    figures = frozenset({Column.PAGES})

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[JobRow] = []
        self._keys: list[str] = []
        self._places: dict[str, int] = {}

    @property
    def keys(self) -> Sequence[str]:
        return self._keys

    @property
    def rows(self) -> Sequence[JobRow]:
        """The rows shown."""
        return self._rows

    def set_rows(self, rows: list[JobRow]) -> None:
        """Show other rows; when only their content changed, selection and scroll position stay."""
        keys = [row.job_id for row in rows]
        if keys == self._keys:
            changed = [place for place, row in enumerate(rows) if row != self._rows[place]]
            self._rows = rows
            if changed:
                self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(self.headings) - 1))
            return
        self.beginResetModel()
        self._rows, self._keys = rows, keys
        self._places = {key: place for place, key in enumerate(keys)}
        self.endResetModel()

    def place_of(self, key: str) -> int | None:
        return self._places.get(key)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell_text(row, index.column()) or f"{self.headings[index.column()]}: not known"
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == Column.CREATED:
                return f"{row.created_at.astimezone():%A, %d %B %Y, %H:%M:%S}"
            return cell_text(row, index.column()) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        return None


def cell_text(row: JobRow, column: int) -> str:
    """What one cell says."""
    match column:
        case Column.STATUS:
            return row.stage.value
        case Column.DOCUMENT:
            return row.name
        case Column.HUB:
            return row.hub
        case Column.LOOK:
            return row.look
        case Column.CREATED:
            return relative_time(row.created_at)
        case _:
            return "" if row.pages is None else str(row.pages)
