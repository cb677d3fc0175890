"""The drain on a real outbox, with a hand-written sender: every outcome ends in its own state."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plextera_review.api.results import FeedbackReceipt
from plextera_review.domain.correction import FeedbackType, SendState, Verdict, VerdictKind
from plextera_review.domain.errors import (
    AuthorizationError,
    KnownError,
    OfflineError,
    RefusedError,
    ServerError,
    UnknownOutcomeError,
)
from plextera_review.domain.ids import new_client_reference
from plextera_review.domain.job import Job, JobStatus
from plextera_review.storage.connection import Database
from plextera_review.storage.journal import Journal
from plextera_review.storage.outbox import Outbox
from plextera_review.storage.schema import MIGRATIONS
from plextera_review.sync.bus import Bus
from plextera_review.sync.corrections import Corrections
from plextera_review.sync.drain import Drain
from plextera_review.sync.events import Notice, OutboxChanged


class Sender:
    """Answers each send with the next of its outcomes, then with success."""

    def __init__(self, *outcomes: KnownError) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[tuple[str, str | None, str]] = []
        self.hang: asyncio.Event | None = None

    async def send_feedback(
        self, job_id: str, *, message: str, kind: FeedbackType, field_id: str | None, request_id: str
    ) -> FeedbackReceipt:
        assert request_id in message
        self.sent.append((job_id, field_id, request_id))
        if self.hang is not None:
            self.hang.set()
            await asyncio.Event().wait()
        if self.outcomes:
            raise self.outcomes.pop(0)
        return FeedbackReceipt(f"fb_{len(self.sent)}", None)


class Desk:
    """Journal, outbox and a running drain over one file."""

    def __init__(self, db: Database, sender: Sender) -> None:
        self.bus, self.outbox = Bus(), Outbox(db)
        self.reports: list[KnownError | None] = []
        self.notices: list[Notice] = []
        self.bus.subscribe(Notice, self.notices.append)
        self.drain = Drain("local", sender, self.outbox, self.bus, self.reports.append)
        self.corrections = Corrections("local", Journal(db), self.outbox, self.bus, self.drain)

    async def correct_and_submit(self, job_id: str, *paths: str) -> None:
        job = Job(job_id, JobStatus.COMPLETED, datetime.now(UTC))
        for path in paths:
            await self.corrections.record(
                job,
                Verdict(
                    new_client_reference(),
                    job_id,
                    path,
                    VerdictKind.CORRECTED,
                    datetime.now(UTC),
                    field_id=path,
                    value_text="x",
                ),
            )
        assert await self.corrections.submit(job) == len(paths)

    async def until(self, expected: dict[SendState, int], *, reported: int = 0) -> None:
        changed = asyncio.Event()
        subscription = self.bus.subscribe(OutboxChanged, lambda _event: changed.set())
        try:
            async with asyncio.timeout(10):
                while len(self.reports) < reported or await self.outbox.counts("local") != expected:
                    await changed.wait()
                    changed.clear()
        finally:
            subscription.close()


def with_desk(path: Path, sender: Sender, story: Callable[[Desk], Awaitable[None]]) -> None:
    async def main() -> None:
        db = Database(path / "review.sqlite", MIGRATIONS)
        await db.open()
        desk = Desk(db, sender)
        task = asyncio.create_task(desk.drain.run())
        try:
            await story(desk)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await db.close()

    asyncio.run(main())


def error(kind: type[KnownError], *, retryable: bool = False, retry_after: float | None = None) -> KnownError:
    return kind("CODE", "Title", "Message.", "Hint.", retryable=retryable, retry_after=retry_after)


def test_everything_is_sent_once_and_in_order(tmp_path: Path) -> None:
    sender = Sender()

    async def story(desk: Desk) -> None:
        await asyncio.gather(*(desk.correct_and_submit(job, "one", "two", "three") for job in ("a", "b", "c")))
        await desk.until({SendState.ACCEPTED: 9})
        for job in ("a", "b", "c"):
            assert [field for each, field, _ in sender.sent if each == job] == ["one", "two", "three"]
        assert len({reference for *_, reference in sender.sent}) == 9

    with_desk(tmp_path, sender, story)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (error(UnknownOutcomeError), SendState.UNCONFIRMED),
        (error(RefusedError), SendState.REJECTED),
        (error(ServerError), SendState.UNCONFIRMED),
    ],
)
def test_what_needs_a_person_waits_for_one(tmp_path: Path, outcome: KnownError, state: SendState) -> None:
    sender = Sender(outcome)

    async def story(desk: Desk) -> None:
        await desk.correct_and_submit("a", "one", "two")
        await desk.until({state: 1, SendState.ACCEPTED: 1})
        assert [notice.action for notice in desk.notices] == ["activity"]
        [row] = await desk.outbox.rows("local", [state])
        await desk.outbox.retry(row.client_reference)
        desk.drain.wake()
        await desk.until({SendState.ACCEPTED: 2})
        assert [reference for *_, reference in sender.sent].count(row.client_reference) == 2

    with_desk(tmp_path, sender, story)


@pytest.mark.parametrize("kind", [OfflineError, AuthorizationError])
def test_without_connection_or_key_it_waits_to_be_woken(tmp_path: Path, kind: type[KnownError]) -> None:
    sender = Sender(error(kind, retryable=True))

    async def story(desk: Desk) -> None:
        await desk.correct_and_submit("a", "one")
        await desk.until({SendState.PENDING: 1}, reported=1)
        assert isinstance(desk.reports[-1], kind)
        desk.drain.wake()
        await desk.until({SendState.ACCEPTED: 1})

    with_desk(tmp_path, sender, story)


def test_a_busy_server_is_obeyed(tmp_path: Path) -> None:
    sender = Sender(error(ServerError, retryable=True, retry_after=0.0))

    async def story(desk: Desk) -> None:
        await desk.correct_and_submit("a", "one")
        await desk.until({SendState.ACCEPTED: 1})
        assert len(sender.sent) == 2

    with_desk(tmp_path, sender, story)


def test_closing_while_sending_leaves_it_unconfirmed(tmp_path: Path) -> None:
    sender = Sender()
    sender.hang = asyncio.Event()

    async def story(desk: Desk) -> None:
        await desk.correct_and_submit("a", "one")
        assert sender.hang is not None
        await sender.hang.wait()

    with_desk(tmp_path, sender, story)

    async def later() -> None:
        db = Database(tmp_path / "review.sqlite", MIGRATIONS)
        await db.open()
        assert await Outbox(db).counts("local") == {SendState.UNCONFIRMED: 1}
        await db.close()

    asyncio.run(later())
