"""The selected lines of Activity in full: the message as sent, every answer, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from plextera_review.viewmodels.activity import ActivityViewModel
from plextera_review.viewmodels.activity_acts import ActivityDetail
from plextera_review.viewmodels.activity_rows import SEND_WORDS, Deed
from plextera_review.widgets.activity_delegate import look_of
from plextera_review.widgets.flow import FlowLayout
from plextera_review.widgets.message_editor import MessageEditor
from plextera_review.widgets.pieces import Button, IconLabel, label, row
from plextera_review.widgets.theme import Theme


class ActivityDetailPane(QFrame):
    """Follows the selection. ``done``: the keyboard may go back to the list."""

    done = Signal()

    def __init__(self, activity: ActivityViewModel, theme: Theme) -> None:
        super().__init__()
        self._activity = activity
        self.setProperty("role", "card")
        self._icon = IconLabel(theme, "activity", "text_muted", 18)
        self._title = label("", "heading", wrap=True)
        self._where = label("", "muted", wrap=True)
        self._send = Button(theme, "Send now", "send")
        self._arrived = Button(theme, "It arrived", "check")
        self._edit = Button(theme, "Edit", "pencil")
        self._discard = Button(theme, "Discard", "trash")
        self._open = Button(theme, "Open", "review")
        self._copy = Button(theme, "Copy message", "copy", "ghost")
        self._copy_ref = Button(theme, "Copy reference", "copy", "ghost")
        self._send.follow("activity_send", "Send the selected messages now, without waiting")
        self._arrived.follow("activity_arrived", "You found them on the server: nothing is sent again")
        self._edit.follow("activity_edit", "Change the message")
        self._discard.follow("activity_discard", "Give the selected messages up; the decisions stay")
        self._open.follow("activity_open", "Open the document at this field")
        self._copy.follow("activity_copy", "Copy the exact message")
        self._copy_ref.follow("activity_copy_reference", "Copy the reference the server knows the message by")
        self._buttons = QWidget()
        flow = FlowLayout()
        self._buttons.setLayout(flow)
        for button in (self._send, self._arrived, self._edit, self._discard, self._open, self._copy, self._copy_ref):
            flow.addWidget(button)
        self._editor = MessageEditor(theme, "activity_save", "activity_leave")
        self._trail_heading = label("What happened to it", "label")
        self._trail = label("", "muted", wrap=True)
        self._trail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QWidget()
        inner.setProperty("role", "page")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(10)
        head = row(self._icon, spacing=10)
        head.addWidget(self._title, 1)
        head.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        layout.addWidget(self._where)
        layout.addWidget(self._buttons)
        layout.addWidget(self._editor, 1)
        layout.addWidget(self._trail_heading)
        layout.addWidget(self._trail)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName("The chosen line")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scroll)
        self._send.clicked.connect(activity.send_now)
        self._arrived.clicked.connect(activity.mark_arrived)
        self._discard.clicked.connect(activity.discard)
        self._edit.clicked.connect(self.edit)
        self._open.clicked.connect(self.open)
        self._copy.clicked.connect(self.copy_message)
        self._copy_ref.clicked.connect(self.copy_reference)
        self._editor.saved.connect(activity.edit)
        self._editor.left.connect(self._on_left)
        activity.selection_changed.connect(self.refresh)
        self.refresh()

    @property
    def editor(self) -> MessageEditor:
        """The message."""
        return self._editor

    def edit(self) -> None:
        """Change the message shown, where that is possible."""
        detail = self._activity.detail
        if detail is not None and detail.can_edit:
            self._editor.begin()
            self.refresh()

    def open(self) -> None:
        """Open the document of the line shown."""
        if self._activity.detail is not None:
            self._activity.open(self._activity.detail.row)

    def copy_message(self) -> None:
        """Put the exact message on the clipboard; of a decision its words."""
        if (detail := self._activity.detail) is not None:
            QGuiApplication.clipboard().setText(detail.row.message or f"{detail.row.field}: {detail.row.text}")

    def copy_reference(self) -> None:
        """Put the client reference on the clipboard."""
        if (detail := self._activity.detail) is not None:
            QGuiApplication.clipboard().setText(detail.row.reference)

    def refresh(self) -> None:
        """Show what is selected now."""
        activity, detail = self._activity, self._activity.detail
        count, possible = activity.selected_count, activity.possible
        many = count > 1
        for button, deed, one, more in (
            (self._send, Deed.SEND, "Send now", "Send {:,} now"),
            (self._arrived, Deed.ARRIVED, "It arrived", "{:,} arrived"),
            (self._discard, Deed.DISCARD, "Discard", "Discard {:,}"),
        ):
            button.setVisible(bool(possible[deed]))
            text = more.format(possible[deed]) if many else one
            button.setText(f" {text}")
            button.setAccessibleName(text)
        single = detail is not None and not many
        self._buttons.show()
        self._open.setVisible(single)
        self._copy.setVisible(single and bool(detail and detail.sent))
        self._copy_ref.setVisible(single and bool(detail and detail.row.reference))
        self._edit.setVisible(single and bool(detail and detail.can_edit) and not self._editor.editing)
        self._editor.setVisible(single and bool(detail and detail.sent))
        self._trail.setVisible(single and bool(detail and detail.sent))
        self._trail_heading.setVisible(self._trail.isVisibleTo(self))
        if many:
            self._icon.show_icon("queue", "text_muted")
            self._title.setText(f"{count:,} lines selected")
            able = any(possible.values())
            self._where.setText("" if able else "Nothing can be done with these: they are decisions or were accepted.")
        elif detail is None:
            self._icon.show_icon("activity", "text_muted")
            self._title.setText("Nothing is selected")
            self._where.setText("Choose a line to see its message and every answer to it.")
        else:
            self._show(detail)
            self._buttons.setVisible(not (detail.sent and self._editor.editing))  # a change is kept or given up first
        self._where.setVisible(bool(self._where.text()))

    def _show(self, detail: ActivityDetail) -> None:
        line = detail.row
        self._icon.show_icon(*look_of(line))
        self._title.setText(f"{line.field}: {line.word[:1].lower()}{line.word[1:]}")
        parts = [line.document, f"{line.at.astimezone():%A, %d %B %Y, %H:%M:%S}"]
        if detail.sent is None:
            parts.insert(0, line.text)
        else:
            tries = detail.sent.attempts
            parts.append("never sent" if not tries else f"sent {'once' if tries == 1 else f'{tries} times'}")
            if detail.sent.field_id:
                parts.append(f"field id {detail.sent.field_id}")
            parts.append(detail.sent.feedback_type.value)
            self._editor.show_message(detail.sent.message, detail.sent.client_reference)
        self._where.setText("\n".join(parts[:2]) if detail.sent is None else " · ".join(parts))
        self._trail.setText(_trail_text(detail))

    def _on_left(self) -> None:
        self.refresh()
        self.done.emit()


def _trail_text(detail: ActivityDetail) -> str:
    if detail.sent is None:
        return ""
    lines = [f"{detail.sent.created_at.astimezone():%d %b, %H:%M:%S}   Decided and kept here"]
    for step in detail.trail:
        said = f": {step.message}" if step.message else ""
        code = f" ({step.code})" if step.code else ""
        lines.append(f"{step.at.astimezone():%d %b, %H:%M:%S}   {SEND_WORDS[step.state]}{said}{code}")
    if detail.sent.feedback_id:
        lines.append(f"The server calls it {detail.sent.feedback_id}.")
    return "\n".join(lines)
