"""When a field needs a person's eyes, and why, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plextera_review.domain.field import Field, FieldValue
from plextera_review.domain.proof import Agreement, Proof, ProofState
from plextera_review.domain.rules.finding import Finding, Severity


class ReasonKind(StrEnum):
    """What a reason comes from."""

    RULE = "rule"
    DISAGREES = "disagrees"
    PLACE = "place"
    NOWHERE = "nowhere"
    CONFIDENCE = "confidence"
    DIFFERS = "differs"
    WARNING = "warning"
    NO_CONFIDENCE = "no confidence"
    NO_PLACE = "no place"
    FOLDED = "folded"
    BLIND = "typed blind"


_WEIGHTS = {
    ReasonKind.RULE: 0.6,
    ReasonKind.DISAGREES: 0.6,
    ReasonKind.PLACE: 0.5,
    ReasonKind.NOWHERE: 0.5,
    ReasonKind.DIFFERS: 0.3,
    ReasonKind.WARNING: 0.2,
    ReasonKind.NO_CONFIDENCE: 0.2,
    ReasonKind.NO_PLACE: 0.2,
    ReasonKind.FOLDED: 0.2,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look. ``weight`` (0..1) is how likely the value is wrong by it alone: a guess that orders, no measurement."""

    kind: ReasonKind
    sentence: str
    weight: float


@dataclass(frozen=True, slots=True)
class Remembered:
    """A value a person confirmed in an earlier document of the same sender."""

    value: FieldValue
    shown: str
    job_id: str
    job_name: str
    reviewed_at: datetime

    @property
    def receipt(self) -> str:
        """Where it comes from."""
        return f"{self.job_name}, {self.reviewed_at.astimezone():%d %b %Y}"


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """What this computer found out about one value by itself; None: not known (yet).

    ``proof`` is where the server's value stands on the pages, ``agreement`` whether the words under its box say the same, ``under``
    those words; ``recognised`` when words were read from pictures, which may be read wrong; ``differs`` the last confirmed value of the same sender where it should be the same; ``place_doubt`` what speaks against its place.
    """

    proof: Proof | None = None
    agreement: Agreement | None = None
    under: str = ""
    recognised: bool = False
    differs: Remembered | None = None
    place_doubt: str = ""


NO_EVIDENCE = FieldEvidence()


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """Thresholds (0..1) under which a confidence asks for a look: one default, exceptions by hub and by field id.

    A field's own threshold counts before its hub's, the hub's before the default. ``rekeyed`` are the field ids that are typed
    again without seeing what the machine read.
    """

    threshold: float = 0.8
    by_field: Mapping[str, float] = field(default_factory=dict)
    by_hub: Mapping[str, float] = field(default_factory=dict)
    hub_id: str | None = None
    rekeyed: frozenset[str] = frozenset()

    def threshold_for(self, each: Field) -> float:
        """The threshold in force for a field."""
        own = self.by_field.get(each.field_id or each.path)
        if own is not None:
            return own
        return self.by_hub.get(self.hub_id or "", self.threshold)

    def is_rekeyed(self, each: Field) -> bool:
        """True for a field whose value is typed blind."""
        return (each.field_id or each.path) in self.rekeyed


def reasons_to_look(
    each: Field, policy: ReviewPolicy, evidence: FieldEvidence = NO_EVIDENCE, findings: Sequence[Finding] = ()
) -> tuple[Reason, ...]:
    """Every reason to look at a field, strongest first; empty when the machine vouches for it.

    ``findings`` are those that suspect this field. A field the machine found nothing for asks for no look by itself: absence is
    normal on real forms.
    """
    reasons = [_of_finding(found) for found in findings if found.severity is not Severity.INFO]
    if each.value is not None and each.value != "":
        reasons += _of_value(each, policy, evidence)
    return tuple(sorted(reasons, key=lambda reason: -reason.weight))


def _of_finding(found: Finding) -> Reason:
    kind = ReasonKind.RULE if found.severity is Severity.ERROR else ReasonKind.WARNING
    return _reason(kind, found.sentence)


def _of_value(each: Field, policy: ReviewPolicy, evidence: FieldEvidence) -> list[Reason]:
    reasons: list[Reason] = []
    if each.folded:
        reasons.append(
            _reason(ReasonKind.FOLDED, "Its fields are nested too deep for rows of their own: here they are one text.")
        )
        evidence = NO_EVIDENCE  # such a text stands on no page as it is
    threshold, proof = policy.threshold_for(each), evidence.proof
    if evidence.agreement is Agreement.DISAGREES:
        reasons.append(_reason(ReasonKind.DISAGREES, f"The text under its box says “{_short(evidence.under)}”."))
    if proof is not None and proof.state is ProofState.NOWHERE and evidence.agreement is not Agreement.AGREES:
        where = "was not recognised on any page" if evidence.recognised else "stands on no page of the document"
        reasons.append(_reason(ReasonKind.NOWHERE, f"This value {where}."))
    if each.confidence is None:
        reasons.append(_reason(ReasonKind.NO_CONFIDENCE, "The server gave no confidence for this value."))
    elif each.confidence < threshold:
        why = f" {each.confidence_reason}" if each.confidence_reason else ""
        sentence = f"Confidence {each.confidence:.0%} is under {threshold:.0%}.{why}"
        reasons.append(Reason(ReasonKind.CONFIDENCE, sentence, 1 - each.confidence))
    if evidence.place_doubt:
        reasons.append(_reason(ReasonKind.PLACE, evidence.place_doubt))
    if evidence.differs is not None:
        last = evidence.differs
        sentence = f"The last time, this sender had “{_short(last.shown)}” ({last.receipt})."
        reasons.append(_reason(ReasonKind.DIFFERS, sentence))
    if not each.placements and (proof is None or not proof.places):
        sentence = each.unplaced_reason or "The server did not say where on the page this value stands."
        reasons.append(_reason(ReasonKind.NO_PLACE, sentence))
    return reasons


def _reason(kind: ReasonKind, sentence: str) -> Reason:
    return Reason(kind, sentence, _WEIGHTS[kind])


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
