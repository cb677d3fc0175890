"""A review page over real storage, with a connection written by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.domain.connection import LOCAL_PROFILE
from plextera_review.domain.errors import DocumentError, StorageError
from plextera_review.domain.field import Extraction, Field, FieldKind, Money
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.job import DocumentSummary, Job, JobStatus, ReviewState
from plextera_review.storage.confirmed_values import ConfirmedValues
from plextera_review.storage.connection import Database
from plextera_review.storage.journal import Journal
from plextera_review.storage.mirror import Mirror
from plextera_review.storage.outbox import Outbox
from plextera_review.storage.page_texts import PageTextStore
from plextera_review.storage.preferences import Preferences
from plextera_review.storage.schema import MIGRATIONS
from plextera_review.sync.bus import Bus
from plextera_review.sync.corrections import Corrections
from plextera_review.sync.placement_finding import PlacementFinding
from plextera_review.sync.review_policy import read_policy
from plextera_review.sync.rule_book import RuleBook
from plextera_review.sync.second_look import SecondLook
from plextera_review.sync.sender_memory import SenderMemory
from plextera_review.sync.supervisor import Supervisor
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.widgets.review_page import ReviewPage
from plextera_review.widgets.theme import Theme

HERE = LOCAL_PROFILE.id


def _placed(y: float) -> tuple[Placement, ...]:
    return (Placement(1, NormRect(0.6, y, 0.2, 0.02)),)


def fields(*, sure: bool = False) -> tuple[Field, ...]:
    """Seven fields; three need a look unless ``sure``."""
    low = 0.99 if sure else 0.41
    reason = "Two dates stand close together."
    kinds = FieldKind
    rows = (
        Field(
            "supplier", "Supplier", kinds.STRING, "supplier", "Nordlicht Energie GmbH", None, 0.97, None, _placed(0.1)
        ),
        Field("number", "Invoice number", kinds.STRING, "number", "INV-O042", None, low, None, _placed(0.15)),
        Field("date", "Invoice date", kinds.DATE, "date", "2026-03-31", None, low, reason, _placed(0.2)),
        Field("order", "Order number", kinds.STRING, "order", None),
        Field("total", "Total", kinds.MONEY, "total", Money("1234.50", "EUR"), None, low, None, _placed(0.8)),
    )
    cells = (
        Field("i.0.text", "Description", kinds.STRING, "i.0.text", "Base fee, March", None, 0.95, None, _placed(0.4)),
        Field("i.0.count", "Quantity", kinds.NUMBER, "i.0.count", 3, None, 0.95, None, _placed(0.4)),
    )
    line = Field("i.0", "1", kinds.GROUP, children=cells)
    return (*rows, Field("items", "Line items", kinds.TABLE, children=(line,)))


class FullDisk(Journal):
    """A journal whose disk is full while ``full`` is set."""

    full = False

    async def record(self, connection_id, job, verdict):
        if self.full:
            raise StorageError("DISK_FULL", "The disk is full", "The disk is full.", "Free some space.")
        await super().record(connection_id, job, verdict)

    async def record_all(self, connection_id, job, verdicts):
        if self.full:
            raise StorageError("DISK_FULL", "The disk is full", "The disk is full.", "Free some space.")
        await super().record_all(connection_id, job, verdicts)


class Jobs:
    """Jobs from the mirror, extractions from memory."""

    def __init__(self, mirror: Mirror, outputs: dict[str, tuple[Field, ...]]) -> None:
        self._mirror, self._outputs = mirror, outputs

    async def records(self):
        return await self._mirror.jobs(HERE)

    async def extraction(self, job_id):
        return Extraction(job_id, self._outputs[job_id])

    async def waits_for_review(self, job_id):
        record = await self._mirror.record(HERE, job_id)
        return record.review_state is ReviewState.TO_REVIEW

    async def note_evidence(self, job_id, evidence):
        """The queue is not looked at here."""


class Documents:
    """No pages: a server that lost the file."""

    async def file_for(self, job):
        raise DocumentError(
            "GONE", "The file is gone", "The server no longer has this file.", "Review the values alone."
        )


@dataclass
class Desk:
    """Everything a test looks at."""

    review: ReviewViewModel
    page: ReviewPage
    journal: FullDisk
    outbox: Outbox
    mirror: Mirror
    notices: Notices
    outputs: dict[str, tuple[Field, ...]]
    keys: int = 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key press where the focus is."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.page, key, modifiers)

    def type(self, text: str) -> None:
        """Type text where the focus is, key by key."""
        for each in text:
            QTest.keyClicks(QApplication.focusWidget() or self.page, each)

    async def settled(self) -> None:
        await self.review.tasks.settled()

    async def kinds(self, job_id: str = "j2") -> dict[str, str]:
        """Verdicts on disk, by field path."""
        return {path: each.kind.value for path, each in (await self.journal.verdicts(HERE, job_id)).items()}


def at_desk(
    folder: Path,
    story: Callable[[Desk], Awaitable[None]],
    *,
    sure: bool = False,
    mode: str = "light",
    read: tuple[Field, ...] | None = None,
) -> None:
    """Run ``story`` with document j2 of two open; ``read`` is what was read from both, else :func:`fields`."""

    async def main() -> None:
        db = Database(folder / "review.sqlite", MIGRATIONS)
        await db.open()
        mirror, journal, outbox, bus = Mirror(db), FullDisk(db), Outbox(db), Bus()
        made = [
            Job(
                f"j{number}",
                JobStatus.COMPLETED,
                datetime(2026, 3, number, tzinfo=UTC),
                hub_name="Invoices",
                document=DocumentSummary(file_name=f"invoice {number}.pdf"),
            )
            for number in (1, 2)
        ]
        await mirror.put_jobs(HERE, made)
        outputs = {each.id: read or fields(sure=sure) for each in made}
        corrections = Corrections(HERE, journal, outbox, bus, SimpleNamespace(wake=lambda: None))
        preferences = Preferences(folder / "settings.json")
        memory = SenderMemory(HERE, ConfirmedValues(db))
        rules = RuleBook(folder / "rules", preferences)
        session = SimpleNamespace(
            profile=LOCAL_PROFILE,
            second_look=SecondLook(rules, memory, lambda: read_policy(preferences)),
            memory=memory,
            corrections=corrections,
            documents=Documents(),
            placements=PlacementFinding(HERE, preferences),
            jobs=Jobs(mirror, outputs),
        )
        stores = SimpleNamespace(db=db, mirror=mirror, journal=journal, outbox=outbox, page_texts=PageTextStore(db))
        core = SimpleNamespace(bus=bus, supervisor=Supervisor(), stores=stores, render=None, session=session)
        notices = Notices()
        review = ReviewViewModel(notices, SettingsViewModel(notices))
        theme = Theme(mode)
        theme.apply(QApplication.instance())
        page = ReviewPage(review, theme)
        page.resize(1180, 760)
        page.show()
        page.activateWindow()
        assert QTest.qWaitForWindowActive(page)
        desk = Desk(review, page, journal, outbox, mirror, notices, outputs)
        try:
            review.attach(core)
            review.open("j2")
            await desk.settled()
            await story(desk)
        finally:
            review.dispose()
            page.close()
            page.deleteLater()
            await db.close()

    asyncio.run(main())
