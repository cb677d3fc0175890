"""The window's own state: one view-model per page, and the core once it exists."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from plextera_review.viewmodels.activity import ActivityViewModel
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.connection import ConnectionViewModel
from plextera_review.viewmodels.contact_sheet import ContactSheetViewModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.queue import QueueViewModel
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.viewmodels.uploads import UploadsViewModel


class ShellViewModel(QObject):
    """Made without the core, so that the window paints at once; :meth:`attach` brings it to life."""

    sample_requested = Signal()
    review_requested = Signal(object)  # job id
    field_requested = Signal(object, object)  # job id, field path
    page_requested = Signal(object)  # name of a page

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notices = Notices(self)
        self.queue = QueueViewModel(self.notices, self)
        self.uploads = UploadsViewModel(self.notices, self)
        self.activity = ActivityViewModel(self.notices, self)
        self.settings = SettingsViewModel(self.notices, self)
        self.contact_sheet = ContactSheetViewModel(self.notices, self.settings, self)
        self.connection = ConnectionViewModel(self.notices, self)
        self.queue.open_requested.connect(self.review_requested)
        self.uploads.open_requested.connect(self.review_requested)
        self.activity.open_requested.connect(self.field_requested)
        self.contact_sheet.open_requested.connect(self.field_requested)
        self.queue.sheet_requested.connect(self._show_sheet)
        self.connection.attention_wanted.connect(self._show_attention)

    def attach(self, core: CoreLike) -> None:
        """The services are there. Called once, on the loop."""
        for each in self._all():
            each.attach(core)

    def add_documents(self, paths: Sequence[Path]) -> None:
        """Upload files and folders."""
        self.uploads.add(paths)

    def dispose(self) -> None:
        """End every task and subscription."""
        for each in self._all():
            each.dispose()

    def _show_attention(self) -> None:
        """What needs the person, in Activity."""
        self.activity.show_attention()
        self.page_requested.emit("activity")

    def _show_sheet(self, job_ids: object) -> None:
        """One field over the documents the queue shows."""
        self.contact_sheet.show_documents([str(each) for each in job_ids] if isinstance(job_ids, list) else None)
        self.page_requested.emit("contact_sheet")

    def _all(self) -> tuple[ViewModel, ...]:
        return self.connection, self.settings, self.queue, self.uploads, self.activity, self.contact_sheet
