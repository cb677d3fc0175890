"""What a key does to the fields of the document: one handler an action."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.widgets.field_panel import FieldPanel
from plextera_review.widgets.page_area import PageArea
from plextera_review.widgets.table_dock import TableDock

_ACTS = (
    "accept",
    "next_field",
    "previous_field",
    "edit",
    "restore",
    "missing",
    "unreadable",
    "ditto",
    "type_blind",
    "waive",
    "comment",
    "undo",
    "redo",
    "submit",
    "accept_rest",
    "next_document",
    "previous_document",
    "postpone",
)


class FieldActs(QObject):
    """``handlers`` are the acts by the ids of their actions. What is being typed is kept first, or given up where an act replaces it."""

    def __init__(
        self, review: ReviewViewModel, panel: FieldPanel, tables: TableDock, pages: PageArea, submit: QWidget
    ) -> None:
        super().__init__(panel)
        self._review, self._panel, self._tables, self._pages, self._submit_button = review, panel, tables, pages, submit
        self.handlers: dict[str, Callable[[], object]] = {name: getattr(self, f"_{name}") for name in _ACTS}
        self.handlers["copy"] = self._copy

    def _accept(self) -> None:
        if self._panel.editor.composing or self._tables.editor.composing:
            return
        if self._panel.take_heading() or self._panel.take_search():
            return
        if self._panel.take_waiver():
            self.go_on()
            return
        if self._panel.take_comment() or self._pages.take_enter():
            return
        if self._submit_button.hasFocus():
            self._review.submit()
        else:
            taken = self.take()
            if self._review.blind.comparing is not None:
                return
            current = self._review.current
            decided = taken and current is not None and self._review.verdict_of(current) is not None
            if decided or self._review.accept():  # what was just typed is kept, whatever rules say of it
                self.go_on()
            elif self._review.row is not None and self._review.row.hidden:
                self._edit()
            else:
                self._panel.begin_waiver()

    def _next_field(self) -> None:
        self.take()
        self.focus_fields()
        if not self._tables.tables.leave_gap(1) and not self._panel.leave_heading(1):
            self._review.next_field()

    def _previous_field(self) -> None:
        self.take()
        self.focus_fields()
        if not self._tables.tables.leave_gap(-1) and not self._panel.leave_heading(-1):
            self._review.previous_field()

    def _edit(self) -> None:
        if not (self._tables.holds_keyboard and self._tables.edit()):
            self._panel.edit()

    def _restore(self) -> None:
        if not self._pages.take_escape() and (self.restore_editors() or not self._panel.leave_search()):
            self._review.forget_unsaved()

    def _missing(self) -> None:
        self.restore_editors()
        self._review.missing()
        self.go_on()

    def _unreadable(self) -> None:
        self.restore_editors()
        self._review.unreadable()
        self.go_on()

    def go_on(self) -> None:
        """To the next field needing a look; to Submit when there is none, not while a rule still fails on this one."""
        if self._review.next_needing_look():
            return
        if self._review.open_fields:
            self.focus_fields()
        else:
            self._submit_button.setFocus()

    def _ditto(self) -> None:
        self.restore_editors()
        if not self._review.ditto():
            self._review.notices.show("info", "Nothing of this field is remembered from this sender.", "ditto")

    def _type_blind(self) -> None:
        self.restore_editors()
        row = self._review.row
        if row is not None:
            on = not self._review.policy.is_rekeyed(row.field)
            self._review.settings.set_rekeyed(row.field.field_id or row.path, on=on)
            how = "is typed blind from now on, in every document" if on else "is shown again"
            self._review.notices.show("info", f"“{row.field.name}” {how}.", "blind")

    def _waive(self) -> None:
        self.take()
        self._panel.begin_waiver()

    def _comment(self) -> None:
        self.take()
        self._panel.begin_comment()

    def _undo(self) -> None:
        self.restore_editors()
        self.focus_fields()
        self._review.undo()

    def _redo(self) -> None:
        self.restore_editors()
        self._review.redo()

    def _submit(self) -> None:
        self.take()
        self._review.submit()

    def _accept_rest(self) -> None:
        self.take()
        self._review.accept_rest()
        self._submit_button.setFocus()

    def _next_document(self) -> None:
        self.take()
        self._review.next_document()

    def _previous_document(self) -> None:
        self.take()
        self._review.previous_document()

    def _postpone(self) -> None:
        self.take()
        self._review.postpone()

    def take(self) -> bool:
        """Keep what is being typed in table or panel; False when nothing was."""
        return self._tables.take() or self._panel.take()

    def restore_editors(self) -> bool:
        """Give up what is being typed; False when nothing was."""
        return self._tables.restore() or self._panel.restore()

    def focus_fields(self) -> None:
        """The keyboard goes to the selected field: in the table when it was there, else in the panel."""
        if not self._tables.keep_keyboard():
            self._panel.list.setFocus()

    def _copy(self) -> None:
        if self._tables.holds_keyboard:
            self._tables.copy_cells()
        else:
            self._pages.acts["copy"]()
