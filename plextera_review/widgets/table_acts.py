"""What keys, menu and palette do to the rows and cells that are selected in a grid."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtGui import QGuiApplication

from plextera_review.viewmodels.table_editing import NOTICE, TableEditing
from plextera_review.viewmodels.table_grid import TableGrid
from plextera_review.widgets.grid_view import GridView

_ANYTIME = frozenset({"toggle_tables", "add_row", "paste_cells"})


def can_act(action_id: str, grid: TableGrid, *, cell_chosen: bool) -> bool:
    """True when an action makes sense for a grid that is shown."""
    if action_id == "restore_rows":
        return grid.removed > 0
    return cell_chosen or action_id in _ANYTIME


class TableActs:
    """``acts`` by action id. What is being typed is kept first (``take``); ``show`` opens the dock."""

    def __init__(
        self, tables: TableEditing, view: GridView, take: Callable[[], object], show: Callable[[], None]
    ) -> None:
        self._tables, self._view, self._take, self._show = tables, view, take, show
        self.acts: dict[str, Callable[[], None]] = {
            "insert_row_below": lambda: self._on_rows(lambda rows: tables.insert(max(rows) + 1)),
            "insert_row_above": lambda: self._on_rows(lambda rows: tables.insert(min(rows))),
            "add_row": self._add_row,
            "duplicate_rows": lambda: self._on_rows(tables.duplicate),
            "delete_rows": lambda: self._on_rows(tables.delete),
            "restore_rows": self._restore_rows,
            "move_rows_up": lambda: self._move(-1),
            "move_rows_down": lambda: self._move(1),
            "fill_down": lambda: self._on_rows(lambda _: tables.fill_down(view.chosen_cells())),
            "accept_rows": lambda: self._on_rows(tables.accept),
            "missing_rows": lambda: self._on_rows(tables.missing),
            "copy_cells": self._copy,
            "paste_cells": lambda: self.paste(QGuiApplication.clipboard().text()),
        }

    def paste(self, text: object) -> None:
        """Put text of the clipboard into the selected cells."""
        self._take()
        if isinstance(text, str):
            self._tables.paste(text, self._view.chosen_cells())

    def _on_rows(self, act: Callable[[list[int]], object]) -> None:
        self._take()
        rows = sorted({place[0] for place in self._view.chosen_cells()})
        if rows and self._tables.grid is not None:
            act(rows)
        elif self._tables.grid is not None:
            self._tables.review.notices.show("info", "Choose a cell or row of the table first.", NOTICE)

    def _add_row(self) -> None:
        self._take()
        if self._tables.grid is not None:
            self._show()
            self._tables.insert(len(self._tables.grid.rows))
            self._view.setFocus()

    def _restore_rows(self) -> None:
        self._take()
        self._tables.restore_rows()

    def _copy(self) -> None:
        text = self._tables.copied(self._view.chosen_cells())
        if text:
            QGuiApplication.clipboard().setText(text)

    def _move(self, step: int) -> None:
        """Move the selected rows; the same cells stay selected."""
        before, cells = self._tables.grid, self._view.chosen_cells()
        self._take()
        if before is None or not cells:
            return
        chosen = [(before.rows[at].path, column) for at, column in cells]
        self._tables.move({at for at, _ in cells}, step)
        places = {path: at for at, path in enumerate(self._tables.grid.order)} if self._tables.grid else {}
        picked = QItemSelection()
        for path, column in chosen:
            if path in places:
                index = self._view.model().index(places[path], column)
                picked.select(index, index)
        self._view.selectionModel().select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)
