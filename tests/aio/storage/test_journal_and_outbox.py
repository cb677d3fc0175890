"""Journal and outbox on a real database file: kept, released, claimed in order, recovered, never repeated in silence."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.errors import StorageError
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.ids import new_client_reference
from plextera_review.domain.job import Job, JobStatus
from plextera_review.storage.connection import Database
from plextera_review.storage.journal import Journal
from plextera_review.storage.outbox import Outbox
from plextera_review.storage.schema import MIGRATIONS

HERE = "local"


def job(identifier: str = "dijob_1") -> Job:
    return Job(identifier, JobStatus.COMPLETED, datetime(2026, 4, 7, tzinfo=UTC))


def verdict(path: str = "total", kind: VerdictKind = VerdictKind.CORRECTED, job_id: str = "dijob_1") -> Verdict:
    return Verdict(
        new_client_reference(),
        job_id,
        path,
        kind,
        datetime.now(UTC),
        field_id=path,
        field_name=path.title(),
        original="10.00",
        value_text="11.00" if kind is VerdictKind.CORRECTED else None,
        placements=(Placement(1, NormRect(0.1, 0.2, 0.3, 0.4)),),
    )


def with_stores(path: Path, story: Callable[[Journal, Outbox], Awaitable[None]]) -> None:
    async def main() -> None:
        db = Database(path / "review.sqlite", MIGRATIONS)
        await db.open()
        try:
            await story(Journal(db), Outbox(db))
        finally:
            await db.close()

    asyncio.run(main())


def test_a_verdict_survives_reopening_and_becomes_a_draft(tmp_path: Path) -> None:
    kept = verdict()

    async def first(journal: Journal, outbox: Outbox) -> None:
        await journal.record(HERE, job(), kept)
        assert await outbox.counts(HERE) == {SendState.DRAFT: 1}
        assert await outbox.claim(HERE, datetime.now(UTC)) is None  # a draft is not sent

    async def second(journal: Journal, outbox: Outbox) -> None:
        assert await journal.verdicts(HERE, "dijob_1") == {"total": kept}
        [row] = await outbox.rows(HERE)
        assert row.client_reference == kept.client_reference
        assert "Should be: 11.00" in row.message
        assert kept.client_reference in row.message

    with_stores(tmp_path, first)
    with_stores(tmp_path, second)


def test_a_newer_verdict_replaces_an_unsent_one_and_clearing_withdraws_it(tmp_path: Path) -> None:
    async def story(journal: Journal, outbox: Outbox) -> None:
        await journal.record(HERE, job(), verdict())
        newer = verdict()
        await journal.record(HERE, job(), newer)
        assert [row.client_reference for row in await outbox.rows(HERE)] == [newer.client_reference]
        await journal.record(HERE, job(), verdict(kind=VerdictKind.CLEARED))
        assert await outbox.rows(HERE) == []
        assert await journal.verdicts(HERE, "dijob_1") == {}
        assert len(await journal.decisions(HERE, "dijob_1")) == 3

    with_stores(tmp_path, story)


def test_what_is_being_sent_is_never_replaced(tmp_path: Path) -> None:
    async def story(journal: Journal, outbox: Outbox) -> None:
        await journal.record(HERE, job(), verdict())
        assert await journal.submit(HERE, job()) == 1
        claimed = await outbox.claim(HERE, datetime.now(UTC))
        assert claimed is not None
        await journal.record(HERE, job(), verdict())
        assert await outbox.counts(HERE) == {SendState.SENDING: 1, SendState.DRAFT: 1}

    with_stores(tmp_path, story)


def test_an_interrupted_send_becomes_unconfirmed_and_only_a_person_repeats_it(tmp_path: Path) -> None:
    async def dies(journal: Journal, outbox: Outbox) -> None:
        await journal.record(HERE, job(), verdict())
        await journal.submit(HERE, job())
        assert await outbox.claim(HERE, datetime.now(UTC)) is not None

    async def returns(journal: Journal, outbox: Outbox) -> None:
        assert await outbox.recover() == 1
        assert await outbox.claim(HERE, datetime.now(UTC)) is None
        [row] = await outbox.rows(HERE, [SendState.UNCONFIRMED])
        await outbox.retry(row.client_reference)
        again = await outbox.claim(HERE, datetime.now(UTC))
        assert again is not None
        assert again.client_reference == row.client_reference
        assert again.attempts == 2

    with_stores(tmp_path, dies)
    with_stores(tmp_path, returns)


def test_order_holds_per_document_and_a_poisoned_one_starves_nobody(tmp_path: Path) -> None:
    async def story(journal: Journal, outbox: Outbox) -> None:
        for job_id in ("a", "b"):
            for path in ("one", "two"):
                await journal.record(HERE, job(job_id), verdict(path, job_id=job_id))
            await journal.submit(HERE, job(job_id))
        now = datetime.now(UTC)
        first, second = await outbox.claim(HERE, now), await outbox.claim(HERE, now)
        assert first is not None
        assert second is not None
        assert [(row.job_id, row.field_path) for row in (first, second)] == [("a", "one"), ("b", "one")]
        assert await outbox.claim(HERE, now) is None  # one in flight a document
        await outbox.settle_retry(first.client_reference, now + timedelta(minutes=1), "OFFLINE", "no network")
        await outbox.settle_accepted(second.client_reference, "fb_1")
        third = await outbox.claim(HERE, now)
        assert third is not None
        assert (third.job_id, third.field_path) == ("b", "two")
        assert await outbox.claim(HERE, now) is None  # a's second waits behind a's first
        later = await outbox.claim(HERE, now + timedelta(minutes=2))
        assert later is not None
        assert later.client_reference == first.client_reference

    with_stores(tmp_path, story)


def test_a_plain_acceptance_sends_nothing(tmp_path: Path) -> None:
    async def story(journal: Journal, outbox: Outbox) -> None:
        await journal.record(HERE, job(), verdict(kind=VerdictKind.ACCEPTED))
        assert await journal.submit(HERE, job()) == 0
        assert await outbox.counts(HERE) == {}

    with_stores(tmp_path, story)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        db = Database(tmp_path / "review.sqlite", MIGRATIONS)
        await db.open()
        journal = Journal(db)
        await journal.record(HERE, job(), verdict("kept"))
        await db.run(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchone())
        with pytest.raises(StorageError) as caught:
            for number in range(500):
                await journal.record(HERE, job(), verdict(f"field {number}"))
        assert caught.value.code == "DISK_FULL"
        assert caught.value.hint
        assert "kept" in await journal.verdicts(HERE, "dijob_1")
        await db.close()

    asyncio.run(main())


def test_the_verdicts_of_one_act_are_kept_all_or_none(tmp_path: Path) -> None:
    async def main() -> None:
        db = Database(tmp_path / "review.sqlite", MIGRATIONS)
        await db.open()
        journal, outbox = Journal(db), Outbox(db)
        await journal.record_all(HERE, job(), [verdict("a"), verdict("b"), verdict("a", kind=VerdictKind.CLEARED)])
        assert set(await journal.verdicts(HERE, "dijob_1")) == {"b"}
        assert [row.field_path for row in await outbox.rows(HERE)] == ["b"]
        await db.run(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchone())
        with pytest.raises(StorageError):
            await journal.record_all(HERE, job(), [verdict(f"field {number}") for number in range(500)])
        assert set(await journal.verdicts(HERE, "dijob_1")) == {"b"}
        await db.close()

    asyncio.run(main())


@pytest.mark.parametrize(("content", "code"), [(b"not a database at all" * 100, "DAMAGED")])
def test_a_damaged_file_is_left_alone(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "review.sqlite"
    path.write_bytes(content)

    async def main() -> None:
        with pytest.raises(StorageError) as caught:
            await Database(path, MIGRATIONS).open()
        assert caught.value.code == code

    asyncio.run(main())
    assert path.read_bytes() == content


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    async def main() -> None:
        newer = Database(tmp_path / "review.sqlite", (*MIGRATIONS, "CREATE TABLE later (x TEXT);"))
        await newer.open()
        await newer.close()
        with pytest.raises(StorageError) as caught:
            await Database(tmp_path / "review.sqlite", MIGRATIONS).open()
        assert caught.value.code == "NEWER"

    asyncio.run(main())
