"""Typing a value blind: what a person typed from the page, held against what the machine read, which was not shown until then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.correction import VerdictKind
from plextera_review.domain.geometry import Placement
from plextera_review.domain.rekey import MACHINE_KEPT, TYPED_SAME, RekeyOutcome, Run, differing, outcome
from plextera_review.domain.values import display_value, value_text
from plextera_review.viewmodels.commands import new_verdict

if TYPE_CHECKING:
    from plextera_review.viewmodels.field_review import FieldReview


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of one field that differ. ``typed`` is what was typed, ``mine`` what it means, ``machine`` what was read; both cut into
    ``mine_runs`` and ``machine_runs`` that agree or differ. ``placements`` is where the value was pointed at, if it was."""

    job_id: str
    path: str
    name: str
    typed: str
    mine: str
    machine: str
    mine_runs: tuple[Run, ...]
    machine_runs: tuple[Run, ...]
    placements: tuple[Placement, ...] | None = None


class BlindRekey(QObject):
    """Holds the one comparison that waits for a decision. ``changed`` fires when it comes or goes."""

    changed = Signal()

    def __init__(self, review: "FieldReview") -> None:
        super().__init__(review)
        self._review = review
        self.comparing: Comparison | None = None
        review.selected_changed.connect(self._on_selected)
        review.fields_changed.connect(self._on_fields)

    def answer(self, path: str, text: str, placements: Sequence[Placement] | None = None) -> RekeyOutcome:
        """Compare a text typed for a hidden field: the same in any spelling is accepted at once, another one begins a comparison."""
        review, row = self._review, self._review.row_of(path)
        if row is None or not row.hidden or review.job is None:
            return RekeyOutcome.NOTHING
        found = outcome(text, row.as_read, review.locale)
        if found is RekeyOutcome.SAME:
            self._accept(path, TYPED_SAME)
        elif found is RekeyOutcome.DIFFERENT:
            parsed = review.parsed(row, text)
            mine = text.strip() if parsed.hint else value_text(parsed.value)
            machine = display_value(row.as_read)
            places = tuple(placements) if placements else None
            review.unsaved[path] = (
                text.strip()
            )  # until it is decided: Submit waits for it, editing again begins with it
            self.comparing = Comparison(
                review.job.id,
                path,
                row.field.name,
                text.strip(),
                mine,
                machine,
                *differing(mine, machine),
                placements=places,
            )
            review.select(path)
            self.changed.emit()
        return found

    def take_mine(self) -> None:
        """What was typed is right: a correction."""
        found = self._closed()
        row = self._review.row_of(found.path) if found else None
        if found is not None and row is not None:
            verdict, _ = self._review.correction(row, found.typed, found.placements)
            self._review.act([verdict], {found.path: found.typed})

    def take_machine(self) -> None:
        """What the machine read is right after all."""
        found = self._closed()
        if found is not None:
            self._accept(found.path, MACHINE_KEPT)

    def again(self) -> str:
        """Back to the editor; returns what was typed."""
        found = self._closed()
        return found.typed if found else ""

    def _accept(self, path: str, said: str) -> None:
        review, row = self._review, self._review.row_of(path)
        if row is not None and review.job is not None:
            review.act([replace(new_verdict(row, review.job.id, VerdictKind.ACCEPTED), value_text=said)])

    def _closed(self) -> Comparison | None:
        found, self.comparing = self.comparing, None
        if found is not None:
            self.changed.emit()
        return found

    def _on_selected(self) -> None:
        if self.comparing is not None and self._review.current != self.comparing.path:
            self._closed()

    def _on_fields(self) -> None:
        """Another document, or a field that is not typed blind any more."""
        if self.comparing is not None:
            row, job = self._review.row_of(self.comparing.path), self._review.job
            if row is None or not row.hidden or job is None or job.id != self.comparing.job_id:
                self._closed()
