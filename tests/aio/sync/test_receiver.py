"""The window's own webhook listener: what it believes, what it refuses, and that jobs update by it without polling."""

import asyncio
import contextlib
import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from plextera_review.api.client import PlexteraClient
from plextera_review.app.service_child import ServiceChild
from plextera_review.contract.signature import OLDEST_SECONDS, SIGNATURE_HEADER, signature, signature_problem
from plextera_review.domain.connection import LOCAL_PROFILE, Dialect
from plextera_review.domain.subscription import Event
from plextera_review.storage.preferences import Preferences
from plextera_review.sync import jobs as jobs_module
from plextera_review.sync.bus import Bus
from plextera_review.sync.events import JobCompleted
from plextera_review.sync.receiver import PATH, Receiver
from plextera_review.sync.session import Session
from plextera_review.sync.stores import open_stores
from plextera_review.sync.supervisor import Supervisor
from tests.support.documents import invoice_pdf

SECRET = "between us"
BODY = json.dumps({"eventId": "evt_1", "eventType": "workflow.run.completed", "data": {"runId": "r"}}).encode()


def posted(*requests: dict[str, Any]) -> tuple[list[int], list[Event]]:
    """The statuses of requests to one receiver, and the events it believed."""
    events: list[Event] = []

    async def main() -> list[int]:
        receiver = Receiver(SECRET, events.append)
        url = await receiver.start()
        async with httpx.AsyncClient(trust_env=False) as client:
            statuses = []
            for request in requests:
                body = request.get("body", BODY)
                header = request.get("header", signature(SECRET, body, int(time.time())))
                target = url.replace(PATH, request.get("path", PATH))
                headers = {SIGNATURE_HEADER: header} if header is not None else {}
                answer = await client.request(request.get("method", "POST"), target, content=body, headers=headers)
                statuses.append(answer.status_code)
        await receiver.stop()
        return statuses

    return asyncio.run(main()), events


def test_an_event_is_taken_once() -> None:
    other = BODY.replace(b"evt_1", b"evt_2")
    statuses, events = posted({}, {}, {"body": other}, {})
    assert statuses == [204, 204, 204, 204]
    assert [(event.id, event.resource_id) for event in events] == [("evt_1", "r"), ("evt_2", "r")]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"header": None}, 401),
        ({"header": "t=1,v1=00"}, 401),
        ({"header": signature("another secret", BODY, int(time.time()))}, 401),
        ({"header": signature(SECRET, BODY + b" ", int(time.time()))}, 401),
        ({"header": signature(SECRET, BODY, int(time.time()) - OLDEST_SECONDS - 3600)}, 401),
        ({"header": signature(SECRET, BODY, int(time.time()) + OLDEST_SECONDS + 3600)}, 401),
        ({"body": b"not json"}, 400),
        ({"body": b"[" * 100_000}, 400),
        ({"body": b"{}"}, 400),
        ({"body": b" " * (1024 * 1024 + 1)}, 413),
        ({"path": "/"}, 404),
        ({"method": "PUT"}, 405),
    ],
)
def test_what_is_not_believed(request_: dict[str, Any], status: int) -> None:
    statuses, events = posted(request_)
    assert statuses == [status]
    assert events == []


@pytest.mark.parametrize(
    "data", [b"", b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\nhalf", b"\xff" * 70_000]
)
def test_what_is_no_request_costs_nothing(data: bytes) -> None:
    async def main() -> None:
        receiver = Receiver(SECRET, lambda event: None)
        port = int((await receiver.start()).split(":")[2].partition("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(data)
        writer.write_eof()
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 5) in {b"", await reader.read()}
        writer.close()
        await receiver.stop()

    asyncio.run(main())


def test_signatures_of_both_secrets_are_compared() -> None:
    now = int(time.time())
    both = f"{signature('new', BODY, now)},v1={signature(SECRET, BODY, now).partition('v1=')[2]}"
    assert signature_problem(both, SECRET, BODY, now) is None
    for wrong in (
        "",
        "t=,v1=",
        f"t={now}",
        "v1=aa",
        f"t={now},t={now},v1=aa",
        f"t={now},v1=ä",
        "t=99999999999999999999,v1=a",
    ):
        assert signature_problem(wrong, SECRET, BODY, now)


def test_jobs_update_without_polling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the pauses of polling far beyond the test, only an event can tell of the end."""
    monkeypatch.setattr(jobs_module, "_SLOW_SECONDS", 600.0)
    monkeypatch.setattr(jobs_module, "_QUICK_SECONDS", 600.0)

    async def main() -> None:
        child = ServiceChild(tmp_path / "service", tmp_path / "logs", ("--offline",))
        address = await child.start()
        client = PlexteraClient(address.base_url, address.key, Dialect.JOBS)
        stores = await open_stores(tmp_path, Preferences(tmp_path / "preferences.json"))
        bus, supervisor = Bus(), Supervisor()
        completed: asyncio.Queue[JobCompleted] = asyncio.Queue()
        bus.subscribe(JobCompleted, completed.put_nowait)
        session = Session(LOCAL_PROFILE, client, stores, bus, supervisor)
        await session.start()
        ours = await _subscriptions(address, 1)
        assert ours[0]["endpointUrl"].endswith(PATH)
        document = tmp_path / "a.pdf"
        document.write_bytes(invoice_pdf())
        await session.uploads.add([document])
        async with asyncio.timeout(20):
            await completed.get()
        await session.stop()
        assert await _subscriptions(address, 0) == []
        await supervisor.stop(1)
        await stores.db.close()
        await child.stop()

    asyncio.run(main())


def test_what_a_killed_window_left_is_forgotten(tmp_path: Path) -> None:
    async def main() -> None:
        child = ServiceChild(tmp_path / "service", tmp_path / "logs", ("--offline",))
        address = await child.start()
        client = PlexteraClient(address.base_url, address.key, Dialect.JOBS)
        stale = await client.subscriptions.create(f"http://127.0.0.1:9{PATH}", ["workflow.run.failed"], "s")
        theirs = await client.subscriptions.create("https://hooks.example/x", ["workflow.run.failed"], "s")
        stores = await open_stores(tmp_path, Preferences(tmp_path / "preferences.json"))
        supervisor = Supervisor()
        session = Session(LOCAL_PROFILE, client, stores, Bus(), supervisor)
        await session.start()
        async with asyncio.timeout(10):
            while stale.id in (ids := {each["id"] for each in await _subscriptions(address, 2)}):
                await asyncio.sleep(0.02)
        assert theirs.id in ids
        await session.stop()
        await supervisor.stop(1)
        await stores.db.close()
        await child.stop()

    asyncio.run(main())


async def _subscriptions(address: Any, count: int) -> list[dict[str, Any]]:
    headers = {"Authorization": f"api-key {address.key}"}
    async with httpx.AsyncClient(base_url=address.base_url, headers=headers, trust_env=False) as http:
        found: list[dict[str, Any]] = []
        for _ in range(300):
            found = (await http.get("/event-subscriptions")).json()["data"]
            if len(found) == count:
                break
            await asyncio.sleep(0.02)
        return found
