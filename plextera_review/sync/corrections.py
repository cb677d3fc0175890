"""A person's decisions: kept first, sent afterwards."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from plextera_review.domain.correction import FeedbackType, OutboxRow, SendState, Verdict
from plextera_review.domain.feedback import document_comment
from plextera_review.domain.job import Job, ReviewState
from plextera_review.domain.sent_summary import SentSummary
from plextera_review.storage.journal import Journal, JournalEntry
from plextera_review.storage.outbox import Outbox
from plextera_review.sync.bus import Bus
from plextera_review.sync.drain import Drain
from plextera_review.sync.events import OutboxChanged, VerdictsChanged


class Corrections:
    """The journal of one connection as the screens use it. Every call is on disk when it returns."""

    def __init__(self, connection_id: str, journal: Journal, outbox: Outbox, bus: Bus, drain: Drain) -> None:
        self._connection_id = connection_id
        self._journal = journal
        self._outbox = outbox
        self._bus = bus
        self._drain = drain

    async def record(self, job: Job, verdict: Verdict) -> None:
        """Keep a verdict. Raises StorageError when it could not be kept."""
        await self._journal.record(self._connection_id, job, verdict)
        self._changed(job.id)

    async def record_all(self, job: Job, verdicts: Sequence[Verdict]) -> None:
        """Keep the verdicts of one act, all or none. Raises StorageError when they could not be kept."""
        await self._journal.record_all(self._connection_id, job, verdicts)
        self._changed(job.id)

    async def comment_on_document(self, job: Job, text: str) -> None:
        """Keep a comment on the document as a whole; empty ``text`` takes it back. Raises StorageError."""
        await self.record(job, document_comment(job.id, text))

    async def verdicts(self, job_id: str) -> dict[str, Verdict]:
        """The verdict in force of each field, by field path."""
        return await self._journal.verdicts(self._connection_id, job_id)

    async def send_states(self, job_id: str) -> dict[str, SendState]:
        """The send state of each feedback, by client reference."""
        return await self._outbox.send_states(self._connection_id, job_id)

    async def history(self, job_id: str, field_path: str) -> list[JournalEntry]:
        """Every decision about one field, oldest first."""
        return await self._journal.history(self._connection_id, job_id, field_path)

    async def decisions(self, job_id: str, limit: int = 100) -> list[JournalEntry]:
        """The last decisions about a document, newest first."""
        return await self._journal.decisions(self._connection_id, job_id, limit)

    async def latest(self, limit: int) -> list[JournalEntry]:
        """The last decisions over all documents, newest first."""
        return await self._journal.latest(self._connection_id, limit)

    async def drafts(self, job_id: str) -> list[OutboxRow]:
        """What the next submit of a document will send, in that order."""
        return await self._outbox.drafts(self._connection_id, job_id)

    async def of_job(self, job_id: str) -> list[OutboxRow]:
        """Every feedback of a document, oldest first."""
        return await self._outbox.of_job(self._connection_id, job_id)

    async def submitted(self, job_id: str) -> list[datetime]:
        """When a document was submitted, oldest first."""
        return await self._journal.submitted(self._connection_id, job_id)

    async def sent_summary(self, job_id: str) -> SentSummary:
        """What the earlier submits of a document did."""
        return SentSummary.of(await self.submitted(job_id), await self.of_job(job_id))

    async def edit(self, reference: str, message: str, feedback_type: FeedbackType | None = None) -> bool:
        """Change a message (and its type) that was not accepted yet; False when that is too late. Raises KnownError for one out of form."""
        changed = await self._outbox.edit(reference, message, feedback_type)
        self._outbox_changed()
        return changed

    async def retry(self, *references: str) -> int:
        """Send (again) now; returns how many will be."""
        moved = await self._outbox.retry(*references)
        self._outbox_changed()
        self._drain.wake()
        return moved

    async def discard(self, *references: str) -> dict[str, SendState]:
        """Give feedback up, the verdicts stay; returns what each one was, for :meth:`restore`."""
        before = await self._outbox.discard(*references)
        self._outbox_changed()
        return before

    async def restore(self, states: Mapping[str, SendState]) -> int:
        """Take a discard back; returns how many came back."""
        restored = await self._outbox.restore(states)
        self._outbox_changed()
        self._drain.wake()
        return restored

    async def mark_arrived(self, *references: str) -> int:
        """The person knows that these unconfirmed ones arrived."""
        marked = await self._outbox.mark_arrived(*references)
        self._outbox_changed()
        self._drain.wake()
        return marked

    async def submit(self, job: Job) -> int:
        """Call a document reviewed and release its feedback; returns how many will be sent."""
        released = await self._journal.submit(self._connection_id, job)
        self._changed(job.id)
        self._drain.wake()
        return released

    async def postpone(self, job_id: str) -> None:
        """Put a document off, on this computer."""
        await self._journal.set_review_state(self._connection_id, job_id, ReviewState.POSTPONED)
        self._changed(job_id)

    async def reopen(self, job_id: str) -> None:
        """Take a reviewed or postponed document up again, on this computer."""
        await self._journal.set_review_state(self._connection_id, job_id, ReviewState.TO_REVIEW)
        self._changed(job_id)

    def _changed(self, job_id: str) -> None:
        self._bus.publish(VerdictsChanged(self._connection_id, job_id))
        self._outbox_changed()

    def _outbox_changed(self) -> None:
        self._bus.publish(OutboxChanged(self._connection_id))
