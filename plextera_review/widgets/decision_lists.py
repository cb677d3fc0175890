"""The two popovers with earlier decisions: those about the selected field, and the last ones over all documents."""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from plextera_review.domain.correction import Verdict
from plextera_review.viewmodels.field_history import FieldHistoryViewModel
from plextera_review.viewmodels.last_decisions import LastDecisionsViewModel
from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.widgets.field_history import FieldHistory
from plextera_review.widgets.last_decisions import LastDecisions
from plextera_review.widgets.shortcut_guard import ShortcutGuard
from plextera_review.widgets.theme import Theme


class DecisionLists(QObject):
    """Made on first use. ``wanted`` carries the :class:`~plextera_review.viewmodels.last_decisions.LastDecision` to go back to."""

    wanted = Signal(object)

    def __init__(self, review: ReviewViewModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._review, self._theme, self._page = review, theme, parent
        self.history: FieldHistory | None = None
        self.last: LastDecisions | None = None
        self._of_field = FieldHistoryViewModel(review.tasks, self)
        self._of_all = LastDecisionsViewModel(review.tasks, self)
        self._of_field.restore_requested.connect(self._restore)

    def show_history(self, beside: QWidget) -> None:
        """The decisions about the selected field, over a part of the page; nothing without a selected field."""
        field, corrections = self._review.row, self._review.corrections
        if field is None or corrections is None:
            return
        if self.history is None:
            self.history = FieldHistory(self._of_field, self._theme, self._page)
            ShortcutGuard(self.history)
        self._of_field.show(corrections, self._review.job_id, field.path, field.field.name)
        self.history.show_at(beside.mapToGlobal(QPoint(0, 0)))

    def show_last(self, beside: QWidget) -> None:
        """The last decisions over all documents, over a part of the page."""
        corrections = self._review.corrections
        if corrections is None:
            return
        if self.last is None:
            self.last = LastDecisions(self._of_all, self._theme, self._page)
            ShortcutGuard(self.last)
            self.last.wanted.connect(self.wanted)
        self._of_all.load(corrections)
        self.last.show_at(beside.mapToGlobal(QPoint(0, 0)))

    def _restore(self, verdict: Verdict) -> None:
        self._review.restore(verdict.field_path, verdict)
