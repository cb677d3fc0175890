"""Acts of a reviewer, so that each can be undone: what was in force before and after, field by field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from plextera_review.domain.arrangement import is_added, row_order
from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.field import Field
from plextera_review.domain.ids import new_client_reference
from plextera_review.domain.projection import ReviewField
from plextera_review.domain.values import display_value


@dataclass(frozen=True, slots=True)
class Change:
    """One field's verdict before and after an act; None: no verdict. One of the two is always there."""

    path: str
    before: Verdict | None
    after: Verdict | None


@dataclass(frozen=True, slots=True)
class Act:
    """What one key press or click did; undone and redone as a whole."""

    changes: tuple[Change, ...]


class History:
    """The acts on one document, for undo and redo."""

    def __init__(self) -> None:
        self._done: list[Act] = []
        self._undone: list[Act] = []

    @property
    def can_undo(self) -> bool:
        """True when there is an act to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """True when an act was taken back and nothing was done since."""
        return bool(self._undone)

    def add(self, act: Act) -> None:
        """A new act: what was undone before can no longer be redone."""
        self._done.append(act)
        self._undone.clear()

    def drop(self, act: Act) -> None:
        """Forget an act that could not be kept."""
        for acts in (self._done, self._undone):
            if act in acts:
                acts.remove(act)

    def shorten(self, act: Act, keep: Callable[[Change], bool]) -> None:
        """Leave out the changes of an act that could not be kept; the act is forgotten when none is left."""
        rest = Act(tuple(each for each in act.changes if keep(each)))
        for acts in (self._done, self._undone):
            if act in acts:
                acts[acts.index(act)] = rest
        if not rest.changes:
            self.drop(rest)

    def undo(self) -> Act | None:
        """The act to take back now, or None."""
        return self._moved(self._done, self._undone)

    def redo(self) -> Act | None:
        """The act to do again now, or None."""
        return self._moved(self._undone, self._done)

    @staticmethod
    def _moved(source: list[Act], target: list[Act]) -> Act | None:
        if not source:
            return None
        act = source.pop()
        target.append(act)
        return act


def new_verdict(row: ReviewField, job_id: str, kind: VerdictKind) -> Verdict:
    """A verdict on a row, with a reference of its own; an earlier comment stays with the field."""
    return Verdict(
        client_reference=new_client_reference(),
        job_id=job_id,
        field_path=row.path,
        kind=kind,
        decided_at=datetime.now(UTC),
        field_id=row.field.field_id,
        field_name=row.full_name if is_added(row.path) else row.field.title,  # no such cell on the server: say where
        original=display_value(row.as_read),
        comment=row.verdict.comment if row.verdict and kind is not VerdictKind.CLEARED else None,
        placements=row.placements,
    )


def arrangement_verdict(table: Field, job_id: str, order: str, described: str) -> Verdict:
    """The verdict on a table that its rows are these now."""
    return Verdict(
        client_reference=new_client_reference(),
        job_id=job_id,
        field_path=table.path,
        kind=VerdictKind.ARRANGED,
        decided_at=datetime.now(UTC),
        field_id=table.field_id,
        field_name=table.name,
        value=order,
        value_text=described,
    )


def renewed(verdict: Verdict) -> Verdict:
    """The same decision made once more: with a reference of its own."""
    return replace(verdict, client_reference=new_client_reference(), decided_at=datetime.now(UTC))


def cleared(verdict: Verdict) -> Verdict:
    """The decision that takes this one back."""
    return replace(
        renewed(verdict), kind=VerdictKind.CLEARED, value=None, value_text=None, comment=None, placements=(), waived=()
    )


def decided_again(change: Change, *, forward: bool) -> Verdict | None:
    """The verdict to record so that what stood after (or before) the act is in force once more."""
    target, other = (change.after, change.before) if forward else (change.before, change.after)
    if target is not None:
        return renewed(target)
    return cleared(other) if other is not None else None


def row_come_back(act: Act, fields: Sequence[ReviewField], *, forward: bool) -> str | None:
    """The first field of a row that an act done again (or taken back) brought into a table; None when it brought none."""
    for change in act.changes:
        target, other = (change.after, change.before) if forward else (change.before, change.after)
        if VerdictKind.ARRANGED not in {each.kind for each in (target, other) if each is not None}:
            continue
        known = frozenset(row_order(other)) if other is not None and other.kind is VerdictKind.ARRANGED else None
        for each in fields:
            paths = [*(above.path for above in each.trail), each.path]
            row = paths[paths.index(change.path) + 1] if change.path in paths[:-1] else None
            if row is not None and (is_added(row) if known is None else row not in known):
                return each.path
    return None
