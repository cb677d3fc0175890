"""Rows that a screen reader chooses: it selects a row without making it the current one, which is what the keys are about."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView


def follow_selection(view: QAbstractItemView) -> None:
    """Make the row current that was selected alone. For views that always select their current row."""

    def follow(chosen: QItemSelection, _left: QItemSelection) -> None:
        # Ranges, not indexes: all of a hundred thousand rows may be chosen.
        if chosen.isEmpty() or view.selectionModel().isSelected(view.currentIndex()):
            return
        first = chosen.toList()[0]
        row = view.model().index(first.top(), first.left(), first.parent())
        view.selectionModel().setCurrentIndex(row, QItemSelectionModel.SelectionFlag.NoUpdate)
        view.scrollTo(row)

    view.selectionModel().selectionChanged.connect(follow)
