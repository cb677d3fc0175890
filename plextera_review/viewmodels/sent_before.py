"""What earlier submits of the open document did."""

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.correction import SendState
from plextera_review.domain.sent_summary import SentSummary
from plextera_review.viewmodels.review import ReviewViewModel


class SentBefore(QObject):
    """``summary`` follows the document and, where it was submitted before, what becomes of its feedback."""

    changed = Signal()

    def __init__(self, review: ReviewViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self.summary = SentSummary()
        self._states: list[SendState | None] = []
        review.opened.connect(self._on_opened)
        review.changed.connect(self._on_changed)

    def _on_opened(self) -> None:
        self.summary = SentSummary()
        self.changed.emit()
        self._look()

    def _on_changed(self) -> None:
        if not self.summary.submitted:
            return
        states = [each.send_state for each in self._review.fields]
        if states != self._states:
            self._states = states
            self._look()

    def _look(self) -> None:
        if self._review.corrections is not None:
            self._review.tasks.spawn(self._load(self._review.job_id), "sent-before")

    async def _load(self, job_id: str) -> None:
        summary = await self._review.corrections.sent_summary(job_id)
        if self._review.job_id == job_id:
            self.summary = summary
            self.changed.emit()
