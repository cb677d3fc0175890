"""The list of Activity."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from plextera_review.viewmodels.activity import ActivityViewModel
from plextera_review.viewmodels.activity_rows import ActivityColumn
from plextera_review.widgets.activity_delegate import ActivityDelegate
from plextera_review.widgets.theme import Theme


class ActivityTable(QTableView):
    """The list. Its model is read a page at a time; the selection stays with its lines when the list changes."""

    def __init__(self, activity: ActivityViewModel, theme: Theme) -> None:
        super().__init__()
        self._activity = activity
        self._kept: tuple[tuple[int, ...], int | None] = ((), None)
        self._restoring = False
        self.setModel(activity.table)
        self.setItemDelegate(ActivityDelegate(theme))
        self.setAccessibleName("Decisions and messages")
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
        header.setSectionsClickable(False)
        # A header asks of every row whether its column is selected, 160 ms for 20,000 rows: it watches a selection of its own.
        header.setSelectionModel(QItemSelectionModel(activity.table, self))
        header.setSectionResizeMode(ActivityColumn.TEXT, QHeaderView.ResizeMode.Stretch)
        activity.table.modelAboutToBeReset.connect(self._keep)
        activity.table.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(self._on_selected)

    def selected_keys(self) -> tuple[int, ...]:
        """The keys of the selected lines, from the top."""
        keys = self._activity.table.keys
        ranges = sorted((each.top(), each.bottom()) for each in self.selectionModel().selection().toList())
        return tuple(key for top, bottom in ranges for key in keys[top : bottom + 1])

    def current_key(self) -> int | None:
        """The key of the line the keyboard is on."""
        return self._activity.table.key_at(self.currentIndex().row())

    def _keep(self) -> None:
        self._kept = self.selected_keys(), self.current_key()

    def _restore(self) -> None:
        table = self._activity.table
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
            self._on_selected()

    def _on_selected(self, *_: object) -> None:
        if not self._restoring:
            keys, current = self.selected_keys(), self.current_key()
            first = keys[0] if keys else None
            self._activity.select(keys, current if current in keys else first)
