"""The window's own state: one view-model per page, and the core once it exists."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.connection import ConnectionViewModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.settings import SettingsViewModel

if TYPE_CHECKING:
    from plextera_review.viewmodels.activity import ActivityViewModel
    from plextera_review.viewmodels.contact_sheet import ContactSheetViewModel
    from plextera_review.viewmodels.queue import QueueViewModel
    from plextera_review.viewmodels.sheet_source import SheetSource
    from plextera_review.viewmodels.uploads import UploadsViewModel


class ShellViewModel(QObject):
    """Made without the core, so that the window paints at once; :meth:`attach` brings it to life.

    The state of a page is made, and its modules are imported, when it is asked for first, at the latest by :meth:`attach`.
    """

    sample_requested = Signal()
    review_requested = Signal(object)  # job id
    field_requested = Signal(object, object)  # job id, field path
    page_requested = Signal(object)  # name of a page
    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notices = Notices(self)
        self.settings = SettingsViewModel(self.notices, self)
        self.connection = ConnectionViewModel(self.notices, self)
        self.connection.attention_wanted.connect(self._show_attention)

    @cached_property
    def queue(self) -> "QueueViewModel":
        """The documents there are."""
        from plextera_review.viewmodels.queue import QueueViewModel

        made = QueueViewModel(self.notices, self)
        made.open_requested.connect(self.review_requested)
        made.sheet_requested.connect(self._show_sheet)
        made.changed.connect(self.counts_changed)
        return made

    @cached_property
    def uploads(self) -> "UploadsViewModel":
        """What is on its way to the server."""
        from plextera_review.viewmodels.uploads import UploadsViewModel

        made = UploadsViewModel(self.notices, self)
        made.open_requested.connect(self.review_requested)
        made.changed.connect(self.counts_changed)
        return made

    @cached_property
    def activity(self) -> "ActivityViewModel":
        """What was done, and what needs the person."""
        from plextera_review.viewmodels.activity import ActivityViewModel

        made = ActivityViewModel(self.notices, self)
        made.open_requested.connect(self.field_requested)
        made.changed.connect(self.counts_changed)
        return made

    @cached_property
    def contact_sheet(self) -> "ContactSheetViewModel":
        """One field over many documents."""
        from plextera_review.viewmodels.contact_sheet import ContactSheetViewModel

        made = ContactSheetViewModel(self.notices, self.settings, self)
        made.open_requested.connect(self.field_requested)
        return made

    @property
    def active_uploads(self) -> int:
        """How many uploads are on their way."""
        return self.uploads.active_count if "uploads" in self.__dict__ else 0

    def attach(self, core: CoreLike) -> None:
        """The services are there. Called once, on the loop."""
        for each in self._all():
            each.attach(core)

    def add_documents(self, paths: Sequence[Path]) -> None:
        """Upload files and folders."""
        self.uploads.add(paths)

    def dispose(self) -> None:
        """End every task and subscription."""
        for each in self._all(made=True):
            each.dispose()

    def _show_attention(self) -> None:
        """What needs the person, in Activity."""
        self.activity.show_attention()
        self.page_requested.emit("activity")

    def _show_sheet(self, job_ids: list[str], source: "SheetSource") -> None:
        """One field over documents of the queue."""
        self.contact_sheet.show_documents(job_ids, source)
        self.page_requested.emit("contact_sheet")

    def _all(self, *, made: bool = False) -> tuple[ViewModel, ...]:
        """Every page's state; with ``made`` those alone that were asked for before."""
        names = ("queue", "uploads", "activity", "contact_sheet")
        pages = (getattr(self, name) for name in names if not made or name in self.__dict__)
        return (self.connection, self.settings, *pages)
