"""Every call of the client against a server that lies, stalls and breaks: a typed error or a tolerant result, nothing else.

The run ends with a table of cases. Each case also looks for the key in every log line and error text, and for tasks left behind.
"""

import asyncio
import gc
import json
import logging
import re
import socket
import struct
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plextera_review.api import transport
from plextera_review.api.client import PlexteraClient
from plextera_review.contract.reading import read_extraction
from plextera_review.domain.connection import Dialect
from plextera_review.domain.errors import KnownError
from tests.robustness.hostile_cases import BODIES, CALLS, CASES, ENVELOPES, HEADS, KEY, STATUSES, Call
from tests.support.hostile_server import Behaviour, answering, hostile_server, raw

groups: dict[str, Counter[str]] = {}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(transport, "backoff", lambda attempt, rng: 0.0)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n" + b"x" * 2000)


@pytest.fixture(autouse=True)
def cases(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test's cases ended with goes with its report, to the table at the end."""
    groups.clear()
    yield
    request.node.user_properties.append((CASES, {group: dict(counts) for group, counts in groups.items()}))


def tried(group: str, behaviour: Behaviour, call: Call, folder: Path, caplog: pytest.LogCaptureFixture) -> str:
    """One case: ``typed error`` or ``tolerant result``; everything else fails the test."""
    counts = groups.setdefault(group, Counter())

    async def main() -> str:
        async with hostile_server(behaviour) as server:
            client = PlexteraClient(server.base_url, KEY, Dialect.JOBS)
            try:
                async with asyncio.timeout(25):
                    await call(client, folder)
            except TimeoutError:
                return "hang"
            except KnownError as error:
                said = f"{error!s} {error!r} {error.title} {error.message} {error.hint} {error.code} {error.issues}"
                assert error.sentence
                if KEY in said:
                    counts["leak"] += 1
                return "typed error"
            else:
                return "tolerant result"
            finally:
                await client.close()
                left = [each for each in asyncio.all_tasks() if "plextera_review" in repr(each.get_coro())]
                assert not left

    try:
        outcome = asyncio.run(main())
    except Exception:
        counts["exception"] += 1
        raise
    counts[outcome] += 1
    if KEY in caplog.text:
        counts["leak"] += 1
    assert counts["leak"] == 0
    assert outcome in {"typed error", "tolerant result"}
    return outcome


@pytest.mark.parametrize("name", CALLS)
def test_odd_bodies(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for body in BODIES.values():
            tried("bodies", answering(body), CALLS[name], tmp_path, caplog)


@pytest.mark.parametrize("name", CALLS)
def test_refusals(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for status in STATUSES:
            outcome = tried("statuses", answering(b"", status, "Retry-After: 0"), CALLS[name], tmp_path, caplog)
            assert outcome == "typed error" or status[0] == "2"
        for body in ENVELOPES.values():
            for status in ("400 Bad", "500 Oops"):
                behaviour = answering(body, status, "Retry-After: 0")
                assert tried("envelopes", behaviour, CALLS[name], tmp_path, caplog) == "typed error"


@pytest.mark.parametrize("name", CALLS)
def test_broken_heads(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):  # httpcore writes whole heads at DEBUG: 400 kB each here
        for head in HEADS.values():
            tried("heads", raw(head), CALLS[name], tmp_path, caplog)


WHOLE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: req_1\r\nContent-Length: 68\r\n\r\n"
    b'{"id": "x", "data": [{"id": "a"}], "pageInfo": {"totalPages": 1}}   '
)


@pytest.mark.parametrize("how", ["end", "reset"])
@pytest.mark.parametrize("name", ["jobs.page", "jobs.feedback", "files.upload", "files.download"])
def test_a_connection_lost_at_every_byte(name: str, how: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for cut in range(len(WHOLE)):
        behaviour = raw(WHOLE[:cut]) if how == "end" else resetting(WHOLE[:cut])
        assert tried(f"{how} at every byte", behaviour, CALLS[name], tmp_path, caplog) == "typed error"
    whole = tried(f"{how} at every byte", raw(WHOLE), CALLS[name], tmp_path, caplog)
    assert whole == "tolerant result" or name == "files.upload"  # its body was never read: the answer may be lost
    assert not list(tmp_path.glob("*.part"))


def resetting(data: bytes) -> Behaviour:
    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def dripping(data: bytes, pause: float) -> Behaviour:
    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in data:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


@pytest.mark.parametrize(
    "name", ["jobs.page", "files.download", "jobs.feedback", "files.upload", "subscriptions.delete"]
)
@pytest.mark.parametrize("part", ["head", "body", "silence"])
def test_drips_end(
    name: str, part: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No single read ever times out, and yet it ends: patience counts the whole call."""
    monkeypatch.setattr(transport, "PATIENCE_SECONDS", 0.5)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    data = {"head": head + b" " * 100_000, "body": b" " * 100_000, "silence": b" "}[part]

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if part == "body":
            writer.write(head)
        await dripping(data, 0.02 if part != "silence" else 60)(reader, writer)

    assert tried("drips", behave, CALLS[name], tmp_path, caplog) == "typed error"


def test_a_slow_but_steady_answer_is_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PATIENCE_SECONDS", 0.3)
    body = b"x" * 5000

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        for start in range(0, len(body), 500):
            writer.write(body[start : start + 500])
            await writer.drain()
            await asyncio.sleep(0.1)

    assert tried("slow but steady", behave, CALLS["files.download"], tmp_path, caplog) == "tolerant result"
    assert (tmp_path / "got.pdf").read_bytes() == body


@pytest.mark.parametrize("name", ["jobs.page", "jobs.get", "workflows.get", "files.upload"])
def test_a_hundred_megabytes_of_json(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n[")
        for _ in range(100):
            writer.write(b'"x",' * 262_144)
            await writer.drain()

    gc.collect()
    tracemalloc.start()
    try:
        assert tried("100 MB", behave, CALLS[name], tmp_path, caplog) == "typed error"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 120 * 1024 * 1024


def test_whatever_is_in_an_output_is_read() -> None:
    for body in BODIES.values():
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            continue
        for each in (value, {"fields": value}, {"fields": [value]}):
            for field in read_extraction("job", each).leaves():
                (field.path + field.name + str(field.value)).encode()


def listing(pages: Callable[[int, int], Any]) -> Behaviour:
    """A list whose answer depends on the page asked for and the number of the request."""
    asked = 0

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        page = int(re.search(rb"[?&]page=(\d+)", heads[-1]).group(1))  # type: ignore[union-attr]
        body = json.dumps(pages(page, asked)).encode()
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)

    heads: list[bytes] = []
    behave.heads = heads  # type: ignore[attr-defined]
    return behave


def items(*numbers: int) -> list[dict[str, str]]:
    return [{"id": f"j{number}"} for number in numbers]


def info(total: int, size: int) -> dict[str, int]:
    return {"totalItems": total, "totalPages": -(-total // size)}


def shrinking(page: int, asked: int) -> dict[str, Any]:
    """Ten items by twos; before the third request the first three are deleted."""
    left = list(range(10)) if asked < 3 else list(range(3, 10))
    return {"data": items(*left[page * 2 : page * 2 + 2]), "pageInfo": info(len(left), 2)}


def growing(page: int, asked: int) -> dict[str, Any]:
    """Two new items come before each request."""
    there = [*range(100, 100 + 2 * asked), *range(10)]
    return {"data": items(*there[page * 4 : page * 4 + 4]), "pageInfo": info(len(there), 4)}


@pytest.mark.parametrize(
    ("name", "pages", "expected"),
    [
        ("repeats a page", lambda page, asked: {"data": items(1, 2)}, {1, 2}),
        ("repeats and promises more", lambda page, asked: {"data": items(1, 2), "pageInfo": info(10**9, 2)}, {1, 2}),
        ("no page info", lambda page, asked: {"data": items(*range(page * 2, min(page * 2 + 2, 7)))}, set(range(7))),
        ("small pages", lambda page, asked: {"data": items(page), "pageInfo": info(5, 1)} if page < 5 else {"data": []}, set(range(5))),
        ("shuffled", lambda page, asked: {"data": items(*[3, 1, 2][:: -1 if page else 1]), "pageInfo": info(6, 3)}, {1, 2, 3}),
        ("duplicates", lambda page, asked: {"data": items(1, 1, 2, 2), "pageInfo": info(4, 4)}, {1, 2}),
        ("a bare list", lambda page, asked: items(*range(3)), set(range(3))),
        ("shrinks", shrinking, set(range(10))),
        ("grows", growing, set(range(10))),
        ("shrinks for ever", lambda page, asked: {"data": items(page), "pageInfo": info(max(10**6 - asked, 0), 1)}, None),
    ],
)  # fmt: skip
def test_lists_that_move(name: str, pages: Any, expected: set[int] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    from plextera_review.api import paging

    monkeypatch.setattr(paging, "_MOST_PAGES", 300)
    behave = listing(pages)

    async def main() -> list[str]:
        async with hostile_server(behave) as server:
            server.heads = behave.heads  # type: ignore[attr-defined]
            client = PlexteraClient(server.base_url, KEY, Dialect.JOBS)
            try:
                async with asyncio.timeout(20):
                    return [job.id async for job in client.insights.every()]
            finally:
                await client.close()

    found = asyncio.run(main())
    groups.setdefault("lists that move", Counter())["tolerant result"] += 1
    assert len(found) == len(set(found))
    if expected is not None:
        assert {f"j{number}" for number in expected} <= set(found)


def test_a_cancelled_transfer_leaves_nothing(tmp_path: Path) -> None:
    async def stall(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        await asyncio.sleep(30)

    async def main() -> None:
        async with hostile_server(stall) as server:
            client = PlexteraClient(server.base_url, KEY, Dialect.JOBS)
            task = asyncio.create_task(client.files.download("f", tmp_path / "got.pdf"))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await client.close()

    asyncio.run(asyncio.wait_for(main(), 10))
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize("key", ["", "with blank", "line\nbreak", "schlüssel", "\x00"])
def test_a_key_no_header_can_carry_is_refused_without_being_told(key: str) -> None:
    with pytest.raises(KnownError) as caught:
        PlexteraClient("https://api.example", key)
    assert caught.value.code == "INVALID_KEY"
    assert not key or key not in f"{caught.value} {caught.value!r} {caught.value.sentence}" or key == "\x00"
