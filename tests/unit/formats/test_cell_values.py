"""Cells look as in the sheet: money with its currency, numbers that are names with their zeros, dates that cannot be mistaken."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.formats.cell_values import shown_value

_DOLLARS = '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)'
_EUROS = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1599.99, _DOLLARS, "$1,599.99"),
        (-1599.99, _DOLLARS, "($1,599.99)"),
        (1234.5, '#,##0.00\\ "€"', "1,234.50 €"),
        (1234.5, "#,##0.00\\ [$€-407]", "1,234.50 €"),
        (1234.5, "[$GBP] #,##0.00", "GBP 1,234.50"),
        (-1234.5, _EUROS, "-1,234.50 €"),
        (0, _EUROS, "- €"),
        (0, "#", "0"),
        (0.5, "#.00", ".50"),
        (-5, '"$"0.00', "-$5.00"),
        (198356388, "0.00E+00", "1.98E+08"),
        (0.025, "0%", "3%"),
        (0.025, "0.00%", "2.50%"),
        (0.285, "0%", "29%"),
        (19, '0.00"%"', "19.00%"),
        (19, "0\\ \\%", "19 %"),
        (-0.001, "0.00", "0.00"),
        (42, "00000", "00042"),
        (12, '"INV-"0000', "INV-0012"),
        (7, '0 "pcs."', "7 pcs."),
        (1.5, "0.###", "1.5"),
        (2.0, "0.###", "2"),
        (1599.99, "#,##0.00", "1,599.99"),
        (5, "[Red]0;[Blue]0", "5"),
        (7, "General", "7"),
        (0.1234567890123, "General", "0.123456789"),
    ],
)
def test_numbers_in_known_formats(value: float, number_format: str, shown: str) -> None:
    assert shown_value(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (2.5, "# ?/?", "2.5"),
        (19.99, '0\\ "dollars and"\\ .00\\ "cents"', "19.99"),
        (1234567, "#,##0,", "1234567"),
        (5.25, "[>100]0.0;0.00", "5.25"),
        (5, 'bad"format', "5"),
        (5, ";;;", "5"),
        (1e300, "0", "1e+300"),
        (9e14, "0.000000000000%%%", "9e+14"),
        (float("nan"), "0.00", "nan"),
    ],
)
def test_a_format_that_is_not_understood_shows_the_plain_value(value: float, number_format: str, shown: str) -> None:
    assert shown_value(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "TRUE"),
        ("text", "text"),
        (datetime.fromisoformat("2026-03-04"), "2026-03-04"),
        (datetime.fromisoformat("2026-03-04T05:06"), "2026-03-04 05:06"),
        (date(2026, 3, 4), "2026-03-04"),
        (time(5, 6), "05:06:00"),
    ],
)
def test_other_values(value: object, shown: str) -> None:
    assert shown_value(value, "m/d/yy") == shown


@given(st.floats() | st.integers(), st.text('0#?.,;%E+-"\\[]$_*() x€@GeneralRd', max_size=24))
def test_no_format_loses_a_number(value: float, number_format: str) -> None:
    assert shown_value(value, number_format)


@given(st.decimals(-10_000_000, 10_000_000, places=2))
def test_an_amount_can_be_read_back(amount: object) -> None:
    value = float(str(amount))
    shown = shown_value(value, _DOLLARS)
    digits = "".join(each for each in shown if each in "0123456789.")
    assert float(digits) == abs(value)
    assert ("(" in shown) == (value < 0)
