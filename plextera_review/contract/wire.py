"""What a server sends and takes: requests are strict, answers are read tolerantly."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator, model_validator
from pydantic.alias_generators import to_camel

from plextera_review.contract.routes import HUB_ID_PATTERN, MAX_FEEDBACK_MESSAGE, MAX_FIELD_ID
from plextera_review.domain.upload import metadata_issues


class _Request(BaseModel):
    """A body we are sent: unknown properties are ignored, types are not bent."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", strict=True)


class DocumentSource(_Request):
    """The document of a new job: exactly one of ``fileId`` and ``url``."""

    file_id: Annotated[str, StringConstraints(min_length=1)] | None = None
    url: Annotated[str, StringConstraints(min_length=1)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "DocumentSource":
        if (self.file_id is None) == (self.url is None):
            raise ValueError("give exactly one of fileId and url")
        return self


class CreateJobRequest(_Request):
    """``POST /document-insights/jobs/extract``."""

    document: DocumentSource
    hub_id: Annotated[str, StringConstraints(pattern=HUB_ID_PATTERN)] | None = None
    metadata: dict[str, str] | None = None

    @field_validator("metadata")
    @classmethod
    def _within_limits(cls, metadata: dict[str, str] | None) -> dict[str, str] | None:
        issues = metadata_issues(metadata or {})
        if issues:
            raise ValueError(" ".join(issues))
        return metadata


class FeedbackRequest(_Request):
    """``POST /document-insights/jobs/{jobId}/feedback``. Lengths count code points."""

    message: Annotated[str, StringConstraints(min_length=1, max_length=MAX_FEEDBACK_MESSAGE)]
    field_id: Annotated[str, StringConstraints(min_length=1, max_length=MAX_FIELD_ID)] | None = None


class _Answer(BaseModel):
    """A body we send. Serialise with ``by_alias`` and ``exclude_none``: absent values are omitted."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class FileObject(_Answer):
    """A stored file."""

    id: str
    name: str
    mime_type: str
    size_bytes: int
    created_at: datetime | None = None


class JobErrorObject(_Answer):
    """Why a job ended badly."""

    code: str
    message: str


class DocumentObject(_Answer):
    """What is known of a job's document."""

    file_id: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    size_bytes: int | None = None
    page_count: int | None = None


class JobObject(_Answer):
    """An extraction job; ``output`` only in the answer to a GET of one job."""

    id: str
    operation: str = "extract"
    status: str
    output_available: bool = False
    created_at: datetime
    updated_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    error: JobErrorObject | None = None
    hub_id: str | None = None
    hub_name: str | None = None
    metadata: dict[str, str] | None = None
    document: DocumentObject | None = None
    output: Any = None


class FeedbackObject(_Answer):
    """The answer to a feedback; ``fieldId`` may be null."""

    id: str
    job_id: str
    message: str
    field_id: str | None = None
    created_at: datetime


class PageInfo(_Answer):
    """Where a page stands in its list."""

    page: int
    size: int
    total_items: int
    total_pages: int
