"""The tables of the document under its page: cells in step with fields and boxes, rows and cells edited as in a spreadsheet."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from plextera_review.viewmodels.field_review import FieldReview
from plextera_review.viewmodels.grid_model import GridModel
from plextera_review.viewmodels.table_editing import TableEditing
from plextera_review.viewmodels.table_totals import TableTotals
from plextera_review.widgets.action_set import ActionSet, menu_for
from plextera_review.widgets.column_widths import ColumnWidths
from plextera_review.widgets.grid_view import CellEditor, GridView
from plextera_review.widgets.pieces import ElidedLabel
from plextera_review.widgets.sum_strip import SumStrip
from plextera_review.widgets.table_acts import TableActs, can_act
from plextera_review.widgets.table_head import TableHead
from plextera_review.widgets.theme import Theme

_CLOSED = "tableDockClosed"
_MENU = (
    *("accept", "edit", "missing", "unreadable", "comment", None, "fill_down", "copy_cells", "paste_cells", None),
    *("insert_row_above", "insert_row_below", "add_row", "duplicate_rows", "move_rows_up", "move_rows_down", None),
    *("accept_rows", "missing_rows", "delete_rows", "restore_rows", None, "toggle_tables"),
)


class TableDock(QWidget):
    """``acts`` are the actions of the group *Tables* by id. ``shown`` fires when the dock opens."""

    shown = Signal()

    def __init__(self, review: FieldReview, theme: Theme) -> None:
        super().__init__()
        self._review, self._theme = review, theme
        self.tables = TableEditing(review, self)
        self.totals = TableTotals(self.tables, self)
        self.model = GridModel(self.tables, self)
        self.view = GridView(self.model, theme)
        self.editor = CellEditor(self.view.viewport())
        self.sums = SumStrip(self.view, theme)
        self.hint = ElidedLabel("warning")
        self._following = False
        self._widths = ColumnWidths(self.tables, self.view, theme)
        self._closed: bool | None = None
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view = self.view
        rows = TableActs(self.tables, view, self.take, self._open)
        self.acts = {**rows.acts, "toggle_tables": self._toggle, "next_table": self._next_table}
        self.head = TableHead(theme, self.acts)
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.hint)
        layout.addWidget(self.sums)
        self.hint.setContentsMargins(12, 3, 12, 3)
        self.hint.hide()
        self.hide()
        self._action_set: ActionSet | None = None
        self.head.chosen.connect(self._on_tab)
        view.typed.connect(self.edit)
        view.doubleClicked.connect(self._on_double_click)
        view.chosen.connect(self._on_chosen)
        view.pasted.connect(rows.paste)
        view.customContextMenuRequested.connect(self._show_menu)
        bars = (view.horizontalScrollBar(), view.verticalScrollBar())
        for moved in (view.horizontalHeader().sectionResized, *(each.valueChanged for each in bars)):
            moved.connect(self._place_editor)
        self.editor.textChanged.connect(self._on_text)
        self.totals.changed.connect(self._show_totals)
        self.model.modelReset.connect(self._on_arranged)
        self.tables.changed.connect(self._say)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self._on_arranged()

    # -- what the page asks

    @property
    def holds_keyboard(self) -> bool:
        """True while the keyboard is in the grid or its editor."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isVisible() and self.isAncestorOf(focused)

    def keep_keyboard(self) -> bool:
        """Put the keyboard on the selected cell if it was in the grid; False when it belongs elsewhere."""
        if not self.holds_keyboard or self.tables.place is None:
            return False
        self.view.setFocus()
        return True

    def can(self, action_id: str) -> bool:
        """True when an action on tables makes sense now."""
        grid = self.tables.grid
        if grid is None:
            return False
        if action_id == "next_table":
            return len(self.tables.titles) > 1
        return can_act(action_id, grid, cell_chosen=self.view.currentIndex().isValid())

    def use_actions(self, action_set: ActionSet) -> None:
        """Where the entries of the context menu come from."""
        self._action_set = action_set

    def follow(self) -> bool:
        """Show the selected field's cell, opening the dock unless it was closed by hand; True when the keyboard may stay in the grid."""
        if self.editor.field is not None and self.editor.field.path != self._review.current:
            self.take()
        place = self.tables.place
        if place is not None and not self.isVisible() and not self._is_closed():
            self._open()
        if place is not None:
            self._set_current(place)
        elif self.view.currentIndex().isValid() and self._review.current is not None:
            self.view.selectionModel().clear()
        return place is not None and self.isVisible()

    def edit(self, typed: object = None) -> bool:
        """Edit the selected cell; text replaces its value at once. False when no cell is selected here."""
        index = self.view.currentIndex()
        field = self.tables.field_at(index.row(), index.column()) if index.isValid() else None
        if field is None or self.editor.field is not None:
            return field is not None
        shown = self._review.unsaved.get(field.path, field.shown_value)
        place = (index.row(), index.column())
        name = f"{field.field.name}, row {index.row() + 1}"
        self.editor.begin(field, place, shown, name, typed if isinstance(typed, str) else None)
        self._place_editor()
        return True

    def take(self) -> bool:
        """Leave the cell and keep what was typed; False when nothing was typed or it is what stood there: Enter then accepts it."""
        editor = self.editor
        field, text = editor.field, editor.text()
        if field is None:
            return False
        keep = editor.touched or field.path in self._review.unsaved
        place = editor.place
        self.restore()
        if keep and self._review.row_of(field.path) is not None:
            self._review.correct(field.path, text)
        elif keep:
            self.tables.set_texts({place: text})
        return keep

    def restore(self) -> bool:
        """Leave the cell, nothing kept; False when none was being edited."""
        if self.editor.field is None:
            return False
        self.view.setFocus()
        self.editor.leave()
        self.totals.set_draft(None)
        self.hint.hide()
        return True

    def copy_cells(self) -> None:
        """Put the selected cells on the clipboard."""
        self.acts["copy_cells"]()

    def close_by_hand(self) -> None:
        """Close, and stay closed until the key opens it again."""
        self.take()
        self._keep_closed(True)
        self.hide()
        self.totals.set_shown(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_editor()

    # -- acts

    def _toggle(self) -> None:
        if self.isVisible():
            self.close_by_hand()
        elif self.tables.grid is not None:
            self._keep_closed(False)
            self._open()
            self.view.setFocus()
        else:
            self._review.notices.show("info", "This document has no table.", "tables")

    def _next_table(self) -> None:
        titles, grid = self.tables.titles, self.tables.grid
        if grid is not None and titles:
            self.take()
            paths = [path for path, _ in titles]
            self._show_table(paths[(paths.index(grid.path) + 1) % len(paths)])

    def _show_table(self, path: str) -> None:
        self._open()
        self.tables.show(path)
        if self.tables.place is None:
            self.tables.select(0, 0)
        self.view.setFocus()

    # -- what changed

    def _on_chosen(self, index: QModelIndex) -> None:
        if not self._following:
            if self.editor.field is not None and self.editor.place != (index.row(), index.column()):
                self.take()
            self.tables.select(index.row(), index.column())

    def _on_double_click(self, _index: QModelIndex) -> None:
        self.edit()

    def _on_tab(self, at: object) -> None:
        if isinstance(at, int) and at < len(self.tables.titles):
            self.take()
            self._show_table(self.tables.titles[at][0])

    def _on_text(self, text: str) -> None:
        field = self.editor.field
        if field is None:
            return
        parsed = self._review.parsed(field, text.strip())
        said = f"{parsed.hint} It is kept as typed." if parsed.hint and self.editor.touched else ""
        self.hint.setText(said)
        if bool(said) == self.hint.isHidden():
            self.hint.setVisible(bool(said))
            self._layout.activate()
            self.view.scrollTo(self.model.index(*self.editor.place))  # the line takes room from the rows
            self._place_editor()
        self.totals.set_draft(field, text.strip())

    def _on_arranged(self) -> None:
        grid = self.tables.grid
        if self.editor.field is not None:
            self.restore()
        if grid is None:
            self.hide()
            self.totals.set_shown(False)
            return
        paths = [path for path, _ in self.tables.titles]
        self.head.show_tables([title for _, title in self.tables.titles], paths.index(grid.path))
        self.view.setAccessibleName(f"Table {grid.title}")
        self._widths.fit()
        place = self.tables.place
        if place is not None:
            self._set_current(place)

    def _say(self) -> None:
        grid = self.tables.grid
        if grid is not None:
            self.head.say(len(grid.rows), grid.removed, self._review.keys.text("undo"))

    def _show_totals(self) -> None:
        totals = self.totals.totals
        self.sums.show_totals(totals)
        self.sums.setVisible(bool(totals))

    def _set_current(self, place: tuple[int, int]) -> None:
        index = self.model.index(*place)
        if index.isValid() and index != self.view.currentIndex():
            self._following = True
            # Not the view's own way: that asks which keys are held, and Ctrl of Ctrl+Z would add to the selection.
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.view.scrollTo(index)
            self._following = False

    def _place_editor(self, *_changed: int) -> None:
        if self.editor.field is not None:
            area = self.view.visualRect(self.model.index(*self.editor.place))
            wide = self.editor.fontMetrics().horizontalAdvance(self.editor.text()) + self._theme.px(24)
            area.setWidth(min(max(area.width(), wide), max(self.view.viewport().width() - area.x(), area.width())))
            self.editor.setGeometry(area)

    def _show_menu(self, at: QPoint) -> None:
        if self._action_set is not None:
            menu = menu_for(self._action_set, ids=_MENU, parent=self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.view.viewport().mapToGlobal(at))

    def _on_theme(self) -> None:
        self.view.setMinimumHeight(self._theme.px(84))
        self._widths.fit(anew=True)

    # -- what is remembered

    def _open(self) -> None:
        if self.isVisible():
            return
        self.show()
        self.totals.set_shown(True)
        self._say()
        self.shown.emit()

    def _is_closed(self) -> bool:
        if self._closed is None:
            self._closed = self._review.settings.layout(_CLOSED) is True
        return self._closed

    def _keep_closed(self, closed: bool) -> None:
        self._closed = closed
        self._review.settings.keep_layout(_CLOSED, closed)
