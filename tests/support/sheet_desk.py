"""The contact sheet over real storage, real PDFs and a real render service; the connection is written by hand."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pymupdf
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.domain.connection import LOCAL_PROFILE
from plextera_review.domain.correction import Verdict
from plextera_review.domain.errors import DocumentError, StorageError
from plextera_review.domain.field import Extraction, Field, FieldKind, FieldValue, Money
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.job import DocumentSummary, Job, JobStatus
from plextera_review.rendering.service import RenderService
from plextera_review.storage.journal import Journal
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.bus import Bus
from plextera_review.sync.corrections import Corrections
from plextera_review.sync.placement_finding import PlacementFinding
from plextera_review.sync.review_policy import read_policy
from plextera_review.sync.rule_book import RuleBook
from plextera_review.sync.second_look import SecondLook
from plextera_review.sync.sender_memory import SenderMemory
from plextera_review.sync.stores import open_stores
from plextera_review.sync.supervisor import Supervisor
from plextera_review.viewmodels.contact_sheet import ContactSheetViewModel
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.viewmodels.sheet_cards import Card
from plextera_review.widgets.contact_sheet_page import ContactSheetPage
from plextera_review.widgets.theme import Theme

HERE = LOCAL_PROFILE.id
_PAGE = pymupdf.paper_rect("a4")


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: what is printed as its total, what the machine read, and how sure it was."""

    name: str
    printed: str = "1,234.50 EUR"
    read: FieldValue = field(default_factory=lambda: Money("1234.50", "EUR"))
    confidence: float | None = 0.6
    hub: str = "Invoices"
    placed: bool = True
    lost: bool = False
    unread: bool = False
    number: str = "INV-1"
    without: bool = False


def papers(count: int) -> list[Paper]:
    """Invoices that differ in total and confidence; the machine is right about all of them."""
    made = []
    for n in range(count):
        amount = f"{100 + 7 * n}.{n % 100:02d}"
        made.append(Paper(f"invoice {n + 1}.pdf", f"{amount} EUR", Money(amount, "EUR"), 0.3 + 0.6 * n / max(count, 1)))
    return made


def write_pdf(paper: Paper, path: Path) -> tuple[Placement, ...]:
    """A page with a total on it; returns where it stands."""
    document = pymupdf.open()
    page = document.new_page(width=_PAGE.width, height=_PAGE.height)
    page.insert_text((72, 90), paper.hub, fontsize=18)
    page.insert_text((72, 600), "Subtotal", fontsize=11)
    page.insert_text((380, 640), "Total", fontsize=11)
    page.insert_text((450, 640), paper.printed, fontsize=11)
    page.insert_text((72, 120), f"Invoice number {paper.number}", fontsize=11)
    [found] = page.search_for(paper.printed)[:1] or [pymupdf.Rect(450, 628, 520, 644)]
    document.save(path)
    document.close()
    width, height = _PAGE.width, _PAGE.height
    rect = NormRect.from_corners(found.x0 / width, found.y0 / height, found.x1 / width, found.y1 / height)
    return (Placement(1, rect),)


class FullDisk(Journal):
    """A journal whose disk is full for the documents in ``full``."""

    def __init__(self, db) -> None:
        super().__init__(db)
        self.full: set[str] = set()

    async def record(self, connection_id: str, job: Job, verdict: Verdict) -> None:
        if job.id in self.full:
            raise StorageError("DISK_FULL", "The disk is full", "The disk is full.", "Free some space.")
        await super().record(connection_id, job, verdict)


class Server:
    """Jobs from the mirror, extractions and files from this computer."""

    def __init__(self, mirror, folder: Path) -> None:
        self._mirror, self._folder = mirror, folder
        self.outputs: dict[str, tuple[Field, ...]] = {}
        self.lost: set[str] = set()
        self.unread: set[str] = set()
        self.fetched: list[str] = []

    async def records(self):
        return await self._mirror.jobs(HERE)

    async def extraction(self, job_id):
        if job_id in self.unread:
            raise DocumentError("OFFLINE", "Not read", "The server cannot be reached.", "Try again later.")
        return Extraction(job_id, self.outputs[job_id])

    async def file_for(self, job):
        self.fetched.append(job.id)
        if job.id in self.lost:
            raise DocumentError("GONE", "The file is gone", "The server no longer has this file.", "Review it without.")
        return self._folder / f"{job.id}.pdf"


@dataclass
class SheetDesk:
    """Everything a test looks at."""

    sheet: ContactSheetViewModel
    page: ContactSheetPage | None
    journal: FullDisk
    corrections: Corrections
    server: Server
    render: RenderService
    settings: SettingsViewModel
    notices: Notices
    bus: Bus
    theme: Theme
    opened: list[tuple[str, str]]

    @property
    def cards(self) -> Sequence[Card]:
        return self.sheet.cards

    @property
    def said(self) -> str:
        """The text of the notices."""
        return " ".join(each.text for each in self.notices.items)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key, modifiers)

    def type(self, text: str) -> None:
        for each in text:
            QTest.keyClicks(QApplication.focusWidget() or self.page, each)

    async def settled(self) -> None:
        """Until everything was read, drawn and kept."""
        for _ in range(3):
            await self.sheet.tasks.settled()
            QApplication.processEvents()
        await self.sheet.tasks.settled()

    async def kinds(self) -> dict[str, str]:
        """The verdict on the total of each document that has one."""
        found = {}
        for job_id in self.server.outputs:
            for verdict in (await self.corrections.verdicts(job_id)).values():
                found[job_id] = verdict.kind.value
        return found


async def fill(stores, server: Server, folder: Path, documents: Sequence[Paper]) -> None:
    """Write the documents and what was read from them; job ids are j1, j2, …"""
    jobs = []
    for n, paper in enumerate(documents, start=1):
        job_id = f"j{n}"
        places = write_pdf(paper, folder / f"{job_id}.pdf")
        total = Field(
            "total", "Total", FieldKind.MONEY, "total", paper.read, None, paper.confidence, None,
            places if paper.placed else (),
        )  # fmt: skip
        number = Field(
            "number", "Invoice number", FieldKind.STRING, "number", paper.number, None, 0.99, None,
            (Placement(1, NormRect(0.25, 0.13, 0.15, 0.015)),),
        )  # fmt: skip
        server.outputs[job_id] = (number,) if paper.without else (number, total)
        if paper.lost:
            server.lost.add(job_id)
        if paper.unread:
            server.unread.add(job_id)
        summary = DocumentSummary(job_id, paper.name, "application/pdf", 1000, 1)
        created = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=n)
        hub = paper.hub.lower()
        jobs.append(Job(job_id, JobStatus.COMPLETED, created, hub_id=hub, hub_name=paper.hub, document=summary))
    await stores.mirror.put_jobs(HERE, jobs)


def at_sheet(
    folder: Path,
    story: Callable[[SheetDesk], Awaitable[None]],
    documents: Sequence[Paper],
    *,
    mode: str = "light",
    scale: float = 1.0,
    size: tuple[int, int] = (1164, 780),
    window: bool = True,
    workers: int = 1,
) -> None:
    """Run ``story`` over these documents; without ``window`` there is no page and the sheet is read all the same."""

    async def main() -> None:
        preferences = Preferences(folder / "settings.json")
        stores = await open_stores(folder, preferences)
        render, bus, server = RenderService(workers), Bus(), Server(stores.mirror, folder)
        await fill(stores, server, folder, documents)
        journal = FullDisk(stores.db)
        corrections = Corrections(HERE, journal, stores.outbox, bus, SimpleNamespace(wake=lambda: None))
        memory = SenderMemory(HERE, stores.confirmed)
        session = SimpleNamespace(
            profile=LOCAL_PROFILE,
            second_look=SecondLook(RuleBook(folder / "rules", preferences), memory, lambda: read_policy(preferences)),
            corrections=corrections,
            documents=server,
            placements=PlacementFinding(HERE, preferences),
            jobs=server,
        )
        core = SimpleNamespace(bus=bus, supervisor=Supervisor(), stores=stores, render=render, session=session)
        notices = Notices()
        settings = SettingsViewModel(notices)
        settings.use_preferences(preferences)
        sheet = ContactSheetViewModel(notices, settings)
        opened: list[tuple[str, str]] = []
        sheet.open_requested.connect(lambda job_id, path: opened.append((job_id, path)))
        theme = Theme(mode, scale)
        theme.apply(QApplication.instance())
        page = ContactSheetPage(sheet, theme) if window else None
        desk = SheetDesk(
            sheet, page, journal, corrections, server, render, settings, notices, bus, theme, opened
        )  # fmt: skip
        try:
            sheet.attach(core)
            if page is None:
                sheet.watch(on=True)
            else:
                page.resize(*size)
                page.show()
                page.activateWindow()
                assert QTest.qWaitForWindowActive(page)
                page.focus_cards()
            await desk.settled()
            if page is not None:
                page.focus_cards()
            await story(desk)
        finally:
            sheet.dispose()
            if page is not None:
                page.close()
                page.deleteLater()
            await render.close()
            await stores.db.close()

    asyncio.run(main())
