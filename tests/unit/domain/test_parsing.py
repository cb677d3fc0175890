"""What a person types, as typed values."""

import pytest

from plextera_review.domain.field import FieldKind, FieldValue, Money
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.values import value_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50 €", Money("1234.50", "EUR")),
        ("€1,234.50", Money("1234.50", "EUR")),
        ("1 234,50", Money("1234.50")),
        ("1'234.50 CHF", Money("1234.50", "CHF")),
        ("CHF 12", Money("12", "CHF")),
        ("1.234", Money("1234")),
        ("1.234.567", Money("1234567")),
        ("0,125", Money("0.125")),
        ("12.5", Money("12.5")),
        ("-12,00 EUR", Money("-12.00", "EUR")),
        ("(12.00)", Money("-12.00")),
        ("12,00-", Money("-12.00")),
        ("zł 5", Money("5", "PLN")),
    ],
)
def test_amounts(text: str, value: FieldValue) -> None:
    parsed = parse_value(text, FieldKind.MONEY)
    assert parsed.value == value
    assert parsed.hint is None


def test_an_amount_keeps_the_currency_nobody_typed() -> None:
    assert parse_value("7,00", FieldKind.MONEY, Money("9.00", "SEK")).value == Money("7.00", "SEK")
    assert parse_value("$7.00", FieldKind.MONEY, Money("9.00", "CAD")).value == Money("7.00", "CAD")
    assert parse_value("$7.00", FieldKind.MONEY, Money("9.00", "EUR")).value == Money("7.00", "USD")


@pytest.mark.parametrize(
    ("text", "value"), [("42", 42), ("1.234", 1.234), ("1,234", 1234), ("1,5", 1.5), ("-3", -3), (".5", 0.5)]
)
def test_numbers(text: str, value: FieldValue) -> None:
    parsed = parse_value(text, FieldKind.NUMBER)
    assert parsed.value == value
    assert type(parsed.value) is type(value)


@pytest.mark.parametrize(
    "text",
    ["2026-03-31", "31.03.2026", "31.3.26", "31/03/2026", "03/31/2026", "31. März 2026", "March 31, 2026", "20260331"],
)
def test_dates_become_iso_text(text: str) -> None:
    assert parse_value(text, FieldKind.DATE).value == "2026-03-31"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("twelve", FieldKind.NUMBER),
        ("1.2.3", FieldKind.NUMBER),
        ("1,23.4,5", FieldKind.MONEY),
        ("", FieldKind.MONEY),
        ("12 mal", FieldKind.MONEY),
        ("31.02.2026", FieldKind.DATE),
        ("03/04/2026", FieldKind.DATE),
        ("31. Smarch 2026", FieldKind.DATE),
        ("perhaps", FieldKind.BOOLEAN),
    ],
)
def test_what_cannot_be_read_stays_as_typed(text: str, kind: FieldKind) -> None:
    parsed = parse_value(text, kind)
    assert parsed.value == text
    assert parsed.hint


@pytest.mark.parametrize(
    ("value", "kind"),
    [(Money("1234.50", "EUR"), FieldKind.MONEY), (12.25, FieldKind.NUMBER), ("2026-01-02", FieldKind.DATE),
     (True, FieldKind.BOOLEAN), (False, FieldKind.BOOLEAN), ("a b", FieldKind.STRING)],
)  # fmt: skip
def test_what_the_editor_shows_reads_back_the_same(value: FieldValue, kind: FieldKind) -> None:
    assert parse_value(value_text(value), kind).value == value
