"""What a hostile server answers, and every call of the client that it answers."""

import gzip
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from plextera_review.api.client import PlexteraClient
from plextera_review.api.dialects import JobQuery
from plextera_review.domain.correction import FeedbackType

CASES = "hostile cases"
"""Name of the property a test's report carries its counts under."""

KEY = "sk-most-secret-4711"
Call = Callable[[PlexteraClient, Path], Awaitable[Any]]


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
