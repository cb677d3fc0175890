"""Refusals as the documented envelope, and nothing but the envelope."""

import errno
import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from plextera_review.contract.problem import STATUS_CODES, Problem, ProblemDetail, ProblemEnvelope
from plextera_review.contract.routes import REQUEST_ID_HEADER
from plextera_review.domain.errors import StorageError

_log = logging.getLogger(__name__)
_RETRYABLE = {429, 500, 502, 503}
_MESSAGES = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The body is too large.",
    500: "The service failed. Its log says more.",
}


class Refusal(Exception):  # noqa: N818 - an answer, not a failure
    """A request that is not carried out: HTTP status, a message for people, and each bad field."""

    def __init__(
        self,
        status: int,
        message: str,
        details: list[ProblemDetail] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message
        self.details = details
        self.headers = headers


def invalid(field: str, issue: str) -> Refusal:
    """422 for one bad field."""
    return Refusal(422, "One or more request fields are invalid.", [ProblemDetail(field=field, issue=issue)])


def envelope(
    request: Request,
    status: int,
    message: str,
    details: list[ProblemDetail] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The error body with the request's id."""
    request_id = getattr(request.state, "request_id", None)
    problem = Problem(
        code=STATUS_CODES.get(status, f"HTTP_{status}"),
        message=message,
        request_id=request_id,
        retryable=status in _RETRYABLE,
        details=details,
    )
    body = ProblemEnvelope(error=problem).model_dump(by_alias=True, exclude_none=True)
    named = {REQUEST_ID_HEADER: request_id} if request_id else {}
    return JSONResponse(body, status, headers={**(headers or {}), **named})


def install(app: FastAPI) -> None:
    """Translate everything that can go wrong in a request."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> Response:
        return envelope(request, error.status, error.message, error.details, error.headers)

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> Response:
        text = _MESSAGES.get(error.status_code, str(error.detail))
        return envelope(request, error.status_code, text, headers=error.headers)

    @app.exception_handler(StorageError)
    async def not_kept(request: Request, error: StorageError) -> Response:
        _log.error("the data folder refused", exc_info=error)
        return envelope(request, 503, f"{error.title}. {error.sentence}", headers={"Retry-After": "5"})

    @app.exception_handler(RequestValidationError)
    async def unfit(request: Request, error: RequestValidationError) -> Response:
        found = error.errors()
        if any(each["type"] in {"json_invalid", "json_type"} for each in found):
            return envelope(request, 400, "The body is not valid JSON.")
        if any(each["loc"][0] in {"query", "path", "header"} for each in found):
            names = ", ".join(str(each["loc"][-1]) for each in found)
            return envelope(request, 400, f"These parameters are not valid: {names}.")
        details = [
            ProblemDetail(
                field=".".join(str(part) for part in each["loc"][1:]) or "body",
                issue=each["msg"].removeprefix("Value error, "),
            )
            for each in found
        ]
        return envelope(request, 422, "One or more request fields are invalid.", details)

    @app.exception_handler(OSError)
    async def no_room(request: Request, error: OSError) -> Response:
        _log.error("the disk refused", exc_info=error)
        if error.errno == errno.ENOSPC:
            return envelope(request, 503, "The disk is full: free some space.", headers={"Retry-After": "5"})
        return envelope(request, 500, _MESSAGES[500])

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        _log.error("request failed", exc_info=error)
        return envelope(request, 500, _MESSAGES[500])
