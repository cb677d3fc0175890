"""The activity page over real storage and a connection written by hand."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.domain.connection import LOCAL_PROFILE
from plextera_review.domain.correction import OutboxRow, SendState, Verdict, VerdictKind
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.ids import new_client_reference
from plextera_review.domain.job import DocumentSummary, Job, JobStatus
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.bus import Bus
from plextera_review.sync.corrections import Corrections
from plextera_review.sync.stores import Stores, open_stores
from plextera_review.sync.supervisor import Supervisor
from plextera_review.viewmodels.activity import ActivityViewModel
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.notices import Notices
from plextera_review.widgets.activity_page import ActivityPage
from plextera_review.widgets.theme import Theme

HERE = LOCAL_PROFILE.id


def job(identifier: str = "j1", name: str = "invoice 1.pdf") -> Job:
    """A completed job."""
    return Job(
        identifier, JobStatus.COMPLETED, datetime(2026, 3, 1, tzinfo=UTC), document=DocumentSummary(file_name=name)
    )


def verdict(path: str = "total", text: str = "11.00", kind: VerdictKind = VerdictKind.CORRECTED, **more) -> Verdict:
    """A verdict of now."""
    return Verdict(
        new_client_reference(),
        more.pop("job_id", "j1"),
        path,
        kind,
        datetime.now(UTC),
        field_id=path,
        field_name=more.pop("name", path.title()),
        original=more.pop("original", "10.00"),
        value_text=text if kind is VerdictKind.CORRECTED else None,
        placements=(Placement(1, NormRect(0.1, 0.2, 0.3, 0.04)),),
        **more,
    )


@dataclass
class ActivityDesk:
    """Everything a test looks at; ``woken`` counts how often the drain was told to send."""

    stores: Stores
    corrections: Corrections
    activity: ActivityViewModel
    notices: Notices
    theme: Theme
    page: ActivityPage | None
    woken: list[int]

    async def settled(self) -> None:
        await self.activity.tasks.settled()
        QApplication.processEvents()  # rows that are painted for the first time ask to be read
        await self.activity.tasks.settled()

    async def sent(self, given: Verdict, state: SendState, document: Job | None = None) -> str:
        """Record, submit and settle one message; returns its reference."""
        document = document or job()
        await self.corrections.record(document, given)
        await self.corrections.submit(document)
        outbox, reference = self.stores.outbox, given.client_reference
        if state is SendState.PENDING:
            return reference
        claimed = await outbox.claim(HERE, datetime.now(UTC))
        assert claimed is not None
        assert claimed.client_reference == reference
        if state is SendState.ACCEPTED:
            await outbox.settle_accepted(reference, "fb_1")
        elif state is SendState.REJECTED:
            await outbox.settle_rejected(reference, "INVALID_FIELD", "The server has no field of this name.")
        elif state is SendState.UNCONFIRMED:
            await outbox.settle_unconfirmed(reference, "TIMEOUT", "The server did not answer in time.")
        return reference

    async def row(self, reference: str) -> OutboxRow:
        [row] = [each for each in await self.stores.outbox.rows(HERE) if each.client_reference == reference]
        return row


def at_activity(
    folder: Path,
    story: Callable[[ActivityDesk], Awaitable[None]],
    *,
    mode: str = "light",
    scale: float = 1.0,
    size: tuple[int, int] = (1164, 780),
    window: bool = True,
) -> None:
    """Run ``story``; without ``window`` there is no page and the list is read all the same."""

    async def main() -> None:
        stores = await open_stores(folder, Preferences(folder / "settings.json"))
        bus, woken = Bus(), []
        drain = SimpleNamespace(wake=lambda: woken.append(1))
        corrections = Corrections(HERE, stores.journal, stores.outbox, bus, drain)
        session = SimpleNamespace(profile=LOCAL_PROFILE, corrections=corrections)
        core = SimpleNamespace(bus=bus, supervisor=Supervisor(), stores=stores, session=session)
        notices = Notices()
        activity = ActivityViewModel(notices)
        theme = Theme(mode, scale)
        theme.apply(QApplication.instance())
        page = ActivityPage(activity, theme, KeyMap()) if window else None
        desk = ActivityDesk(stores, corrections, activity, notices, theme, page, woken)
        try:
            activity.attach(core)
            if page is None:
                activity.watch(True)
            else:
                page.resize(*size)
                page.show()
                page.activateWindow()
                assert QTest.qWaitForWindowActive(page)
            await desk.settled()
            await story(desk)
        finally:
            activity.dispose()
            if page is not None:
                page.close()
                page.deleteLater()
            await stores.db.close()

    asyncio.run(main())
