"""The two popovers with earlier decisions: those about the selected field, and the last ones over all documents."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint

from plextera_review.domain.correction import Verdict
from plextera_review.viewmodels.field_history import FieldHistoryViewModel
from plextera_review.viewmodels.last_decisions import LastDecision, LastDecisionsViewModel
from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.widgets.field_history import FieldHistory
from plextera_review.widgets.field_panel import FieldPanel
from plextera_review.widgets.last_decisions import LastDecisions
from plextera_review.widgets.shortcut_guard import ShortcutGuard
from plextera_review.widgets.theme import Theme


class DecisionLists(QObject):
    """Made on first use, shown over the fields of ``panel``. ``acts`` are their actions by id."""

    def __init__(self, review: ReviewViewModel, theme: Theme, panel: FieldPanel) -> None:
        super().__init__(panel)
        self._review, self._theme, self._panel = review, theme, panel
        self._history: FieldHistory | None = None
        self._last: LastDecisions | None = None
        self._of_field = FieldHistoryViewModel(review.tasks, self)
        self._of_all = LastDecisionsViewModel(review.tasks, self)
        self._of_field.restore_requested.connect(self._restore)
        self._wanted: LastDecision | None = None  # to select once its document is open
        review.opened.connect(self._on_opened)
        self.acts: dict[str, Callable[[], None]] = {
            "field_history": self.show_history,
            "last_decisions": self.show_last,
        }

    def show_history(self) -> None:
        """The decisions about the selected field; nothing without one."""
        self._panel.take()
        field, corrections = self._review.row, self._review.corrections
        if field is None or corrections is None:
            return
        if self._history is None:
            self._history = FieldHistory(self._of_field, self._theme, self._panel)
            ShortcutGuard(self._history)
        self._of_field.show(corrections, self._review.job_id, field.path, field.field.name)
        self._history.show_at(self._place())

    def show_last(self) -> None:
        """The last decisions over all documents."""
        self._panel.take()
        corrections = self._review.corrections
        if corrections is None:
            return
        if self._last is None:
            self._last = LastDecisions(self._of_all, self._theme, self._panel)
            self._last.wanted.connect(self._go_back)
            ShortcutGuard(self._last)
        self._of_all.load(corrections)
        self._last.show_at(self._place())

    def _place(self) -> QPoint:
        return self._panel.list.mapToGlobal(QPoint(0, 0))

    def _restore(self, verdict: Verdict) -> None:
        self._review.restore(verdict.field_path, verdict)

    def _go_back(self, chosen: LastDecision) -> None:
        """To the field of an earlier decision, in whatever document."""
        if chosen.job_id == self._review.job_id and not self._review.finished:
            self._review.select(chosen.field_path)
        else:
            self._wanted = chosen
            self._review.open(chosen.job_id)

    def _on_opened(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted.job_id == self._review.job_id:
            self._review.select(wanted.field_path)
