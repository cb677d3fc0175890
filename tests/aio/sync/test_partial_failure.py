"""A submit of which the server takes one message, refuses another and hangs up on a third, over real HTTP."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

from plextera_review.api.client import PlexteraClient
from plextera_review.domain.connection import Dialect
from plextera_review.domain.correction import SendState
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.bus import Bus
from plextera_review.sync.corrections import Corrections
from plextera_review.sync.drain import Drain
from plextera_review.sync.events import Notice, OutboxChanged
from plextera_review.sync.stores import open_stores
from tests.support.activity_desk import HERE, job, verdict
from tests.support.hostile_server import answering, hostile_server

_REFUSAL = {"error": {"code": "VALIDATION_FAILED", "message": "There is no such field.", "requestId": "req_1"}}


class Server:
    """Answers by the field a feedback is about; keeps the messages it got."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        self.heads: list[bytes] = []
        self.mended = False

    async def behave(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = self.heads[-1].decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        sent = json.loads(await reader.readexactly(length))
        field = sent["fieldId"]
        self.got.append((field, sent["message"]))
        if field == "refused" and not self.mended:
            await answering(json.dumps(_REFUSAL).encode(), "422 Unprocessable Content")(reader, writer)
        elif field == "unsure" and not self.mended:
            return  # it has arrived, and nobody says so
        else:
            receipt = {"id": f"fb_{len(self.got)}", "createdAt": "2026-11-24T14:02:00Z"}
            await answering(json.dumps(receipt).encode(), "201 Created")(reader, writer)


def test_the_others_are_sent_and_the_failed_ones_can_be_acted_on(tmp_path: Path) -> None:
    async def main() -> None:
        stores, bus, server = await open_stores(tmp_path, Preferences(tmp_path / "settings.json")), Bus(), Server()
        notices: list[Notice] = []
        bus.subscribe(Notice, notices.append)
        async with hostile_server(server.behave) as endpoint:
            server.heads = endpoint.heads
            client = PlexteraClient(endpoint.base_url, "key", Dialect.JOBS)
            drain = Drain(HERE, client.insights, stores.outbox, bus, lambda _error: None)
            corrections = Corrections(HERE, stores.journal, stores.outbox, bus, drain)
            running = asyncio.create_task(drain.run())

            async def until(expected: dict[SendState, int]) -> None:
                changed = asyncio.Event()
                subscription = bus.subscribe(OutboxChanged, lambda _event: changed.set())
                async with asyncio.timeout(20):
                    while await stores.outbox.counts(HERE) != expected:
                        await changed.wait()
                        changed.clear()
                subscription.close()

            try:
                for path in ("first", "refused", "unsure", "last"):
                    await corrections.record(job(), verdict(path))
                assert await corrections.submit(job()) == 4
                await until({SendState.ACCEPTED: 2, SendState.REJECTED: 1, SendState.UNCONFIRMED: 1})
                assert [field for field, _ in server.got] == ["first", "refused", "unsure", "last"]  # in order, once
                assert {notice.key for notice in notices} == {"unfinished:j1"}  # one a document
                assert notices[-1].action == "activity"
                for said in ("invoice 1.pdf", "2 messages need you", "1 refused", "not known whether"):
                    assert said in notices[-1].text, notices[-1].text
                summary = await corrections.sent_summary("j1")
                assert (summary.accepted, summary.refused, summary.unconfirmed) == (2, 1, 1)
                rows = {row.field_path: row for row in await corrections.of_job("j1")}
                assert rows["refused"].last_message
                server.mended = True
                await corrections.mark_arrived(rows["unsure"].client_reference)
                await corrections.retry(rows["refused"].client_reference)
                await until({SendState.ACCEPTED: 4})
                again = [message for field, message in server.got if field == "refused"]
                assert again[0] == again[1] == rows["refused"].message
                assert [field for field, _ in server.got].count("unsure") == 1  # a person said that it arrived
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
                await client.close()
        await stores.db.close()

    asyncio.run(main())
