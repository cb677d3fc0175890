"""Rows that a screen reader chooses: it selects a row without making it the current one, which is what the keys are about."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView


def follow_selection(view: QAbstractItemView) -> None:
    """Make the row current that was selected alone. For views that always select their current row."""

    def follow(chosen: QItemSelection, _left: QItemSelection) -> None:
        picked = chosen.indexes()
        current = view.currentIndex()
        if not picked or view.selectionModel().isSelected(current):
            return
        row = picked[0]
        view.selectionModel().setCurrentIndex(row, QItemSelectionModel.SelectionFlag.NoUpdate)
        view.scrollTo(row)

    view.selectionModel().selectionChanged.connect(follow)
