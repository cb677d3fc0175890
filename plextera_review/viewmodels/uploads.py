"""Uploads: what is on its way, and hub and metadata for the next ones."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.upload import Upload, UploadState, metadata_issues
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices

_WORDS = {
    UploadState.WAITING: "Waiting",
    UploadState.CHECKING: "Checking the file",
    UploadState.SENDING: "Sending",
    UploadState.CREATING: "Starting the extraction",
    UploadState.FOLLOWING: "Being read",
    UploadState.DONE: "Ready to review",
    UploadState.FAILED: "Failed",
    UploadState.REFUSED: "Not sent",
    UploadState.UNCERTAIN: "Outcome unknown",
    UploadState.CANCELLED: "Cancelled",
}
DUPLICATE = "DUPLICATE"


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One upload as shown. ``rate`` in bytes a second, None while nothing is measured."""

    upload: Upload
    rate: float | None

    @property
    def state_text(self) -> str:
        """The state in words."""
        if self.upload.state.is_active and self.upload.error_code == "OFFLINE" and not self.upload.sent_bytes:
            return "Waiting for the server"
        return _WORDS[self.upload.state]

    @property
    def fraction(self) -> float:
        """Share of the file that left this computer, 0 to 1."""
        return min(self.upload.sent_bytes / self.upload.size_bytes, 1.0) if self.upload.size_bytes else 0.0

    @property
    def detail(self) -> str:
        """Sizes, rate or the reason it stopped, with what to do."""
        upload = self.upload
        if upload.error_message and not upload.state.is_active:
            return upload.error_message
        if upload.state is UploadState.UNCERTAIN:
            return "The server did not answer in time. Look in the queue before you send it again."
        if upload.state is UploadState.SENDING:
            said = f"{size_text(upload.sent_bytes)} of {size_text(upload.size_bytes)}"
            return f"{said} · {size_text(round(self.rate))}/s" if self.rate else said
        return size_text(upload.size_bytes)

    @property
    def can_cancel(self) -> bool:
        """True while it is on its way."""
        return self.upload.state.is_active and self.upload.state is not UploadState.FOLLOWING

    @property
    def can_retry(self) -> bool:
        """True when sending it again may help."""
        return self.upload.state in {UploadState.FAILED, UploadState.CANCELLED, UploadState.UNCERTAIN}

    @property
    def can_send_anyway(self) -> bool:
        """True for a document that was held back only because it was uploaded before."""
        return self.upload.state is UploadState.REFUSED and DUPLICATE in (self.upload.error_code or "")

    @property
    def can_open(self) -> bool:
        """True when its fields can be reviewed."""
        return self.upload.state is UploadState.DONE and self.upload.job_id is not None


def size_text(count: int) -> str:
    """Bytes for people, in powers of 1,024: "812 B", "48 KB", "3.2 MB"."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / 1024 / 1024:.1f} MB"


class UploadsViewModel(ViewModel):
    """State of the uploads page."""

    open_requested = Signal(object)  # job id
    added = Signal()

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self._uploads: dict[str, Upload] = {}
        self._started: dict[str, tuple[float, int]] = {}
        self._rates: dict[str, float] = {}
        self._early: list[Path] = []
        self.hub_id: str | None = None
        self.metadata: dict[str, str] = {}
        self.hubs: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> tuple[UploadRow, ...]:
        """All uploads, newest first."""
        ordered = sorted(self._uploads.values(), key=lambda each: (each.created_at, each.id), reverse=True)
        return tuple(UploadRow(each, self._rates.get(each.id)) for each in ordered)

    @property
    def active_count(self) -> int:
        """How many are on their way."""
        return sum(1 for each in self._uploads.values() if each.state.is_active)

    @property
    def issues(self) -> list[str]:
        """What is wrong with the metadata, in sentences."""
        return metadata_issues(self.metadata)

    def attach(self, core: CoreLike) -> None:
        """Follow uploads; documents dropped while the program started are taken now."""
        super().attach(core)
        from plextera_review.sync.events import SessionChanged, UploadChanged

        self.subscribe(UploadChanged, self._on_upload)
        self.subscribe(SessionChanged, self._on_session)
        self._on_session(None)

    def set_hub(self, hub_id: str | None) -> None:
        """Hub of the next uploads; None: the server routes."""
        self.hub_id = hub_id
        self.changed.emit()

    def set_metadata(self, metadata: Mapping[str, str]) -> None:
        """Metadata of the next uploads, checked against the limits at once."""
        self.metadata = dict(metadata)
        self.changed.emit()

    def add(self, paths: Sequence[Path]) -> None:
        """Upload files and folders with the hub and metadata set; without a connection they wait."""
        if not paths:
            return
        if self.issues:
            self.notices.show("warning", f"Not uploaded: {self.issues[0]}", "upload-metadata")
            return
        session = self.core.session if self.core else None
        if session is None:
            self._early.extend(paths)
            self.notices.show("info", "The documents are taken as soon as the connection is there.", "upload-early")
            return
        self.notices.dismiss("upload-early")
        self.tasks.spawn(self._add(session, tuple(paths)))

    def cancel(self, upload_id: str) -> None:
        """Stop an upload."""
        self._command("cancel", upload_id)

    def retry(self, upload_id: str) -> None:
        """Send again."""
        self._command("retry", upload_id)

    def send_anyway(self, upload_id: str) -> None:
        """Send a duplicate."""
        self._command("send_anyway", upload_id)

    def remove(self, upload_id: str) -> None:
        """Take an ended upload off the list; the document on the server stays."""
        if self.core is not None and not self._uploads[upload_id].state.is_active:
            self._uploads.pop(upload_id)
            self.tasks.spawn(self.core.stores.uploads.remove(upload_id))
            self.changed.emit()

    def clear_ended(self) -> None:
        """Take every ended upload off the list."""
        for each in tuple(self._uploads.values()):
            if not each.state.is_active:
                self.remove(each.id)

    def put(self, upload: Upload) -> None:
        """Show an upload's new state."""
        if upload.state is UploadState.SENDING:
            now = time.monotonic()
            started, before = self._started.setdefault(upload.id, (now, upload.sent_bytes))
            if now - started > 0.2:
                self._rates[upload.id] = (upload.sent_bytes - before) / (now - started)
        else:
            self._started.pop(upload.id, None)
            self._rates.pop(upload.id, None)
        self._uploads[upload.id] = upload
        self.changed.emit()

    def set_hubs(self, hubs: Sequence[tuple[str, str]]) -> None:
        """Hubs that can be chosen: (id, name)."""
        self.hubs = tuple(hubs)
        self.changed.emit()

    def _on_upload(self, event: Any) -> None:
        self.put(event.upload)

    def _on_session(self, _event: object) -> None:
        self.tasks.spawn(self._load(), "load")

    async def _load(self) -> None:
        session = self.core.session if self.core else None
        if self.core is None or session is None:
            return
        self._uploads = {each.id: each for each in await self.core.stores.uploads.all(session.profile.id)}
        if session.profile.is_local:
            from plextera_review.extraction.hubs import load_hubs

            self.hubs = tuple((hub.id, hub.name) for hub in load_hubs() if hub.enabled)
        else:
            self.hubs = ()
        self.changed.emit()
        early, self._early = self._early, []
        self.add(early)

    async def _add(self, session: Any, paths: tuple[Path, ...]) -> None:
        for upload in await session.uploads.add(paths, self.hub_id, self.metadata):
            if upload.id not in self._uploads:
                self.put(upload)
        self.added.emit()

    def _command(self, name: str, upload_id: str) -> None:
        session = self.core.session if self.core else None
        if session is not None:
            self.tasks.spawn(_awaited(getattr(session.uploads, name)(upload_id)))


async def _awaited(result: Any) -> None:
    if result is not None and hasattr(result, "__await__"):
        await result
