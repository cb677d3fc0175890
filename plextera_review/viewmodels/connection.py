"""What the status strip says: the connection, the outbox and work in the background."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.connection import LOCAL_PROFILE, ConnectionProfile, ConnectionState
from plextera_review.domain.errors import KnownError
from plextera_review.domain.send_state import SendState
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices

_WORDS = {
    ConnectionState.STARTING: "starting",
    ConnectionState.ONLINE: "connected",
    ConnectionState.OFFLINE: "offline",
    ConnectionState.UNAUTHORIZED: "key refused",
    ConnectionState.FAILING: "server failing",
}


@dataclass(frozen=True, slots=True)
class OutboxPart:
    """One count of the outbox: state, number and the words for it."""

    state: SendState
    count: int
    text: str


class ConnectionViewModel(ViewModel):
    """Connection and outbox of the active profile. ``attention_wanted``: the person asks for what needs them in Activity."""

    attention_wanted = Signal()

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self.profile: ConnectionProfile = LOCAL_PROFILE
        self.state = ConnectionState.STARTING
        self.error: KnownError | None = None
        self._outbox: dict[SendState, int] = {}

    @property
    def text(self) -> str:
        """Name and state, e.g. "Local service · connected"."""
        return f"{self.profile.name} · {_WORDS[self.state]}"

    @property
    def detail(self) -> str:
        """Where it is and what went wrong, with the next step."""
        place = self.profile.base_url or "On this computer; documents do not leave it."
        return f"{place}\n{self.error.sentence}" if self.error else place

    @property
    def outbox(self) -> tuple[OutboxPart, ...]:
        """The counts that are not zero, most urgent last."""
        kept = self._outbox.get(SendState.DRAFT, 0) + self._outbox.get(SendState.PENDING, 0)
        sending = self._outbox.get(SendState.SENDING, 0)
        unconfirmed = self._outbox.get(SendState.UNCONFIRMED, 0)
        failed = self._outbox.get(SendState.REJECTED, 0)
        parts = (
            OutboxPart(SendState.PENDING, kept, f"{kept} kept here"),
            OutboxPart(SendState.SENDING, sending, f"{sending} sending"),
            OutboxPart(SendState.UNCONFIRMED, unconfirmed, f"{unconfirmed} unconfirmed"),
            OutboxPart(SendState.REJECTED, failed, f"{failed} failed"),
        )
        return tuple(part for part in parts if part.count)

    def attach(self, core: CoreLike) -> None:
        """Follow connectivity and the outbox."""
        super().attach(core)
        from plextera_review.sync.events import ConnectivityChanged, Notice, OutboxChanged, SessionChanged

        self.subscribe(ConnectivityChanged, self._on_connectivity)
        self.subscribe(OutboxChanged, self._on_outbox)
        self.subscribe(SessionChanged, self._on_session)
        self.subscribe(Notice, self._on_notice)
        if core.session is not None:
            self.set_connectivity(core.session.connectivity.state, None)
            self.profile = core.session.profile
        self._on_outbox(None)

    def set_connectivity(self, state: ConnectionState, error: KnownError | None) -> None:
        """Show a state; a bad one also becomes a notice, which goes when the connection is back."""
        self.state, self.error = state, error
        if state in {ConnectionState.OFFLINE, ConnectionState.UNAUTHORIZED, ConnectionState.FAILING}:
            severity = "error" if state is ConnectionState.UNAUTHORIZED else "warning"
            said = "The server cannot be reached."
            if error is not None:
                said = error.message if state is ConnectionState.OFFLINE else error.sentence
            self.notices.show(severity, f"{said} What you decide is kept here and sent later.", "connectivity")
        elif state is ConnectionState.ONLINE:
            self.notices.dismiss("connectivity")
        self.changed.emit()

    def set_outbox(self, counts: "dict[SendState, int]") -> None:
        """Show the outbox' counts."""
        self._outbox = dict(counts)
        self.changed.emit()

    def _on_connectivity(self, event: "object") -> None:
        self.set_connectivity(event.state, event.error)  # type: ignore[attr-defined]

    def _on_session(self, event: "object") -> None:
        self.profile = event.profile  # type: ignore[attr-defined]
        core = self.core
        if core is not None and core.session is not None:
            self.set_connectivity(core.session.connectivity.state, None)
        self._on_outbox(None)
        self.changed.emit()

    def _on_notice(self, event: "object") -> None:
        severity, text, key = event.severity, event.text, event.key  # type: ignore[attr-defined]
        if event.action == "activity":  # type: ignore[attr-defined]
            self.notices.show(severity, text, key, "Show in Activity", self.attention_wanted.emit)
        else:
            self.notices.show(severity, text, key)

    def _on_outbox(self, _event: object) -> None:
        self.tasks.spawn(self._count(), "outbox")

    async def _count(self) -> None:
        if self.core is not None:
            self.set_outbox(await self.core.stores.outbox.counts(self.profile.id))
