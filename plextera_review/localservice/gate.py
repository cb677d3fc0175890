"""What every request passes before it is served: a request id, the key, acceptable types, a bounded body, a free place."""

import hmac
import re
from collections.abc import Iterable, Mapping

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plextera_review.contract.routes import AUTH_SCHEME, REQUEST_ID_HEADER
from plextera_review.domain.ids import new_request_id
from plextera_review.domain.upload import MAX_FILE_BYTES
from plextera_review.localservice.problems import Refusal, envelope

_SAFE_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_RAW_ANSWER = re.compile(r"/files/[^/]+/download$")
_PARAMETER = re.compile(r"\{[^}]*\}")
_FILES = re.compile(r"/(files|extractions/upload)$")
_RUNS = re.compile(r"/workflows/[^/]+/runs$")
_OPEN = {"/openapi.json"}
_JSON_BYTES = 4 * 1024 * 1024
# With what stands around the file; its own size is judged exactly where it is stored.
_FILE_BYTES = MAX_FILE_BYTES + 1024 * 1024
_RUN_BYTES = 512 * 1024 * 1024
_DRAINED_BYTES = 512 * 1024 * 1024
_AT_ONCE = 128


def install(app: FastAPI, key: str, routers: Iterable[APIRouter], base: str) -> None:
    """Put the gate before every route of the app; the routers' own addresses, below ``base``, are told their methods."""
    addresses: dict[str, set[str]] = {}
    for route in (each for router in routers for each in router.routes):
        if isinstance(route, APIRoute):
            addresses.setdefault(base + route.path, set()).update(route.methods or ())
    app.add_middleware(Gate, key=key, addresses=addresses)


class Gate:
    """Pure ASGI: answers stream through it untouched."""

    def __init__(self, app: ASGIApp, key: str, addresses: Mapping[str, set[str]]) -> None:
        self._app = app
        self._fixed = {path: sorted(methods) for path, methods in addresses.items() if "{" not in path}
        self._patterns = [
            (re.compile("[^/]+".join(map(re.escape, _PARAMETER.split(path)))), sorted(methods))
            for path, methods in addresses.items()
            if "{" in path
        ]
        self._expected = f"{AUTH_SCHEME} {key}".encode()
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        given = request.headers.get(REQUEST_ID_HEADER, "")
        request_id = given if _SAFE_ID.fullmatch(given) else new_request_id()
        request.state.request_id = request_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = [pair for pair in message["headers"] if pair[0].lower() != REQUEST_ID_HEADER.lower().encode()]
                message["headers"] = [*named, (REQUEST_ID_HEADER.encode(), request_id.encode())]
            await send(message)

        try:
            self._check(request)
        except Refusal as refusal:
            await _drain(receive)  # a client that is still sending would not see the answer
            response = envelope(request, refusal.status, refusal.message, headers=refusal.headers)
            await response(scope, receive, send_with_id)
            return
        self._inside += 1
        try:
            await self._app(scope, _bounded(receive, _limit(scope["path"], request.headers)), send_with_id)
        finally:
            self._inside -= 1

    def _check(self, request: Request) -> None:
        """Raises Refusal."""
        path = request.url.path
        if path in _OPEN:
            return
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), self._expected):
            text = f"Send “Authorization: {AUTH_SCHEME} <key>” with a valid key."
            raise Refusal(401, text, headers={"WWW-Authenticate": AUTH_SCHEME})
        if not _RAW_ANSWER.search(path) and not _takes_json(request.headers.get("Accept", "*/*")):
            raise Refusal(406, "Answers are application/json; the Accept header does not take that.")
        allowed = self._allowed(path)
        if allowed and request.method not in allowed:
            text = "This address does not take that method."
            raise Refusal(405, text, headers={"Allow": ", ".join(allowed)})
        if self._inside >= _AT_ONCE:
            raise Refusal(429, "Too many requests at once.", headers={"Retry-After": "1"})
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if request.method in {"POST", "PATCH"} and kind not in _kinds(path, request.headers):
            raise Refusal(415, "This address does not take this kind of body; see its documentation for the type.")

    def _allowed(self, path: str) -> list[str]:
        """The methods of a public address, none for others; a fixed address comes before a pattern that fits it too."""
        if path in self._fixed:
            return self._fixed[path]
        return next((methods for pattern, methods in self._patterns if pattern.fullmatch(path)), [])


def _kinds(path: str, headers: Headers) -> set[str]:
    """The content types a body may have."""
    if _FILES.search(path):
        return {"multipart/form-data"}
    if _RUNS.search(path):
        # The body is optional: without one there need be no type.
        return {"application/json", "multipart/form-data", *([""] if not _has_body(headers) else [])}
    return {"application/json"}


def _has_body(headers: Headers) -> bool:
    length = headers.get("Content-Length", "0")
    return length != "0" or "Transfer-Encoding" in headers


def _limit(path: str, headers: Headers) -> int:
    if _FILES.search(path):
        return _FILE_BYTES
    is_form = headers.get("Content-Type", "").lower().startswith("multipart/")
    return _RUN_BYTES if is_form and _RUNS.search(path) else _JSON_BYTES


def _bounded(receive: Receive, limit: int) -> Receive:
    """Reads at most ``limit`` bytes of body; a larger one is read to its end, unkept, and refused."""
    size = 0

    async def read() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            if message.get("more_body"):
                await _drain(receive)
            raise HTTPException(413)
        return message

    return read


async def _drain(receive: Receive) -> None:
    size = 0
    while size < _DRAINED_BYTES:
        message = await receive()
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _takes_json(accept: str) -> bool:
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return any(kind in {"", "*/*", "application/*", "application/json"} for kind in kinds)
