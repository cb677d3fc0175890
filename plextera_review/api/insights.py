"""The Document Insights group: one set of calls, two dialects underneath."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from plextera_review.api.dialects import ExtractionCalls, JobCalls, JobQuery
from plextera_review.api.errors import nonsense
from plextera_review.api.multipart import Progress
from plextera_review.api.paging import every
from plextera_review.api.results import FeedbackReceipt, JobDetail, ListPage
from plextera_review.api.transport import Transport
from plextera_review.contract.routes import MAX_PAGE_SIZE
from plextera_review.domain.connection import Dialect
from plextera_review.domain.correction import FeedbackType
from plextera_review.domain.errors import KnownError
from plextera_review.domain.job import Job

T = TypeVar("T")
_NOT_SPOKEN = {404, 405, 410, 501}


class Insights:
    """Speaks the dialect it is told, or finds the server's own with a GET before the first call.

    Whatever the dialect, an extraction is a :class:`Job`: its tags are the metadata.
    """

    def __init__(self, http: Transport, dialect: Dialect | None = None) -> None:
        self.jobs = JobCalls(http)
        self.extractions = ExtractionCalls(http)
        self.dialect = dialect
        self._looking = asyncio.Lock()

    async def create(
        self,
        file_id: str,
        *,
        hub_id: str | None = None,
        metadata: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Job:
        """Read a stored file. Not idempotent: after an UnknownOutcomeError look before repeating.

        The ``extractions`` dialect has no hubs: there ``hub_id`` is left to the server's routing.
        """
        if await self.spoken() is Dialect.JOBS:
            return await self.jobs.create({"fileId": file_id}, hub_id, metadata, request_id)
        return await self.extractions.create({"fileId": file_id}, metadata, request_id)

    async def create_from_url(
        self, url: str, *, metadata: Mapping[str, str] | None = None, request_id: str | None = None
    ) -> Job:
        """Read the document at a public address."""
        if await self.spoken() is Dialect.JOBS:
            return await self.jobs.create({"url": url}, None, metadata, request_id)
        return await self.extractions.create({"url": url}, metadata, request_id)

    async def create_by_upload(
        self,
        path: Path,
        name: str,
        *,
        metadata: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        request_id: str | None = None,
    ) -> Job:
        """Send a file and read it in one call; only the ``extractions`` dialect has that."""
        return await self.extractions.upload(path, name, metadata, progress, request_id)

    async def page(self, query: JobQuery) -> ListPage[Job]:
        """One page of the list."""
        if await self.spoken() is Dialect.JOBS:
            return await self.jobs.page(query)
        return await self.extractions.page(query)

    async def every(
        self,
        query: JobQuery | None = None,
        *,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
    ) -> AsyncGenerator[Job]:
        """Each job of the list once. Times are compared here: the API documents no parameters for them."""
        wanted = query or JobQuery(size=MAX_PAGE_SIZE)

        async def fetch(number: int) -> ListPage[Job]:
            return await self.page(wanted.at(number))

        async for job in every(fetch, lambda job: job.id):
            early = created_after is not None and job.created_at < created_after
            late = created_before is not None and job.created_at > created_before
            if not early and not late:
                yield job

    async def get(self, job_id: str) -> JobDetail:
        """One job, with its output once there is one."""
        if await self.spoken() is Dialect.JOBS:
            return await self.jobs.get(job_id)
        return await self.extractions.get(job_id)

    async def send_feedback(
        self, job_id: str, *, message: str, kind: FeedbackType, field_id: str | None, request_id: str
    ) -> FeedbackReceipt:
        """Send one feedback, once. UnknownOutcomeError when it may have arrived; the ``jobs`` dialect has no ``kind``."""
        if await self.spoken() is Dialect.JOBS:
            return await self.jobs.send_feedback(job_id, message, field_id, request_id)
        return await self.extractions.send_feedback(job_id, message, kind, field_id, request_id)

    async def spoken(self) -> Dialect:
        """The dialect in use; found out once, with a GET that changes nothing."""
        if self.dialect is None:
            async with self._looking:
                if self.dialect is None:
                    self.dialect = await self._found()
        return self.dialect

    async def _found(self) -> Dialect:
        if await _answers(lambda: self.jobs.page(JobQuery(size=1))):
            return Dialect.JOBS
        if await _answers(lambda: self.extractions.page(JobQuery(size=1))):
            return Dialect.EXTRACTIONS
        raise nonsense("There is no Plextera API at this address")


async def _answers(ask: Callable[[], Awaitable[T]]) -> bool:
    try:
        await ask()
    except KnownError as error:
        if error.status in _NOT_SPOKEN:
            return False
        raise
    return True
