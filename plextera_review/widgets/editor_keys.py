"""Keys with Ctrl or Alt while a text is edited: those that edit text stay with it, all others are commands, on every system.

Toolkits keep keys of old terminals for the text on some systems (Ctrl+U, Ctrl+E, Ctrl+K, Ctrl+D on Linux): the same key would mean
*unreadable* on one computer and delete what was typed on the next.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

_KEY = QKeySequence.StandardKey
_TEXT = (
    *(_KEY.Copy, _KEY.Cut, _KEY.Paste, _KEY.Undo, _KEY.Redo, _KEY.SelectAll),
    *(_KEY.MoveToNextWord, _KEY.MoveToPreviousWord, _KEY.SelectNextWord, _KEY.SelectPreviousWord),
    *(_KEY.MoveToStartOfDocument, _KEY.MoveToEndOfDocument, _KEY.SelectStartOfDocument, _KEY.SelectEndOfDocument),
)
_WORDS_GO = (_KEY.DeleteStartOfWord, _KEY.DeleteEndOfWord)
_CONTROL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def settle_override(event: QEvent) -> bool:
    """Decide whether a key about to be pressed in a text may be a shortcut. False when it is for the text input to say; else ``event`` is
    accepted (the text's) or ignored (a command's)."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    held = event.modifiers() & (_CONTROL | _ALT)
    if not held or (held == _CONTROL | _ALT and event.text().isprintable() and event.text()):  # AltGr types a character
        return False
    if any(event.matches(each) for each in _WORDS_GO):
        event.accept()  # a word is deleted, not a row of a table
        return True
    if any(event.matches(each) for each in _TEXT):
        return False
    event.ignore()
    return True


class EditorKeys(QObject):
    """Installed on every text input of ``part`` that does not settle its keys itself, as those do that follow compositions."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        for kind in (QLineEdit, QPlainTextEdit):
            for each in part.findChildren(kind):
                if not hasattr(each, "composing"):
                    each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return settle_override(event) or super().eventFilter(watched, event)
