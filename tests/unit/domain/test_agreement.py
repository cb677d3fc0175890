"""What the words under a box say of the field's value: disagreement only where something else of the kind clearly stands there."""

import pytest

from plextera_review.domain.field import FieldKind, FieldValue, Money
from plextera_review.domain.proof import Agreement, agreement
from tests.support.printed_pages import printed

MONEY, NUMBER, DATE, STRING = FieldKind.MONEY, FieldKind.NUMBER, FieldKind.DATE, FieldKind.STRING


def verdict(text: str, value: FieldValue, kind: FieldKind, confidence: float | None = None) -> Agreement:
    """Of words of their own lines."""
    return agreement(printed(*text.split("\n"), confidence=confidence).words, value, kind)


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1.234,50 €", Money("1234.50", "EUR"), MONEY),
        ("Total: EUR 1,234.50 due", Money("1234.50"), MONEY),
        ("19 % USt 1.234,50", Money("1234.50"), MONEY),
        ("3. April 2026", "2026-04-03", DATE),
        ("Hamburg, den 03.04.2026", "2026-04-03", DATE),
        ("Menge 12", 12, NUMBER),
        ("Har-\nbour Mill Ltd.", "Harbour Mill Ltd", STRING),
        ("Herr Harbour Mill, Hamburg", "Harbour Mill", STRING),
        ("RE 2026 10457", "RE-2026-10457", STRING),
        ("RE-2026-10457-1", "RE-2026-10457", STRING),
        ("1.234,50 €", "EUR", STRING),
    ],
)
def test_it_agrees(text: str, value: FieldValue, kind: FieldKind) -> None:
    assert verdict(text, value, kind) is Agreement.AGREES
    assert verdict(text, value, kind, 0.3) is Agreement.AGREES


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1,243.50", Money("1234.50", "EUR"), MONEY),
        ("Total: EUR 1,243.50", Money("1234.50"), MONEY),
        ("12.345,00", Money("1234.50"), MONEY),
        ("am 04.03.2026", "2026-04-03", DATE),
        ("3. Mai 2026", "2026-04-03", DATE),
        ("Menge 21", 12, NUMBER),
        ("RE-2026-10475", "RE-2026-10457", STRING),
        ("Nr. RE-2026-10475", "RE-2026-10457", STRING),
        ("Blue Anchor Inn", "Harbour Mill Ltd", STRING),
    ],
)
def test_it_disagrees_but_not_on_unsure_recognition(text: str, value: FieldValue, kind: FieldKind) -> None:
    assert verdict(text, value, kind) is Agreement.DISAGREES
    assert verdict(text, value, kind, 0.99) is Agreement.DISAGREES
    assert verdict(text, value, kind, 0.6) is Agreement.UNDECIDED


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("siehe oben", Money("1234.50"), MONEY),
        ("-12,00", Money("12.00"), MONEY),
        ("19 %", 0.19, NUMBER),
        ("1,00 2,00 3,00 4,00 5,00", Money("9.00"), MONEY),
        ("3. April", "2026-04-03", DATE),
        ("Harbour", "Harbour Mill Ltd", STRING),
        ("Harbour Mills", "Harbour Mill Ltd", STRING),
        ("2026-10457", "RE-2026-10457", STRING),
        ("yes", True, FieldKind.BOOLEAN),
        ("anything", None, STRING),
        ("anything", "", STRING),
        ("•", "Harbour", STRING),
    ],
)
def test_it_is_undecided(text: str, value: FieldValue, kind: FieldKind) -> None:
    assert verdict(text, value, kind) is Agreement.UNDECIDED


def test_no_words_say_nothing() -> None:
    assert agreement((), "Harbour", STRING) is Agreement.UNDECIDED
