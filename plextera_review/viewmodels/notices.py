"""Sentences for the person, at the top of the window: one per key, newest last."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.errors import KnownError


class Severity(StrEnum):
    """How loud a notice is; shown as icon and colour."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One notice: a later one with the same ``key`` replaces it. ``action`` is what the button named ``action_label`` does."""

    severity: Severity
    text: str
    key: str
    action_label: str | None = None
    action: Callable[[], None] | None = None


class Notices(QObject):
    """The notices in force."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, NoticeItem] = {}

    @property
    def items(self) -> tuple[NoticeItem, ...]:
        """All notices, oldest first."""
        return tuple(self._items.values())

    def show(
        self,
        severity: Severity | str,
        text: str,
        key: str | None = None,
        action_label: str | None = None,
        action: Callable[[], None] | None = None,
    ) -> None:
        """Show a sentence; it replaces the one with the same key (default: the same text) and moves to the end."""
        item = NoticeItem(Severity(severity), text, key or text, action_label, action)
        self._items.pop(item.key, None)
        self._items[item.key] = item
        self.changed.emit()

    def show_error(self, error: KnownError) -> None:
        """Show a known error with its next step; the same code replaces itself."""
        self.show(Severity.ERROR, error.sentence, error.code)

    def dismiss(self, key: str) -> None:
        """Take a notice away; unknown keys are ignored."""
        if self._items.pop(key, None) is not None:
            self.changed.emit()
