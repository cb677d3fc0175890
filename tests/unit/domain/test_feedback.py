"""The feedback message: one fixed form, never too long, the reference always there."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.correction import FeedbackType, Verdict, VerdictKind
from plextera_review.domain.feedback import MESSAGE_LIMIT, feedback_message, feedback_type
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.ids import new_client_reference

_TEXT = st.text(max_size=2500)
_KINDS = st.sampled_from([kind for kind in VerdictKind if kind is not VerdictKind.CLEARED])
_PLACES = st.none() | st.just(Placement(3, NormRect(0.612, 0.118, 0.094, 0.013)))


def verdict(kind: VerdictKind, name: str, original: str, text: str, comment: str, place: Placement | None) -> Verdict:
    return Verdict(
        new_client_reference(),
        "dijob_1",
        "path",
        kind,
        datetime.now(UTC),
        field_name=name,
        original=original,
        value_text=text,
        comment=comment,
        placements=(place,) if place else (),
    )


@given(_KINDS, _TEXT, _TEXT, _TEXT, _TEXT, _PLACES)
def test_never_too_long_and_always_signed(
    kind: VerdictKind, name: str, original: str, text: str, comment: str, place: Placement | None
) -> None:
    decided = verdict(kind, name, original, text, comment, place)
    message = feedback_message(decided)
    lines = message.split("\n")
    assert 1 <= len(message) <= MESSAGE_LIMIT
    assert lines[-1] == f"Ref: {decided.client_reference}"
    assert lines[0].split(":")[0] in {"Correction", "Missing in document", "Unreadable", "Comment"}
    assert (place is not None) == any(line.startswith("Place: page 3, x 0.612") for line in lines)


def test_the_documented_form() -> None:
    place = Placement(1, NormRect(0.612, 0.118, 0.094, 0.013))
    decided = verdict(VerdictKind.CORRECTED, "Invoice number", "INV-O042", "INV-0042", "a zero", place)
    assert feedback_message(decided).split("\n") == [
        "Correction: Invoice number",
        "Read: INV-O042",
        "Should be: INV-0042",
        "Place: page 1, x 0.612, y 0.118, width 0.094, height 0.013",
        "Comment: a zero",
        f"Ref: {decided.client_reference}",
    ]


def test_long_values_are_shortened_with_a_mark() -> None:
    message = feedback_message(verdict(VerdictKind.CORRECTED, "Note", "a" * 3000, "b" * 10, "", None))
    assert " […] " in message
    assert "Should be: bbbbbbbbbb" in message


def test_only_a_comment_on_an_accepted_field_is_a_note() -> None:
    assert feedback_type(verdict(VerdictKind.ACCEPTED, "a", "", "", "note", None)) is FeedbackType.INFO
    assert feedback_type(verdict(VerdictKind.MISSING, "a", "", "", "", None)) is FeedbackType.ERROR
