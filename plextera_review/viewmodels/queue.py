"""The queue: records of the active connection, filtered, searched and sorted."""

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.job_rows import Column, JobRow, QueueFilter, Stage, arranged, counts, job_row
from plextera_review.viewmodels.job_table import JobTableModel
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.sheet_source import SheetSource

_SETTLE_SECONDS = 0.05  # many changes at once (a first synchronisation) become one reload


class QueueState(StrEnum):
    """What the page shows instead of rows, or ``ROWS``."""

    STARTING = "starting"
    EMPTY = "empty"
    NO_MATCH = "no match"
    ROWS = "rows"


class QueueViewModel(ViewModel):
    """State of the queue page."""

    open_requested = Signal(object)  # job id
    sheet_requested = Signal(object, object)  # job ids of documents for the contact sheet, and the SheetSource they are

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self.table = JobTableModel()
        self._all: list[JobRow] = []
        self._known: dict[str, tuple[Any, JobRow]] = {}
        self._loaded = False
        self.counts: dict[QueueFilter, int] = dict.fromkeys(QueueFilter, 0)
        self.chip = QueueFilter.ALL
        self.search = ""
        self.column = Column.RISK
        self.descending = False

    @property
    def documents(self) -> Sequence[JobRow]:
        """Every document, whatever is filtered."""
        return self._all

    @property
    def state(self) -> QueueState:
        """What to show."""
        if not self._loaded:
            return QueueState.STARTING
        if not self._all:
            return QueueState.EMPTY
        return QueueState.ROWS if self.table.rows else QueueState.NO_MATCH

    def attach(self, core: CoreLike) -> None:
        """Follow the core's jobs."""
        super().attach(core)
        from plextera_review.sync.events import JobCompleted, JobsChanged, SessionChanged, VerdictsChanged

        for event_type in (JobCompleted, JobsChanged, VerdictsChanged):
            self.subscribe(event_type, self._on_changed)
        self.subscribe(SessionChanged, self._on_session)
        self._on_session(None)

    def set_chip(self, chip: QueueFilter) -> None:
        """Show one status only."""
        self.chip = chip
        self._arrange()

    def set_search(self, text: str) -> None:
        """Show rows that hold every word of ``text``."""
        self.search = text
        self._arrange()

    def sort(self, column: Column) -> None:
        """Sort by a column; again: the other way round; a third time: riskiest first."""
        if column is not self.column:
            self.column, self.descending = column, column in {Column.LOOK, Column.CREATED, Column.PAGES}
        elif self.descending is (column in {Column.LOOK, Column.CREATED, Column.PAGES}):
            self.descending = not self.descending
        else:
            self.column, self.descending = Column.RISK, False
        self._arrange()

    def clear_filters(self) -> None:
        """Show everything."""
        self.chip, self.search = QueueFilter.ALL, ""
        self._arrange()

    def open(self, row: JobRow) -> None:
        """Review a document; one that cannot be reviewed says why."""
        if row.can_open:
            self.open_requested.emit(row.job_id)
        else:
            self.notices.show("info", f"{row.name}: {row.look}", "queue-open")

    @property
    def to_review(self) -> list[str]:
        """Job ids of the documents to review among those shown, in their order."""
        return [each.job_id for each in self.table.rows if each.stage is Stage.TO_REVIEW]

    def check_field(self, selected: Sequence[str] = ()) -> None:
        """Check one field over these documents; without any over those to review that are shown."""
        if selected:
            self._check_selected(selected)
        elif job_ids := self.to_review:
            self.sheet_requested.emit(job_ids, SheetSource.FILTER)
        else:
            self.notices.show("info", "None of the documents shown waits for review. Show others first.", "queue-open")

    def refresh(self) -> None:
        """Ask the server now."""
        session = self.core.session if self.core else None
        if session is not None:
            self.tasks.spawn(session.jobs.refresh(), "refresh")

    def set_records(self, records: "list[Any]") -> None:
        """Replace all records; rows of records that did not change are kept."""
        known: dict[str, tuple[Any, JobRow]] = {}
        for record in records:
            earlier = self._known.get(record.job.id)
            row = earlier[1] if earlier is not None and earlier[0] == record else job_row(record)
            known[record.job.id] = (record, row)
        self._known = known
        self._all = [row for _, row in known.values()]
        self._loaded = True
        self.counts = counts(self._all)
        self._arrange()

    def _check_selected(self, selected: Sequence[str]) -> None:
        rows = [self._known[each][1] for each in selected if each in self._known]
        job_ids = [each.job_id for each in rows if each.can_open]
        if not job_ids:
            self.notices.show("info", "None of the selected documents has been read. Select others.", "queue-open")
            return
        if left := len(rows) - len(job_ids):
            text = f"{left:,} of the {len(rows):,} selected documents {'has' if left == 1 else 'have'} no values yet."
            self.notices.show("info", text, "queue-open")
        self.sheet_requested.emit(job_ids, SheetSource.SELECTION)

    def _on_changed(self, _event: object) -> None:
        if self.core is not None and self.core.session is not None:
            self.tasks.spawn(self._load(), "load")

    def _on_session(self, _event: object) -> None:
        self._known, self._all, self._loaded = {}, [], False
        self._arrange()
        self._on_changed(None)

    async def _load(self) -> None:
        await asyncio.sleep(_SETTLE_SECONDS)
        session = self.core.session if self.core else None
        if session is not None:
            self.set_records(await session.jobs.records())

    def _arrange(self) -> None:
        self.table.set_rows(arranged(self._all, self.chip, self.search, self.column, self.descending))
        self.changed.emit()
