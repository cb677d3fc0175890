"""Activity: chips with live counts, search, the list, and the selected message in full."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QFileDialog,
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from plextera_review.viewmodels.actions import Action, Scope
from plextera_review.viewmodels.activity import ActivityState, ActivityViewModel
from plextera_review.viewmodels.activity_rows import ActivityColumn, ActivityFilter, Deed
from plextera_review.viewmodels.activity_table import ACTIVITY_ROLE
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.widgets.action_set import ActionSet, menu_for
from plextera_review.widgets.activity_detail import ActivityDetailPane
from plextera_review.widgets.activity_list import ActivityTable
from plextera_review.widgets.flow import FlowLayout
from plextera_review.widgets.pieces import Button, EmptyState, card, label, page_layout, row
from plextera_review.widgets.theme import Theme

_WIDTHS = {
    ActivityColumn.STATE: 154,
    ActivityColumn.FIELD: 126,
    ActivityColumn.DOCUMENT: 118,
    ActivityColumn.TRIES: 56,
    ActivityColumn.TIME: 94,
}
_LINE_MENU = (
    *("activity_open", "activity_edit", None),
    *("activity_send", "activity_arrived", "activity_discard", "activity_undo", None),
    *("activity_copy", "activity_copy_reference"),
)
_DEEDS = {"activity_send": Deed.SEND, "activity_arrived": Deed.ARRIVED, "activity_discard": Deed.DISCARD}
_BESIDE = 980  # width of the page at 100 % text from which the details stand beside the list
_WORDS = {
    ActivityState.STARTING: ("processing", "Starting", "Reading what was decided and sent."),
    ActivityState.EMPTY: (
        "activity",
        "Nothing has happened yet",
        "Every decision, every message sent and every answer is kept here.",
    ),
    ActivityState.NO_MATCH: ("search", "Nothing matches", "No line has this state and these words."),
}


class ActivityPage(QWidget):
    """Journal and outbox of the connection in use."""

    def __init__(self, activity: ActivityViewModel, theme: Theme, keys: KeyMap) -> None:
        super().__init__()
        self._activity, self._theme = activity, theme
        self._begun = False  # a line was chosen since the page is shown
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        layout = page_layout(self)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search document, field, text, reference")
        self._search.setAccessibleName("Search the activity")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(activity.set_search)
        self._export = Button(theme, "Export", "upload")
        self._export.follow("activity_export", "Write the lines that are shown into a file")
        self._export.clicked.connect(self.export)
        layout.addLayout(row(label("Activity", "title"), None, self._search, self._export))
        layout.addLayout(self._make_chips())
        self.table = ActivityTable(activity, theme)
        self.detail = ActivityDetailPane(activity, theme)
        frame = card()
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 4, 1, 4)
        inner.addWidget(self.table)
        self._splitter = QSplitter()
        self._splitter.addWidget(frame)
        self._splitter.addWidget(self.detail)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(10)
        self._splitter.setStyleSheet("QSplitter::handle { background: transparent; }")
        self._splitter.setStretchFactor(0, 1)
        self._empty = EmptyState(theme)
        self._empty_button = Button(theme, "Show everything", "close")
        self._empty_button.clicked.connect(self._on_empty_button)
        self._empty.add_button(self._empty_button)
        self._body = QStackedWidget()
        self._body.addWidget(self._splitter)
        self._body.addWidget(self._empty)
        layout.addWidget(self._body, 1)
        self.action_set = ActionSet(self, keys, Scope.ACTIVITY, self._handlers(), self._can)
        self.table.doubleClicked.connect(self._on_double)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.detail.done.connect(self.table.setFocus)
        activity.changed.connect(self._refresh)
        theme.changed.connect(self._fit)
        self._fit()
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._activity.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._activity.watch(False)
        self._begun = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def export(self) -> None:
        """Ask where to, then write what is shown."""
        dialog = QFileDialog(self, "Export activity")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["Spreadsheet (*.csv)", "JSON Lines (*.jsonl)"])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("activity.csv")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("jsonl" if "jsonl" in chosen else "csv"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._activity.export(Path(name)))
        dialog.open()

    def make_menu(self) -> QMenu:
        """What can be done with the selected lines."""
        menu = menu_for(self.action_set, ids=_LINE_MENU, parent=self)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _make_chips(self) -> FlowLayout:
        self._group = QButtonGroup(self)
        self._chips: dict[ActivityFilter, Button] = {}
        holder = FlowLayout()
        for chip in ActivityFilter:
            button = Button(self._theme, chip.value, kind="chip")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, each=chip: self._activity.set_filter(each))
            self._group.addButton(button)
            self._chips[chip] = button
            holder.addWidget(button)
        return holder

    def _can(self, action: Action) -> bool:
        activity = self._activity
        single = activity.selected_count == 1
        detail = activity.detail if single else None
        deed = _DEEDS.get(action.id)
        if deed is not None:
            return bool(activity.possible[deed])
        match action.id:
            case "activity_open" | "activity_copy":
                return detail is not None
            case "activity_copy_reference":
                return detail is not None and bool(detail.row.reference)
            case "activity_edit":
                return detail is not None and detail.can_edit
            case "activity_save" | "activity_leave":
                return self.detail.editor.editing
            case "activity_undo":
                return activity.can_undo_discard
            case "activity_everything":
                return bool(activity.search) or activity.filter is not ActivityFilter.ALL
            case "activity_export":
                return activity.state is ActivityState.ROWS
            case _:
                return True

    # -- actions

    def _do_activity_open(self) -> None:
        """Enter presses a button that has the keyboard, and goes from the search line to the rows."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()
        elif focused is self._search:
            self._focus_rows()
        else:
            self.detail.open()

    def _do_activity_leave(self) -> None:
        """Give a change of the message up; else back to the rows."""
        if self.detail.editor.editing:
            self.detail.editor.cancel()
        else:
            self._focus_rows()

    def _do_activity_send(self) -> None:
        if not self.detail.editor.editing:  # a change is kept or given up first
            self._activity.send_now()

    def _do_activity_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _handlers(self) -> "dict[str, Callable[[], object]]":
        activity, detail = self._activity, self.detail
        return {
            "activity_edit": detail.edit,
            "activity_save": detail.editor.save,
            "activity_arrived": activity.mark_arrived,
            "activity_discard": activity.discard,
            "activity_undo": activity.undo_discard,
            "activity_copy": detail.copy_message,
            "activity_copy_reference": detail.copy_reference,
            "activity_everything": activity.clear_filters,
            "activity_export": self.export,
        }

    # -- inside

    def _focus_rows(self) -> None:
        if self._activity.state is ActivityState.ROWS:
            self.table.setFocus()

    def _on_double(self, index: QModelIndex) -> None:
        if (found := index.data(ACTIVITY_ROLE)) is not None:
            self._activity.open(found)

    def _show_menu(self, at: QPoint) -> None:
        self.make_menu().popup(self.table.viewport().mapToGlobal(at))

    def _on_empty_button(self) -> None:
        if self._activity.state is ActivityState.FAILED:
            self._activity.reload()
        else:
            self._activity.clear_filters()

    def _refresh(self) -> None:
        activity, state = self._activity, self._activity.state
        for chip, button in self._chips.items():
            button.setText(f"{chip.value}  {activity.counts[chip]:,}")
            button.setAccessibleName(f"{chip.value}, {activity.counts[chip]:,}")
            button.setChecked(chip is activity.filter)
        if self._search.text() != activity.search:
            self._search.setText(activity.search)
        self._export.setEnabled(state is ActivityState.ROWS)
        if state is ActivityState.FAILED and activity.problem is not None:
            self._empty.say("error", activity.problem.title, activity.problem.sentence)
        elif state in _WORDS:
            self._empty.say(*_WORDS[state])
        self._empty_button.setVisible(state in {ActivityState.NO_MATCH, ActivityState.FAILED})
        self._empty_button.setText(" Try again" if state is ActivityState.FAILED else " Show everything")
        self._body.setCurrentIndex(0 if state is ActivityState.ROWS else 1)
        if state is ActivityState.ROWS:
            if not self._begun and self.isVisible():
                self._begun = True
                if not self.table.selectionModel().hasSelection():
                    self.table.selectRow(0)
            if self.hasFocus():
                self.table.setFocus()

    def _fit(self) -> None:
        theme = self._theme
        room = self.width() / theme.scale
        self._search.setFixedWidth(theme.px(290 if room > 620 else 200))
        self.table.verticalHeader().setDefaultSectionSize(theme.px(34))
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, theme.px(width))
        beside = room >= _BESIDE
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._splitter.orientation() != wanted or self._splitter.sizes()[1] == 0:
            self._splitter.setOrientation(wanted)
            self._splitter.setSizes([700, 330] if beside else [300, 300])
        self.detail.setMinimumSize(theme.px(260), theme.px(120))
        # What was decided is what a person reads: on narrow pages other columns give way.
        narrow = room - (350 if beside else 0)
        self.table.setColumnHidden(ActivityColumn.TRIES, narrow < 860)
        self.table.setColumnHidden(ActivityColumn.DOCUMENT, narrow < 660)
        self.table.setColumnHidden(ActivityColumn.TIME, narrow < 520)
