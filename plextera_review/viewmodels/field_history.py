"""The decisions about one field, to be looked through and taken up again."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.feedback import DOCUMENT_PATH
from plextera_review.viewmodels.activity_rows import SEND_WORDS
from plextera_review.viewmodels.tasks import TaskScope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plextera_review.storage.journal import JournalEntry

_TITLES = {
    VerdictKind.ACCEPTED: "Accepted",
    VerdictKind.CORRECTED: "Corrected",
    VerdictKind.MISSING: "Missing in the document",
    VerdictKind.UNREADABLE: "Nobody can read it",
    VerdictKind.WAIVED: "Rule waived",
    VerdictKind.ARRANGED: "Rows changed",
    VerdictKind.CLEARED: "Decision taken back",
}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One decision. ``before`` and ``after`` are the values as shown; equal when the value stayed. ``sent`` is empty for what sends nothing."""

    at: datetime
    title: str
    before: str
    after: str
    comment: str
    sent: str
    verdict: Verdict
    in_force: bool

    @property
    def change(self) -> str:
        """What happened to the value, in a line."""
        if self.before == self.after:
            return self.after or "no value"
        return f"{self.before or 'nothing'} → {self.after or 'nothing'}"

    @property
    def can_restore(self) -> bool:
        """True for an earlier decision that can be taken up again."""
        return not self.in_force and self.verdict.kind is not VerdictKind.CLEARED


class FieldHistoryViewModel(QObject):
    """Loads when asked to. ``restore_requested`` carries the :class:`Verdict` that is to be in force again; whoever hears it makes a new
    decision of it (``commands.again``), so that it can be undone."""

    changed = Signal()
    restore_requested = Signal(object)

    def __init__(self, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.name = ""
        self.rows: tuple[HistoryRow, ...] = ()
        self.loading = False

    def show(self, corrections: Any, job_id: str, field_path: str, name: str) -> None:
        """Read the decisions about a field; ``corrections`` are those of the session."""
        self.name, self.rows, self.loading = name, (), True
        self.changed.emit()
        self._tasks.spawn(self._load(corrections, job_id, field_path), "field-history")

    def restore(self, row: HistoryRow) -> None:
        """Ask for an earlier decision again."""
        if row.can_restore:
            self.restore_requested.emit(row.verdict)

    async def _load(self, corrections: Any, job_id: str, field_path: str) -> None:
        entries = await corrections.history(job_id, field_path)
        states = await corrections.send_states(job_id)
        self.rows, self.loading = history_rows(entries, states), False
        self.changed.emit()


def history_rows(entries: "Sequence[JournalEntry]", states: "Mapping[str, SendState]") -> tuple[HistoryRow, ...]:
    """The rows of a field's journal, newest first. ``entries`` are oldest first, ``states`` by client reference."""
    rows: list[HistoryRow] = []
    verdicts = [(entry.at, entry.verdict) for entry in entries if entry.verdict is not None]
    before = (verdicts[0][1].original or "") if verdicts else ""
    for at, (moment, verdict) in enumerate(verdicts):
        after = _value_after(verdict, before)
        state = states.get(verdict.client_reference)
        in_force = at == len(verdicts) - 1 and verdict.kind is not VerdictKind.CLEARED
        about_document = verdict.field_path == DOCUMENT_PATH and verdict.kind is VerdictKind.ACCEPTED
        rows.append(
            HistoryRow(
                moment,
                "Comment" if about_document else _TITLES[verdict.kind],
                before,
                after,
                verdict.comment or "",
                SEND_WORDS[state] if state else "",
                verdict,
                in_force,
            )
        )
        before = after
    return tuple(reversed(rows))


def _value_after(verdict: Verdict, before: str) -> str:
    match verdict.kind:
        case VerdictKind.CORRECTED | VerdictKind.ARRANGED:
            return verdict.value_text or ""
        case VerdictKind.MISSING:
            return ""
        case VerdictKind.CLEARED:
            return verdict.original or ""
        case VerdictKind.UNREADABLE:
            return before
        case _:
            return verdict.original or ""
