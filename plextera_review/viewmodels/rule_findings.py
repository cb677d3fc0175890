"""What the rules say of a document under review: at once for most, a moment after an act where there are thousands of fields."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from plextera_review.domain.correction import Verdict
from plextera_review.domain.field import Extraction
from plextera_review.domain.projection import in_force
from plextera_review.domain.rules.context import RuleContext
from plextera_review.domain.rules.evaluation import findings
from plextera_review.domain.rules.finding import Finding
from plextera_review.domain.rules.rule import Rule
from plextera_review.viewmodels.tasks import TaskScope

_MANY = 1500  # fields, from which on the rules take longer than a frame
_Ground = tuple[Extraction, Sequence[Rule], RuleContext]


class RuleFindings:
    """``found`` are the findings. ``on_found`` is called when they changed later than :meth:`judge` returned."""

    def __init__(self, tasks: TaskScope, on_found: Callable[[], None]) -> None:
        self._tasks, self._on_found = tasks, on_found
        self.found: tuple[Finding, ...] = ()
        self._ground: _Ground | None = None
        self._decided: Mapping[str, Verdict] = {}

    def judge(self, ground: _Ground, decided: Mapping[str, Verdict], count: int) -> None:
        """Ask the rules unless nothing changed. A document is judged before it is shown first, whatever its ``count`` of fields."""
        before = self._ground
        first = before is None or any(was is not now for was, now in zip(before, ground, strict=True))
        if not first and decided == self._decided:
            return
        self._ground, self._decided = ground, decided
        if first or count < _MANY:
            self.found = _findings_of(ground, decided)
        elif not self._tasks.runs("judge"):
            self._tasks.spawn(self._judge_apart(), "judge")

    async def _judge_apart(self) -> None:
        ground: _Ground | None = None
        decided: Mapping[str, Verdict] = {}
        while self._ground is not None and (self._ground is not ground or self._decided is not decided):
            ground, decided = self._ground, self._decided
            found = await asyncio.to_thread(_findings_of, ground, decided)
            if self._ground is ground and found != self.found:
                self.found = found
                self._on_found()


def _findings_of(ground: _Ground, decided: Mapping[str, Verdict]) -> tuple[Finding, ...]:
    extraction, rules, context = ground
    return findings(in_force(extraction, decided), rules, context)
