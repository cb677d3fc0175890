"""A loopback listener for webhook deliveries: believes only what is signed, recent and new."""

import asyncio
import contextlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus

import h11

from plextera_review.contract.signature import SIGNATURE_HEADER, signature_problem
from plextera_review.contract.subscription_reading import read_event
from plextera_review.domain.subscription import Event

PATH = "/plextera-review/events"
_LONGEST_BODY = 1024 * 1024
_SECONDS = 10.0
_AT_ONCE = 16
_REMEMBERED = 10_000
_CHUNK = 64 * 1024


class Receiver:
    """Listens on 127.0.0.1 on a free port. ``on_event`` hears each event once, on the loop's thread.

    Answers 204 to what was taken (again to what it had already), 401 to what is not signed with ``secret`` or more than five minutes
    old, 400 to what is no event, 404, 405 and 413 to the rest; a sender that is slower than ten seconds is hung up on.
    """

    def __init__(self, secret: str, on_event: Callable[[Event], None], clock: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._on_event = on_event
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._inside = 0
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def start(self) -> str:
        """Listen; returns the endpoint's URL."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}{PATH}"

    async def stop(self) -> None:
        """Listen no more."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            await server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._inside += 1
        try:
            async with asyncio.timeout(_SECONDS):
                if self._inside <= _AT_ONCE:
                    await self._serve(reader, writer)
        except (TimeoutError, OSError, h11.ProtocolError):
            pass  # the sender tries again
        finally:
            self._inside -= 1
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = h11.Connection(h11.SERVER)
        request: h11.Request | None = None
        body = bytearray()
        while True:
            event = wire.next_event()
            if event is h11.NEED_DATA:
                wire.receive_data(await reader.read(_CHUNK))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > _LONGEST_BODY:
                    return await _reply(wire, writer, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            elif isinstance(event, h11.EndOfMessage) and request is not None:
                return await _reply(wire, writer, self._judged(request, bytes(body)))
            else:
                return None

    def _judged(self, request: h11.Request, body: bytes) -> HTTPStatus:
        if request.target.decode("ascii", "replace") != PATH:
            return HTTPStatus.NOT_FOUND
        if request.method != b"POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        wanted = SIGNATURE_HEADER.lower().encode()
        header = next((value for name, value in request.headers if name == wanted), b"").decode("ascii", "replace")
        if signature_problem(header, self._secret, body, self._clock()):
            return HTTPStatus.UNAUTHORIZED
        try:
            event = read_event(json.loads(body))
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        if event.id not in self._seen:
            self._seen[event.id] = None
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
            self._on_event(event)
        return HTTPStatus.NO_CONTENT


async def _reply(wire: h11.Connection, writer: asyncio.StreamWriter, status: HTTPStatus) -> None:
    headers = [("Connection", "close"), ("Content-Length", "0")]
    sent = h11.Response(status_code=status, headers=headers[: 1 if status == HTTPStatus.NO_CONTENT else 2])
    writer.write((wire.send(sent) or b"") + (wire.send(h11.EndOfMessage()) or b""))
    await writer.drain()
