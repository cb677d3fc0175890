"""Asks why a value is right although a rule fails."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from plextera_review.viewmodels.field_review import WAIVER
from plextera_review.widgets.composing import Composing
from plextera_review.widgets.flow import FlowLayout
from plextera_review.widgets.pieces import Button, IconLabel, label, row
from plextera_review.widgets.theme import Theme

REASONS = (WAIVER, "Agreed with the sender.", "Rounding of the sender.")
"""Usual reasons, on Alt+1 to Alt+3."""
_DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


class ReasonLine(Composing, QLineEdit):
    """Alt+1 to Alt+3 and the arrow keys put in a usual reason; a person changes it or keeps it."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._chosen(event) >= 0:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self._chosen(event)
        if at >= 0:
            self.setText(REASONS[at])
            self.selectAll()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _chosen(self, event: QKeyEvent) -> int:
        """The number of the reason a key means; -1 for another key."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in _DIGITS:
            return _DIGITS.index(event.key())
        held = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and not held:
            at = REASONS.index(self.text()) if self.text() in REASONS else -1
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            return (at + step) % len(REASONS) if at >= 0 else 0
        return -1


class WaiverLine(QFrame):
    """The rules that fail, a line for the reason, and the usual reasons. Enter and Escape are the page's."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "ask")
        self.setAccessibleName("Waive the rule")
        self._sentence = label("", wrap=True)
        self.line = ReasonLine()
        self.line.setAccessibleName("Reason for waiving the rule")
        self.line.setPlaceholderText("Why is the value right although the rule fails?")
        self._flag = IconLabel(theme, "flag", "mark_rule")
        head = row(self._flag, self._sentence)
        head.setAlignment(self._flag, Qt.AlignmentFlag.AlignTop)
        head.setStretch(1, 1)
        chips = FlowLayout()
        self._chips: list[Button] = []
        for reason in REASONS:
            chip = Button(theme, "", kind="chip")
            self._chips.append(chip)
            chip.setAccessibleName(reason)
            chip.clicked.connect(lambda _checked=False, text=reason: self._put(text))
            chips.addWidget(chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.line)
        layout.addLayout(chips)
        layout.addWidget(
            label(
                "Enter waives, Escape leaves it failing. Alt and a number: a usual reason.",
                "caption",
                wrap=True,
            )
        )
        self.hide()

    def text(self) -> str:
        """The reason."""
        return self.line.text()

    def ask(self, sentences: Sequence[str], reason: str = "") -> None:
        """Show the rules that fail and ask for the reason, ``reason`` when one was given before."""
        self._sentence.setText("\n".join(sentences))
        self.line.setAccessibleDescription(" ".join(sentences))
        self.line.setText(reason or WAIVER)
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for at, (chip, reason) in enumerate(zip(self._chips, REASONS, strict=True), start=1):
            room = self.width() - 24 - 2 * self.fontMetrics().height()
            text = chip.fontMetrics().elidedText(f"{at}  {reason.rstrip('.')}", Qt.TextElideMode.ElideRight, room)
            if text != chip.text():
                chip.setText(text)

    def _put(self, reason: str) -> None:
        self.line.setText(reason)
        self.line.setFocus()
