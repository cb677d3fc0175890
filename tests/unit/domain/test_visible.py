"""Texts as they stand on one line of a screen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.field import Field
from plextera_review.domain.visible import runs_leftwards, visible_line


@given(st.text())
def test_one_line_without_controls_and_overrides(text: str) -> None:
    line = visible_line(text)
    assert visible_line(line) == line
    assert not [each for each in line if unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_what_is_dropped_leaves_no_gap() -> None:
    assert visible_line("a \u200b b\ufeff") == "a b"


@given(st.text(st.characters(categories=("L", "M", "N", "P", "S"))))
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible_line(text) == text


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦", "חשבונית מס׳ 42", "فاتورة رقم ٤٢", "e\u0301", "a\u200cb"])
def test_joined_and_right_to_left_texts_stay(text: str) -> None:
    assert visible_line(text) == text


@pytest.mark.parametrize(
    ("name", "field_id", "title"),
    [
        ("Total", "t", "Total"),
        (" ", "t", "t"),
        ("3", None, "Field 3"),
        ("3", "t", "3"),
        ("a\nb\x00", None, "a b\ufffd"),
        ("", None, "Field"),
    ],
)
def test_every_field_has_a_title(name: str, field_id: str | None, title: str) -> None:
    assert Field("p", name, field_id=field_id).title == title


@pytest.mark.parametrize(
    ("text", "leftwards"),
    [
        ("חשבונית 42 EUR", True),
        ("42 – فاتورة Total", True),
        ("Total فاتورة", False),
        ("42", False),
        ("", False),
    ],
)
def test_the_first_letter_with_a_direction_counts(text: str, leftwards: bool) -> None:
    assert runs_leftwards(text) is leftwards
