"""Keeps the mirror of one connection's jobs fresh and fetches what completed jobs contain."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from contextlib import aclosing
from typing import Any

from plextera_review.api.client import PlexteraClient
from plextera_review.contract.reading import read_extraction
from plextera_review.contract.routes import MAX_PAGE_SIZE
from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.job import Job, JobStatus, ReviewState
from plextera_review.domain.projection import open_count
from plextera_review.domain.review import FieldEvidence
from plextera_review.storage.journal import Journal
from plextera_review.storage.mirror import JobRecord, Mirror
from plextera_review.sync.bus import Bus
from plextera_review.sync.events import JobCompleted, JobsChanged, OutputChanged, VerdictsChanged
from plextera_review.sync.second_look import SecondLook

_MOST_JOBS = 2000
_MARGIN = 10  # so that a first page without news is also the last one
_QUICK_SECONDS = 0.4
_SLOW_SECONDS = 10.0
_AT_ONCE = 3
_NOTE_SECONDS = 0.3


class JobSync:
    """Looks at the list when an event says so, and polls it: quickly while something is under way and no events come, else slowly.

    ``report`` hears the outcome of every poll; ``second_look`` tells what needs a look, for the queue.
    """

    def __init__(
        self,
        connection_id: str,
        client: PlexteraClient,
        mirror: Mirror,
        journal: Journal,
        bus: Bus,
        report: Callable[[KnownError | None], None],
        second_look: SecondLook,
        *,
        is_local: bool,
    ) -> None:
        self._connection_id = connection_id
        self._client = client
        self._mirror = mirror
        self._journal = journal
        self._bus = bus
        self._report = report
        self._second_look = second_look
        self._quick = _QUICK_SECONDS if is_local else _SLOW_SECONDS / 4
        self._is_pushed = False
        self._wake = asyncio.Event()
        self._known: dict[str, Job] = {}
        self._fetching = asyncio.Semaphore(_AT_ONCE)
        self._noting: set[asyncio.Task[None]] = set()
        self._to_note: set[str] = set()

    def wake(self) -> None:
        """Look now."""
        self._wake.set()

    def set_pushed(self, *, pushed: bool) -> None:
        """Whether the server's events call :meth:`wake`: then there is no need to look often."""
        self._is_pushed = pushed
        self.wake()

    async def run(self) -> None:
        """Poll until cancelled."""
        self._known = {record.job.id: record.job for record in await self._mirror.jobs(self._connection_id)}
        subscription = self._bus.subscribe(VerdictsChanged, self._on_verdicts)
        try:
            while True:
                self._wake.clear()
                with contextlib.suppress(KnownError):  # reported; the loop looks again
                    await self.refresh()
                busy = any(not job.status.is_final for job in self._known.values())
                try:
                    async with asyncio.timeout(self._quick if busy and not self._is_pushed else _SLOW_SECONDS):
                        await self._wake.wait()
                except TimeoutError:
                    continue
        finally:
            subscription.close()
            for task in tuple(self._noting):
                task.cancel()
            await asyncio.gather(*self._noting, return_exceptions=True)

    async def refresh(self) -> None:
        """Take over what changed on the server. Raises KnownError when it cannot be asked."""
        try:
            changed = await self._changed_jobs()
        except KnownError as error:
            self._report(error)
            raise
        self._report(None)
        if not changed:
            return
        before = dict(self._known)
        await self._mirror.put_jobs(self._connection_id, changed)
        self._known |= {job.id: job for job in changed}
        completed = [job for job in changed if job.status is JobStatus.COMPLETED]
        await asyncio.gather(*(self._read_again(job) for job in completed if job.id in before))
        await asyncio.gather(*(self._note(job.id) for job in completed))
        self._bus.publish(JobsChanged(self._connection_id, tuple(job.id for job in changed)))
        for job in completed:
            if job.id in before and before[job.id].status is not JobStatus.COMPLETED:
                self._bus.publish(JobCompleted(self._connection_id, job.id))

    async def note_evidence(self, job_id: str, evidence: Mapping[str, FieldEvidence]) -> None:
        """The pages of a document were looked at: count again what needs a look."""
        self._second_look.note(job_id, evidence)
        await self._note_and_tell(job_id)

    async def records(self) -> list[JobRecord]:
        """Every job of the mirror, newest first."""
        return await self._mirror.jobs(self._connection_id)

    async def waits_for_review(self, job_id: str) -> bool:
        """True while a document is completed and nobody here has reviewed or postponed it."""
        record = await self._mirror.record(self._connection_id, job_id)
        return (
            record is not None
            and record.job.status is JobStatus.COMPLETED
            and record.review_state is ReviewState.TO_REVIEW
        )

    async def extraction(self, job_id: str) -> Extraction:
        """What was read from a document: from the mirror, else from the server. Raises KnownError."""
        output = await self._mirror.output(self._connection_id, job_id)
        if output is None:
            output = await self._fetch_output(job_id)
        return read_extraction(job_id, output)

    async def _fetch_output(self, job_id: str) -> Any:
        async with self._fetching:
            detail = await self._client.insights.get(job_id)
        if detail.output is None:
            raise DocumentError(
                "NO_OUTPUT",
                "There are no fields to review",
                "The server has no output for this job yet.",
                "Refresh the queue in a moment.",
            )
        await self._mirror.put_output(self._connection_id, job_id, detail.output)
        return detail.output

    async def _read_again(self, job: Job) -> None:
        """A completed document changed on the server: take over what it says now, and tell when that is something else."""
        earlier = await self._mirror.output(self._connection_id, job.id)
        if earlier is None:
            return  # nobody has looked at it yet
        with contextlib.suppress(KnownError):  # the earlier one stays until the server can be asked
            if await self._fetch_output(job.id) != earlier:
                self._bus.publish(OutputChanged(self._connection_id, job.id))

    async def _changed_jobs(self) -> list[Job]:
        """Reads the list, newest first, until a page's worth brings nothing new and nothing older is under way."""
        changed: list[Job] = []
        waiting = {job.id for job in self._known.values() if not job.status.is_final}
        seen = unchanged = 0
        async with aclosing(self._client.insights.every()) as jobs:
            async for job in jobs:
                seen += 1
                waiting.discard(job.id)
                if self._known.get(job.id) == job:
                    unchanged += 1
                else:
                    unchanged = 0
                    changed.append(job)
                if seen >= _MOST_JOBS or (unchanged >= MAX_PAGE_SIZE - _MARGIN and not waiting):
                    break
        return changed

    def _on_verdicts(self, event: VerdictsChanged) -> None:
        if event.connection_id == self._connection_id and event.job_id not in self._to_note:
            self._to_note.add(event.job_id)
            task = asyncio.create_task(self._note_soon(event.job_id))
            self._noting.add(task)
            task.add_done_callback(self._noting.discard)

    async def _note_soon(self, job_id: str) -> None:
        """Decisions come in bursts: the queue counts once they rest."""
        await asyncio.sleep(_NOTE_SECONDS)
        self._to_note.discard(job_id)
        await self._note_and_tell(job_id)

    async def _note_and_tell(self, job_id: str) -> None:
        await self._note(job_id)
        self._bus.publish(JobsChanged(self._connection_id, (job_id,)))

    async def _note(self, job_id: str) -> None:
        """Count what needs a look, for the queue; a document that cannot be fetched now is counted when it is opened."""
        try:
            extraction = await self.extraction(job_id)
        except KnownError:
            return
        job = self._known.get(job_id) or await self._mirror.job(self._connection_id, job_id)
        if job is None:
            return
        verdicts = await self._journal.verdicts(self._connection_id, job_id)
        fields = await self._second_look.fields(job, extraction, verdicts)
        looked = [each for each in fields if each.needs_look and each.reasons]
        worst = max(looked, key=lambda each: each.risk, default=None)
        reason = f"{worst.field.name}: {worst.reasons[0].sentence}" if worst is not None else None
        risk = sum(each.risk for each in looked)
        await self._mirror.note_open_fields(self._connection_id, job_id, open_count(fields), len(fields), reason, risk)
