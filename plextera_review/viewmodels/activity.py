"""Activity: what is on its way to the server, and the journal of everything decided here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject

from plextera_review.domain.correction import OutboxRow, SendState
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices

SEND_WORDS = {
    SendState.DRAFT: "Draft, kept here",
    SendState.PENDING: "Kept here, waits",
    SendState.SENDING: "Sending",
    SendState.ACCEPTED: "Accepted by server",
    SendState.UNCONFIRMED: "Unconfirmed",
    SendState.REJECTED: "Refused",
    SendState.DISCARDED: "Discarded",
}


_DECIDED = {
    "accepted": "Accepted",
    "corrected": "Corrected to “{}”",
    "missing": "Missing in the document",
    "unreadable": "Unreadable",
    "cleared": "Decision taken back",
    "submitted": "The review of this document was submitted.",
}


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line: a feedback of the outbox (``outbox`` set) or an entry of the journal."""

    at: datetime
    title: str
    text: str
    document: str
    reference: str
    outbox: OutboxRow | None = None

    @property
    def state(self) -> SendState | None:
        """Send state of a feedback."""
        return self.outbox.state if self.outbox else None

    @property
    def can_retry(self) -> bool:
        """True when a person may send it again."""
        return self.state in {SendState.REJECTED, SendState.UNCONFIRMED, SendState.PENDING}

    @property
    def can_discard(self) -> bool:
        """True when it may be given up."""
        return self.state in {SendState.REJECTED, SendState.UNCONFIRMED, SendState.PENDING}

    @property
    def can_mark_arrived(self) -> bool:
        """True when only a person can know whether it arrived."""
        return self.state is SendState.UNCONFIRMED


class ActivityViewModel(ViewModel):
    """State of the activity page."""

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self.search = ""
        self.only_open = False
        self.rows: tuple[ActivityRow, ...] = ()
        self.attention = 0

    def attach(self, core: CoreLike) -> None:
        """Follow journal and outbox."""
        super().attach(core)
        from plextera_review.sync.events import OutboxChanged, SessionChanged, VerdictsChanged

        for event_type in (OutboxChanged, SessionChanged, VerdictsChanged):
            self.subscribe(event_type, self._on_changed)
        self._on_changed(None)

    def set_search(self, text: str) -> None:
        """Show entries that hold ``text``."""
        self.search = text
        self._on_changed(None)

    def set_only_open(self, only: bool) -> None:
        """Show only what has not been accepted by the server yet."""
        self.only_open = only
        self._on_changed(None)

    def retry(self, reference: str) -> None:
        """Send again now."""
        self._command("retry", reference)

    def discard(self, reference: str) -> None:
        """Give a feedback up; the verdict stays in the journal."""
        self._command("discard", reference)

    def mark_arrived(self, reference: str) -> None:
        """The person knows that it arrived."""
        self._command("mark_arrived", reference)

    def set_content(self, outbox: "list[OutboxRow]", entries: "list[Any]") -> None:
        """Show outbox rows and journal entries, newest first; those that need the person on top."""
        urgent = {SendState.UNCONFIRMED: 0, SendState.REJECTED: 0}
        rows = [
            ActivityRow(
                row.updated_at,
                row.field_name or row.field_path or "General comment",
                row.last_message if row.last_message and row.state is not SendState.ACCEPTED else row.message,
                row.job_name,
                row.client_reference,
                row,
            )
            for row in outbox
        ]
        self.attention = sum(1 for row in outbox if row.state in urgent)
        if self.only_open:
            closed = {SendState.ACCEPTED, SendState.DISCARDED}
            rows = [row for row in rows if row.state not in closed]
        else:
            rows += [
                ActivityRow(
                    each.at,
                    each.field_name or str(each.kind).capitalize(),
                    _said(str(each.kind), each.text),
                    each.job_name or each.job_id,
                    each.client_reference or "",
                )
                for each in entries
            ]
        rows.sort(key=lambda row: (urgent.get(row.state, 1) if row.state else 1, -row.at.timestamp()))
        self.rows = tuple(rows)
        self.changed.emit()

    def _on_changed(self, _event: object) -> None:
        self.tasks.spawn(self._load(), "load")

    async def _load(self) -> None:
        core = self.core
        if core is None or core.session is None:
            return
        connection = core.session.profile.id
        outbox = await core.stores.outbox.rows(connection, search=self.search)
        entries = await core.stores.journal.entries(connection, self.search)
        self.set_content(list(outbox), list(entries))

    def _command(self, name: str, reference: str) -> None:
        if self.core is not None:
            self.tasks.spawn(self._run(name, reference))

    async def _run(self, name: str, reference: str) -> None:
        if self.core is None:
            return
        await getattr(self.core.stores.outbox, name)(reference)
        if self.core.session is not None:
            self.core.session.drain.wake()
        await self._load()


def _said(kind: str, text: str | None) -> str:
    """A journal entry in words."""
    if kind == "corrected" and not text:
        return "Corrected to nothing"
    sentence = _DECIDED.get(kind)
    return sentence.format(text) if sentence else text or kind
