"""Before Submit: the exact messages in their order, each to be changed, left out or gone to."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from plextera_review.domain.correction import FeedbackType
from plextera_review.viewmodels.actions import Action, Scope
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.line_list import Line
from plextera_review.viewmodels.submit_preview import PreviewRow, SubmitPreviewViewModel
from plextera_review.widgets.action_set import ActionSet, menu_for
from plextera_review.widgets.editor_keys import EditorKeys
from plextera_review.widgets.line_view import LineView
from plextera_review.widgets.message_editor import MessageEditor
from plextera_review.widgets.pieces import Button, ElidedLabel, EmptyState, card, label, row
from plextera_review.widgets.theme import Theme

if TYPE_CHECKING:
    from plextera_review.widgets.cheat_sheet import CheatSheet

_LOOK = {FeedbackType.ERROR: ("pencil", "mark_corrected"), FeedbackType.INFO: ("comment", "text_muted")}
_READING = ("processing", "A moment", "Reading what was decided.")
_NOTHING = ("check", "No messages", "Submit marks the document as reviewed; the server is told nothing new.")
_LINE_MENU = ("preview_go", "preview_edit", "preview_out", None, "preview_submit")


class SubmitPreview(QDialog):
    """Opened, never executed. Every act is on a key of its own scope; no key pressed here reaches the window behind."""

    def __init__(
        self, preview: SubmitPreviewViewModel, theme: Theme, keys: KeyMap, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preview, self._theme = preview, theme
        self._keys_shown: CheatSheet | None = None
        self.setWindowTitle("What Submit will send")
        self._title = ElidedLabel("heading")
        self._sentence = label("", "muted", wrap=True)
        self.list = LineView(theme, "Messages, in the order they will be sent")
        self.editor = MessageEditor(theme, "preview_save", "preview_leave")
        self._what = label("", "label", wrap=True)
        self._facts = label("", "caption", wrap=True)
        self._edit = Button(theme, "Edit", "pencil")
        self._edit.follow("preview_edit", "Change the message")
        self._out = Button(theme, "Leave out", "minus")
        self._go = Button(theme, "Go to field", "pin")
        self._go.follow("preview_go", "Close this and go to the field")
        self._close = Button(theme, "Close")
        self._close.follow("preview_leave", "Nothing is submitted")
        self._submit = Button(theme, "Submit", "send", "primary")
        self._submit.follow("preview_submit", "Submit and open the next document")
        self.comment = QLineEdit()
        self.comment.setPlaceholderText("A comment on the whole document; Enter keeps it")
        self.comment.setAccessibleName("Comment on the whole document")
        for button in (self._edit, self._out, self._go, self._close, self._submit):
            button.setAutoDefault(False)
        self._body = QStackedWidget()
        self._empty = EmptyState(theme)
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(10)
        self._splitter.setStyleSheet("QSplitter::handle { background: transparent; }")
        left = card()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.list)
        for part in (left, self._detail()):
            self._splitter.addWidget(part)
        for part in (self._splitter, self._empty):
            self._body.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(10)
        for part, stretch in ((self._title, 0), (self._body, 1), (self.comment, 0)):
            layout.addWidget(part, stretch)
        foot = row(spacing=10)
        foot.addWidget(self._sentence, 1)
        for button in (self._close, self._submit):
            foot.addWidget(button)
        layout.addLayout(foot)
        self.list.chosen.connect(self._show)
        self.list.opened.connect(self._on_go)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.editor.saved.connect(preview.edit)
        self.editor.changed.connect(self._judge)
        self.editor.left.connect(self._on_left)
        self._edit.clicked.connect(self.edit)
        self._out.clicked.connect(self.toggle_left_out)
        self._go.clicked.connect(self._on_go)
        self._close.clicked.connect(self.reject)
        self._submit.clicked.connect(self.submit)
        handlers = {
            "preview_submit": self.submit,
            "preview_edit": self.edit,
            "preview_save": self.editor.save,
            "preview_out": self.toggle_left_out,
        }
        self.action_set = ActionSet(self, keys, Scope.PREVIEW, handlers, self._can)
        EditorKeys(self)
        preview.changed.connect(self._refresh)
        theme.changed.connect(self._fit)
        self._fit()
        self._refresh()

    @property
    def row(self) -> PreviewRow | None:
        """The message chosen in the list."""
        line = self.list.line
        rows = self._preview.rows
        return next((each for each in rows if line and each.sent.client_reference == line.key), None)

    def open(self) -> None:
        """Show over the window, which goes on behind it."""
        super().open()
        (self.list if self._preview.rows else self).setFocus()

    def edit(self) -> None:
        """Change the chosen message."""
        if self.row is not None and not self.row.left_out:
            self.editor.begin()
            self._judge()

    def toggle_left_out(self) -> None:
        """Leave the chosen message out, or put it back."""
        if (chosen := self.row) is not None:
            act = self._preview.put_back if chosen.left_out else self._preview.leave_out
            act(chosen.sent.client_reference)

    def submit(self) -> None:
        """Submit the document; a change in the editor is kept first, one that cannot be sent holds it up."""
        if not self._submit.isEnabled():
            return
        chosen, changed = self.row, {}
        if self.editor.editing and self.editor.dirty and chosen is not None:
            changed[chosen.sent.client_reference] = self.editor.message
        self._preview.submit(changed, self.comment.text())
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A dialog's own key for leaving it does no more than the action: a change is given up before the dialog is."""
        if event.matches(QKeySequence.StandardKey.Cancel):
            self._do_preview_leave()
        else:
            super().keyPressEvent(event)

    # -- actions

    def _do_preview_go(self) -> None:
        """Enter presses a button that has the keyboard, and keeps the comment typed."""
        focused = QApplication.focusWidget()
        if focused is self.comment:
            self._preview.set_comment(self.comment.text())
            self.list.setFocus()
        elif isinstance(focused, QAbstractButton):
            focused.click()
        else:
            self._on_go()

    def _do_preview_comment(self) -> None:
        self.comment.setFocus()
        self.comment.selectAll()

    def _do_preview_leave(self) -> None:
        if self.editor.editing:
            self.editor.cancel()
        else:
            self.reject()

    def _do_preview_keys(self) -> None:
        """The keys of this dialog over it, or away with them."""
        if self._keys_shown is None:
            from plextera_review.widgets.cheat_sheet import CheatSheet

            self._keys_shown = CheatSheet(self, self._theme, self.action_set.keys)
            self._keys_shown.change.hide()  # the settings are in the window behind
        if self._keys_shown.isVisible():
            self._keys_shown.close_over()
        else:
            self._keys_shown.open_for(Scope.PREVIEW)

    def _can(self, action: Action) -> bool:
        chosen, editing = self.row, self.editor.editing
        match action.id:
            case "preview_submit":
                return self._submit.isEnabled()
            case "preview_go":
                return chosen is not None and bool(chosen.sent.field_path)
            case "preview_edit":
                return chosen is not None and not chosen.left_out and not editing
            case "preview_out":
                return chosen is not None and not editing
            case "preview_save":
                return editing and not self.editor.problem
            case _:
                return True

    def _show_menu(self, at: QPoint) -> None:
        menu = menu_for(self.action_set, ids=_LINE_MENU, parent=self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(at))

    # -- inside

    def _detail(self) -> QWidget:
        frame = card()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        layout.addWidget(self._what)
        layout.addWidget(self._facts)
        layout.addWidget(self.editor, 1)
        layout.addLayout(row(self._edit, self._out, self._go, None))
        return frame

    def _refresh(self) -> None:
        preview = self._preview
        self._title.setText(f"What Submit will send for {preview.job.display_name}" if preview.job else "")
        if not self.comment.hasFocus():
            self.comment.setText(preview.comment)
        self._sentence.setText("Reading what was decided." if preview.loading else preview.sentence)
        if not preview.rows:
            self._empty.say(*(_READING if preview.loading else _NOTHING))
        came = bool(preview.rows) and self._body.currentWidget() is self._empty
        self._body.setCurrentIndex(0 if preview.rows else 1)
        self.list.set_lines([_line(place, each) for place, each in enumerate(preview.rows, start=1)])
        if came:
            self.list.setFocus()
        self._judge()

    def _show(self, _line: object) -> None:
        chosen = self.row
        if chosen is None:
            return
        sent = chosen.sent
        self._what.setText(f"{chosen.name} — left out, the decision stays" if chosen.left_out else chosen.name)
        kind = "ERROR, needs correction" if sent.feedback_type is FeedbackType.ERROR else "INFO, a note"
        parts = [kind, f"field id {sent.field_id}" if sent.field_id else "no field id"]
        if chosen.shortened:
            parts.append("shortened to fit, see […]")
        self._facts.setText(" · ".join(parts))
        self.editor.show_message(sent.message, sent.client_reference)
        self._out.setText(" Put back" if chosen.left_out else " Leave out")
        tip = "Send it after all" if chosen.left_out else "Do not send it; the decision stays"
        self._out.follow("preview_out", tip)
        self._out.setAccessibleName(self._out.text().strip())
        self._judge()

    def _judge(self) -> None:
        chosen, editing = self.row, self.editor.editing
        self._edit.setVisible(not editing)
        self._edit.setEnabled(chosen is not None and not chosen.left_out)
        self._out.setVisible(not editing)
        self._go.setVisible(not editing)
        self._go.setEnabled(chosen is not None and bool(chosen.sent.field_path))
        self._submit.setEnabled(self._preview.job is not None and not self._preview.loading and not self._stuck)

    @property
    def _stuck(self) -> bool:
        """True while a changed message could not be sent."""
        return self.editor.editing and bool(self.editor.problem)

    def _on_go(self, _line: object = None) -> None:
        chosen = self.row
        if chosen is not None and chosen.sent.field_path:
            self.accept()
            self._preview.go_to(chosen)

    def _on_left(self) -> None:
        self._judge()
        self.list.setFocus()

    def _fit(self) -> None:
        theme = self._theme
        room = self.screen().availableGeometry().size()
        self.resize(min(theme.px(860), room.width() - 40), min(theme.px(540), room.height() - 60))
        self._splitter.setSizes([theme.px(360), theme.px(440)])
        self.list.setMinimumWidth(theme.px(180))


def _line(place: int, shown: PreviewRow) -> Line:
    icon, token = _LOOK[shown.sent.feedback_type]
    kind = shown.sent.feedback_type.value
    name = f"{place}. {shown.name}"
    mark = "shortened · " if shown.shortened else ""
    text = f"{kind} · {mark}{shown.gist}"
    return Line(shown.sent.client_reference, icon, token, name, text, shown.length, shown.left_out)
