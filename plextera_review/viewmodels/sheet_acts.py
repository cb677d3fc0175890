"""What one key decides on the contact sheet: verdicts over many documents, kept one by one, undone as a whole."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.errors import KnownError
from plextera_review.domain.job import Job
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.values import display_value, value_text
from plextera_review.viewmodels.commands import Act, Change, History, decided_again, new_verdict
from plextera_review.viewmodels.sheet_cards import Card
from plextera_review.viewmodels.tasks import TaskScope


@dataclass(frozen=True, slots=True)
class Screenful:
    """What confirming a screen did: how many cards were accepted, and how many were left, by reason in words."""

    accepted: int
    left: Mapping[str, int]

    @property
    def sentence(self) -> str:
        """The outcome in words; empty when there was nothing on the screen to decide."""
        reasons = ", ".join(f"{count} {reason}" for reason, count in self.left.items())
        if not self.accepted:
            return f"Nothing confirmed: {reasons}." if reasons else ""
        said = f"{self.accepted} confirmed." if self.accepted > 1 else "1 value confirmed."
        return f"{said} Left: {reasons}." if reasons else said


def hindrance(card: Card, *, seen: bool) -> str:
    """Why confirming the screen leaves a card out, as it follows a number; empty when nothing speaks against it.

    ``seen`` is True when its picture is shown: nobody can vouch for a value without having seen the page.
    """
    row = card.row
    if card.odd:
        return "left out"
    if row is None:
        return "without the field"
    if row.hidden:
        return "typed blind"
    if row.failing:
        return "failing a rule"
    if not card.value:
        return "with nothing read"
    return "" if seen else "without a picture"


def screenful(cards: Sequence[Card], seen: Callable[[Card], bool]) -> tuple[list[Card], Screenful]:
    """The cards to accept, and what to say of it. Decided ones are neither accepted again nor counted."""
    accepted: list[Card] = []
    left: Counter[str] = Counter()
    for card in cards:
        if card.settled:
            continue
        why = hindrance(card, seen=seen(card))
        if why:
            left[why] += 1
        elif not card.decided:
            accepted.append(card)
    return accepted, Screenful(len(accepted), dict(left))


def acceptance(card: Card) -> Verdict | None:
    """The verdict that the value is right."""
    return new_verdict(card.row, card.job.id, VerdictKind.ACCEPTED) if card.row is not None else None


def correction(card: Card, text: str) -> tuple[Verdict | None, str | None]:
    """The verdict that the value is ``text`` (the original typed again accepts it), and a hint when it does not fit the field's kind."""
    row, text = card.row, text.strip()
    if row is None:
        return None, None
    parsed = parse_value(text, row.field.kind, row.as_read.value, card.locale)
    shown = text if parsed.hint else value_text(parsed.value)
    if shown == display_value(row.as_read):
        return new_verdict(row, card.job.id, VerdictKind.ACCEPTED), parsed.hint
    verdict = new_verdict(row, card.job.id, VerdictKind.CORRECTED)
    return replace(verdict, value=parsed.value, value_text=shown), parsed.hint


@dataclass(frozen=True, slots=True)
class Kept:
    """How one verdict fared: None, or why the disk refused it; ``text`` is what was typed for it."""

    verdict: Verdict
    error: KnownError | None
    text: str | None = None


class SheetActs:
    """Records acts. ``on_begun`` and ``on_kept`` hear every verdict before and after it went to the disk."""

    def __init__(
        self, tasks: TaskScope, on_begun: Callable[[Sequence[Verdict]], None], on_kept: Callable[[Sequence[Kept]], None]
    ) -> None:
        self._tasks, self._on_begun, self._on_kept = tasks, on_begun, on_kept
        self._history = History()

    @property
    def can_undo(self) -> bool:
        """True when there is an act to take back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """True when an act was taken back and nothing was done since."""
        return self._history.can_redo

    def clear(self) -> None:
        """Forget every act: another sheet comes."""
        self._history = History()

    def decide(
        self,
        core: Any,
        session: Any,
        jobs: Mapping[str, Job],
        pairs: Sequence[tuple[Verdict | None, Verdict]],
        texts: Mapping[str, str] | None = None,
    ) -> None:
        """Decide as one act. ``pairs`` are the verdicts before and now, ``jobs`` their documents by id, ``texts`` what was typed, by client
        reference."""
        act = Act(tuple(Change(now.field_path, before, now) for before, now in pairs))
        self._history.add(act)
        self._record(core, session, jobs, [now for _, now in pairs], act, texts or {})

    def again(self, core: Any, session: Any, jobs: Mapping[str, Job], *, forward: bool) -> list[Verdict]:
        """Undo, or redo, the last act; returns the verdicts that are recorded for it."""
        act = self._history.redo() if forward else self._history.undo()
        if act is None:
            return []
        verdicts = [found for each in act.changes if (found := decided_again(each, forward=forward)) is not None]
        self._record(core, session, jobs, verdicts, act, {})
        return verdicts

    def _record(
        self,
        core: Any,
        session: Any,
        jobs: Mapping[str, Job],
        verdicts: Sequence[Verdict],
        act: Act,
        texts: Mapping[str, str],
    ) -> None:
        self._on_begun(verdicts)
        self._tasks.spawn(self._keep(core, session, jobs, verdicts, act, texts))

    async def _keep(
        self,
        core: Any,
        session: Any,
        jobs: Mapping[str, Job],
        verdicts: Sequence[Verdict],
        act: Act,
        texts: Mapping[str, str],
    ) -> None:
        # All at once: what was decided is on its way to the disk even when the window closes now.
        writes = [core.supervisor.run(session.corrections.record(jobs[each.job_id], each)) for each in verdicts]
        results = await asyncio.gather(*writes, return_exceptions=True)
        kept: list[Kept] = []
        for verdict, result in zip(verdicts, results, strict=True):
            if isinstance(result, BaseException) and not isinstance(result, KnownError):
                raise result
            error = result if isinstance(result, KnownError) else None
            kept.append(Kept(verdict, error, texts.get(verdict.client_reference)))
        refused = {(each.verdict.job_id, each.verdict.field_path) for each in kept if each.error is not None}
        if refused:
            self._history.shorten(act, lambda change: _place(change) not in refused)
        self._on_kept(kept)


def _place(change: Change) -> tuple[str, str]:
    verdict = change.after or change.before
    return (verdict.job_id, change.path) if verdict is not None else ("", change.path)
