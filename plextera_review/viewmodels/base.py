"""What all view-models share: a task scope, the notices, and subscriptions that end with them."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.tasks import TaskScope


class ViewModel(QObject):
    """State of one screen. It exists before the core does: until :meth:`attach` it shows "starting"."""

    changed = Signal()

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notices = notices
        self.tasks = TaskScope(notices.show_error)
        self._core: CoreLike | None = None
        self._subscriptions: list[Any] = []

    @property
    def core(self) -> CoreLike | None:
        """The services below the window, or None while the program starts."""
        return self._core

    def attach(self, core: CoreLike) -> None:
        """The services are there: subscribe and load. Overrides call this first."""
        self._core = core

    def subscribe(self, event_type: type[Any], callback: Callable[[Any], None]) -> None:
        """Listen on the bus until :meth:`dispose`. The core must be attached."""
        if self._core is not None:
            self._subscriptions.append(self._core.bus.subscribe(event_type, callback))

    def dispose(self) -> None:
        """End tasks and subscriptions; called when the window closes."""
        self.tasks.dispose()
        for subscription in self._subscriptions:
            subscription.close()
        self._subscriptions.clear()
