"""Files that are sent or stored are closed when the call ends, however it ends: not whenever garbage is collected."""

import asyncio
import os
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from plextera_review.api.client import PlexteraClient
from plextera_review.api.opened import opened
from plextera_review.domain.errors import KnownError
from tests.support.hostile_server import Behaviour, answering, hostile_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is open")

_SIZE = 64 * 1024 * 1024  # more than the sockets' buffers hold


async def hangs_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Resets the connection while the body is under way."""
    reset = struct.pack("ii", 1, 0)  # linger for no time
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)


def is_open(path: Path) -> bool:
    held = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists them
            held.add(descriptor.readlink())
    return path in held


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "document.pdf"
    with path.open("wb") as file:
        file.truncate(_SIZE)
    return path


@pytest.mark.parametrize("behaviour", [hangs_up, answering(b"{}", "413 Content Too Large")])
def test_an_upload_that_fails_leaves_no_file_open(document: Path, behaviour: Behaviour) -> None:
    async def main() -> None:
        async with hostile_server(behaviour) as server:
            client = PlexteraClient(server.base_url, "key")
            with pytest.raises(KnownError) as caught:
                await client.files.upload(document, document.name)
            assert caught.value.__context__ is not None  # what was under way is still held by its traceback
            assert not is_open(document)
            await client.close()

    asyncio.run(main())


def test_an_upload_that_is_cancelled_leaves_no_file_open(document: Path) -> None:
    async def main() -> None:
        let_go = asyncio.Event()

        async def takes_nothing(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
            await let_go.wait()

        async with hostile_server(takes_nothing) as server:
            client = PlexteraClient(server.base_url, "key")
            sending = asyncio.ensure_future(client.files.upload(document, document.name))
            async with asyncio.timeout(5):
                while not is_open(document):
                    await asyncio.sleep(0.01)
            sending.cancel()
            await asyncio.wait([sending])
            assert not is_open(document)
            await client.close()
            let_go.set()
            while len(asyncio.all_tasks()) > 1:
                await asyncio.sleep(0.01)

    asyncio.run(main())


def test_a_file_that_opens_after_the_caller_was_cancelled_is_closed(tmp_path: Path) -> None:
    async def read(path: Path) -> None:
        async with opened(path, "rb") as file:
            file.read()

    async def main() -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)  # opens for reading once somebody writes
        reading = asyncio.ensure_future(read(pipe))
        await asyncio.sleep(0.05)
        reading.cancel()
        await asyncio.wait([reading])
        assert reading.cancelled()
        writing = os.open(pipe, os.O_WRONLY)
        os.close(writing)
        async with asyncio.timeout(5):
            while is_open(pipe):
                await asyncio.sleep(0.01)

    asyncio.run(main())
