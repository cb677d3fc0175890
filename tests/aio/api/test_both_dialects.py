"""The same work through either dialect: a server that has only one of them is found out by looking, never by a POST."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from plextera_review.api.client import PlexteraClient
from plextera_review.api.dialects import JobQuery
from plextera_review.app.service_child import ServiceChild
from plextera_review.contract.reading import read_extraction
from plextera_review.domain.connection import ConnectionProfile, Dialect
from plextera_review.domain.correction import FeedbackType
from plextera_review.domain.errors import KnownError, RefusedError
from plextera_review.domain.field import Money
from plextera_review.domain.job import JobStatus
from plextera_review.domain.workflow import RunStatus
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.bus import Bus
from plextera_review.sync.events import JobCompleted
from plextera_review.sync.session import Session
from plextera_review.sync.stores import open_stores
from plextera_review.sync.supervisor import Supervisor
from tests.support.documents import invoice_pdf


class OneDialect(httpx.AsyncHTTPTransport):
    """The real service, without the addresses of one dialect."""

    def __init__(self, missing: str) -> None:
        super().__init__()
        self._missing = missing
        self.asked: list[tuple[str, str]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, request.url.path))
        if f"/document-insights/{self._missing}" in request.url.path:
            return httpx.Response(404, json={"error": {"code": "NOT_FOUND", "message": "no", "retryable": False}})
        return await super().handle_async_request(request)


def against_service(folder: Path, work: Callable[[str, str], Awaitable[None]]) -> None:
    async def main() -> None:
        child = ServiceChild(folder / "service", folder / "logs", ("--offline",))
        address = await child.start()
        try:
            await work(address.base_url, address.key)
        finally:
            await child.stop()

    asyncio.run(main())


@pytest.mark.parametrize("spoken", list(Dialect))
def test_a_session_works_in_either(tmp_path: Path, spoken: Dialect) -> None:
    missing = next(each.value for each in Dialect if each is not spoken)

    async def work(base_url: str, key: str) -> None:
        transport = OneDialect(missing)
        client = PlexteraClient(base_url, key, transport=transport)
        stores = await open_stores(tmp_path, Preferences(tmp_path / "preferences.json"))
        bus, supervisor = Bus(), Supervisor()
        completed: asyncio.Queue[JobCompleted] = asyncio.Queue()
        bus.subscribe(JobCompleted, completed.put_nowait)
        session = Session(ConnectionProfile("c", "Cloud", base_url), client, stores, bus, supervisor)
        await session.start()
        document = tmp_path / "a.pdf"
        document.write_bytes(invoice_pdf())
        await session.uploads.add([document], metadata={"batch": "7"})
        session.jobs.wake()
        async with asyncio.timeout(20):
            event = await completed.get()
        [record] = await session.jobs.records()
        assert record.job.id == event.job_id
        assert record.job.metadata["batch"] == "7"
        fields = {field.path: field for field in (await session.jobs.extraction(event.job_id)).leaves()}
        assert fields["total"].value == Money("180.00", "EUR")
        for kind in FeedbackType:
            await client.insights.send_feedback(event.job_id, message="m", kind=kind, field_id="total", request_id="r")
        posts = [path for method, path in transport.asked if method == "POST"]
        assert not any(missing in path for path in posts)
        assert client.insights.dialect is spoken
        await session.stop()
        await supervisor.stop(1)
        await stores.db.close()

    against_service(tmp_path, work)
    with closing(sqlite3.connect(tmp_path / "service" / "service.sqlite")) as db:
        kinds = [row[0] for row in db.execute("SELECT type FROM feedback ORDER BY id")]
    assert kinds == (["ERROR", "INFO"] if spoken is Dialect.EXTRACTIONS else ["ERROR", "ERROR"])


def test_an_address_without_the_api_says_so(tmp_path: Path) -> None:
    async def work(base_url: str, key: str) -> None:
        client = PlexteraClient(base_url + "/wrong", key)
        with pytest.raises(KnownError) as caught:
            await client.check()
        assert "no Plextera API" in caught.value.message
        assert client.insights.dialect is None
        await client.close()

    against_service(tmp_path, work)


def test_every_call_of_the_client_against_the_service(tmp_path: Path) -> None:
    async def work(base_url: str, key: str) -> None:
        client = PlexteraClient(base_url, key)
        path = tmp_path / "ein Beleg.pdf"
        path.write_bytes(invoice_pdf("ONE"))
        told: list[tuple[int, int]] = []
        stored = await client.files.upload(path, path.name, progress=lambda done, total: told.append((done, total)))
        assert told[-1] == (path.stat().st_size,) * 2
        assert (await client.files.get(stored.id)) == stored
        await client.files.download(stored.id, tmp_path / "back.pdf")
        assert (tmp_path / "back.pdf").read_bytes() == path.read_bytes()
        made = [await client.insights.jobs.create({"fileId": stored.id}, None, {"a": "b"})]
        path.write_bytes(invoice_pdf("TWO"))
        made.append(await client.insights.create_by_upload(path, path.name, metadata={"a": "ü"}))
        second = (await client.files.upload(path, path.name)).id
        made.append(await client.insights.extractions.create({"fileId": second}, None))
        made.append(await client.insights.create_from_url("http://127.0.0.1:9/x"))
        for _ in range(200):
            listed = [job async for job in client.insights.every()]
            if all(job.status.is_final for job in listed):
                break
            await asyncio.sleep(0.05)
        assert len(listed) == len(made)
        ends = [job.status for job in listed]
        assert ends == [JobStatus.REJECTED, JobStatus.REJECTED, JobStatus.COMPLETED, JobStatus.COMPLETED]
        query = JobQuery(status="COMPLETED", sort_by="completedAt", ascending=True, size=1)
        page = await client.insights.extractions.page(query)
        assert (page.total, page.pages, len(page.items)) == (2, 2, 1)
        detail = await client.insights.extractions.get(page.items[0].id)
        [twin] = [job for job in listed if job.document.file_id == detail.job.document.file_id and job.output_available]
        assert detail.job.metadata == twin.metadata
        assert read_extraction(detail.job.id, detail.output) == read_extraction(
            detail.job.id, (await client.insights.jobs.get(twin.id)).output
        )
        receipt = await client.insights.extractions.send_feedback(page.items[0].id, "m", FeedbackType.INFO, None)
        assert receipt.id
        assert receipt.created_at
        middle = listed[1].created_at
        assert {job.id async for job in client.insights.every(created_after=middle)} == {job.id for job in listed[:2]}
        assert len([job async for job in client.insights.every(created_before=middle)]) == 3
        path.write_bytes(invoice_pdf("THREE"))
        run = await client.workflows.start_with_files("document-intake", metadata={"x": 1}, document=path)
        plain = await client.workflows.start("daily-lab-loader", {"results": []})
        for each in (run, plain):
            while not (got := await client.workflows.get(each.id)).status.is_final:
                await asyncio.sleep(0.05)
            assert got.status is RunStatus.COMPLETED, got
            assert got.steps[-1].output
        assert [each.id async for each in client.workflows.every()] == [plain.id, run.id]
        assert (await client.workflows.page(workflow_id="document-intake")).items[0].id == run.id
        one = await client.subscriptions.create("https://h.example", ["workflow.run.failed"], "s", {"workflowId": "w"})
        assert (one.filters, one.is_paused) == ({"workflowId": "w"}, False)
        changed = await client.subscriptions.change(one.id, is_paused=True, event_types=["workflow.run.completed"])
        assert (changed.is_paused, changed.event_types) == (True, ("workflow.run.completed",))
        assert [each.id async for each in client.subscriptions.every(status="paused")] == [one.id]
        await client.subscriptions.delete(one.id)
        with pytest.raises(RefusedError) as caught:
            await client.subscriptions.get(one.id)
        assert caught.value.code == "NOT_FOUND"
        await client.close()

    against_service(tmp_path, work)
