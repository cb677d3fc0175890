"""What the screen shows: the server's field with this computer's decisions laid over it. The one owner of that rule."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plextera_review.domain.arrangement import is_added, rearranged
from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.field import Extraction, Field
from plextera_review.domain.geometry import Placement
from plextera_review.domain.mark import Mark as Mark  # noqa: PLC0414 - a row's mark, for who reads rows
from plextera_review.domain.rekey import blank, blind_reason, masked
from plextera_review.domain.review import (
    NO_EVIDENCE,
    FieldEvidence,
    Reason,
    ReasonKind,
    ReviewPolicy,
    reasons_to_look,
)
from plextera_review.domain.rules.finding import Finding, Severity
from plextera_review.domain.values import display_value

_VERDICT_MARKS = {
    VerdictKind.ACCEPTED: Mark.ACCEPTED,
    VerdictKind.CORRECTED: Mark.CORRECTED,
    VerdictKind.MISSING: Mark.MISSING,
    VerdictKind.UNREADABLE: Mark.UNREADABLE,
    VerdictKind.WAIVED: Mark.ACCEPTED,  # when no waived rule fails any more
}


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A group, table or row above a field."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class ReviewField:
    """One leaf field as shown: value in force, mark, reasons and whether its feedback is kept here or accepted there.

    ``trail`` are the groups above the field, outermost first. ``findings`` are the rules that fail and suspect this field, ``evidence``
    what this computer found out about the server's value by itself. ``sealed`` is the field as read while it is typed blind: ``field``
    and all that is shown then tell nothing of the value.
    """

    field: Field
    trail: tuple[Ancestor, ...]
    mark: Mark
    shown_value: str
    original_value: str
    reasons: tuple[Reason, ...]
    verdict: Verdict | None
    send_state: SendState | None
    placements: tuple[Placement, ...]
    findings: tuple[Finding, ...] = ()
    evidence: FieldEvidence = NO_EVIDENCE
    sealed: Field | None = None

    @property
    def hidden(self) -> bool:
        """True while the field is to be typed blind: nobody decided, and what the machine read is not shown anywhere."""
        return self.sealed is not None

    @property
    def absent(self) -> str:
        """What stands where there is no value to show."""
        return "type what stands on the page" if self.hidden else "nothing read"

    @property
    def as_read(self) -> Field:
        """The field as the server read it, for decisions about it; never for showing it."""
        return self.sealed or self.field

    @property
    def path(self) -> str:
        """Unique path of the field in its extraction."""
        return self.field.path

    @property
    def group(self) -> str:
        """The names above the field, e.g. ``"Line items › 2"``, empty at the top."""
        return " › ".join(each.name for each in self.trail)

    @property
    def full_name(self) -> str:
        """The field's name with the names above it."""
        return f"{self.group} › {self.field.name}" if self.trail else self.field.name

    @property
    def needs_look(self) -> bool:
        """True while there is a reason to look and nobody vouched for the value, or a rule fails that nobody waived."""
        return self.mark is Mark.RULE_FAILED or (self.verdict is None and bool(self.reasons))

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The errors that nobody waived."""
        return self.errors_beside(self.verdict.waived if self.verdict else ())

    def errors_beside(self, waived: Sequence[str]) -> tuple[Finding, ...]:
        """The errors that are not among the waived rules."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR and each.rule_id not in waived)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth knowing but asks for no look."""
        return tuple(each.sentence for each in self.findings if each.severity is Severity.INFO)

    @property
    def is_original(self) -> bool:
        """True while the value in force is the one the machine read."""
        return self.verdict is None or self.verdict.kind in {VerdictKind.ACCEPTED, VerdictKind.WAIVED}

    @property
    def risk(self) -> float:
        """How likely the value is wrong (0..1) while it needs a look, by its strongest reason; else 0."""
        return max((each.weight for each in self.reasons), default=0.0) if self.needs_look else 0.0


@dataclass(frozen=True, slots=True)
class Overlay:
    """All that lies over an extraction: verdicts by field path, send states by client reference, findings of the rules, evidence by path."""

    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    send_states: Mapping[str, SendState] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    evidence: Mapping[str, FieldEvidence] = field(default_factory=dict)


def project(
    extraction: Extraction,
    overlay: Overlay,
    policy: ReviewPolicy,
    before: Mapping[str, ReviewField] | None = None,
) -> tuple[ReviewField, ...]:
    """All leaf fields in reading order, rows as a person arranged them.

    ``before`` are rows by path that were projected with the same policy: those that nothing changed for are used again, the same
    objects, so that an act on one of thousands of fields costs little.
    """
    every = tuple(leaves(rearranged(extraction, overlay.verdicts)))
    blind: set[str] = set()
    if policy.rekeyed:
        blind = {each.path for each, _ in every if policy.is_rekeyed(each) and _verdict_on(each, overlay) is None}
    suspected = suspected_by(masked(overlay.findings, blind) if blind else overlay.findings)
    known = before or {}
    rows: list[ReviewField] = []
    for each, trail in every:
        findings = suspected.get(each.path, ())
        was = known.get(each.path)
        if was is not None and was.field is each and _stands(was, overlay, findings):
            rows.append(was if was.trail == trail else replace(was, trail=trail))
        else:
            row = projected(each, trail, overlay, findings, policy)
            rows.append(_sealed(row) if each.path in blind else row)
    return tuple(rows)


def suspected_by(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """The findings by the path of each field they suspect, in order."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        for path in each.suspects:
            found.setdefault(path, []).append(each)
    return {path: tuple(each) for path, each in found.items()}


def projected(
    each: Field,
    trail: tuple[Ancestor, ...],
    overlay: Overlay,
    findings: tuple[Finding, ...],
    policy: ReviewPolicy,
) -> ReviewField:
    """One field that is not typed blind; ``findings`` are those that suspect it."""
    verdict = _verdict_on(each, overlay)
    evidence = overlay.evidence.get(each.path, NO_EVIDENCE)
    original = display_value(each)
    reasons = reasons_to_look(each, policy, evidence, findings)
    placements = each.placements or (next(evidence.proof.occurrences(), ()) if evidence.proof else ())
    shown = original
    if verdict is not None:
        placements = verdict.placements or placements
        if verdict.kind is VerdictKind.CORRECTED:
            shown = verdict.value_text or ""
    return ReviewField(
        field=each,
        trail=trail,
        mark=_mark(verdict, reasons, findings),
        shown_value=shown,
        original_value=original,
        reasons=reasons,
        verdict=verdict,
        send_state=overlay.send_states.get(verdict.client_reference) if verdict else None,
        placements=placements,
        findings=findings,
        evidence=evidence,
    )


def leaves(extraction: Extraction) -> Iterator[tuple[Field, tuple[Ancestor, ...]]]:
    """Every field that holds a value, with what is above it, in reading order."""
    for top in extraction.fields:
        yield from _leaves(top, ())


def in_force(extraction: Extraction, verdicts: Mapping[str, Verdict]) -> Extraction:
    """The extraction with the values a person decided: corrected ones replaced, missing and unreadable ones gone, rows arranged."""
    if not verdicts:
        return extraction
    fields = rearranged(extraction, verdicts).fields
    return replace(extraction, fields=tuple(_in_force(each, verdicts) for each in fields))


def open_count(fields: Iterable[ReviewField]) -> int:
    """How many fields still need a look."""
    return sum(1 for each in fields if each.needs_look)


def _leaves(each: Field, trail: tuple[Ancestor, ...]) -> Iterator[tuple[Field, tuple[Ancestor, ...]]]:
    if not each.is_container:
        yield each, trail
        return
    for child in each.children:
        yield from _leaves(child, (*trail, Ancestor(each.path, each.name)))


def _stands(was: ReviewField, overlay: Overlay, findings: tuple[Finding, ...]) -> bool:
    """True when nothing a row is made of changed since, but for what is above it."""
    verdict = _verdict_on(was.field, overlay)
    return (
        was.verdict is verdict
        and (verdict is None or was.send_state is overlay.send_states.get(verdict.client_reference))
        and was.evidence is overlay.evidence.get(was.path, NO_EVIDENCE)
        and was.findings == findings
    )


def _verdict_on(each: Field, overlay: Overlay) -> Verdict | None:
    verdict = overlay.verdicts.get(each.path)
    return None if verdict is not None and verdict.kind is VerdictKind.CLEARED else verdict


def _sealed(row: ReviewField) -> ReviewField:
    """The row of a field that is typed blind: its place, and nothing that tells what was read."""
    return replace(
        row,
        field=blank(row.field),
        sealed=row.field,
        mark=Mark.CHECK,
        shown_value="",
        original_value="",
        reasons=(blind_reason(row.reasons),),
        evidence=NO_EVIDENCE,
    )


def _mark(verdict: Verdict | None, reasons: Sequence[Reason], findings: Sequence[Finding]) -> Mark:
    errors = {each.rule_id for each in findings if each.severity is Severity.ERROR}
    if verdict is None:
        if errors:
            return Mark.RULE_FAILED
        if any(each.kind is ReasonKind.NO_PLACE for each in reasons):
            return Mark.NOT_LOCATED
        return Mark.CHECK if reasons else Mark.AUTOMATIC
    if verdict.vouches and errors:
        return Mark.WAIVED if errors <= set(verdict.waived) else Mark.RULE_FAILED
    return _VERDICT_MARKS[verdict.kind]


def _in_force(each: Field, verdicts: Mapping[str, Verdict]) -> Field:
    if each.children:
        children = tuple([_in_force(child, verdicts) for child in each.children])
        changed = any(child is not was for child, was in zip(children, each.children, strict=True))
        return replace(each, children=children) if changed else each
    verdict = verdicts.get(each.path)
    if verdict is None:
        return each
    if verdict.kind is VerdictKind.CORRECTED:
        return replace(each, value=verdict.value, raw_text=verdict.value_text, confidence=1.0)
    if verdict.kind in {VerdictKind.MISSING, VerdictKind.UNREADABLE}:
        return replace(each, value=None, raw_text=None)
    if verdict.kind in {VerdictKind.ACCEPTED, VerdictKind.WAIVED} and not is_added(each.path):
        return replace(each, confidence=1.0)
    return each
