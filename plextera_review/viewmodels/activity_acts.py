"""What a person can do about messages: send again, discard, edit, and take a discard back."""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.correction import OutboxRow, SendState
from plextera_review.viewmodels.activity_rows import EDITABLE, STATES_FOR, ActivityRow, Deed, activity_row
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.notices import Notices

if TYPE_CHECKING:
    from plextera_review.storage.outbox import SendStep

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ActivityDetail:
    """The line the details are about. ``sent`` is its message, ``trail`` every state it came to."""

    row: ActivityRow
    sent: OutboxRow | None = None
    trail: "tuple[SendStep, ...]" = ()

    @property
    def can_edit(self) -> bool:
        """True while its message can be changed."""
        return self.sent is not None and self.sent.state in EDITABLE


class ActivityActs(ViewModel):
    """The selected lines and the acts on them.

    ``detail`` is the line whose details are shown, ``possible`` how many of the selected messages each deed would take.
    ``open_requested`` carries a job's id and a field's path.
    """

    selection_changed = Signal()
    open_requested = Signal(object, object)

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self.detail: ActivityDetail | None = None
        self.possible = dict.fromkeys(Deed, 0)
        self._selected: tuple[int, ...] = ()
        self._current: int | None = None
        self._discards: list[Mapping[str, SendState]] = []

    @property
    def selected_count(self) -> int:
        """How many lines are selected."""
        return len(self._selected)

    @property
    def can_undo_discard(self) -> bool:
        """True when there is a discard to take back."""
        return bool(self._discards)

    def select(self, keys: Sequence[int], current: int | None) -> None:
        """Choose the lines the acts are about, and the one whose details are shown."""
        self._selected, self._current = tuple(keys), current
        self.tasks.spawn(self._look(), "selection")

    def open(self, row: ActivityRow) -> None:
        """Open the document of a line at its field."""
        self.open_requested.emit(row.job_id, row.field_path)

    def send_now(self) -> None:
        """Send the selected messages (again) now."""
        self._act(self._send_now())

    def mark_arrived(self) -> None:
        """The person knows that the selected unconfirmed messages arrived."""
        self._act(self._mark_arrived())

    def discard(self) -> None:
        """Give the selected messages up; the decisions stay. :meth:`undo_discard` takes it back."""
        self._act(self._discard())

    def undo_discard(self) -> None:
        """Take the last discard back."""
        if self._discards:
            self._act(self._restore(self._discards.pop()))

    def edit(self, reference: str, message: str) -> None:
        """Change a message."""
        self._act(self._edit(reference, message))

    # -- inside

    def _act(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.spawn(work)

    async def _write(self, write: Coroutine[Any, Any, T]) -> T:
        """A write the closing of a screen cannot cancel."""
        assert self.core is not None  # noqa: S101 - whoever has corrections has a core
        return await self.core.supervisor.run(write)

    async def _chosen(self, deed: Deed) -> list[str]:
        if self.core is None:
            return []
        states = await self.core.stores.activity.states(self._selected)
        return [reference for reference, state in states.items() if state in STATES_FOR[deed]]

    async def _send_now(self) -> None:
        references = await self._chosen(Deed.SEND)
        if references and (corrections := self._corrections) is not None:
            moved = await self._write(corrections.retry(*references))
            if moved < len(references):
                stale = len(references) - moved
                text = f"{_messages(stale)} not sent: the field was decided anew, or it is on its way already."
                self.notices.show("info", text, "activity-send")
            await self._look()

    async def _mark_arrived(self) -> None:
        references = await self._chosen(Deed.ARRIVED)
        if references and (corrections := self._corrections) is not None:
            await self._write(corrections.mark_arrived(*references))
            await self._look()

    async def _discard(self) -> None:
        references = await self._chosen(Deed.DISCARD)
        if references and (corrections := self._corrections) is not None:
            before = await self._write(corrections.discard(*references))
            self._discards.append(before)
            text = f"{_messages(len(before))} discarded; the decisions stay."
            self.notices.show("info", text, "activity-discard", "Undo", self.undo_discard)
            await self._look()

    async def _restore(self, before: Mapping[str, SendState]) -> None:
        if (corrections := self._corrections) is not None:
            restored = await self._write(corrections.restore(before))
            self.notices.dismiss("activity-discard")
            if restored < len(before):
                stale = len(before) - restored
                text = f"{_messages(stale)} stay discarded: their fields were decided anew since."
                self.notices.show("info", text, "activity-restore")
            await self._look()

    async def _edit(self, reference: str, message: str) -> None:
        if (corrections := self._corrections) is None:
            return
        if not await self._write(corrections.edit(reference, message)):
            text = "The message was not changed: it is on its way or was accepted meanwhile."
            self.notices.show("warning", text, "activity-edit")
        await self._look()

    @property
    def _corrections(self) -> Any:
        return self.core.session.corrections if self.core is not None and self.core.session is not None else None

    async def _look(self) -> None:
        """Read what is selected."""
        core = self.core
        if core is None:
            return
        log = core.stores.activity
        selected, current = self._selected, self._current
        states = await log.states(selected)
        detail = None
        if current is not None and (record := (await log.records([current])).get(current)) is not None:
            row = record.row
            trail = await core.stores.outbox.trail(row.client_reference) if row else ()
            detail = ActivityDetail(activity_row(record), row, tuple(trail))
        if (selected, current) == (self._selected, self._current):
            self.possible = {deed: sum(1 for state in states.values() if state in STATES_FOR[deed]) for deed in Deed}
            self.detail = detail
            self.selection_changed.emit()


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count:,} messages"
