"""What the client's coroutines return."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plextera_review.domain.job import Job


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the server."""

    id: str
    name: str
    mime_type: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of the job list; ``total`` is ``None`` when the server does not say."""

    jobs: tuple[Job, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class JobDetail:
    """One job with its output as the server sent it (any JSON), ``None`` while there is none."""

    job: Job
    output: Any


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """The server's answer to a feedback; both parts may be missing."""

    id: str | None
    created_at: datetime | None
