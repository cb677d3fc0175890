"""Activity as a Qt table model over keys: a row is read from the disk when it is first shown."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal

from plextera_review.viewmodels.activity_rows import ActivityColumn, ActivityRow, cell_text
from plextera_review.viewmodels.record_model import Index, RecordModel

ACTIVITY_ROLE = int(Qt.ItemDataRole.UserRole)
PAGE = 100
"""Rows read at once."""
_MOST_ROWS = 5_000  # kept in memory


class ActivityTableModel(RecordModel):
    """``ACTIVITY_ROLE`` of any cell is its :class:`ActivityRow`, None until it was read.

    ``wanted`` says that :meth:`take_wanted` has pages to be read.
    """

    wanted = Signal()
    headings = ("State", "Field", "What", "Document", "Tries", "When")
    figures = frozenset({ActivityColumn.TRIES})

    def __init__(self) -> None:
        super().__init__()
        self._keys: Sequence[int] = ()
        self._rows: dict[int, ActivityRow] = {}
        self._fresh: set[int] = set()
        self._wanted: set[int] = set()

    @property
    def keys(self) -> Sequence[int]:
        """The keys of all rows, in order."""
        return self._keys

    def set_keys(self, keys: Sequence[int]) -> None:
        """Show these rows; what was read before is shown until it was read again."""
        self._fresh.clear()
        self._wanted.clear()
        if len(self._rows) > _MOST_ROWS:
            self._rows.clear()
        if keys == self._keys:
            if keys:
                self.dataChanged.emit(self.index(0, 0), self.index(len(keys) - 1, len(self.headings) - 1))
            return
        self.beginResetModel()
        self._keys = keys
        self.endResetModel()

    def take_wanted(self) -> list[int]:
        """The keys of the rows that were looked at but not read yet."""
        keys = [key for page in sorted(self._wanted) for key in self._keys[page * PAGE : (page + 1) * PAGE]]
        self._fresh |= self._wanted
        self._wanted.clear()
        return keys

    def put(self, rows: Iterable[ActivityRow]) -> None:
        """Show what was read."""
        for row in rows:
            self._rows[row.key] = row
        if self._keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._keys) - 1, len(self.headings) - 1))

    def place_of(self, key: int) -> int | None:
        """The row of a key, None when it is not shown."""
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    def row_at(self, place: int) -> ActivityRow | None:
        """The line of a row, None until it was read."""
        return self._rows.get(self._keys[place]) if 0 <= place < len(self._keys) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._keys):
            return None
        if role not in {
            ACTIVITY_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return None
        self._look_at(index.row() // PAGE)
        row = self._rows.get(self._keys[index.row()])
        if role == ACTIVITY_ROLE or row is None:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == ActivityColumn.TIME:
                return f"{row.at.astimezone():%A, %d %B %Y, %H:%M:%S}"
            return cell_text(row, index.column()) or None
        return cell_text(row, index.column())

    def _look_at(self, page: int) -> None:
        if page not in self._fresh and page not in self._wanted:
            self._wanted.add(page)
            self.wanted.emit()
