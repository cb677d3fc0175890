"""Whatever a server answers: a typed error or a tolerant result, no hang, and never the key in a text."""

import asyncio
import json
import logging
from operator import attrgetter
from pathlib import Path

import pytest

from plextera_review.api import transport
from plextera_review.api.client import PlexteraClient
from plextera_review.api.dialects import JobQuery
from plextera_review.domain.connection import Dialect
from plextera_review.domain.correction import FeedbackType
from plextera_review.domain.errors import (
    AuthorizationError,
    DocumentError,
    KnownError,
    OfflineError,
    RefusedError,
    ServerError,
    UnknownOutcomeError,
)
from plextera_review.domain.job import JobStatus
from tests.support.hostile_server import Behaviour, answering, hostile_server, raw

KEY = "sk-very-secret-0042"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "backoff", lambda attempt, rng: 0.0)


LIST = "insights.page"


def asked(behaviour: Behaviour, call: str = LIST, *arguments: object, **named: object) -> object:
    if call == LIST:
        arguments = (JobQuery(),)

    async def main() -> object:
        async with hostile_server(behaviour) as server:
            client = PlexteraClient(server.base_url, KEY, Dialect.JOBS)
            try:
                async with asyncio.timeout(20):
                    return await attrgetter(call)(client)(*arguments, **named)
            finally:
                assert all(KEY.encode() in head for head in server.heads)
                await client.close()

    return asyncio.run(main())


def failed(behaviour: Behaviour, call: str = LIST, *arguments: object, **named: object) -> KnownError:
    with pytest.raises(KnownError) as caught:
        asked(behaviour, call, *arguments, **named)
    for text in (str(caught.value), repr(caught.value), caught.value.sentence):
        assert KEY not in text
    return caught.value


def feedback(behaviour: Behaviour) -> KnownError:
    return failed(
        behaviour,
        "insights.send_feedback",
        "job",
        message="m",
        kind=FeedbackType.ERROR,
        field_id=None,
        request_id="r",
    )


ENVELOPE = {"error": {"code": "CONFLICT", "message": "Busy.", "requestId": "req_9", "retryable": False}}


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (answering(b"<html>Bad gateway</html>", "502 Bad Gateway"), ServerError),
        (answering(b"", "503 Service Unavailable", "Retry-After: 0"), ServerError),
        (answering(b"<html>login</html>"), ServerError),
        (answering(b"\xff\xfe\x00 no text"), ServerError),
        (answering(b'{"data": [', length=5000), ServerError),
        (answering(b"[" * 100_000), ServerError),
        (answering(b"{}"), ServerError),
        (answering(b'{"data": 7}'), ServerError),
        (answering(json.dumps(ENVELOPE).encode(), "409 Conflict"), RefusedError),
        (answering(b"", "401 Unauthorized"), AuthorizationError),
        (answering(b"no", "403 Forbidden"), AuthorizationError),
        (raw(b"nonsense\r\n\r\n"), ServerError),
        (raw(b""), ServerError),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Len"), ServerError),
    ],
)
def test_reads_end_in_a_typed_error(behaviour: Behaviour, kind: type[KnownError]) -> None:
    error = failed(behaviour)
    assert type(error) is kind
    assert error.sentence


def test_the_envelope_is_read() -> None:
    error = failed(answering(json.dumps(ENVELOPE).encode(), "409 Conflict"))
    assert (error.code, error.message, error.request_id, error.status) == ("CONFLICT", "Busy.", "req_9", 409)


@pytest.mark.parametrize("cut", [0, 1, 9, 15, 17, 40, 60])
def test_a_reset_at_any_byte_leaves_a_feedback_unknown(cut: int) -> None:
    whole = b"HTTP/1.1 202 Accepted\r\nContent-Length: 20\r\n\r\n" + b'{"id": "fb_1"      }'
    assert isinstance(feedback(raw(whole[:cut])), UnknownOutcomeError)


def test_a_refused_feedback_is_refused() -> None:
    assert type(feedback(answering(b"", "422 Unprocessable"))) is RefusedError


def test_nobody_there_is_offline() -> None:
    async def main() -> None:
        async with hostile_server(raw(b"")) as server:
            base_url = server.base_url
        client = PlexteraClient(base_url, KEY, Dialect.JOBS)
        with pytest.raises(OfflineError):
            await client.insights.send_feedback(
                "job", message="m", kind=FeedbackType.ERROR, field_id=None, request_id="r"
            )
        await client.close()

    asyncio.run(main())


def test_odd_entries_of_a_list_are_left_out() -> None:
    body = json.dumps({"data": [None, 3, {}, {"id": "a", "status": "NEW"}, {"id": "b", "createdAt": 5}]}).encode()
    page = asked(answering(body))
    assert [job.id for job in page.items] == ["a", "b"]  # type: ignore[attr-defined]
    assert page.items[0].status is JobStatus.UNKNOWN  # type: ignore[attr-defined]


def test_a_huge_answer_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MAX_JSON_BYTES", 100_000)
    assert failed(answering(b" " * 400_000)).code == "INVALID_ANSWER"


def test_a_redirect_to_another_host_does_not_carry_the_key() -> None:
    async def main() -> None:
        async with hostile_server(answering(b'{"data": []}')) as other:
            target = other.base_url.replace("127.0.0.1", "localhost") + "/x"
            async with hostile_server(answering(b"", "302 Found", f"Location: {target}")) as first:
                client = PlexteraClient(first.base_url, KEY, Dialect.JOBS)
                await client.insights.page(JobQuery())
                await client.close()
            assert KEY.encode() in first.heads[0]
            assert KEY.encode() not in other.heads[0]

    asyncio.run(main())


def test_a_redirect_to_plain_http_elsewhere_is_not_followed() -> None:
    assert failed(answering(b"", "302 Found", "Location: http://192.0.2.1/x")).code == "INSECURE_URL"


@pytest.mark.parametrize("url", ["http://api.example/v1", "ftp://127.0.0.1/", "api.example", ""])
def test_unsafe_addresses_are_refused_at_once(url: str) -> None:
    with pytest.raises(KnownError) as caught:
        PlexteraClient(url, KEY)
    assert caught.value.code == "INSECURE_URL"


def test_a_download_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "document.pdf"
    failed(answering(b"half", length=100), "files.download", "file_1", target)
    assert list(tmp_path.iterdir()) == []
    error = failed(answering(b"x" * 2000), "files.download", "file_1", target, limit=1000)
    assert isinstance(error, DocumentError)
    assert list(tmp_path.iterdir()) == []
    asked(answering(b"%PDF"), "files.download", "../../file", target)
    assert target.read_bytes() == b"%PDF"


def test_the_key_is_in_no_log_and_no_repr(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        failed(answering(b"<html>", "500 Oops"))
        assert KEY not in repr(transport.Transport("https://api.example", KEY))
    assert KEY not in caplog.text
