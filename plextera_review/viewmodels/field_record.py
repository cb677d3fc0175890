"""What is decided about the fields of one document: kept on disk act by act, undone and redone."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.errors import KnownError
from plextera_review.domain.job import Job
from plextera_review.viewmodels.commands import Act, Change, History, decided_again, row_come_back
from plextera_review.viewmodels.field_state import FieldState
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.settings import SettingsViewModel

NOT_KEPT = "not-kept"
"""Key of the notices about corrections the disk refused."""


class FieldRecord(FieldState):
    """Acts on fields. A decision counts as kept only after the journal has it on disk.

    ``leaving`` is True while the document is being submitted or postponed: a verdict then would come too late.
    """

    def __init__(self, notices: Notices, settings: SettingsViewModel, parent: QObject | None = None) -> None:
        super().__init__(notices, settings, parent)
        self.leaving = False
        self._history = History()
        self._writes: set[asyncio.Task[Any]] = set()

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

    def act(self, verdicts: Sequence[Verdict], texts: Mapping[str, str] | None = None) -> None:
        """Decide, as one act that is undone as a whole. ``texts`` are what was typed, by path: kept when the disk refuses."""
        if not verdicts or self.job is None or self.leaving:
            return
        act = Act(tuple(Change(each.field_path, self.verdict_of(each.field_path), each) for each in verdicts))
        self._history.add(act)
        self._record(verdicts, act, texts or {})

    # -- inside

    def _again(self, act: Act | None, *, forward: bool) -> None:
        if act is None or self.job is None:
            return
        verdicts = [found for each in act.changes if (found := decided_again(each, forward=forward)) is not None]
        self._record(verdicts, act, {})
        back = row_come_back(act, self.fields, forward=forward)
        self.select(back or next((each.path for each in act.changes if each.path in self._rows), self.current))

    def _record(self, verdicts: Sequence[Verdict], act: Act, texts: Mapping[str, str]) -> None:
        if self.job is None:
            return
        for verdict in verdicts:
            self._intended[verdict.field_path] = None if verdict.kind is VerdictKind.CLEARED else verdict
            self.problems.pop(verdict.field_path, None)
        task = self.tasks.spawn(self._keep(self._session, self.job, verdicts, act, texts))
        if task is not None:
            self._writes.add(task)
            task.add_done_callback(self._writes.discard)
        self._reproject()

    async def _keep(
        self, session: Any, job: Job, verdicts: Sequence[Verdict], act: Act, texts: Mapping[str, str]
    ) -> None:
        core = self.core
        if core is None:
            return
        # In the supervisor: what was decided is on its way to the disk even when this screen closes now.
        corrections = session.corrections
        write = corrections.record(job, verdicts[0]) if len(verdicts) == 1 else corrections.record_all(job, verdicts)
        try:
            await core.supervisor.run(write)
        except KnownError as error:
            self.notices.show("error", error.sentence, NOT_KEPT)
            if self._job_id == job.id:
                self._failed(verdicts, error, act, texts)
        else:
            self.notices.dismiss(NOT_KEPT)  # the disk takes it again
            if self._job_id == job.id:
                for verdict in verdicts:
                    self._kept(verdict)
        if self._job_id == job.id:
            self._reproject()

    def _kept(self, verdict: Verdict) -> None:
        path = verdict.field_path
        if verdict.kind is VerdictKind.CLEARED:
            self._verdicts.pop(path, None)
        else:
            self._verdicts[path] = verdict
        self.unsaved.pop(path, None)
        pending = self._intended.get(path)
        if pending is verdict or (pending is None and verdict.kind is VerdictKind.CLEARED):
            self._intended.pop(path, None)

    def _failed(self, verdicts: Sequence[Verdict], error: KnownError, act: Act, texts: Mapping[str, str]) -> None:
        self._history.drop(act)
        for verdict in verdicts:
            path = verdict.field_path
            self._intended.pop(path, None)
            self.problems[path] = f"Not kept. {error.sentence}"
            if path in texts:
                self.unsaved[path] = texts[path]
        self.select(next((each.field_path for each in verdicts if each.field_path in self._rows), self.current))
        self.selected_changed.emit()

    async def _written(self) -> None:
        while self._writes:
            await asyncio.wait(set(self._writes))
