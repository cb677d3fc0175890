"""Translates what went wrong on the wire into the one error tree. Answers' texts are shown, never matched."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx
from pydantic import ValidationError

from plextera_review.api.retry import parse_retry_after
from plextera_review.contract.problem import STATUS_CODES, Problem, ProblemEnvelope
from plextera_review.contract.routes import REQUEST_ID_HEADER
from plextera_review.domain.errors import (
    AuthorizationError,
    FieldIssue,
    KnownError,
    OfflineError,
    RefusedError,
    ServerError,
    UnknownOutcomeError,
)

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)
_HINTS = {
    404: "It may have been deleted on the server; refresh the queue.",
    406: "Check the base URL in Settings.",
    409: "Refresh and look at the present state before trying again.",
    413: "Send a file of at most 50 MB.",
    415: "Send a document: PDF, image, office file, text or archive.",
    422: "Correct what is named and send it again.",
}


def from_transport(error: httpx.HTTPError, *, repeatable: bool) -> KnownError:
    """A failure without an answer. ``repeatable`` is false for requests that change something: their outcome is unknown."""
    if isinstance(error, _NEVER_LEFT):
        return OfflineError(
            "OFFLINE",
            "Offline",
            "The server cannot be reached.",
            "What you do is kept here and sent when the connection is back.",
            retryable=True,
        )
    if repeatable:
        return ServerError(
            "NO_ANSWER",
            "The server did not finish its answer",
            "The connection ended before the answer was complete.",
            "It is tried again by itself.",
            retryable=True,
        )
    return UnknownOutcomeError(
        "UNKNOWN_OUTCOME",
        "It is not known whether this arrived",
        "The connection ended after the request had left this computer.",
        "Look whether it arrived before sending it again.",
    )


def from_response(status: int, headers: Mapping[str, str], body: bytes) -> KnownError:
    """A refusal, whether or not its body is the documented envelope."""
    problem = _problem(body)
    code = problem.code if problem else STATUS_CODES.get(status, f"HTTP_{status}")
    request_id = (problem.request_id if problem else None) or headers.get(REQUEST_ID_HEADER)
    message = (problem.message if problem else "")[:1000]
    issues = tuple(FieldIssue(each.field, each.issue) for each in (problem.details or ())) if problem else ()
    retry_after = parse_retry_after(headers.get("Retry-After"), datetime.now(UTC))
    retryable = status >= 500 or status == 429 or bool(problem and problem.retryable)
    common = {"request_id": request_id, "status": status, "retry_after": retry_after, "issues": issues}
    if status == 401 or code == "UNAUTHORIZED":
        hint = "Check the API key of this connection in Settings."
        text = "The server did not accept the API key."  # its own words are for programmers
        return AuthorizationError(code, "The key was not accepted", text, hint, **common)  # type: ignore[arg-type]
    if status == 403:
        hint = "Ask whoever gave you the key for this permission."
        return AuthorizationError(code, "The key may not do this", message, hint, **common)  # type: ignore[arg-type]
    if status >= 500 or status == 429:
        title = "The server is busy" if status == 429 else "The server failed"
        text = message or f"It answered with status {status}."
        hint = "It is tried again by itself; if it lasts, tell whoever runs the server."
        return ServerError(code, title, text, hint, retryable=True, **common)  # type: ignore[arg-type]
    text = message or f"It answered with status {status}."
    hint = _HINTS.get(status, "Check the base URL in Settings." if not problem else "")
    return RefusedError(code, "The server refused this", text, hint, retryable=retryable, **common)  # type: ignore[arg-type]


def nonsense(what: str, request_id: str | None = None) -> ServerError:
    """An answer with a good status that is not the contract."""
    return ServerError(
        "INVALID_ANSWER",
        "The server answered something unexpected",
        f"{what}.",
        "Check the base URL in Settings; if it is right, tell whoever runs the server.",
        request_id=request_id,
    )


def _problem(body: bytes) -> Problem | None:
    try:
        return ProblemEnvelope.model_validate(json.loads(body)).error
    except (ValueError, ValidationError, RecursionError):
        return None
