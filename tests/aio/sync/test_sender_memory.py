"""What is remembered of a sender: over real storage."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from plextera_review.domain.field import Extraction, Field, FieldKind, Money
from plextera_review.domain.job import DocumentSummary, Job, JobStatus
from plextera_review.storage.confirmed_values import ConfirmedValues
from plextera_review.storage.connection import Database
from plextera_review.storage.schema import MIGRATIONS
from plextera_review.sync.sender_memory import SenderMemory


def job(number: int) -> Job:
    summary = DocumentSummary(file_name=f"invoice {number}.pdf")
    return Job(f"j{number}", JobStatus.COMPLETED, datetime(2026, 3, 1, tzinfo=UTC), document=summary)


def invoice(number: int, *, iban: str = "DE89 3704 0044 0532 0130 00", vat: str = "DE136695976") -> Extraction:
    fields = (
        Field("supplierName", "Supplier", field_id="supplierName", value="Nordlicht Energie GmbH"),
        Field("supplierVatId", "VAT number", field_id="supplierVatId", value=vat),
        Field("iban", "IBAN", field_id="iban", value=iban),
        Field("customerNumber", "Customer number", field_id="customerNumber", value="K-77"),
        Field("invoiceNumber", "Invoice number", field_id="invoiceNumber", value=f"R-{number}"),
        Field("total", "Total", FieldKind.MONEY, "total", Money(f"{number}.00", "EUR")),
    )
    return Extraction(f"j{number}", fields)


def remembering(folder: Path, story: Callable[[SenderMemory], Awaitable[None]]) -> None:
    async def main() -> None:
        db = Database(folder / "review.sqlite", MIGRATIONS)
        await db.open()
        try:
            await story(SenderMemory("here", ConfirmedValues(db)))
        finally:
            await db.close()

    asyncio.run(main())


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def test_the_last_value_comes_with_its_receipt(tmp_path: Path) -> None:
    async def story(memory: SenderMemory) -> None:
        for number in (1, 2):
            await memory.keep(job(number), invoice(number), at(number))
        recall = await memory.recall(job(3), invoice(3))
        number = invoice(3).fields[4]
        last = recall.last_of(number)
        assert last is not None
        assert (last.shown, last.job_name) == ("R-2", "invoice 2.pdf")
        assert "02 Nov 2026" in last.receipt
        assert recall.differs(number) is None  # numbers are another one every time

    remembering(tmp_path, story)


def test_another_account_is_noticed_after_one_document_other_habits_after_two(tmp_path: Path) -> None:
    async def story(memory: SenderMemory) -> None:
        await memory.keep(job(1), invoice(1), at(1))
        other = invoice(2, iban="DE02 1203 0000 0000 2020 51")
        recall = await memory.recall(job(2), other)
        assert recall.differs(other.fields[2]) is not None
        assert recall.differs(other.fields[3]) is None
        changed = Field("customerNumber", "Customer number", field_id="customerNumber", value="K-78")
        assert recall.differs(changed) is None
        await memory.keep(job(2), invoice(2), at(2))
        recall = await memory.recall(job(3), invoice(3))
        assert recall.differs(changed) is not None
        assert recall.differs(invoice(3).fields[2]) is None

    remembering(tmp_path, story)


def test_spaces_make_no_other_account(tmp_path: Path) -> None:
    async def story(memory: SenderMemory) -> None:
        await memory.keep(job(1), invoice(1), at(1))
        close = invoice(2, iban="DE89370400440532013000")
        assert (await memory.recall(job(2), close)).differs(close.fields[2]) is None

    remembering(tmp_path, story)


def test_a_document_does_not_remember_itself_and_the_last_submit_counts(tmp_path: Path) -> None:
    async def story(memory: SenderMemory) -> None:
        await memory.keep(job(1), invoice(1), at(1))
        await memory.keep(job(1), invoice(5), at(2))
        assert (await memory.recall(job(1), invoice(1))).earlier == ()
        [earlier] = (await memory.recall(job(2), invoice(2))).earlier
        assert earlier.values["invoiceNumber"] == "R-5"

    remembering(tmp_path, story)


def test_the_name_alone_tells_the_sender_too_and_nobody_has_no_memory(tmp_path: Path) -> None:
    async def story(memory: SenderMemory) -> None:
        await memory.keep(job(1), invoice(1), at(1))
        bare = Extraction("j2", (Field("a", "Supplier", field_id="supplierName", value="NORDLICHT Energie GmbH"),))
        assert (await memory.recall(job(2), bare)).last
        nobody = Extraction("j3", (Field("a", "Remarks", field_id="remarks", value="none"),))
        recall = await memory.recall(job(3), nobody)
        assert not recall.last
        assert not recall.earlier

    remembering(tmp_path, story)
