"""One HTTP connection pool to one server: key, limits, TLS, bounded bodies, retries of reads."""

import asyncio
import json
import random
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any

import httpx

from plextera_review.api import errors
from plextera_review.api.addresses import require_safe, require_sendable
from plextera_review.api.retry import MAX_RETRIES, backoff
from plextera_review.contract.routes import AUTH_SCHEME, REQUEST_ID_HEADER
from plextera_review.domain.errors import KnownError, OfflineError
from plextera_review.domain.ids import new_request_id

MAX_JSON_BYTES = 32 * 1024 * 1024
PATIENCE_SECONDS = 60.0
"""A call may take this long, and a second more for each kilobyte that moved: slow lines are served, drips are not."""
_SLOWEST_BYTES_PER_SECOND = 1024
_AT_ONCE = 6  # more at once stall the window and make each answer come later
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_MAX_REDIRECTS = 5


class Incoming:
    """A successful answer whose body is still to be read."""

    def __init__(self, response: httpx.Response, moved: "_Patience") -> None:
        self._response = response
        self._patience = moved
        self.headers: Mapping[str, str] = response.headers

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes: gathering it into larger pieces would hide that a slow line is moving."""
        async for chunk in self._response.aiter_bytes():
            self._patience.moved(len(chunk))
            yield chunk

    async def body(self, limit: int, *, cut: bool = False) -> bytes:
        """The whole body; beyond ``limit`` bytes it is refused, or cut off for error texts."""
        read = bytearray()
        async for chunk in self.chunks():
            read += chunk
            if len(read) > limit:
                if cut:
                    break
                raise errors.nonsense(f"The answer is larger than {limit // (1024 * 1024)} MB")
        return bytes(read)


class Transport:
    """Sends requests to ``base_url`` with the key. The key never appears in a repr, a log or an error."""

    def __init__(self, base_url: str, key: str, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        require_safe(self.base_url)
        require_sendable(key)
        self._key = key
        self._inner = inner
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._rng = random.Random()  # noqa: S311 - jitter, not a secret

    def __repr__(self) -> str:
        return f"Transport({self.base_url!r})"

    async def get_json(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """The JSON of a GET, repeated up to twice when that can help."""
        attempt = 0
        while True:
            try:
                return await self.send_json("GET", path, query=query)
            except KnownError as error:
                attempt += 1
                if not error.retryable or isinstance(error, OfflineError) or attempt > MAX_RETRIES:
                    raise
                wait = error.retry_after if error.retry_after is not None else backoff(attempt, self._rng)
                await asyncio.sleep(wait)

    async def send_json(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        content: AsyncGenerator[bytes, None] | None = None,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Any:
        """The JSON of one request, sent once. Raises the errors of :mod:`plextera_review.domain.errors` only."""
        sent = dict(headers or {})
        if body is not None:
            sent["Content-Type"] = "application/json"
        raw = json.dumps(body).encode() if body is not None else content
        async with self.open(method, path, query=query, content=raw, headers=sent, request_id=request_id) as answer:
            data = await answer.body(MAX_JSON_BYTES)
        if not data:
            return None
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            echoed = answer.headers.get(REQUEST_ID_HEADER)
            raise errors.nonsense("The answer is not JSON", echoed) from None

    @asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        content: bytes | AsyncGenerator[bytes, None] | None = None,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        accept: str = "application/json",
    ) -> AsyncIterator[Incoming]:
        """A successful answer. Redirects are followed for reads only, to safe addresses, and lose the key on another host."""
        client = await self._ready()
        sent = {
            "Authorization": f"{AUTH_SCHEME} {self._key}",
            "Accept": accept,
            REQUEST_ID_HEADER: request_id or new_request_id(),
            **(headers or {}),
        }
        url = httpx.URL(self.base_url + path, params=dict(query) if query else None)
        async with self._slots:
            patience = _Patience()
            try:
                async with patience.counting(content) as body, patience.deadline:
                    response = await self._answer(client, method, url, body, sent)
                    try:
                        answer = Incoming(response, patience)
                        if not response.is_success:
                            text = await answer.body(64 * 1024, cut=True)
                            text = text.replace(self._key.encode(), b"[key]")  # a server may tell what it was sent
                            raise errors.from_response(response.status_code, response.headers, text)
                        yield answer
                    finally:
                        await response.aclose()
            except TimeoutError:
                raise errors.from_transport(httpx.ReadTimeout(""), repeatable=method == "GET") from None
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                known = error if isinstance(error, httpx.HTTPError) else httpx.ReadError(str(error))
                raise errors.from_transport(known, repeatable=method == "GET") from None

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _answer(
        self,
        client: httpx.AsyncClient,
        method: str,
        url: httpx.URL,
        body: bytes | AsyncIterator[bytes] | None,
        headers: dict[str, str],
    ) -> httpx.Response:
        for _ in range(_MAX_REDIRECTS + 1):
            request = client.build_request(method, url, content=body, headers=headers)
            response = await client.send(request, stream=True)
            if not response.has_redirect_location or method != "GET":
                return response
            await response.aclose()
            target = url.join(response.headers["Location"])
            require_safe(str(target))
            if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                headers.pop("Authorization", None)
            url = target
        raise errors.nonsense("It redirects in circles")

    async def _ready(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                verify: ssl.SSLContext | bool = False
                if self.base_url.startswith("https:"):
                    # The context reads the trust store: 200 ms that the window's thread cannot spare.
                    verify = await asyncio.get_running_loop().run_in_executor(None, _trust_context)
                self._client = httpx.AsyncClient(
                    timeout=_TIMEOUT, verify=verify, transport=self._inner, follow_redirects=False, trust_env=True
                )
            return self._client


class _Patience:
    """The time one call may take: :data:`PATIENCE_SECONDS`, and more as bytes move in either direction."""

    def __init__(self) -> None:
        self._until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        self.deadline = asyncio.timeout_at(self._until)

    def moved(self, size: int) -> None:
        """That many bytes went out or came in."""
        self._until += size / _SLOWEST_BYTES_PER_SECOND
        if not self.deadline.expired():
            self.deadline.reschedule(self._until)

    @asynccontextmanager
    async def counting(
        self, content: bytes | AsyncGenerator[bytes, None] | None
    ) -> AsyncIterator[bytes | AsyncIterator[bytes] | None]:
        """The same content, counted as it is taken, and closed at the end: nobody reads the rest of what is refused."""
        if content is None or isinstance(content, bytes):
            yield content
            return
        async with aclosing(content), aclosing(self._counted(content)) as counted:
            yield counted

    async def _counted(self, content: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        async for chunk in content:
            yield chunk
            self.moved(len(chunk))


def _trust_context() -> ssl.SSLContext:
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
