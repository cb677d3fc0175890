"""What is kept about a document, read before it shows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plextera_review.domain.correction import SendState, Verdict
from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.job import Job
from plextera_review.viewmodels.core import CoreLike


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's job, what was read from it (or ``problem``, why there is nothing), what was decided, and the rules it is judged by."""

    job: Job
    extraction: Extraction
    problem: KnownError | None
    verdicts: Mapping[str, Verdict]
    send_states: Mapping[str, SendState]
    basis: Any


async def read(core: CoreLike, session: Any, job_id: str, known: Extraction | None = None) -> Reading | None:
    """Read it all; ``known`` is what was read from the document, where that is at hand. None for a job that is not known here.

    Raises StorageError.
    """
    job = await core.stores.mirror.job(session.profile.id, job_id)
    if job is None:
        return None
    problem: KnownError | None = None
    extraction = known or Extraction(job_id)
    if job.error is not None:
        hint = "There is nothing to correct; the page can be looked at."
        problem = DocumentError(job.error.code, "The document was not read", job.error.message, hint)
        extraction = Extraction(job_id)
    elif known is None:
        try:
            extraction = await session.jobs.extraction(job_id)
        except KnownError as error:
            problem = error
    verdicts, send_states, basis = await asyncio.gather(
        session.corrections.verdicts(job_id),
        session.corrections.send_states(job_id),
        session.second_look.basis(job, extraction),
    )
    return Reading(job, extraction, problem, verdicts, send_states, basis)
