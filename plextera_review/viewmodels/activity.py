"""Activity: every decision and every message on its way to the server, and what a person can do about them."""

import asyncio
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QObject

from plextera_review.domain.errors import KnownError, StorageError
from plextera_review.viewmodels.activity_acts import ActivityActs
from plextera_review.viewmodels.activity_rows import (
    STATES_OF,
    WITH_DECISIONS,
    ActivityFilter,
    activity_row,
    counts_of,
)
from plextera_review.viewmodels.activity_table import ActivityTableModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices

UNFINISHED = "unfinished:"
"""Begins the keys of notices about documents whose messages need a person; the job's id follows."""
_SETTLE_SECONDS = 0.05
_EXPORT_AT_ONCE = 200


class ActivityState(Enum):
    """What the page shows."""

    STARTING = auto()
    ROWS = auto()
    EMPTY = auto()
    NO_MATCH = auto()
    FAILED = auto()


class ActivityViewModel(ActivityActs):
    """State of the activity page. The list is read while the page is watched, the counts always.

    ``attention`` is how many messages need a person, ``problem`` why the list could not be read.
    """

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self.table = ActivityTableModel()
        self.filter, self.search = ActivityFilter.ALL, ""
        self.counts = dict.fromkeys(ActivityFilter, 0)
        self.attention = 0
        self.problem: KnownError | None = None
        self._watched = self._dirty = self._loading = self._loaded = False
        self.table.wanted.connect(self._on_wanted)

    @property
    def state(self) -> ActivityState:
        """What the page shows."""
        if self.problem is not None:
            return ActivityState.FAILED
        if not self._loaded:
            return ActivityState.STARTING
        if self.table.keys:
            return ActivityState.ROWS
        narrowed = bool(self.search.strip()) or self.filter is not ActivityFilter.ALL
        return ActivityState.NO_MATCH if narrowed else ActivityState.EMPTY

    def attach(self, core: CoreLike) -> None:
        """Follow journal and outbox."""
        super().attach(core)
        from plextera_review.sync.events import OutboxChanged, SessionChanged, VerdictsChanged

        for event_type in (OutboxChanged, VerdictsChanged):
            self.subscribe(event_type, self._on_changed)
        self.subscribe(SessionChanged, self._on_session)
        self.reload()

    def watch(self, watched: bool) -> None:
        """The page is shown or hidden."""
        self._watched = watched
        if watched:
            self.reload()

    def set_filter(self, chosen: ActivityFilter) -> None:
        """Show the lines of one chip."""
        if chosen is not self.filter:
            self.filter = chosen
            self.changed.emit()
            self.reload()

    def set_search(self, text: str) -> None:
        """Show lines that hold every word of ``text``."""
        if text != self.search:
            self.search = text
            self.reload()

    def show_attention(self) -> None:
        """Show what needs a person, whatever was searched for."""
        self.filter, self.search = ActivityFilter.NEEDS_YOU, ""
        self.changed.emit()
        self.reload()

    def clear_filters(self) -> None:
        """Show everything."""
        self.filter, self.search = ActivityFilter.ALL, ""
        self.changed.emit()
        self.reload()

    def reload(self) -> None:
        """Read counts and list anew; calls that come together are one."""
        self._dirty = True
        if not self._loading:
            self._loading = self.tasks.spawn(self._load()) is not None

    def export(self, path: Path) -> None:
        """Write the lines that are shown into a file; the ending ``.csv`` or ``.jsonl`` decides its form."""
        self.tasks.spawn(self._export(path), "export")

    # -- inside

    async def _export(self, path: Path) -> None:
        from plextera_review.storage.activity_export import ActivityExport

        core, keys = self.core, self.table.keys
        if core is None:
            return
        export = ActivityExport(path)
        try:
            await asyncio.to_thread(export.begin)
            for start in range(0, len(keys), _EXPORT_AT_ONCE):
                part = keys[start : start + _EXPORT_AT_ONCE]
                found = await core.stores.activity.records(part)
                await asyncio.to_thread(export.add, [found[key] for key in part if key in found])
            await asyncio.to_thread(export.finish)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(export.abandon))
            raise
        lines = f"{len(keys):,} {'line' if len(keys) == 1 else 'lines'}"
        self.notices.show("success", f"{lines} written to {path}.", "activity-export")

    def _on_changed(self, _event: object) -> None:
        self.reload()

    def _on_session(self, _event: object) -> None:
        self._loaded, self._discards = False, []
        self.table.set_keys(())
        self.select((), None)
        self.reload()

    async def _load(self) -> None:
        try:
            while self._dirty:
                await asyncio.sleep(_SETTLE_SECONDS)
                self._dirty = False
                await self._read()
        except StorageError as error:
            self.problem = error
            self.changed.emit()
        finally:
            self._loading = False

    async def _read(self) -> None:
        core = self.core
        if core is None or core.session is None:
            return
        connection, log = core.session.profile.id, core.stores.activity
        states = await core.stores.outbox.counts(connection)
        self.counts = counts_of(states, await log.decision_count(connection))
        self.attention = self.counts[ActivityFilter.NEEDS_YOU]
        if not self.attention:
            self._dismiss_unfinished()
        if self._watched:
            chosen = self.filter
            keys = await log.keys(connection, STATES_OF[chosen], decisions=chosen in WITH_DECISIONS, search=self.search)
            self._loaded, self.problem = True, None
            self.table.set_keys(keys)
            await self._look()
        self.changed.emit()

    def _on_wanted(self) -> None:
        self.tasks.spawn(self._fetch())

    async def _fetch(self) -> None:
        keys = self.table.take_wanted()
        if keys and self.core is not None:
            found = await self.core.stores.activity.records(keys)
            self.table.put(activity_row(each) for each in found.values())

    def _dismiss_unfinished(self) -> None:
        for item in self.notices.items:
            if item.key.startswith(UNFINISHED):
                self.notices.dismiss(item.key)
