"""The last decisions over all documents of a connection, each of which can be gone back to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.correction import VerdictKind
from plextera_review.viewmodels.tasks import TaskScope

HOW_MANY = 20


@dataclass(frozen=True, slots=True)
class LastDecision:
    """One decision: when, about which field of which document, and what it made of the value."""

    reference: str
    at: datetime
    kind: VerdictKind
    job_id: str
    job_name: str
    field_path: str
    field_name: str
    text: str


class LastDecisionsViewModel(QObject):
    """Loads when asked to; ``rows`` are newest first."""

    changed = Signal()

    def __init__(self, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.rows: tuple[LastDecision, ...] = ()
        self.loading = False

    def load(self, corrections: Any) -> None:
        """Read them; ``corrections`` are those of the session."""
        self.loading = True
        self.changed.emit()
        self._tasks.spawn(self._load(corrections), "last-decisions")

    async def _load(self, corrections: Any) -> None:
        entries = await corrections.latest(HOW_MANY)
        self.rows = tuple(
            LastDecision(
                each.client_reference,
                each.at,
                each.verdict.kind,
                each.job_id,
                each.job_name,
                each.field_path,
                each.field_name or each.field_path,
                each.text or each.verdict.original or "",
            )
            for each in entries
            if each.verdict is not None
        )
        self.loading = False
        self.changed.emit()
