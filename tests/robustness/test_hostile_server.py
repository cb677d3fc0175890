"""Every call of the client against a server that lies, stalls and breaks: a typed error or a tolerant result, nothing else.

The run ends with a table of cases. Each case also looks for the key in every log line and error text, and for tasks left behind.
"""

import asyncio
import gc
import gzip
import json
import logging
import re
import socket
import struct
import tracemalloc
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plextera_review.api import transport
from plextera_review.api.client import PlexteraClient
from plextera_review.api.dialects import JobQuery
from plextera_review.contract.reading import read_extraction
from plextera_review.domain.connection import Dialect
from plextera_review.domain.correction import FeedbackType
from plextera_review.domain.errors import KnownError
from tests.support.hostile_server import Behaviour, answering, hostile_server, raw

KEY = "sk-most-secret-4711"
Call = Callable[[PlexteraClient, Path], Awaitable[Any]]
outcomes: Counter[str] = Counter()
groups: dict[str, Counter[str]] = {}


async def _all(items: Any) -> list[Any]:
    return [each async for each in items]


CALLS: dict[str, Call] = {
    "files.upload": lambda client, folder: client.files.upload(folder / "a.pdf", "a.pdf"),
    "files.get": lambda client, folder: client.files.get("file_1"),
    "files.download": lambda client, folder: client.files.download("file_1", folder / "got.pdf"),
    "jobs.create": lambda client, folder: client.insights.create("file_1", hub_id="0" * 24, metadata={"a": "b"}),
    "jobs.page": lambda client, folder: client.insights.jobs.page(JobQuery(status="COMPLETED")),
    "jobs.every": lambda client, folder: _all(client.insights.every()),
    "jobs.get": lambda client, folder: client.insights.jobs.get("dijob_1"),
    "jobs.feedback": lambda client, folder: client.insights.jobs.send_feedback("dijob_1", "m", "f", "req_1"),
    "extractions.create": lambda client, folder: client.insights.extractions.create({"url": "https://a"}, {"a": "b"}),
    "extractions.upload": lambda client, folder: client.insights.create_by_upload(
        folder / "a.pdf", "a", metadata={"a": "b"}
    ),
    "extractions.page": lambda client, folder: client.insights.extractions.page(JobQuery(sort_by="updatedAt")),
    "extractions.get": lambda client, folder: client.insights.extractions.get("0" * 24),
    "extractions.feedback": lambda client, folder: client.insights.extractions.send_feedback(
        "0" * 24, "m", FeedbackType.INFO, None, "req_1"
    ),
    "workflows.start": lambda client, folder: client.workflows.start("w", {"a": 1}),
    "workflows.start_with_files": lambda client, folder: client.workflows.start_with_files(
        "w", payload={}, metadata={}, document=folder / "a.pdf", attachments=[folder / "a.pdf"]
    ),
    "workflows.page": lambda client, folder: client.workflows.page(),
    "workflows.every": lambda client, folder: _all(client.workflows.every()),
    "workflows.get": lambda client, folder: client.workflows.get("0" * 24),
    "subscriptions.create": lambda client, folder: client.subscriptions.create(
        "https://a", ["x"], "s", {"workflowId": "w"}
    ),
    "subscriptions.page": lambda client, folder: client.subscriptions.page(status="active"),
    "subscriptions.every": lambda client, folder: _all(client.subscriptions.every()),
    "subscriptions.get": lambda client, folder: client.subscriptions.get("sub_1"),
    "subscriptions.change": lambda client, folder: client.subscriptions.change("sub_1", is_paused=True),
    "subscriptions.delete": lambda client, folder: client.subscriptions.delete("sub_1"),
    "check (dialect unknown)": lambda client, folder: _unknown(client),
}


async def _unknown(client: PlexteraClient) -> None:
    client.insights.dialect = None
    await client.check()


def obj(**properties: Any) -> bytes:
    return json.dumps({"id": "x", **properties}).encode()


ODD_FIELDS: list[Any] = [
    {"placements": [{"page": float("nan"), "x": float("inf"), "y": 1e400, "width": -1, "height": "x"}]},
    {"placements": [{"page": 1, "x": 0.1, "y": 0.1, "width": 0.1, "height": 0.1}] * 40},
    {"value": "v" * 10_000, "confidence": "NaN"},
    {"value": [[[[[[[[[[[[[[[["deep"]]]]]]]]]]]]]]]]},
    {"id": None, "name": 7, "value": {"amount": {"amount": []}}},
    {"id": "\ud800", "name": "\udfff", "value": "half \ud800 a character"},
    {"confidence": 1e308, "polygon": [[1, 2], [3]], "bbox": [1, 2, 3]},
    "text", None, 5, [], True,
]  # fmt: skip
BODIES: dict[str, bytes] = {
    "an empty body": b"",
    "null": b"null",
    "a number": b"7",
    "a text": b'"x"',
    "an empty list": b"[]",
    "an empty object": b"{}",
    "a list of oddities": json.dumps({"data": [None, 7, {}, [], {"id": 7}, {"id": []}, {"id": "a", "status": []}]}).encode(),
    "an odd page info": json.dumps({"data": [{"id": "a"}], "pageInfo": {"totalItems": "many", "totalPages": -1}}).encode(),
    "a huge page info": json.dumps({"data": [{"id": "a"}], "pageInfo": {"totalItems": 1e300, "totalPages": 10**30}}).encode(),
    "wrong types": obj(name=[], mimeType={}, sizeBytes="x", status=5, document=[], error="no", metadata=[], output=7),
    "more wrong types": obj(steps={"a": 1}, workflow=[], progress="x", eventTypes="all", filters=[], document={"sizeBytes": 1e300}),
    "odd steps": obj(steps=[None, 7, {"nestedRuns": {"data": [None, {}, {"id": "y", "steps": [{}]}], "count": "x"}}]),
    "odd times": obj(createdAt="yesterday", updatedAt="9999-12-31T23:59:59+23:59", startedAt=7, completedAt="0001-01-01T00:00+23:59"),
    "a new status": obj(status="PAUSED_FOR_LUNCH", outputAvailable="yes"),
    "halves of characters": b'{"id": "\\ud800", "name": "\\udfff", "data": [{"id": "\\ud83d"}]}',
    "odd fields": obj(status="COMPLETED", output={"fields": ODD_FIELDS}),
    "5,000 fields": obj(output={"fields": [{"id": f"f{n}", "value": "v", "confidence": 0.5} for n in range(5000)]}),
    "invalid UTF-8": b'{"id": "\xff\xfe"}',
    "UTF-16": '{"id": "x"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "truncated JSON": b'{"id": "x", "data": [{"id"',
    "deep nesting": b"[" * 200_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"output":' * 900 + b"{}" + b"}" * 900,
    "a number without end": b'{"id": "x", "sizeBytes": ' + b"9" * 100_000 + b"}",
    "NaN and infinity": b'{"id": "x", "sizeBytes": NaN, "data": [{"id": Infinity}], "durationMs": -Infinity}',
    "HTML": b"<!doctype html><title>502</title>",
    "binary": bytes(range(256)) * 50,
}  # fmt: skip
ENVELOPES = {
    "no envelope": b"oops",
    "HTML": b"<html>" * 1000,
    "an odd envelope": b'{"error": "string"}',
    "wrong types": b'{"error": {"code": 7, "message": [], "details": "x", "retryable": "perhaps"}}',
    "the key echoed": json.dumps({"error": {"code": "X", "message": f"no such key: {KEY}", "requestId": KEY}}).encode(),
    "a megabyte": b"x" * 1_000_000,
    "half characters": b'{"error": {"code": "\\ud800", "message": "\\udfff"}}',
}
STATUSES = (
    "100 Continue", "204 No Content", "206 Partial", "304 Not Modified", "400 Bad", "401 No", "403 No", "404 No", "408 Slow",
    "409 Conflict", "418 Teapot", "422 Bad", "425 Early", "429 Busy", "499 ?", "500 Oops", "503 Busy", "599 ?", "999 ?",
)  # fmt: skip
HEADS: dict[str, bytes] = {
    "not HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "nothing": b"",
    "an endless head": b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50_000,
    "a bad length": b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n",
    "a chunk without end": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\n{}",
    "broken gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nABCD",
    "an unknown coding": b"HTTP/1.1 200 OK\r\nContent-Encoding: made-up\r\nContent-Length: 2\r\n\r\n{}",
    "an odd charset": b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=made-up\r\nContent-Length: 2\r\n\r\n{}",
    "a null in a header": b"HTTP/1.1 200 OK\r\nX-A: \x00\r\nContent-Length: 2\r\n\r\n{}",
    "another version": b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "a length too long": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}",
    "a length too short": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}{}{}",
    "a redirect to itself": b"HTTP/1.1 302 Found\r\nLocation: ?again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "a redirect nowhere": b"HTTP/1.1 302 Found\r\nLocation: http://[bad\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "a redirect to a file": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "a redirect to plain http": b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "odd Retry-After": b"HTTP/1.1 429 Busy\r\nRetry-After: Sun, 99 Foo\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "Retry-After in the past": b"HTTP/1.1 503 Busy\r\nRetry-After: Mon, 01 Jan 1990 00:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "a bomb": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(bytes(200_000_000), 1),
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(transport, "backoff", lambda attempt, rng: 0.0)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n" + b"x" * 2000)


@pytest.fixture(autouse=True, scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    names = ("typed error", "tolerant result", "exception", "hang", "leak")
    with request.config.pluginmanager.get_plugin("capturemanager").global_and_fixture_disabled():
        reporter.write_line("")
        reporter.write_line(f"{'hostile server':28}{'cases':>8}" + "".join(f"{name:>17}" for name in names))
        for group, counts in groups.items():
            total = counts["typed error"] + counts["tolerant result"] + counts["exception"] + counts["hang"]
            reporter.write_line(f"{group:28}{total:>8}" + "".join(f"{counts[name]:>17}" for name in names))


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
