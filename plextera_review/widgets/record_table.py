"""A table of whole rows; which are selected stays with the records, whatever else is shown."""

from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView

from plextera_review.viewmodels.record_model import RecordModel


class RecordTable(QTableView):
    """Shows ``records``; one or many rows are selected at a time. ``wide`` is the column that takes the room the others leave.

    ``picked`` fires when other records are selected than before.
    """

    picked = Signal()

    def __init__(self, records: RecordModel, delegate: QAbstractItemDelegate, name: str, wide: int) -> None:
        super().__init__()
        self.records = records
        self._kept: tuple[tuple[Any, ...], Any] = ((), None)
        self._restoring = False
        self.setModel(records)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # A header asks of every row whether its column is selected, 160 ms for 20,000 rows: it watches a selection of its own.
        header.setSelectionModel(QItemSelectionModel(records, self))
        header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        records.modelAboutToBeReset.connect(self._keep)
        records.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(self._on_selected)

    @property
    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(each.height() for each in self.selectionModel().selection().toList())

    def selected_keys(self) -> tuple[Any, ...]:
        """The keys of the selected rows, from the top."""
        keys = self.records.keys
        ranges = sorted((each.top(), each.bottom()) for each in self.selectionModel().selection().toList())
        return tuple(key for top, bottom in ranges for key in keys[top : bottom + 1])

    def current_key(self) -> Any:
        """The key of the row the keyboard is on, None without one."""
        place, keys = self.currentIndex().row(), self.records.keys
        return keys[place] if 0 <= place < len(keys) else None

    def _keep(self) -> None:
        self._kept = self.selected_keys(), self.current_key()

    def _restore(self) -> None:
        table = self.records
        wanted, current = set(self._kept[0]), self._kept[1]
        places = [place for place, key in enumerate(table.keys) if key in wanted] if wanted else []
        chosen = QItemSelection()
        begin, last = 0, table.columnCount() - 1
        for at, place in enumerate(places, start=1):
            if at == len(places) or places[at] != place + 1:  # the end of a run
                chosen.select(table.index(places[begin], 0), table.index(place, last))
                begin = at
        self._restoring = True
        flags = QItemSelectionModel.SelectionFlag
        if current is not None and (here := table.place_of(current)) is not None:
            self.selectionModel().setCurrentIndex(table.index(here, 0), flags.NoUpdate)
        self.selectionModel().select(chosen, flags.ClearAndSelect)
        self._restoring = False
        if self.selected_keys() != self._kept[0] or not self._kept[0]:
            self.picked.emit()

    def _on_selected(self, *_: object) -> None:
        if not self._restoring:
            self.picked.emit()
