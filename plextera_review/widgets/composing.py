"""Text inputs that know of a composition under way: what an input method is still asking about is not yet typed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from plextera_review.widgets.editor_keys import settle_override

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_HELD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier


if TYPE_CHECKING:
    _Input = QWidget
else:  # two of Qt's classes cannot be the base of one
    _Input = object


class Composing(_Input):
    """To be mixed into an input widget. While ``composing``, no key is a shortcut, and Enter does no more than end the composition."""

    _preedit = ""

    @property
    def composing(self) -> bool:
        """True while an input method has text of its own in the widget."""
        return bool(self._preedit)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        if self.composing and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in _ENTER | {Qt.Key.Key_Escape, Qt.Key.Key_Tab}:
                event.accept()
                return True
        return settle_override(event) or super().event(event)


class ValueLine(Composing, QLineEdit):
    """One line. Keys for the editor around it go to ``keys`` first: it says whether it took one."""

    def __init__(self, keys: "KeyTaker") -> None:
        super().__init__()
        self._keys = keys
        self.setProperty("kind", "inline")

    def event(self, event: QEvent) -> bool:
        override = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if override and not self.composing and self._keys.wants(event):  # type: ignore[arg-type]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._keys.wants(event):
            self._keys.take(event)
            event.accept()
        else:
            super().keyPressEvent(event)


class LongText(Composing, QPlainTextEdit):
    """Several lines. Shift+Enter breaks a line; Enter alone is the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "inline")
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)

    def text(self) -> str:
        """The text with ``\\n`` between lines, every other character as it is."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and not self.composing:
            if event.key() in _ENTER and not event.modifiers() & _HELD:
                event.ignore()
                return False
            if event.key() in _ENTER and event.modifiers() & _HELD == Qt.KeyboardModifier.ShiftModifier:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER or event.matches(QKeySequence.StandardKey.InsertLineSeparator):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.insertPlainText("\n")
                event.accept()
            else:
                event.ignore()
            return
        super().keyPressEvent(event)


class KeyTaker:
    """What stands around an input and takes some of its keys."""

    def wants(self, event: QKeyEvent) -> bool:
        """True for a key that is not the input's own."""
        raise NotImplementedError

    def take(self, event: QKeyEvent) -> None:
        """Act on a key that was wanted."""
        raise NotImplementedError
