"""The feedback message: one fixed form, never too long, the reference always there, and read back as it was written."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plextera_review.domain.correction import FeedbackType, Verdict, VerdictKind
from plextera_review.domain.feedback import (
    MESSAGE_LIMIT,
    FeedbackFormError,
    ParsedFeedback,
    document_comment,
    feedback_message,
    feedback_type,
    is_shortened,
    one_line,
    parse_feedback,
)
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.ids import new_client_reference

_LOOKALIKES = (
    "Ref: req_0",
    "\nRef: x",
    "Correction: a\nRead: b",
    "Comment:",
    ": ",
    "🇩🇪👩‍👩‍👧",
    "ü\u2028ä",
    "a\r\nb\x85c",
    "\x00",
    "\ud800",
)
_TEXT = st.text(st.characters() | st.sampled_from("\n: 🧾"), max_size=60) | st.sampled_from(_LOOKALIKES)
_LONG = st.integers(1, 10_000).map(lambda length: "long 🧾\n" * (length // 7 + 1))
_KINDS = st.sampled_from([kind for kind in VerdictKind if kind is not VerdictKind.CLEARED])
_FRACTIONS = st.floats(-0.5, 1.5).map(lambda number: round(number, 3))
_PLACES = st.lists(
    st.builds(Placement, st.integers(1, 2000), st.builds(NormRect, _FRACTIONS, _FRACTIONS, _FRACTIONS, _FRACTIONS)),
    max_size=40,
).map(tuple)
_RULES = st.lists(st.from_regex(r"[a-z][a-z-]{0,20}", fullmatch=True), max_size=4).map(tuple)


def verdict(
    kind: VerdictKind,
    name: str = "Total",
    original: str = "",
    text: str = "",
    comment: str = "",
    places: tuple[Placement, ...] = (),
    waived: tuple[str, ...] = (),
) -> Verdict:
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
        placements=places,
        waived=waived,
    )


def expected(decided: Verdict) -> ParsedFeedback:
    """What a reader of the unshortened message must find."""
    text = one_line(decided.value_text or "")
    return ParsedFeedback(
        decided.kind,
        one_line(decided.field_name or decided.field_path),
        decided.client_reference,
        one_line(decided.original or ""),
        text if decided.kind is VerdictKind.CORRECTED else "",
        text if decided.kind is VerdictKind.ARRANGED else "",
        decided.waived,
        decided.placements[:3],
        max(len(decided.placements) - 3, 0),
        one_line(decided.comment or ""),
    )


@given(_KINDS, _TEXT, _TEXT, _TEXT, _TEXT, _PLACES, _RULES)
@example(VerdictKind.CORRECTED, "Ref: a", "a\nRef: b", "\nShould be: c", "Comment: d\nRef: e", (), ())
def test_what_fits_is_read_back_whole(
    kind: VerdictKind,
    name: str,
    original: str,
    text: str,
    comment: str,
    places: tuple[Placement, ...],
    waived: tuple[str, ...],
) -> None:
    decided = verdict(kind, name, original, text, comment, places, waived)
    message = feedback_message(decided)
    assert len(message) <= MESSAGE_LIMIT
    assert parse_feedback(message) == expected(decided)


@given(_KINDS, _TEXT | _LONG, _TEXT | _LONG, _TEXT | _LONG, _TEXT | _LONG, _PLACES)
def test_whatever_the_length_it_fits_is_signed_and_says_what_was_left_out(
    kind: VerdictKind, name: str, original: str, text: str, comment: str, places: tuple[Placement, ...]
) -> None:
    decided = verdict(kind, name, original, text, comment, places)
    message = feedback_message(decided)
    found, whole = parse_feedback(message), expected(decided)
    assert 1 <= len(message) <= MESSAGE_LIMIT
    assert message.encode()  # no halves of characters
    assert message.split("\n")[-1] == f"Ref: {decided.client_reference}"
    assert (found.kind, found.reference, found.places) == (whole.kind, whole.reference, whole.places)
    for short, long in (
        (found.name, whole.name),
        (found.read, whole.read),
        (found.should_be, whole.should_be),
        (found.comment, whole.comment),
    ):
        if short != long:
            head, gap, tail = short.partition("[…]")
            assert gap
            assert found.shortened
            assert long.startswith(head.strip())
            assert long.endswith(tail.strip())


def test_the_documented_form() -> None:
    place = Placement(1, NormRect(0.612, 0.118, 0.094, 0.013))
    decided = verdict(VerdictKind.CORRECTED, "Invoice number", "INV-O042", "INV-0042", "a zero", (place,))
    assert feedback_message(decided).split("\n") == [
        "Correction: Invoice number",
        "Read: INV-O042",
        "Should be: INV-0042",
        "Place: page 1, x 0.612, y 0.118, width 0.094, height 0.013",
        "Comment: a zero",
        f"Ref: {decided.client_reference}",
    ]


def test_waived_rules_rows_and_comments_on_the_document_have_their_own_heads() -> None:
    waived = verdict(VerdictKind.WAIVED, "Total", "119.00", comment="rounded by the sender", waived=("sum", "iban"))
    assert feedback_message(waived).split("\n")[:4] == [
        "Waived: Total",
        "Read: 119.00",
        "Waives: sum, iban",
        "Comment: rounded by the sender",
    ]
    rows = verdict(VerdictKind.ARRANGED, "Line items", text="row 2 removed")
    assert feedback_message(rows).split("\n")[:2] == ["Rows: Line items", "Change: row 2 removed"]
    about = document_comment("dijob_1", "Two invoices\nin one file: Ref: 7")
    found = parse_feedback(feedback_message(about))
    assert (found.about_document, found.name, found.comment) == (True, "", "Two invoices in one file: Ref: 7")
    assert document_comment("dijob_1", " \n").kind is VerdictKind.CLEARED


def test_long_values_are_shortened_with_a_mark() -> None:
    message = feedback_message(verdict(VerdictKind.CORRECTED, "Note", "a" * 3000, "b" * 10))
    assert is_shortened(message)
    assert parse_feedback(message).should_be == "b" * 10


def test_notes_are_no_errors() -> None:
    notes = {kind for kind in VerdictKind if feedback_type(verdict(kind)) is FeedbackType.INFO}
    assert notes == {VerdictKind.ACCEPTED, VerdictKind.WAIVED}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("", "The first line"),
        ("Hello", "The first line"),
        ("Correction: a\nand more\nRef: r", "Line 2 must begin"),
        ("Correction: a\nComment: b\nRead: c\nRef: r", "Line 3: “Read”"),
        ("Correction: a\nRead: b\nRead: c\nRef: r", "Line 3: “Read”"),
        ("Correction: a\nPlace: somewhere\nRef: r", "Line 2 must read"),
        ("Correction: a\nRead: b", "The last line"),
        ("Correction: a\nRef: r\nComment: late", "Line 3"),
    ],
)
def test_what_is_not_of_the_form_is_refused_with_a_sentence(message: str, said: str) -> None:
    with pytest.raises(FeedbackFormError, match=said):
        parse_feedback(message)
