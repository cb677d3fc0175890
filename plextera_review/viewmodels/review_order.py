"""Which document comes after which: those to review, riskiest first."""

from typing import Any

from plextera_review.domain.job import JobStatus, ReviewState
from plextera_review.viewmodels.job_rows import risk


class ReviewOrder:
    """``position`` is (n, m) among the documents waiting for review, ``upcoming`` those that follow ``job_id``, nearest first."""

    def __init__(self) -> None:
        self.job_id = ""
        self.position = (0, 0)
        self.upcoming: list[str] = []

    async def place(self, session: Any, job_id: str) -> None:
        """Find the place of a document that was opened."""
        self.job_id, waiting = job_id, await _waiting(session, keep=job_id)
        if job_id in waiting:
            at = waiting.index(job_id)
            self.position = (at + 1, len(waiting))
            self.upcoming = [*waiting[at + 1 :], *waiting[:at]]

    async def following(self, session: Any, job_id: str) -> str | None:
        """The document to open next: the one that was got ready, unless it has been seen to meanwhile; None when nothing is left."""
        for each in self.upcoming:
            if await session.jobs.waits_for_review(each):
                return each
        return next((each for each in await _waiting(session, keep=job_id) if each != job_id), None)

    async def beside(self, session: Any, job_id: str, step: int) -> str | None:
        """The next (1) or previous (-1) document, round the ends; None where there is no other."""
        waiting = await _waiting(session, keep=job_id)
        if job_id in waiting and len(waiting) > 1:
            return waiting[(waiting.index(job_id) + step) % len(waiting)]
        return None


async def _waiting(session: Any, keep: str) -> list[str]:
    """Documents to review in the queue's order, and the one named."""
    records = sorted(await session.jobs.records(), key=risk)
    return [
        each.job.id
        for each in records
        if each.job.id == keep
        or (each.review_state is ReviewState.TO_REVIEW and each.job.status is JobStatus.COMPLETED)
    ]
