"""Answers as the routes give them, and how they are described."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from plextera_review.contract import routes
from plextera_review.contract.problem import ProblemEnvelope

PageNumber = Annotated[int, Query(ge=0, le=routes.MAX_PAGE, description="Zero-based.")]
PageSize = Annotated[int, Query(ge=1, le=routes.MAX_PAGE_SIZE)]

_REFUSALS = {
    400: "The request is malformed.",
    401: "The key is missing or wrong.",
    404: "There is no such thing.",
    406: "The Accept header does not take JSON.",
    409: "The present state does not allow this.",
    413: "The body is too large.",
    415: "This kind of content is not accepted.",
    422: "Fields of the body are not valid.",
    429: "Too many requests at once; see Retry-After.",
    500: "The service failed.",
    503: "The service cannot do this now.",
}
_ALWAYS = (401, 406, 429, 500, 503)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented refusals of a route: these, and those any request may meet."""
    return {each: {"model": ProblemEnvelope, "description": _REFUSALS[each]} for each in (*statuses, *_ALWAYS)}


def answer(model: BaseModel, status: int = 200) -> Response:
    """A body with absent values left out."""
    return JSONResponse(dump(model), status)


def dump(model: BaseModel) -> dict[str, Any]:
    """A model as JSON."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)
