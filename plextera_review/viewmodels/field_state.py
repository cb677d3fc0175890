"""The fields of one document as shown: what was read, the decisions in force, what rules and pages say, which one is selected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.arrangement import is_gap
from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.document_locale import DocumentLocale
from plextera_review.domain.field import Extraction
from plextera_review.domain.job import Job
from plextera_review.domain.projected_fields import ProjectedFields
from plextera_review.domain.projection import Overlay, ReviewField, in_force
from plextera_review.domain.recall import Recall
from plextera_review.domain.review import FieldEvidence, ReviewPolicy
from plextera_review.domain.rules.context import RuleContext
from plextera_review.domain.rules.evaluation import findings
from plextera_review.domain.rules.finding import Finding
from plextera_review.domain.rules.rule import Rule
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.rule_findings import RuleFindings
from plextera_review.viewmodels.settings import SettingsViewModel


class FieldState(ViewModel):
    """Fields and selection.

    ``fields`` are all fields of the document in reading order, ``current`` the selected one's path, ``problems`` sentences by
    field path for acts that could not be kept, ``unsaved`` the texts typed for them. ``recall`` is what is remembered of the sender.
    ``fields_changed`` carries the paths something changed for, as a frozenset; None when there may be other fields than before.
    """

    fields_changed = Signal(object)
    selected_changed = Signal()

    def __init__(self, notices: Notices, settings: SettingsViewModel, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self._settings = settings
        self.job: Job | None = None
        self.fields: tuple[ReviewField, ...] = ()
        self.current: str | None = None
        self.problems: dict[str, str] = {}
        self.unsaved: dict[str, str] = {}
        self.recall = Recall()
        self.locale = DocumentLocale()
        self._extraction: Extraction | None = None
        self._rules: Sequence[Rule] = ()
        self._rule_context = RuleContext(datetime.now(UTC).date())
        self._judging = RuleFindings(self.tasks, self._reproject)
        self._projected = ProjectedFields()
        self._evidence: Mapping[str, FieldEvidence] = {}
        self._verdicts: dict[str, Verdict] = {}
        self._intended: dict[str, Verdict | None] = {}
        self._seen: set[str] = set()
        self._send_states: dict[str, SendState] = {}
        self._session: Any = None
        self._told: tuple[Mapping[str, object], ...] = ({}, {})
        settings.policy_changed.connect(self._on_policy)

    @property
    def settings(self) -> SettingsViewModel:
        """What a person set."""
        return self._settings

    @property
    def keys(self) -> KeyMap:
        """The keys in force."""
        return self._settings.keys

    @property
    def policy(self) -> ReviewPolicy:
        """Thresholds for the document's hub, and the fields typed blind."""
        policy = self._settings.policy
        return replace(policy, hub_id=self.job.hub_id) if self.job is not None else policy

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules that count for the document."""
        return self._rules

    @property
    def rule_context(self) -> RuleContext:
        """What rules know besides the document."""
        return self._rule_context

    @property
    def extraction(self) -> Extraction | None:
        """What the server read."""
        return self._extraction

    @property
    def in_force(self) -> Extraction:
        """The values as decided, those on their way to the disk included."""
        return in_force(self._extraction or Extraction(""), self._decided())

    @property
    def job_id(self) -> str:
        """The id of the document; empty while none is open."""
        return self._job_id

    @property
    def corrections(self) -> Any:
        """What was decided on the connection of the document; None while no document is open."""
        return self._session.corrections if self._session is not None else None

    @property
    def row(self) -> ReviewField | None:
        """The selected field."""
        return self._rows.get(self.current or "")

    def row_of(self, path: str) -> ReviewField | None:
        """A field by its path."""
        return self._rows.get(path)

    @property
    def open_fields(self) -> int:
        """How many fields still need a look, acts under way counted as done."""
        looks, count = self._projected.looks, len(self._projected.looks)
        for path in self._intended:
            row = self._rows.get(path)
            if row is not None:
                count += self._needs_look(row) - (path in looks)
        return count

    @property
    def failed_rules(self) -> int:
        """How many rules fail that nobody waived."""
        rows = (self._rows.get(path) for path in self._projected.suspected)
        return len({found.rule_id for each in rows if each is not None for found in each.failing})

    def number_of(self, path: str) -> int:
        """The place of a field among all, from 1; 0 when there is none."""
        return self._projected.numbers.get(path, -1) + 1

    @property
    def never_seen(self) -> int:
        """How many fields without a verdict were never selected."""
        return sum(1 for each in self.fields if self._undecided(each) and each.path not in self._seen)

    def select(self, path: str | None) -> None:
        """Select a field."""
        if path == self.current or (path is not None and path not in self._rows):
            return
        self.current = path
        if path is not None:
            self._seen.add(path)
        self.selected_changed.emit()

    def next_field(self) -> None:
        """Select the field below; the last one stays."""
        self._move(1)

    def previous_field(self) -> None:
        """Select the field above."""
        self._move(-1)

    def next_needing_look(self) -> bool:
        """Select the next field needing a look, from the top again after the last; False when there is none."""
        numbers, start, count = self._projected.numbers, self._index() + 1, len(self.fields)
        asked = (self._rows.get(path) for path in self._projected.looks | self._intended.keys())
        wanted = (each.path for each in asked if each is not None and self._needs_look(each))
        found = min(
            (path for path in wanted if path != self.current),
            key=lambda path: (numbers[path] - start) % count,
            default=None,
        )
        if found is not None:
            self.select(found)
        return found is not None

    def forget_unsaved(self) -> None:
        """Give up the text of the selected field that could not be kept."""
        if self.current in self.problems:
            self.problems.pop(self.current)
            self.unsaved.pop(self.current, None)
            self._tell(frozenset())

    def busy(self, path: str) -> bool:
        """True while an act on that field is on its way to the disk."""
        return path in self._intended

    def verdict_of(self, path: str) -> Verdict | None:
        """The verdict in force on a field or table, one on its way to the disk included."""
        return self._intended[path] if path in self._intended else self._verdicts.get(path)

    @property
    def decided(self) -> Mapping[str, Verdict]:
        """The verdicts in force by path, those on their way to the disk included."""
        return self._decided()

    def forget(self, paths: Iterable[str]) -> None:
        """Give up the texts of these fields that could not be kept."""
        for path in paths:
            self.problems.pop(path, None)
            self.unsaved.pop(path, None)

    def findings_with(self, verdict: Verdict) -> tuple[Finding, ...]:
        """The rules that would fail with this verdict in force, as far as they concern its field."""
        assumed = in_force(self._extraction or Extraction(""), {**self._decided(), verdict.field_path: verdict})
        found = findings(assumed, self._rules, self._rule_context)
        return tuple(each for each in found if verdict.field_path in each.paths)

    # -- inside

    @property
    def _job_id(self) -> str:
        return self.job.id if self.job else ""

    def _decided(self) -> dict[str, Verdict]:
        decided = {**self._verdicts, **self._intended}
        return {path: each for path, each in decided.items() if each is not None}

    def _undecided(self, row: ReviewField) -> bool:
        return self.verdict_of(row.path) is None

    def _needs_look(self, row: ReviewField) -> bool:
        """An act under way counts as done, unless a rule fails that it does not waive."""
        if row.path in self._intended:
            verdict = self._intended[row.path]
            if verdict is None:
                return bool(row.reasons)
            return verdict.vouches and bool(row.errors_beside(verdict.waived))
        return row.needs_look

    @property
    def _rows(self) -> Mapping[str, ReviewField]:
        return self._projected.by_path

    def _index(self) -> int:
        return self._projected.numbers.get(self.current or "", -1)

    def _move(self, step: int) -> None:
        at = min(max(self._index() + step, 0), len(self.fields) - 1)
        if self.fields:
            self.select(self.fields[at].path)

    def _on_policy(self) -> None:
        self._reproject()

    def _reproject(self) -> None:
        """Rules see what is decided at once; marks show a decision only when it is on the disk."""
        changed: frozenset[str] | None = None
        if self._extraction is not None:
            decided = self._decided()
            self._judging.judge((self._extraction, self._rules, self._rule_context), decided, len(self.fields))
            arranged = {path: each for path, each in decided.items() if each.kind is VerdictKind.ARRANGED}
            kept = {path: each for path, each in self._verdicts.items() if each.kind is not VerdictKind.ARRANGED}
            overlay = Overlay({**kept, **arranged}, self._send_states, self._judging.found, self._evidence)
            before, at = self.fields, self._index()
            changed = self._projected.update(self._extraction, overlay, self.policy)
            self.fields = self._projected.rows
            if self.unsaved:  # of a row that is gone there is nothing left to keep
                gone = [path for path in self.unsaved if path not in self._rows and not is_gap(path)]
                self.forget(gone)
            if self.current is not None and self.current not in self._rows and before:
                near = self.fields[min(at, len(self.fields) - 1)].path if self.fields else None
                self.select(near)
        else:
            self._without_fields()
        self._tell(changed)
        self.changed.emit()

    def _without_fields(self) -> None:
        self._projected, self.fields, self.current = ProjectedFields(), (), None

    def _tell(self, changed: frozenset[str] | None) -> None:
        """Acts under way and problems at keeping them change what is shown of a field, too."""
        now: tuple[dict[str, Any], ...] = (dict(self._intended), dict(self.problems))
        if changed is not None:
            for before, each in zip(self._told, now, strict=True):
                changed |= {
                    path for path in before.keys() | each.keys() if before.get(path, self) is not each.get(path, self)
                }
        self._told = now
        self.fields_changed.emit(changed)
