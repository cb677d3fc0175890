"""What the screen shows: the server's field with this computer's decisions laid over it. The one owner of that rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.field import Extraction, Field
from plextera_review.domain.geometry import Placement
from plextera_review.domain.review import ReviewPolicy, reasons_to_look
from plextera_review.domain.values import display_value


class Mark(StrEnum):
    """The marks of the review screen: hue is attention, shape is who vouched."""

    CHECK = "check"
    NOT_LOCATED = "not located"
    AUTOMATIC = "automatic"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    RULE_FAILED = "rule failed"
    WAIVED = "waived"


_VERDICT_MARKS = {
    VerdictKind.ACCEPTED: Mark.ACCEPTED,
    VerdictKind.CORRECTED: Mark.CORRECTED,
    VerdictKind.MISSING: Mark.MISSING,
    VerdictKind.UNREADABLE: Mark.UNREADABLE,
    VerdictKind.WAIVED: Mark.WAIVED,
}


@dataclass(frozen=True, slots=True)
class ReviewField:
    """One leaf field as shown: value in force, mark, reasons and whether its feedback is kept here or accepted there.

    ``group`` is the trail of names above the field, e.g. ``"Line items › 2"``, empty at the top.
    """

    field: Field
    group: str
    mark: Mark
    shown_value: str
    original_value: str
    reasons: tuple[str, ...]
    verdict: Verdict | None
    send_state: SendState | None
    placements: tuple[Placement, ...]

    @property
    def path(self) -> str:
        """Unique path of the field in its extraction."""
        return self.field.path

    @property
    def needs_look(self) -> bool:
        """True while nobody vouched for it and there is a reason to look."""
        return self.verdict is None and bool(self.reasons)


def project(
    extraction: Extraction,
    verdicts: Mapping[str, Verdict],
    send_states: Mapping[str, SendState],
    policy: ReviewPolicy,
) -> tuple[ReviewField, ...]:
    """All leaf fields in reading order.

    ``verdicts``: the verdict in force by field path; ``send_states``: state of its feedback by client reference.
    """
    rows: list[ReviewField] = []
    for top in extraction.fields:
        _collect(top, (), verdicts, send_states, policy, rows)
    return tuple(rows)


def _collect(
    field: Field,
    trail: tuple[str, ...],
    verdicts: Mapping[str, Verdict],
    send_states: Mapping[str, SendState],
    policy: ReviewPolicy,
    rows: list[ReviewField],
) -> None:
    if not field.is_container:
        rows.append(project_field(field, " › ".join(trail), verdicts.get(field.path), send_states, policy))
        return
    for child in field.children:
        _collect(child, (*trail, field.name), verdicts, send_states, policy, rows)


def project_field(
    field: Field,
    group: str,
    verdict: Verdict | None,
    send_states: Mapping[str, SendState],
    policy: ReviewPolicy,
) -> ReviewField:
    """One field with its verdict laid over it."""
    if verdict is not None and verdict.kind is VerdictKind.CLEARED:
        verdict = None
    original = display_value(field)
    shown = original
    placements = field.placements
    reasons = reasons_to_look(field, policy)
    if verdict is None:
        mark = Mark.AUTOMATIC
        if reasons:
            mark = Mark.NOT_LOCATED if original and not field.placements else Mark.CHECK
    else:
        mark = _VERDICT_MARKS[verdict.kind]
        if verdict.kind is VerdictKind.CORRECTED:
            shown = verdict.value_text or ""
        placements = verdict.placements or placements
    return ReviewField(
        field=field,
        group=group,
        mark=mark,
        shown_value=shown,
        original_value=original,
        reasons=reasons,
        verdict=verdict,
        send_state=send_states.get(verdict.client_reference) if verdict else None,
        placements=placements,
    )


def open_count(fields: Iterable[ReviewField]) -> int:
    """How many fields still need a look."""
    return sum(1 for each in fields if each.needs_look)
