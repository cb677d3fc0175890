"""Activity: chips with live counts, search, the list, and the selected message in full."""

from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from plextera_review.viewmodels.activity import ActivityState, ActivityViewModel
from plextera_review.viewmodels.activity_rows import ActivityColumn, ActivityFilter, Deed
from plextera_review.viewmodels.activity_table import ACTIVITY_ROLE
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

    def __init__(self, activity: ActivityViewModel, theme: Theme) -> None:
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
        self._export.setToolTip("Write the lines that are shown into a file")
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
        self._make_keys()
        self.table.doubleClicked.connect(self._on_double)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.installEventFilter(self)
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

    def eventFilter(self, watched: "QWidget", event: QEvent) -> bool:  # type: ignore[override]
        """Enter opens, Delete discards, Ctrl+C copies: only while the list has the keyboard."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.detail.open()
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._activity.discard()
                return True
            if event.matches(QKeySequence.StandardKey.Copy):
                self.detail.copy_message()
                return True
            if event.key() == Qt.Key.Key_F2:
                self.detail.edit()
                return True
        return super().eventFilter(watched, event)

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
        activity, menu = self._activity, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        single = activity.selected_count == 1 and activity.detail is not None
        entries = (
            ("Open document", single, self.detail.open),
            ("Send now", bool(activity.possible[Deed.SEND]), activity.send_now),
            ("It arrived", bool(activity.possible[Deed.ARRIVED]), activity.mark_arrived),
            ("Edit message", single and bool(activity.detail and activity.detail.can_edit), self.detail.edit),
            ("Discard", bool(activity.possible[Deed.DISCARD]), activity.discard),
            ("Copy message", single, self.detail.copy_message),
            ("Copy reference", single, self.detail.copy_reference),
        )
        for text, enabled, done in entries:
            action = QAction(text, menu)
            action.setEnabled(enabled)
            action.triggered.connect(done)
            menu.addAction(action)
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

    def _make_keys(self) -> None:
        for keys, done in (
            (QKeySequence.StandardKey.Find, self._focus_search),
            (QKeySequence.StandardKey.Undo, self._activity.undo_discard),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, done)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _focus_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

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
