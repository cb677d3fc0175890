"""A person's decisions: kept first, sent afterwards."""

from plextera_review.domain.correction import SendState, Verdict
from plextera_review.domain.job import Job, ReviewState
from plextera_review.storage.journal import Journal
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

    async def verdicts(self, job_id: str) -> dict[str, Verdict]:
        """The verdict in force of each field, by field path."""
        return await self._journal.verdicts(self._connection_id, job_id)

    async def send_states(self, job_id: str) -> dict[str, SendState]:
        """The send state of each feedback, by client reference."""
        return await self._outbox.send_states(self._connection_id, job_id)

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
        self._bus.publish(OutboxChanged(self._connection_id))
