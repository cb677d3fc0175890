"""The reviewer's acts on the fields of one document: kept on disk one by one, undone and redone."""

import asyncio
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.errors import KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.geometry import Placement
from plextera_review.domain.job import Job
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.projection import ReviewField, project
from plextera_review.domain.values import value_text
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.commands import Act, Change, History, again, new_verdict, rows_by_path
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.settings import SettingsViewModel

NOT_KEPT = "not-kept"
"""Key of the notices about corrections the disk refused."""


class FieldReview(ViewModel):
    """Fields, selection and acts. A field counts as kept only after the journal has it on disk.

    ``fields`` are all fields of the document in reading order, ``current`` the selected one's path, ``problems`` sentences by
    field path for acts that could not be kept, ``unsaved`` the texts typed for them. ``leaving`` is True while the document
    is being submitted or postponed: a verdict then would come too late.
    """

    fields_changed = Signal()
    selected_changed = Signal()

    def __init__(self, notices: Notices, settings: SettingsViewModel, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self._settings = settings
        self.job: Job | None = None
        self.fields: tuple[ReviewField, ...] = ()
        self.current: str | None = None
        self.leaving = False
        self.problems: dict[str, str] = {}
        self.unsaved: dict[str, str] = {}
        self._extraction: Extraction | None = None
        self._verdicts: dict[str, Verdict] = {}
        self._intended: dict[str, Verdict | None] = {}
        self._seen: set[str] = set()
        self._send_states: dict[str, SendState] = {}
        self._history = History()
        self._writes: set[asyncio.Task[Any]] = set()
        self._session: Any = None
        settings.policy_changed.connect(self._reproject)

    @property
    def keys(self) -> KeyMap:
        """The keys in force."""
        return self._settings.keys

    @property
    def row(self) -> ReviewField | None:
        """The selected field."""
        return next((each for each in self.fields if each.path == self.current), None)

    @property
    def open_fields(self) -> int:
        """How many fields still need a look, acts under way counted as done."""
        return sum(1 for each in self.fields if self._needs_look(each))

    @property
    def never_seen(self) -> int:
        """How many fields without a verdict were never selected."""
        return sum(1 for each in self.fields if self._undecided(each) and each.path not in self._seen)

    def select(self, path: str | None) -> None:
        """Select a field."""
        if path == self.current or (path is not None and path not in rows_by_path(self.fields)):
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
        start = self._index() + 1
        for each in (*self.fields[start:], *self.fields[:start]):
            if each.path != self.current and self._needs_look(each):
                self.select(each.path)
                return True
        return False

    # -- acts on the selected field

    def accept(self) -> None:
        """The value in force is right. A corrected, missing or unreadable field keeps its verdict."""
        row = self.row
        if row is not None and self._undecided(row):
            self._act([(row, new_verdict(row, self._job_id, VerdictKind.ACCEPTED))])

    def correct(self, path: str, text: str) -> str | None:
        """Replace a value; typing the original again accepts it. Returns a hint when the text does not fit the field's kind."""
        row = rows_by_path(self.fields).get(path)
        if row is None:
            return None
        text = text.strip()
        parsed = parse_value(text, row.field.kind, row.field.value)
        shown = text if parsed.hint else value_text(parsed.value)
        kind = VerdictKind.ACCEPTED if shown == row.original_value else VerdictKind.CORRECTED
        verdict = new_verdict(row, self._job_id, kind)
        if kind is VerdictKind.CORRECTED:
            verdict = replace(verdict, value=parsed.value, value_text=shown)
        self._act([(row, verdict)], {path: text})
        return parsed.hint

    def missing(self) -> None:
        """The document does not have this field."""
        self._judge(VerdictKind.MISSING)

    def unreadable(self) -> None:
        """The value stands there, but nobody can read it."""
        self._judge(VerdictKind.UNREADABLE)

    def move_place(self, path: str, placement: Placement) -> None:
        """The value stands there: the place goes with the correction, the value in force stays as it is."""
        row = rows_by_path(self.fields).get(path)
        if row is None:
            return
        base = row.verdict
        if base is None or base.kind is not VerdictKind.CORRECTED:
            base = replace(
                new_verdict(row, self._job_id, VerdictKind.CORRECTED), value=row.field.value, value_text=row.shown_value
            )
        self._act([(row, replace(again(row, self._job_id, base), placements=(placement,)))])

    def comment(self, text: str) -> None:
        """Put a comment beside the verdict; on a field without one it accepts the value. Empty text removes it."""
        row = self.row
        text = text.strip()
        if row is None or text == ((row.verdict.comment if row.verdict else None) or ""):
            return
        base = row.verdict or new_verdict(row, self._job_id, VerdictKind.ACCEPTED)
        self._act([(row, replace(again(row, self._job_id, base), comment=text or None))])

    def accept_rest(self) -> int:
        """Accept every field without a verdict, as one act; returns how many of them were never looked at."""
        rows = [each for each in self.fields if self._undecided(each)]
        unseen = self.never_seen
        self._act([(each, new_verdict(each, self._job_id, VerdictKind.ACCEPTED)) for each in rows])
        if rows:
            text = f"{len(rows)} fields accepted, {unseen} of them never looked at. Ctrl+Z takes it back."
            self.notices.show("info", text, "accept-rest")
        return unseen

    @property
    def can_undo(self) -> bool:
        """True when there is an act to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """True when there is an act to do again."""
        return self._history.can_redo

    def undo(self) -> None:
        """Take the last act back."""
        if not self.leaving:
            self._again(self._history.undo(), forward=False)

    def redo(self) -> None:
        """Do the act again that was taken back last."""
        if not self.leaving:
            self._again(self._history.redo(), forward=True)

    def forget_unsaved(self) -> None:
        """Give up the text of the selected field that could not be kept."""
        if self.current in self.problems:
            self.problems.pop(self.current)
            self.unsaved.pop(self.current, None)
            self.fields_changed.emit()

    def busy(self, path: str) -> bool:
        """True while an act on that field is on its way to the disk."""
        return path in self._intended

    # -- inside

    @property
    def _job_id(self) -> str:
        return self.job.id if self.job else ""

    def _undecided(self, row: ReviewField) -> bool:
        return self._intended.get(row.path, row.verdict) is None

    def _needs_look(self, row: ReviewField) -> bool:
        return bool(row.reasons) and self._undecided(row)

    def _index(self) -> int:
        return next((at for at, each in enumerate(self.fields) if each.path == self.current), -1)

    def _move(self, step: int) -> None:
        at = min(max(self._index() + step, 0), len(self.fields) - 1)
        if self.fields:
            self.select(self.fields[at].path)

    def _judge(self, kind: VerdictKind) -> None:
        row = self.row
        if row is not None:
            self._act([(row, new_verdict(row, self._job_id, kind))])

    def _in_force(self, row: ReviewField) -> Verdict | None:
        return self._intended.get(row.path, row.verdict)

    def _act(self, pairs: "list[tuple[ReviewField, Verdict]]", texts: "dict[str, str] | None" = None) -> None:
        if not pairs or self.job is None or self.leaving:
            return
        act = Act(tuple(Change(row.path, self._in_force(row), verdict) for row, verdict in pairs))
        self._history.add(act)
        self._record([verdict for _, verdict in pairs], act, texts or {})

    def _again(self, act: Act | None, *, forward: bool) -> None:
        if act is None or self.job is None:
            return
        rows = rows_by_path(self.fields)
        verdicts = [
            again(rows[each.path], self._job_id, each.after if forward else each.before)
            for each in act.changes
            if each.path in rows
        ]
        self.select(act.changes[0].path)
        self._record(verdicts, act, {})

    def _record(self, verdicts: list[Verdict], act: Act, texts: dict[str, str]) -> None:
        if self.job is None:
            return
        for verdict in verdicts:
            self._intended[verdict.field_path] = None if verdict.kind is VerdictKind.CLEARED else verdict
            self.problems.pop(verdict.field_path, None)
        task = self.tasks.spawn(self._keep(self._session, self.job, verdicts, act, texts))
        if task is not None:
            self._writes.add(task)
            task.add_done_callback(self._writes.discard)
        self.fields_changed.emit()
        self.changed.emit()

    async def _keep(self, session: Any, job: Job, verdicts: list[Verdict], act: Act, texts: dict[str, str]) -> None:
        core = self.core
        if core is None:
            return
        # All at once: what was decided is on its way to the disk even when this screen closes now.
        writes = [core.supervisor.run(session.corrections.record(job, each)) for each in verdicts]
        results = await asyncio.gather(*writes, return_exceptions=True)
        for verdict, result in zip(verdicts, results, strict=True):
            if isinstance(result, KnownError):
                self.notices.show("error", result.sentence, NOT_KEPT)
                if self._job_id == job.id:
                    self._failed(verdict.field_path, result, act, texts.get(verdict.field_path))
            elif isinstance(result, BaseException):
                raise result
            elif self._job_id == job.id:
                self._kept(verdict)
        if not any(results):  # the disk takes it again
            self.notices.dismiss(NOT_KEPT)
        if self._job_id == job.id:
            self._reproject()

    def _kept(self, verdict: Verdict) -> None:
        path = verdict.field_path
        self._verdicts[path] = verdict
        self.unsaved.pop(path, None)
        pending = self._intended.get(path)
        if pending is verdict or (pending is None and verdict.kind is VerdictKind.CLEARED):
            self._intended.pop(path, None)

    def _failed(self, path: str, error: KnownError, act: Act, text: str | None) -> None:
        self._intended.pop(path, None)
        self._history.drop(act)
        self.problems[path] = f"Not kept. {error.sentence}"
        if text is not None:
            self.unsaved[path] = text
        self.select(path)
        self.selected_changed.emit()

    def _reproject(self) -> None:
        if self._extraction is not None:
            self.fields = project(self._extraction, self._verdicts, self._send_states, self._settings.policy)
        self.fields_changed.emit()
        self.changed.emit()

    async def _written(self) -> None:
        while self._writes:
            await asyncio.wait(set(self._writes))
