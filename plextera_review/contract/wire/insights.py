"""Bodies of the Document Insights group in both dialects. Lengths count code points."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic.alias_generators import to_camel
from pydantic.config import JsonDict

from plextera_review.contract.routes import (
    FILE_ID_PATTERN,
    HUB_ID_PATTERN,
    MAX_FEEDBACK_MESSAGE,
    MAX_FIELD_ID,
    MAX_URL,
    URL_PATTERN,
)
from plextera_review.contract.wire.base import Answer, Failure, Moment, Request
from plextera_review.domain.upload import (
    MAX_METADATA_ENTRIES,
    MAX_METADATA_KEY,
    MAX_METADATA_VALUE,
    NOT_BLANK_PATTERN,
    metadata_issues,
)

_FILE_ID: JsonDict = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": FILE_ID_PATTERN}
_URL: JsonDict = {"type": "string", "maxLength": MAX_URL, "pattern": URL_PATTERN}
TAGS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "maxProperties": MAX_METADATA_ENTRIES,
    "propertyNames": {"minLength": 1, "maxLength": MAX_METADATA_KEY, "pattern": NOT_BLANK_PATTERN},
    "additionalProperties": {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_METADATA_VALUE,
        "pattern": NOT_BLANK_PATTERN,
    },
}
"""Metadata and tags as JSON Schema."""


def within_limits(entries: dict[str, str] | None) -> dict[str, str] | None:
    """Metadata or tags that keep the limits. Raises ValueError naming every breach."""
    issues = metadata_issues(entries or {})
    if issues:
        raise ValueError(" ".join(issues))
    return entries


Tags = Annotated[
    dict[str, str] | None,
    Field(default=None, json_schema_extra={"anyOf": [TAGS_SCHEMA, {"type": "null"}]}),
]


class DocumentSource(Request):
    """The document to read: exactly one of ``fileId`` and ``url``."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="ignore",
        strict=True,
        json_schema_extra={
            "properties": {},
            "oneOf": [
                {"properties": {"fileId": _FILE_ID, "url": {"type": "null"}}, "required": ["fileId"]},
                {"properties": {"url": _URL, "fileId": {"type": "null"}}, "required": ["url"]},
            ],
        },
    )

    file_id: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=FILE_ID_PATTERN)] | None = None
    url: Annotated[str, StringConstraints(max_length=MAX_URL, pattern=URL_PATTERN)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "DocumentSource":
        if (self.file_id is None) == (self.url is None):
            raise ValueError("give exactly one of fileId and url")
        return self


class CreateJobRequest(Request):
    """``POST /document-insights/jobs/extract``."""

    document: DocumentSource
    hub_id: Annotated[str, StringConstraints(pattern=HUB_ID_PATTERN)] | None = None
    metadata: Tags

    _limits = field_validator("metadata")(within_limits)


class CreateExtractionRequest(Request):
    """``POST /document-insights/extractions``."""

    document: DocumentSource
    tags: Tags

    _limits = field_validator("tags")(within_limits)


_Message = Annotated[str, StringConstraints(min_length=1, max_length=MAX_FEEDBACK_MESSAGE)]
_FieldId = Annotated[str, StringConstraints(min_length=1, max_length=MAX_FIELD_ID)] | None


class JobFeedbackRequest(Request):
    """``POST /document-insights/jobs/{jobId}/feedback``."""

    message: _Message
    field_id: _FieldId = None


class ExtractionFeedbackRequest(Request):
    """``POST /document-insights/extractions/{extractionId}/feedback``."""

    message: _Message
    type: Literal["ERROR", "INFO"] = "ERROR"
    field_id: _FieldId = None


class DocumentObject(Answer):
    """What is known of a document."""

    file_id: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    size_bytes: int | None = None
    page_count: int | None = None


Status = Literal["QUEUED", "PROCESSING", "COMPLETED", "FAILED", "REJECTED"]


class JobObject(Answer):
    """An extraction job; ``output`` only in the answer to a GET of one job."""

    id: str
    operation: Literal["extract"] = "extract"
    status: Status
    output_available: bool = False
    created_at: Moment
    updated_at: Moment
    started_at: Moment | None = None
    completed_at: Moment | None = None
    error: Failure | None = None
    hub_id: str | None = None
    hub_name: str | None = None
    metadata: dict[str, str] | None = None
    document: DocumentObject
    output: Any = None


class ExtractionObject(Answer):
    """The same record in the other dialect."""

    id: str
    status: Status
    output_available: bool = False
    created_at: Moment
    updated_at: Moment
    completed_at: Moment | None = None
    error: Failure | None = None
    tags: dict[str, str] | None = None
    document: DocumentObject
    output: Any = None


class JobFeedbackObject(Answer):
    """The answer to a feedback; ``fieldId`` may be null."""

    id: str
    job_id: str
    message: str
    field_id: str | None
    created_at: Moment


class ExtractionFeedbackObject(Answer):
    """The answer to a feedback; ``fieldId`` may be null."""

    id: str
    extraction_id: str
    message: str
    type: Literal["ERROR", "INFO"]
    field_id: str | None
    created_at: Moment
