"""When a field needs a person's eyes, and why, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plextera_review.domain.field import Field


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """Thresholds (0..1) under which a confidence asks for a look: one default, exceptions by field id."""

    threshold: float = 0.8
    by_field: Mapping[str, float] = field(default_factory=dict)

    def threshold_for(self, each: Field) -> float:
        """The threshold in force for a field."""
        return self.by_field.get(each.field_id or each.path, self.threshold)


def reasons_to_look(each: Field, policy: ReviewPolicy) -> tuple[str, ...]:
    """Every reason to look at a field, strongest first; empty when the machine vouches for it.

    A field the machine found nothing for asks for no look by itself: absence is normal on real forms.
    """
    if each.value is None or each.value == "":
        return ()
    reasons: list[str] = []
    threshold = policy.threshold_for(each)
    if each.confidence is None:
        reasons.append("The server gave no confidence for this value.")
    elif each.confidence < threshold:
        why = f" {each.confidence_reason}" if each.confidence_reason else ""
        reasons.append(f"Confidence {each.confidence:.0%} is under {threshold:.0%}.{why}")
    if not each.placements:
        reasons.append(each.unplaced_reason or "The server did not say where on the page this value stands.")
    return tuple(reasons)
