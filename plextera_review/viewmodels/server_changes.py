"""What the server does with the open document meanwhile: it reads it again, or comes to another end with it."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.job import Job, JobStatus
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.tasks import TaskScope

SERVER_CHANGE = "server-change"
"""Key of the notices about the open document."""


class ServerChanges(QObject):
    """``job_changed`` carries the :class:`Job` as it is now, ``read_again`` the :class:`Extraction` that replaces the earlier one."""

    job_changed = Signal(object)
    read_again = Signal(object)

    def __init__(self, tasks: TaskScope, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._notices = tasks, notices
        self._session: Any = None
        self._mirror: Any = None
        self._job: Job | None = None

    def watch(self, session: Any, mirror: Any, job: Job | None) -> None:
        """That document is open now."""
        self._tasks.cancel("server-changes")
        self._session, self._mirror, self._job = session, mirror, job

    def on_jobs(self, event: Any) -> None:
        """The mirror has news of some jobs."""
        if self._job is not None and self._job.id in event.job_ids:
            self._tasks.spawn(self._look(self._job), "server-changes")

    def on_output(self, event: Any) -> None:
        """The server read a document again."""
        if self._job is not None and self._job.id == event.job_id:
            self._tasks.spawn(self._read(self._session, self._job), "read-again")

    async def _look(self, before: Job) -> None:
        after = await self._mirror.job(self._session.profile.id, before.id)
        if after is None or self._job is not before or after == before:
            return
        self._job = after
        self._tell(before, after)
        self.job_changed.emit(after)

    async def _read(self, session: Any, job: Job) -> None:
        extraction = await session.jobs.extraction(job.id)
        if self._job is not None and self._job.id == job.id:
            self.read_again.emit(extraction)

    def _tell(self, before: Job, after: Job) -> None:
        if before.status is after.status or after.status is JobStatus.COMPLETED:
            return
        why = f" {after.error.message}" if after.error is not None else ""
        said = after.status_text or after.status.value
        text = (
            f"The server now says {said} of this document.{why} What you decided is kept here; ask before you submit."
        )
        self._notices.show("warning", text, SERVER_CHANGE)
