"""The review page: pages on the left, fields on the right, every act on a key."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from plextera_review.canvas.field_boxes import FieldBoxes
from plextera_review.viewmodels.actions import Action, Scope
from plextera_review.viewmodels.pointing import Pointing
from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.widgets.action_set import ActionSet, menu_for
from plextera_review.widgets.decision_lists import DecisionLists
from plextera_review.widgets.field_acts import FieldActs
from plextera_review.widgets.field_panel import FieldPanel
from plextera_review.widgets.look_page import LOOKING, LookPage
from plextera_review.widgets.page_column import PageColumn
from plextera_review.widgets.page_pointing import PagePointing
from plextera_review.widgets.pieces import EmptyState
from plextera_review.widgets.placement_menu import PlacementButton
from plextera_review.widgets.rekey_compare import RekeyCompare
from plextera_review.widgets.review_panes import OwnWindowButton, ReviewPanes
from plextera_review.widgets.table_dock import TableDock
from plextera_review.widgets.theme import Theme

if TYPE_CHECKING:
    from plextera_review.widgets.submit_preview import SubmitPreview

_FIELD_MENU = (
    *("accept", "edit", "missing", "unreadable", None),
    *("ditto", "waive", "comment", "type_blind", None),
    *("field_history", "last_decisions", "center"),
)


class ReviewPage(QWidget):
    """Shows what ``review`` has open. ``upload_wanted`` carries the path of a file that is only looked at.

    ``look`` is the page that shows such a file already; its parts become this page's.
    """

    upload_wanted = Signal(object)

    def __init__(self, review: ReviewViewModel, theme: Theme, look: LookPage | None = None) -> None:
        super().__init__()
        self._review, self._theme = review, theme
        look = look or LookPage(theme, review.tasks, review.document)
        self._pages = look.pages
        self._pages.bar.add_part(PlacementButton(review.places, theme))
        self.canvas = self._pages.canvas
        self._boxes = FieldBoxes()
        self._centered: str | None = None
        self.pointing = Pointing(review, self)
        self.tables = TableDock(review, theme)
        self.panel = FieldPanel(review, theme)
        self.header = look.header
        self.header.follow(review)
        self.submit = self.header.submit
        self.acts = FieldActs(review, self.panel, self.tables, self._pages, self.submit)
        self.rekey = RekeyCompare(review, review.crops, theme, self.panel)
        self.rekey.edit_wanted.connect(self.panel.edit)
        self.rekey.decided.connect(self.acts.go_on)
        self._page_pointing = PagePointing(
            self.canvas, self.pointing, self.acts.restore_editors, self.acts.focus_fields
        )
        self._preview: SubmitPreview | None = None
        self._lists = DecisionLists(review, theme, self.panel)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._empty = EmptyState(theme)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.submit.installEventFilter(self)
        self.header.previous.clicked.connect(self.acts.handlers["previous_document"])
        self.header.next.clicked.connect(self.acts.handlers["next_document"])
        self.header.later.clicked.connect(self.acts.handlers["postpone"])
        self.header.submit.clicked.connect(self.acts.handlers["submit"])
        self.header.upload.clicked.connect(self._do_upload)
        layout.addWidget(self.header)
        column = PageColumn(self._pages, self.tables, review.settings, theme)
        self.panes = ReviewPanes(column, self.panel, review.settings, theme)
        self._pages.bar.add_part(OwnWindowButton(self.panes, theme), spare=True)
        layout.addWidget(self.panes, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(body)
        self.action_set = self._make_actions()
        self.tables.use_actions(self.action_set)
        review.prefetch.keys_for = self._pages.first_view_keys
        self.canvas.box_clicked.connect(self._on_box)
        self.panel.menu_wanted.connect(self._show_menu)
        review.opened.connect(self._on_opened)
        review.document_changed.connect(self._on_document)
        review.document.changed.connect(self._on_document)  # once more when the page area has its pages: to the box
        review.fields_changed.connect(self._on_fields)
        review.selected_changed.connect(self._on_selected)
        review.changed.connect(self._show_state)
        theme.changed.connect(self._show_state)
        self._show_state()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """With the focus on Submit, typing still edits the selected field, and arrows still choose one."""
        if watched is self.submit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}
            if moves or (event.text().strip().isprintable() and event.text().strip()):
                self.panel.list.setFocus()
                self.panel.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    # -- parts

    def _make_actions(self) -> ActionSet:
        review, document = self._review, self._review.document

        def can(action: Action) -> bool:
            if action.id == "upload":
                return review.looking_at is not None
            if action.group == "Tables":
                return review.job is not None and self.tables.can(action.id)
            if action.group in {"View", "Text"}:
                return document.images is not None
            return review.job is not None and {"undo": review.can_undo, "redo": review.can_redo}.get(action.id, True)

        handlers: dict[str, Callable[..., object]] = {
            **self._pages.acts,
            **self.acts.handlers,
            **self.panel.acts,
            **self._lists.acts,
            **self._page_pointing.acts,
            **self.tables.acts,
            **self.panes.acts,
        }
        handlers["hold_boxes"] = self.canvas.set_hold_keys
        return ActionSet(self, review.keys, Scope.REVIEW, handlers, can)

    # -- actions

    def _do_preview(self) -> None:
        """What Submit would send; made when it is opened first."""
        self.acts.take()
        if self._preview is None:
            from plextera_review.widgets.submit_preview import SubmitPreview

            self._preview = SubmitPreview(self._review.preview, self._theme, self._review.keys, self)
        self._review.show_preview()
        self._preview.open()

    def _do_center(self) -> None:
        path = self._review.current
        if path is not None and self._centered != path:
            self._centered = path
            self.canvas.select(path, True)
        else:
            self._centered = None
            self.canvas.fit_page()

    # -- what changed

    def _on_box(self, path: object) -> None:
        if isinstance(path, str):
            self._review.select(path)
            self.acts.focus_fields()
            self.activateWindow()  # where the page has a window of its own

    def _on_opened(self) -> None:
        job = self._review.job
        if job is not None:
            self._pages.set_view_key(job.id, job.hub_id or "")
            self.panes.restore()
        self.acts.restore_editors()
        self.panel.filter.setChecked(False)
        if not self._review.open_fields:
            self.submit.setFocus()
        else:
            self.acts.focus_fields()

    def _on_selected(self) -> None:
        self._centered = None
        self.tables.follow()  # before the page centres: an opening table takes room from it
        self.canvas.select(self._review.current, True)
        if self._review.current is not None and not self.panel.editor.editing and not self.tables.editor.editing:
            self.acts.focus_fields()

    def _show_menu(self, at: object) -> None:
        if isinstance(at, QPoint) and self._review.row is not None:
            menu = menu_for(self.action_set, ids=_FIELD_MENU, parent=self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(at)

    def _on_document(self) -> None:
        self.pointing.use(self._review.document.text)
        self._pages.set_pointing(possible=self._review.job is not None and bool(self._review.fields))
        self._show_boxes()
        self.canvas.select(self._review.current, True)
        self._show_state()

    def _on_fields(self, changed: frozenset[str] | None) -> None:
        """What the page itself says comes a moment later: Enter must not submit what was flagged meanwhile."""
        if changed is None:
            self._show_boxes()
        else:
            fields = (self._review.row_of(path) for path in changed)
            boxes = self._boxes.renewed(each for each in fields if each is not None)
            if boxes is not None:
                self._pages.set_boxes(boxes)
        if self.submit.hasFocus() and self._review.open_fields and not self._review.can_undo:
            self._review.next_needing_look()
            self.acts.focus_fields()

    def _show_boxes(self) -> None:
        self._pages.set_boxes(self._boxes.of(self._review.fields))

    def _show_state(self) -> None:
        review, job = self._review, self._review.job
        if review.looking_at is not None:
            self._show_look(review.looking_at)
            return
        if job is None or review.finished:
            if review.loading:
                self._empty.say("hourglass", "Opening the document …", "")
            elif review.finished:
                self._empty.say("success", "Nothing left to review", "Every document in the queue has been seen to.")
            else:
                self._empty.say(
                    "review", "No document is open", "Open one from the queue with Enter or a double click."
                )
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        self._arrange(looking=False)
        hub = job.hub_name or job.hub_id
        count, (number, total) = review.open_fields, review.order.position
        parts = [job.status.value.capitalize(), hub, f"document {number} of {total}" if total else ""]
        failed = review.failed_rules
        looks = f"{count} to check" if count else "nothing needs a look"
        looks += f" · {failed} {'rule' if failed == 1 else 'rules'} failed" if failed else ""
        if not review.fields:
            looks = "no fields"
        self.panes.set_title(job.display_name)
        self.header.say(job.display_name, " · ".join(part for part in parts if part), looks)
        self.submit.setEnabled(not review.loading and job.error is None)

    def _show_look(self, path: Path) -> None:
        """A file of this computer: pages, no fields, one button to send it."""
        self._stack.setCurrentIndex(1)
        self._arrange(looking=True)
        self.panes.set_title(path.name)
        self.header.say(path.name, LOOKING, "")

    def _arrange(self, *, looking: bool) -> None:
        self.panes.show_fields(shown=not looking)
        self.header.arrange(looking=looking)

    def _do_upload(self) -> None:
        if self._review.looking_at is not None:
            self.upload_wanted.emit(self._review.looking_at)
