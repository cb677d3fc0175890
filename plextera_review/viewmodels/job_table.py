"""The queue as a Qt table model over plain rows; filtering and sorting stay in Python."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from plextera_review.viewmodels.job_rows import Column, JobRow, relative_time

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_HEADERS = ("Status", "Document", "Hub", "To check", "Created", "Pages")
_Index = QModelIndex | QPersistentModelIndex


class JobTableModel(QAbstractTableModel):
    """Shows rows in the order given; ``ROW_ROLE`` of any cell is its :class:`JobRow`."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[JobRow] = []
        self._places: dict[str, int] = {}

    @property
    def rows(self) -> Sequence[JobRow]:
        """The rows shown."""
        return self._rows

    def set_rows(self, rows: list[JobRow]) -> None:
        """Show other rows; when only their content changed, selection and scroll position stay."""
        same = len(rows) == len(self._rows) and all(a.job_id == b.job_id for a, b in zip(rows, self._rows, strict=True))
        if same:
            changed = [place for place, row in enumerate(rows) if row != self._rows[place]]
            self._rows = rows
            if changed:
                self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(_HEADERS) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self._places = {row.job_id: place for place, row in enumerate(rows)}
        self.endResetModel()

    def place_of(self, job_id: str) -> int | None:
        """Row number of a job, None when it is not shown."""
        return self._places.get(job_id)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_HEADERS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell_text(row, index.column()) or f"{_HEADERS[index.column()]}: not known"
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == Column.CREATED:
                return f"{row.created_at.astimezone():%A, %d %B %Y, %H:%M:%S}"
            return cell_text(row, index.column()) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
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


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == Column.PAGES else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
