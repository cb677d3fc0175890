"""One HTTP connection pool to one server: key, limits, TLS, bounded bodies, retries of reads."""

import asyncio
import json
import random
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from plextera_review.api import errors
from plextera_review.api.retry import MAX_RETRIES, backoff
from plextera_review.contract.routes import AUTH_SCHEME, REQUEST_ID_HEADER
from plextera_review.domain.errors import KnownError, OfflineError
from plextera_review.domain.ids import new_request_id

MAX_JSON_BYTES = 32 * 1024 * 1024
_AT_ONCE = 6  # more at once stall the window and make each answer come later
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_MAX_REDIRECTS = 5


class Transport:
    """Sends requests to ``base_url`` with the key. The key never appears in a repr, a log or an error."""

    def __init__(self, base_url: str, key: str, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        _require_safe(self.base_url)
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
        content: AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Any:
        """The JSON of one request, sent once. Raises the errors of :mod:`plextera_review.domain.errors` only."""
        sent = dict(headers or {})
        if body is not None:
            sent["Content-Type"] = "application/json"
        raw = json.dumps(body).encode() if body is not None else content
        async with self.open(method, path, query=query, content=raw, headers=sent, request_id=request_id) as response:
            data = await _bounded(response, MAX_JSON_BYTES)
        if not data:
            return None
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            echoed = response.headers.get(REQUEST_ID_HEADER)
            raise errors.nonsense("The answer is not JSON", echoed) from None

    @asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        content: bytes | AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        accept: str = "application/json",
    ) -> AsyncIterator[httpx.Response]:
        """A successful response whose body is still to be read. Redirects to another host lose the key (reads only)."""
        client = await self._ready()
        sent = {
            "Authorization": f"{AUTH_SCHEME} {self._key}",
            "Accept": accept,
            REQUEST_ID_HEADER: request_id or new_request_id(),
            **(headers or {}),
        }
        url = httpx.URL(self.base_url + path, params=dict(query) if query else None)
        async with self._slots:
            try:
                for _ in range(_MAX_REDIRECTS):
                    request = client.build_request(method, url, content=content, headers=sent)
                    response = await client.send(request, stream=True)
                    if not response.has_redirect_location or method != "GET":
                        break
                    await response.aclose()
                    target = url.join(response.headers["Location"])
                    _require_safe(str(target))
                    if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                        sent.pop("Authorization", None)
                    url = target
                try:
                    if not response.is_success:
                        body = await _bounded(response, 64 * 1024, cut=True)
                        raise errors.from_response(response.status_code, response.headers, body)
                    yield response
                finally:
                    await response.aclose()
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                known = error if isinstance(error, httpx.HTTPError) else httpx.ReadError(str(error))
                raise errors.from_transport(known, repeatable=method == "GET") from None

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

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


def _trust_context() -> ssl.SSLContext:
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _require_safe(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname and _is_loopback(parts.hostname):
        return
    raise KnownError(
        "INSECURE_URL",
        "This address is not safe",
        "A server is spoken to over https; plain http is allowed only on this computer.",
        "Correct the base URL; it starts with https://.",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _bounded(response: httpx.Response, limit: int, *, cut: bool = False) -> bytes:
    """The body up to ``limit`` bytes; more is refused, or cut off for error texts."""
    parts: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes(64 * 1024):
        size += len(chunk)
        if size > limit:
            if cut:
                break
            raise errors.nonsense(f"The answer is larger than {limit // (1024 * 1024)} MB")
        parts.append(chunk)
    return b"".join(parts)
