"""What every request passes before it is served: a request id, the key, an acceptable answer type."""

import hmac
import re
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.responses import Response

from plextera_review.contract.routes import AUTH_SCHEME, REQUEST_ID_HEADER
from plextera_review.domain.ids import new_request_id
from plextera_review.localservice.problems import envelope

_SAFE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_RAW_ANSWER = re.compile(r"/files/[^/]+/download$")


def install(app: FastAPI, key: str) -> None:
    """Put the gate before every route of the app."""

    @app.middleware("http")
    async def pass_gate(request: Request, serve: Callable[[Request], Awaitable[Response]]) -> Response:
        given = request.headers.get(REQUEST_ID_HEADER, "")
        request.state.request_id = given if _SAFE_ID.fullmatch(given) else new_request_id()
        if not _has_key(request.headers.get("Authorization", ""), key):
            return envelope(request, 401, f"Send “Authorization: {AUTH_SCHEME} <key>” with a valid key.")
        if not _RAW_ANSWER.search(request.url.path) and not _takes_json(request.headers.get("Accept", "*/*")):
            return envelope(request, 406, "Answers are application/json; the Accept header does not take that.")
        response = await serve(request)
        response.headers[REQUEST_ID_HEADER] = request.state.request_id
        return response


def _has_key(header: str, key: str) -> bool:
    return hmac.compare_digest(header.encode(), f"{AUTH_SCHEME} {key}".encode())


def _takes_json(accept: str) -> bool:
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return any(kind in {"", "*/*", "application/*", "application/json"} for kind in kinds)
