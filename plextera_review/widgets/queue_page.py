"""The queue: chips with live counts, instant search, the table, and what to say when it is empty."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from plextera_review.viewmodels.actions import Action, Scope
from plextera_review.viewmodels.job_rows import Column, JobRow, QueueFilter, Stage
from plextera_review.viewmodels.job_table import ROW_ROLE
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.queue import QueueState, QueueViewModel
from plextera_review.widgets.action_set import ActionSet, menu_for
from plextera_review.widgets.chosen_by_reader import follow_selection
from plextera_review.widgets.flow import FlowLayout
from plextera_review.widgets.pieces import Button, EmptyState, IconLabel, card, label, page_layout, row, rule
from plextera_review.widgets.queue_delegate import STAGE_LOOK, QueueDelegate
from plextera_review.widgets.record_table import RecordTable
from plextera_review.widgets.theme import Theme

_WIDTHS = {Column.STATUS: 136, Column.DOCUMENT: 280, Column.HUB: 140, Column.CREATED: 130, Column.PAGES: 70}
_ALWAYS = {QueueFilter.ALL, QueueFilter.TO_REVIEW, QueueFilter.REVIEWED}


class QueuePage(QWidget):
    """The page a reviewer starts from."""

    try_sample = Signal()
    choose_files = Signal()

    def __init__(self, queue: QueueViewModel, theme: Theme, keys: KeyMap) -> None:
        super().__init__()
        self._queue, self._theme, self._keys = queue, theme, keys
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        layout = page_layout(self)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search name, hub, reason, metadata")
        self._search.setAccessibleName("Search the queue")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(queue.set_search)
        self._search.textEdited.connect(self._begin_anew)
        upload = Button(theme, "Upload", "plus", "primary")
        upload.follow("choose_files", "Choose documents")
        upload.clicked.connect(self.choose_files)
        refresh = Button(theme, "", "retry")
        refresh.follow("refresh", "Ask the server now")
        refresh.setAccessibleName("Refresh")
        refresh.clicked.connect(queue.refresh)
        layout.addLayout(row(label("Queue", "title"), None, self._search, refresh, upload))
        layout.addLayout(self._make_chips())
        self._body = QStackedWidget()
        self._table = self._make_table()
        self._detail_icon = IconLabel(theme, "info", "text_muted")
        self._detail = label("", "", wrap=True)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        frame = card()
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 4, 1, 4)
        inner.setSpacing(0)
        inner.addWidget(self._table, 1)
        strip = row(self._detail_icon, self._detail, spacing=8)
        strip.setContentsMargins(16, 8, 16, 6)
        inner.addWidget(rule())
        inner.addLayout(strip)
        self._empty = EmptyState(theme)
        self._empty_upload = Button(theme, "Choose documents", "upload", "primary")
        self._empty_upload.clicked.connect(self.choose_files)
        self._empty_sample = Button(theme, "Try a sample invoice", "sample")
        self._empty_sample.clicked.connect(self.try_sample)
        self._empty_clear = Button(theme, "Show everything", "close")
        self._empty_clear.clicked.connect(self._do_show_everything)
        self._empty_clear.follow("show_everything", "Show every document")
        for button in (self._empty_upload, self._empty_sample, self._empty_clear):
            self._empty.add_button(button)
        self._body.addWidget(frame)
        self._body.addWidget(self._empty)
        layout.addWidget(self._body, 1)
        self.action_set = ActionSet(self, keys, Scope.QUEUE, can=self._can)
        queue.changed.connect(self._refresh)
        theme.changed.connect(self._fit)
        self._fit()
        self._refresh()

    @property
    def table(self) -> RecordTable:
        """The table, for tests and the guided tour."""
        return self._table

    def focus_rows(self) -> None:
        """Give the keyboard to the table, or to the page while there are no rows."""
        (self._table if self._queue.state is QueueState.ROWS else self).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _make_chips(self) -> FlowLayout:
        self._group = QButtonGroup(self)
        self._chips: dict[QueueFilter, Button] = {}
        for chip in QueueFilter:
            button = Button(self._theme, chip.value, kind="chip")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, each=chip: self._queue.set_chip(each))
            self._group.addButton(button)
            self._chips[chip] = button
        holder = FlowLayout()
        for button in self._chips.values():
            holder.addWidget(button)
        return holder

    def _make_table(self) -> RecordTable:
        table = RecordTable(self._queue.table, QueueDelegate(self._theme), "Documents", Column.LOOK)
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(lambda section: self._queue.sort(Column(section)))
        table.doubleClicked.connect(self._on_double)
        table.customContextMenuRequested.connect(self._show_menu)
        table.selectionModel().currentRowChanged.connect(self._show_detail)
        table.picked.connect(self._show_detail)
        follow_selection(table)
        return table

    def _on_double(self, index: QModelIndex) -> None:
        self._queue.open(index.data(ROW_ROLE))

    def _show_menu(self, at: QPoint) -> None:
        ids = ("open_document", "check_field", None, "refresh", "show_everything")
        menu = menu_for(self.action_set, ids=ids, parent=self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._table.viewport().mapToGlobal(at))

    def _can(self, action: Action) -> bool:
        if action.id == "open_document":
            return self._table.currentIndex().isValid()
        if action.id == "check_field":
            return self._table.selected_count > 1 or bool(self._queue.to_review)
        return action.id != "show_everything" or bool(self._queue.search) or self._queue.chip is not QueueFilter.ALL

    # -- actions

    def _do_open_document(self) -> None:
        """Enter presses a button that has the keyboard, and goes from the search line to the rows."""
        focused, index = QApplication.focusWidget(), self._table.currentIndex()
        if isinstance(focused, QAbstractButton):
            focused.click()
        elif focused is self._search and self._queue.state is QueueState.ROWS:
            self._table.setFocus()
            if not index.isValid():
                self._table.selectRow(0)
        elif index.isValid():
            self._queue.open(index.data(ROW_ROLE))

    def _do_check_field(self) -> None:
        self._queue.check_field(self._table.selected_keys() if self._table.selected_count > 1 else ())

    def _do_refresh(self) -> None:
        self._queue.refresh()

    def _do_search_queue(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _do_show_everything(self) -> None:
        self._search.clear()
        self._queue.clear_filters()

    def _begin_anew(self) -> None:
        """A search was typed: Enter goes to the first document found, and none found before is selected out of sight."""
        self._table.selectionModel().clear()

    def _show_detail(self, *_: object) -> None:
        found = self._table.currentIndex().data(ROW_ROLE) if self._table.currentIndex().isValid() else None
        sort, several = self._queue.column, self._table.selected_count
        if several > 1:
            key = self._keys.text("check_field")
            hint = f"  Press {key} to check one field over just these." if key else ""
            self._detail_icon.show_icon("contact-sheet", "text_muted")
            self._detail.setText(f"{several:,} documents selected.{hint}")
        elif isinstance(found, JobRow):
            self._detail_icon.show_icon(*STAGE_LOOK[found.stage])
            hint = "  Press Enter to review." if found.can_open and found.stage is not Stage.REVIEWED else ""
            self._detail.setText(f"{found.name} — {found.look}{'' if found.look.endswith('.') else '.'}{hint}")
        else:
            order = "riskiest first" if sort is Column.RISK else "your order; click the header again to change it"
            self._detail_icon.show_icon("info", "text_muted")
            self._detail.setText(f"{len(self._queue.table.rows):,} documents, {order}.")

    def _refresh(self) -> None:
        queue = self._queue
        for chip, button in self._chips.items():
            count = queue.counts[chip]
            button.setText(f"{chip.value}  {count:,}")
            button.setAccessibleName(f"{chip.value}, {count:,}")
            button.setVisible(bool(count) or chip in _ALWAYS or chip is queue.chip)
            button.setChecked(chip is queue.chip)
        if self._search.text() != queue.search:
            self._search.setText(queue.search)
        header = self._table.horizontalHeader()
        header.setSortIndicatorShown(queue.column is not Column.RISK)
        if queue.column is not Column.RISK:
            order = Qt.SortOrder.DescendingOrder if queue.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(queue.column, order)
        state = queue.state
        self._body.setCurrentIndex(0 if state is QueueState.ROWS else 1)
        if self.hasFocus():
            self.focus_rows()
        words = {
            QueueState.STARTING: ("processing", "Starting", "Opening the queue and connecting."),
            QueueState.EMPTY: (
                "drop",
                "Drop a document here",
                "PDF files and whole folders, anywhere on this window. Its fields appear on the page within seconds.",
            ),
            QueueState.NO_MATCH: ("search", "Nothing matches", "No document has this status and these words."),
        }
        if state in words:
            self._empty.say(*words[state])
        self._empty_upload.setVisible(state is QueueState.EMPTY)
        self._empty_sample.setVisible(state is QueueState.EMPTY)
        self._empty_clear.setVisible(state is QueueState.NO_MATCH)
        self._show_detail()

    def _fit(self) -> None:
        theme = self._theme
        self._search.setFixedWidth(theme.px(280))
        self._table.verticalHeader().setDefaultSectionSize(theme.px(36))
        for column, width in _WIDTHS.items():
            self._table.setColumnWidth(column, theme.px(width))
        # The reason to look is what a reviewer reads: on narrow windows and with large text other columns give way.
        room = self.width() / theme.scale
        self._table.setColumnHidden(Column.PAGES, room < 900)
        self._table.setColumnHidden(Column.HUB, room < 820)
        self._table.setColumnHidden(Column.CREATED, room < 720)
        if room < 820:
            self._table.setColumnWidth(Column.DOCUMENT, theme.px(200))
