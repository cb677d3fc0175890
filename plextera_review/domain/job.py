"""An extraction job as the reviewer sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class JobStatus(StrEnum):
    """Status on the server. Unknown texts from a newer server are kept as ``UNKNOWN``."""

    QUEUED = "QUEUED"
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"

    @property
    def is_final(self) -> bool:
        """True when the server will not change it any more."""
        return self in {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.REJECTED}


class ReviewState(StrEnum):
    """State of this computer: the API has none."""

    TO_REVIEW = "to_review"
    POSTPONED = "postponed"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class JobError:
    """Why a job failed or was rejected."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """What the server says of the document; each part may be missing."""

    file_id: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    size_bytes: int | None = None
    page_count: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One extraction, without its output."""

    id: str
    status: JobStatus
    created_at: datetime
    status_text: str = ""
    updated_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    output_available: bool = False
    hub_id: str | None = None
    hub_name: str | None = None
    document: DocumentSummary = field(default_factory=DocumentSummary)
    metadata: Mapping[str, str] = field(default_factory=dict)
    error: JobError | None = None

    @property
    def display_name(self) -> str:
        """The file's name, or the id when the server named none."""
        return self.document.file_name or self.id
