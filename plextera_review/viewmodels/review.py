"""The document under review, and the way to the next one."""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject

from plextera_review.domain.errors import KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.job import Job
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.document import DocumentViewModel
from plextera_review.viewmodels.field_record import NOT_KEPT
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.open_review import OpenReview
from plextera_review.viewmodels.prefetch import MOST_DOCUMENTS
from plextera_review.viewmodels.reading import Reading, read
from plextera_review.viewmodels.review_order import ReviewOrder
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.viewmodels.submit_preview import SubmitPreviewViewModel


class ReviewViewModel(OpenReview):
    """State of the review screen. ``order`` tells which document follows."""

    def __init__(
        self,
        notices: Notices,
        settings: SettingsViewModel,
        parent: QObject | None = None,
        document: DocumentViewModel | None = None,
    ) -> None:
        super().__init__(notices, settings, parent, document)
        self.order = ReviewOrder()
        self.preview = SubmitPreviewViewModel(self.tasks, notices, self)
        self.preview.submit_requested.connect(self.submit)
        self.preview.field_requested.connect(self.select)

    def show_preview(self) -> None:
        """Read what Submit would send, once every act is on disk."""
        self.tasks.spawn(self._show_preview(), "preview")

    def submit(self) -> None:
        """Release the corrections, then open the next document to review."""
        self._start_leaving(submit=True)

    def postpone(self) -> None:
        """Put the document off and open the next one."""
        self._start_leaving(submit=False)

    def next_document(self) -> None:
        """Open the next document to review; nothing is submitted."""
        if not self.leaving:
            self.tasks.spawn(self._step(1), "step")

    def previous_document(self) -> None:
        """Open the document before."""
        if not self.leaving:
            self.tasks.spawn(self._step(-1), "step")

    def _on_opened(self, session: Any, job_id: str) -> None:
        self.tasks.spawn(self._place(session, job_id), "place")

    async def _show_preview(self) -> None:
        await self._written()
        if self.job is not None and self._session is not None:
            self.preview.show(self._session.corrections, self.job)

    async def _place(self, session: Any, job_id: str) -> None:
        order = ReviewOrder()
        await order.place(session, job_id)
        if self._job_id == job_id:
            self.order = order
            self.changed.emit()
            await self._prepare_next(order.upcoming[:MOST_DOCUMENTS])

    async def _prepare_next(self, job_ids: list[str]) -> None:
        core, session = self.core, self._session
        if core is None or session is None:
            return
        found = [await core.stores.mirror.job(session.profile.id, each) for each in job_ids]
        self.prefetch.prepare(core, session, [each for each in found if each is not None])

    def _start_leaving(self, *, submit: bool) -> None:
        if self.job is not None and not self.loading and not self.leaving and not self.finished:
            self.tasks.cancel("step")
            self.leaving = self.tasks.spawn(self._leave(submit=submit)) is not None

    async def _leave(self, *, submit: bool) -> None:
        ahead = self.tasks.spawn(self._read_ahead())  # while the disk writes
        try:
            await self._written()
            await self._settle(submit=submit, ahead=ahead)
        finally:
            self.leaving = False

    async def _read_ahead(self) -> Reading | None:
        """The document that most likely follows; None when it has to be looked for."""
        core, session = self.core, self._session
        likely = next(iter(self.order.upcoming), None) if self.order.job_id == self._job_id else None
        if core is None or session is None or likely is None:
            return None
        with contextlib.suppress(KnownError):  # said when it is opened
            return await read(core, session, likely, self.prefetch.extraction_of(likely))
        return None

    async def _settle(self, *, submit: bool, ahead: "asyncio.Task[Reading | None] | None") -> None:
        core, session, job = self.core, self._session, self.job
        if core is None or session is None or job is None:
            return
        if submit and self.unsaved:
            self.notices.show(
                "warning", "A correction could not be kept yet. Press Enter on its field again.", NOT_KEPT
            )
            return
        if submit:
            await core.supervisor.run(session.corrections.submit(job))
            self.tasks.spawn(self._remember(core, session, job, self.in_force))
        else:
            await core.supervisor.run(session.corrections.postpone(job.id))
        following = await self.order.following(session, job.id)
        if following is not None:
            self.open(following, await ahead if ahead is not None else None)
            return
        self.finished = True
        self.changed.emit()
        self.document_changed.emit()

    @staticmethod
    async def _remember(core: CoreLike, session: Any, job: Job, values: Extraction) -> None:
        with contextlib.suppress(KnownError):  # only the next look at this sender knows less
            await core.supervisor.run(session.memory.keep(job, values, datetime.now(UTC)))

    async def _step(self, step: int) -> None:
        session = self._session
        if session is None:
            return
        following = await self.order.beside(session, self._job_id, step)
        if following is not None:
            self.open(following)
