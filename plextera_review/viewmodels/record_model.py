"""A Qt table model of whole rows: each is known by its key, columns have fixed headings."""

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex


class RecordModel(QAbstractTableModel):
    """``headings`` in the order of the columns, ``figures`` the columns that stand at the right. Who derives from it keeps ``keys``."""

    headings: ClassVar[tuple[str, ...]] = ()
    figures: ClassVar[frozenset[int]] = frozenset()

    @property
    def keys(self) -> Sequence[object]:
        """The keys of all rows, in order."""
        raise NotImplementedError

    def place_of(self, key: Any) -> int | None:
        """The row of a key, None when it is not shown."""
        raise NotImplementedError

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.headings):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        return self.alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Where the texts of a column and its heading stand."""
        side = Qt.AlignmentFlag.AlignRight if column in self.figures else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
