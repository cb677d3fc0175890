"""Calls the service makes to others: documents by address, web functions, webhook deliveries. The service's only HTTP client."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx

from plextera_review.api.addresses import is_loopback

_CHUNK = 64 * 1024
_LONGEST_SILENCE = 300.0  # seconds; each call has a shorter limit of its own


class CallFailed(Exception):  # noqa: N818 - an outcome, not a bug
    """No usable answer; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose body was read up to a limit."""

    status: int
    content_type: str
    body: bytes

    @property
    def is_success(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300


class Outgoing:
    """One connection pool. Redirects are not followed: what is signed and configured goes where it was meant for.

    ``offline``: nothing leaves this computer; only loopback is called.
    """

    def __init__(self, *, offline: bool) -> None:
        self._offline = offline
        self._client: httpx.AsyncClient | None = None

    async def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float,
        limit: int | None,
    ) -> Reply:
        """The answer of one call, sent once, with at most ``limit`` bytes of body; ``None``: only the status. Raises CallFailed."""
        async with (
            self._guarded(url, seconds),
            self._pool().stream(method, url, content=body, headers=dict(headers or {})) as response,
        ):
            read = bytearray()
            if limit is None:
                return Reply(response.status_code, "", b"")
            async for chunk in response.aiter_bytes(_CHUNK):
                read += chunk
                if len(read) > limit:
                    raise CallFailed(f"The answer is larger than {limit // 1024} kB.")
            return Reply(response.status_code, response.headers.get("Content-Type", ""), bytes(read))

    async def fetch(self, url: str, target: BinaryIO, *, seconds: float, limit: int) -> None:
        """Write what lies at ``url`` to ``target``, at most ``limit`` bytes and one more. Raises CallFailed."""
        async with self._guarded(url, seconds), self._pool().stream("GET", url) as response:
            if not response.is_success:
                raise CallFailed(f"The address answered with status {response.status_code}.")
            done = 0
            async for chunk in response.aiter_bytes(_CHUNK):
                target.write(chunk[: limit + 1 - done])
                done += len(chunk)
                if done > limit:
                    return

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _pool(self) -> httpx.AsyncClient:
        if self._client is None:
            import truststore

            self._client = httpx.AsyncClient(
                verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), timeout=_LONGEST_SILENCE, follow_redirects=False
            )
        return self._client

    @asynccontextmanager
    async def _guarded(self, url: str, seconds: float) -> AsyncIterator[None]:
        """Refuses what may not be called, ends what takes too long, and says what went wrong in words."""
        local = _is_local(url)
        if self._offline and not local:
            raise CallFailed("This service was started with --offline: it calls only this computer.")
        if not local and not url.lower().startswith("https://"):
            raise CallFailed("Plain http is used only on this computer; the address must start with https://.")
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            raise CallFailed(f"There was no whole answer within {seconds:g} seconds.") from None
        except httpx.ConnectError:
            raise CallFailed("The address cannot be reached.") from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError):
            raise CallFailed("This is not a usable address.") from None
        except (httpx.HTTPError, httpx.StreamError):
            raise CallFailed("The connection ended before the answer was complete.") from None


def _is_local(url: str) -> bool:
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False
