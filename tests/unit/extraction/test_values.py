"""Printed texts to typed values, in every usual spelling."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.extraction.hubs import load_hubs, names_kind, route
from plextera_review.extraction.shapes import read_shape
from plextera_review.extraction.values import amounts, dates, decimal_text


@pytest.mark.parametrize("printed", ["1.234,50", "1,234.50", "1 234,50", "1'234.50", "1234.50", "1234,50"])
def test_spellings_of_one_amount(printed: str) -> None:
    assert decimal_text(printed) == "1234.50"
    [reading] = amounts(f"{printed} EUR")
    assert reading.value == {"amount": "1234.50", "currency": "EUR"}


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]))
def test_any_amount_is_read_back(whole: int, cents: int, marks: tuple[str, str]) -> None:
    thousands, decimal = marks
    printed = f"{whole:,}".replace(",", thousands) + f"{decimal}{cents:02d}"
    assert decimal_text(printed) == f"{whole}.{cents:02d}"
    assert [each.value["amount"] for each in amounts(f"€ {printed}")] == [f"{whole}.{cents:02d}"]


def test_percentages_and_parts_of_words_are_no_amounts() -> None:
    assert amounts("19 % of AB12 and 3/4") == []


@given(st.dates(date(1950, 1, 1), date(2069, 12, 31)))
def test_unambiguous_dates_are_read_back(day: date) -> None:
    for printed in (day.isoformat(), day.strftime("%d.%m.%Y"), day.strftime("%B %d, %Y"), day.strftime("%d %b %Y")):
        assert [each.value for each in dates(printed)] == [day.isoformat()], printed


def test_an_ambiguous_date_says_so() -> None:
    [reading] = dates("4/5/2026")
    assert reading.value == "2026-05-04"
    assert reading.doubt
    assert dates("31/12/2026")[0].doubt is None
    assert dates("12/31/2026")[0].value == "2026-12-31"
    assert dates("45.13.2026") == []


def test_identifiers_are_checked() -> None:
    good = read_shape("iban", "DE89 3704 0044 0532 0130 00 BIC COBADEFF")
    assert good is not None
    assert (good.value, good.doubt) == ("DE89370400440532013000", None)
    bad = read_shape("iban", "DE89 3704 0044 0532 0130 01")
    assert bad is not None
    assert bad.doubt
    assert read_shape("reference", "for your order") is None


def test_routing_in_its_order() -> None:
    hubs = load_hubs()
    invoice = next(hub for hub in hubs if hub.key == "invoice")
    assert route(hubs, invoice.id.upper(), {"docType": "receipt"}, "")[1] == "hubId"
    assert route(hubs, None, {"docType": "Receipt"}, "Rechnung Rechnungsnummer MwSt")[0].key == "receipt"
    assert route(hubs, None, {}, "Rechnung\nRechnungsnummer: 12 MwSt")[0].key == "invoice"
    assert route(hubs, None, {}, "Patient: somebody")[0].default


def test_a_name_of_the_kind_stands_alone_or_ends_a_compound_where_marked() -> None:
    assert names_kind("*rechnung", "handelsrechnung nr 4")
    assert names_kind("credit note", "your credit note 7")
    assert not names_kind("facture", "the manufacture of glass")
    assert not names_kind("*rechnung", "rechnungsdatum")
