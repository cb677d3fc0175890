"""The exact text of a feedback message, to be read and, where that is still possible, changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from plextera_review.viewmodels.message_text import body_of, length_text, problem_with, with_reference
from plextera_review.widgets.composing import Composing
from plextera_review.widgets.pieces import Button, label, row, set_role
from plextera_review.widgets.theme import Theme


class _Text(Composing, QPlainTextEdit):
    """The message without its reference."""


class MessageEditor(QWidget):
    """Monospaced, with the reference under it, which cannot be changed, and the length in code points.

    ``saved`` carries the reference and the whole changed message, always one that can be sent. ``left``: saved or given up. A change that is
    left for another message is saved, too; one that cannot be sent waits until its message is shown again. ``save_id`` and ``leave_id`` are
    the actions of the page that call :meth:`save` and :meth:`cancel`.
    """

    saved = Signal(object, object)
    left = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, save_id: str, leave_id: str) -> None:
        super().__init__()
        self._theme = theme
        self._message, self._reference = "", ""
        self._waiting: dict[str, str] = {}  # texts that cannot be sent yet, by reference
        self._text = _Text()
        self._text.setAccessibleName("Message")
        self._text.setTabChangesFocus(True)
        self._text.setReadOnly(True)
        self._ref = label("", "muted")
        self._ref.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._ref.setAccessibleName("Reference, fixed")
        self._length = label("", "caption", wrap=True)
        self._problem = label("", "danger", wrap=True)
        self._save = Button(theme, "Save", "check", "primary")
        self._save.follow(save_id, "Keep the changed message")
        self._cancel = Button(theme, "Cancel")
        self._cancel.follow(leave_id, "Give the change up")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._ref)
        foot = row()
        foot.addWidget(self._length, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        layout.addLayout(foot)
        layout.addWidget(self._problem)
        self._text.textChanged.connect(self._judge)
        self._save.clicked.connect(self.save)
        self._cancel.clicked.connect(self.cancel)
        theme.changed.connect(self._fit)
        self._fit()
        self._judge()

    @property
    def editing(self) -> bool:
        """True while the message can be changed."""
        return not self._text.isReadOnly()

    @property
    def dirty(self) -> bool:
        """True when the text differs from the message shown."""
        return self._text.toPlainText() != body_of(self._message)

    @property
    def problem(self) -> str:
        """Why the text cannot be sent; empty when it can."""
        return problem_with(self._text.toPlainText(), self._reference) if self._reference else ""

    @property
    def message(self) -> str:
        """The whole message as it stands in the editor."""
        return with_reference(self._text.toPlainText(), self._reference)

    def show_message(self, message: str, reference: str) -> None:
        """Show a message; while the same one is being edited, the editor stays as it is."""
        if self.editing and reference == self._reference:
            return
        if self.editing and self.dirty:
            self._leave()
        self._message, self._reference = message, reference
        waiting = self._waiting.pop(reference, None)
        self._text.setReadOnly(waiting is None)
        self._text.setPlainText(body_of(message) if waiting is None else waiting)
        self._ref.setText(f"Ref: {reference}")
        self._judge()

    def begin(self) -> None:
        """Let the person change the message."""
        self._text.setReadOnly(False)
        self._text.setFocus()
        self._judge()

    def save(self) -> None:
        """Hand over the changed message; one that cannot be sent stays in the editor."""
        if not self.editing or self.problem:
            return
        whole, dirty = self.message, self.dirty
        self._message = whole
        self._text.setReadOnly(True)
        self._judge()
        if dirty:
            self.saved.emit(self._reference, whole)
        self.left.emit()

    def cancel(self) -> None:
        """Give the change up."""
        self._text.setReadOnly(True)
        self._text.setPlainText(body_of(self._message))
        self._judge()
        self.left.emit()

    def _leave(self) -> None:
        if self.problem:
            self._waiting[self._reference] = self._text.toPlainText()
        else:
            self.saved.emit(self._reference, self.message)

    def _judge(self) -> None:
        problem = self.problem if self.editing else ""
        for button in (self._save, self._cancel):
            button.setVisible(self.editing)
        self._save.setEnabled(not problem)
        self._length.setText(length_text(self._text.toPlainText(), self._reference))
        set_role(self._length, "danger" if problem.startswith("A message has") else "caption")
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._text.setAccessibleDescription(problem or self._length.text())
        self.changed.emit()

    def _fit(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setStyleHint(QFont.StyleHint.Monospace)
        # The style sheet sets sizes for every widget: a family alone would not be heard.
        sheet = f"font-family: '{font.family()}', monospace; font-size: {self._theme.font_px('small')}px;"
        self._text.setStyleSheet(f"QPlainTextEdit {{ {sheet} }}")
        self._ref.setStyleSheet(f"QLabel {{ {sheet} }}")
        self._text.setMinimumHeight(self._theme.px(110))
