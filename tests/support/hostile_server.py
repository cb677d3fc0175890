"""A server on loopback that answers each connection with bytes of our choice and then does what it is told."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class HostileServer:
    """Records the head of every request it gets."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self.heads: list[bytes] = []
        self.base_url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            await self._behaviour(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def hostile_server(behaviour: Behaviour) -> Any:
    """The server while the block runs."""
    hostile = HostileServer(behaviour)
    server = await asyncio.start_server(hostile.handle, "127.0.0.1", 0)
    hostile.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/public/v1"
    try:
        yield hostile
    finally:
        server.close()
        await server.wait_closed()


def answering(body: bytes, status: str = "200 OK", *headers: str, length: int | None = None) -> Behaviour:
    """Answers with this body; ``length`` lies about its size."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    head = ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode()

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head + body)

    return behave


def raw(data: bytes) -> Behaviour:
    """Sends bytes that need not be HTTP, then hangs up."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return behave
