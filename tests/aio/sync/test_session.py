"""A whole session against the real local service: upload, extraction, correction, feedback, restart."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from plextera_review.api.client import PlexteraClient
from plextera_review.app.service_child import ServiceChild
from plextera_review.domain.connection import LOCAL_PROFILE, ConnectionState
from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.ids import new_client_reference
from plextera_review.domain.job import JobStatus, ReviewState
from plextera_review.domain.upload import Upload, UploadState
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.bus import Bus
from plextera_review.sync.events import ConnectivityChanged, JobsChanged, OutboxChanged, UploadChanged
from plextera_review.sync.session import Session
from plextera_review.sync.stores import Stores, open_stores
from plextera_review.sync.supervisor import Supervisor
from plextera_review.viewmodels.uploads import UploadRow
from tests.support.documents import invoice_pdf, pdf


class Desk:
    """Everything but the window, over one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bus, self.supervisor = Bus(), Supervisor()
        self.child = ServiceChild(folder / "service", folder / "logs")
        self.stores: Stores
        self.session: Session

    async def __aenter__(self) -> Self:
        self.stores = await open_stores(self.folder, Preferences(self.folder / "settings.json"))
        address = await self.child.start()
        client = PlexteraClient(address.base_url, address.key)
        self.session = Session(LOCAL_PROFILE, client, self.stores, self.bus, self.supervisor)
        await self.session.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.stop()
        await self.supervisor.stop(3)
        await self.child.stop()
        await self.stores.db.close()

    async def until(self, event: type, holds: Callable[[], Awaitable[bool]]) -> None:
        changed = asyncio.Event()
        subscription = self.bus.subscribe(event, lambda _event: changed.set())
        try:
            async with asyncio.timeout(30):
                while not await holds():
                    await changed.wait()
                    changed.clear()
        finally:
            subscription.close()

    async def upload(self, name: str, content: bytes) -> Upload:
        path = self.folder / name
        path.write_bytes(content)
        [upload] = await self.session.uploads.add([path])

        async def ended() -> bool:
            return not (await self.state(upload.id)).state.is_active

        await self.until(UploadChanged, ended)
        return await self.state(upload.id)

    async def state(self, upload_id: str) -> Upload:
        return next(each for each in await self.stores.uploads.all("local") if each.id == upload_id)


def test_from_a_file_to_feedback_in_the_services_database(tmp_path: Path) -> None:
    async def main() -> None:
        async with Desk(tmp_path) as desk:
            upload = await desk.upload("invoice.pdf", invoice_pdf())
            assert upload.state is UploadState.DONE, upload
            [record] = await desk.session.jobs.records()
            assert record.job.status is JobStatus.COMPLETED
            assert record.total_fields
            path = await desk.session.documents.file_for(record.job)
            assert path.read_bytes() == (tmp_path / "invoice.pdf").read_bytes()
            extraction = await desk.session.jobs.extraction(record.job.id)
            total = next(each for each in extraction.leaves() if each.path == "total")
            verdict = Verdict(
                new_client_reference(),
                record.job.id,
                total.path,
                VerdictKind.CORRECTED,
                datetime.now(UTC),
                total.field_id,
                total.name,
                "180.00 EUR",
                None,
                "181.00 EUR",
            )
            await desk.session.corrections.record(record.job, verdict)
            assert await desk.session.corrections.submit(record.job) == 1

            async def accepted() -> bool:
                return await desk.stores.outbox.counts("local") == {SendState.ACCEPTED: 1}

            await desk.until(OutboxChanged, accepted)
            with closing(sqlite3.connect(tmp_path / "service" / "service.sqlite")) as service:
                rows = service.execute("SELECT field_id, request_id, message FROM feedback").fetchall()
            assert [(row[0], row[1]) for row in rows] == [("total", verdict.client_reference)]
            assert "Should be: 181.00 EUR" in rows[0][2]

            async def reviewed() -> bool:
                return (await desk.session.jobs.records())[0].review_state is ReviewState.REVIEWED

            await desk.until(JobsChanged, reviewed)

    asyncio.run(main())


def test_checks_before_sending_and_reasons_afterwards(tmp_path: Path) -> None:
    async def main() -> None:
        async with Desk(tmp_path) as desk:
            assert (await desk.upload("empty.pdf", b"")).error_code == "EMPTY"
            assert (await desk.upload("tool.exe", b"MZ")).state is UploadState.REFUSED
            content = invoice_pdf("A-1")
            first = await desk.upload("one.pdf", content)
            again = await desk.upload("two.pdf", content)
            assert (first.state, again.state, again.error_code) == (UploadState.DONE, UploadState.REFUSED, "DUPLICATE")
            assert "one.pdf" in (again.error_message or "")
            scan = await desk.upload("scan.pdf", pdf())
            assert (scan.state, scan.error_code) == (UploadState.FAILED, "NO_TEXT")
            assert scan.error_message

    asyncio.run(main())


def test_the_session_notices_a_dead_service_and_its_return(tmp_path: Path) -> None:
    async def main() -> None:
        async with Desk(tmp_path) as desk:
            connectivity = desk.session.connectivity

            async def online() -> bool:
                return connectivity.state is ConnectionState.ONLINE

            async def offline() -> bool:
                return connectivity.state is ConnectionState.OFFLINE

            await desk.until(ConnectivityChanged, online)
            await desk.child.stop()
            desk.session.jobs.wake()
            await desk.until(ConnectivityChanged, offline)
            assert connectivity.error is not None
            assert connectivity.error.hint

    asyncio.run(main())


def test_an_upload_without_a_server_waits_and_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        async with Desk(tmp_path) as desk:
            await desk.child.stop()
            path = tmp_path / "invoice.pdf"
            path.write_bytes(invoice_pdf())
            [upload] = await desk.session.uploads.add([path])

            async def waits() -> bool:
                return (await desk.state(upload.id)).error_code == "OFFLINE"

            await desk.until(UploadChanged, waits)
            waiting = await desk.state(upload.id)
            assert waiting.state.is_active
            assert UploadRow(waiting, None).state_text == "Waiting for the server"

    asyncio.run(main())
