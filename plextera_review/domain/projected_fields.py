"""The fields of one document as shown, kept up to date: an act makes those anew that something changed for, and no others."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from plextera_review.domain.arrangement import is_gap
from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.field import Extraction
from plextera_review.domain.projection import Overlay, ReviewField, project, projected, suspected_by
from plextera_review.domain.review import ReviewPolicy
from plextera_review.domain.rules.finding import Finding

_Value = TypeVar("_Value")


class ProjectedFields:
    """``rows`` in reading order, ``by_path`` the same, ``numbers`` their places from 0; ``looks`` are the paths of those that need a
    look, ``suspected`` the findings by path. A field that nothing changed for stays the same object."""

    def __init__(self) -> None:
        self.rows: tuple[ReviewField, ...] = ()
        self.by_path: dict[str, ReviewField] = {}
        self.numbers: dict[str, int] = {}
        self.looks: set[str] = set()
        self.suspected: Mapping[str, tuple[Finding, ...]] = {}
        self._extraction: Extraction | None = None
        self._overlay = Overlay()
        self._policy: ReviewPolicy | None = None

    def update(self, extraction: Extraction, overlay: Overlay, policy: ReviewPolicy) -> frozenset[str] | None:
        """Lay this over the extraction. Returns the paths of the fields that changed; None when there may be other fields, too."""
        before, suspected = self._overlay, self.suspected
        if overlay.findings is not before.findings:
            suspected = suspected_by(overlay.findings)
        plain = extraction is self._extraction and policy == self._policy and not policy.rekeyed
        touched = self._touched(overlay, suspected) if plain and len(self.by_path) == len(self.rows) else None
        same_policy = policy == self._policy
        self._extraction, self._overlay, self._policy, self.suspected = extraction, overlay, policy, suspected
        if touched is None:
            self._take(project(extraction, overlay, policy, self.by_path if same_policy else None))
            return None
        return self._renew(touched, overlay, policy)

    # -- inside

    def _touched(self, overlay: Overlay, suspected: Mapping[str, tuple[Finding, ...]]) -> set[str] | None:
        """The fields something they are made of changed for; None when a row or cell came or went."""
        before = self._overlay
        found = _differing(before.verdicts, overlay.verdicts)
        if any(_arranges(path, each.get(path)) for path in found for each in (before.verdicts, overlay.verdicts)):
            return None
        if overlay.evidence is not before.evidence:
            found |= _differing(before.evidence, overlay.evidence)
        if suspected is not self.suspected:
            found |= _differing(self.suspected, suspected)
        if overlay.send_states is not before.send_states:
            sent = _differing(before.send_states, overlay.send_states)
            found |= (
                {path for path, each in overlay.verdicts.items() if each.client_reference in sent} if sent else set()
            )
        return found

    def _renew(self, touched: Collection[str], overlay: Overlay, policy: ReviewPolicy) -> frozenset[str]:
        changed: dict[str, ReviewField] = {}
        for path in touched:
            was = self.by_path.get(path)
            if was is None:
                continue
            row = projected(was.field, was.trail, overlay, self.suspected.get(path, ()), policy)
            if row != was:
                changed[path] = row
        if changed:
            rows = list(self.rows)
            for path, row in changed.items():
                rows[self.numbers[path]] = row
                self._look(row)
            self.rows = tuple(rows)
            self.by_path.update(changed)
        return frozenset(changed)

    def _take(self, rows: Sequence[ReviewField]) -> None:
        known = self.by_path
        self.rows = tuple([_same(known.get(each.path), each) for each in rows])
        self.by_path = {each.path: each for each in self.rows}
        self.numbers = {each.path: at for at, each in enumerate(self.rows)}
        self.looks = {each.path for each in self.rows if each.needs_look}

    def _look(self, row: ReviewField) -> None:
        if row.needs_look:
            self.looks.add(row.path)
        else:
            self.looks.discard(row.path)


def _differing(before: Mapping[str, _Value], now: Mapping[str, _Value]) -> set[str]:
    found = {key for key, each in now.items() if (was := before.get(key)) is not each and was != each}
    if len(before) + len(found) > len(now):
        found |= before.keys() - now.keys()
    return found


def _arranges(path: str, verdict: Verdict | None) -> bool:
    return verdict is not None and (verdict.kind is VerdictKind.ARRANGED or is_gap(path))


def _same(was: ReviewField | None, now: ReviewField) -> ReviewField:
    return was if was is not None and (was is now or was == now) else now
