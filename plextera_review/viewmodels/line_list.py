"""A list of two-line entries as a Qt model, for short lists that are looked through."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

LINE_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: icon in a colour token, a title with a word at its right end, and a text under it. ``faint``: it does not count."""

    key: str
    icon: str
    token: str
    title: str
    text: str
    side: str = ""
    faint: bool = False

    @property
    def spoken(self) -> str:
        """The entry for screen readers."""
        return ", ".join(part for part in (self.title, self.text, self.side, "left out" if self.faint else "") if part)


class LineListModel(QAbstractListModel):
    """``LINE_ROLE`` of a row is its :class:`Line`."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other entries; when only their content changed, the selection stays."""
        same = [each.key for each in lines] == [each.key for each in self._lines]
        if not same:
            self.beginResetModel()
        self._lines = lines
        if not same:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))

    def line_at(self, place: int) -> Line | None:
        """The entry of a row."""
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return line.spoken
        return None
