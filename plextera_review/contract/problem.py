"""The error envelope and its codes, shared by client and local service."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

STATUS_CODES: dict[int, str] = {
    400: "INVALID_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    409: "CONFLICT",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "VALIDATION_FAILED",
    429: "RATE_LIMITED",
    500: "INTERNAL_ERROR",
    502: "BAD_GATEWAY",
    503: "SERVICE_UNAVAILABLE",
}


class ProblemDetail(BaseModel):
    """One bad field of a request."""

    field: str
    issue: str


class Problem(BaseModel):
    """The object under ``error`` in every refusal."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")

    code: str
    message: str = ""
    request_id: str | None = None
    retryable: bool = False
    details: list[ProblemDetail] | None = Field(default=None)


class ProblemEnvelope(BaseModel):
    """The body of every refusal."""

    error: Problem
