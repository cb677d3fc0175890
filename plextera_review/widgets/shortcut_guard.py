"""Keys in a popup are the popup's."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class ShortcutGuard(QObject):
    """Qt looks for shortcuts through a popup in the page it belongs to: Enter in a list of earlier decisions would accept a field.
    No key pressed in ``popup`` reaches a shortcut."""

    def __init__(self, popup: QWidget) -> None:
        super().__init__(popup)
        for each in (popup, *popup.findChildren(QWidget)):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(watched, event)
