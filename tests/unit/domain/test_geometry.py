"""Coordinate spaces: every conversion comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.geometry import NormRect, PageSize

_FRACTION = st.floats(0, 1)
_RECTS = st.builds(NormRect.from_corners, _FRACTION, _FRACTION, _FRACTION, _FRACTION)
_PAGES = st.builds(PageSize, st.floats(1, 15000), st.floats(1, 15000))


def near(one: NormRect, other: NormRect) -> bool:
    return all(
        getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-9) for name in ("x", "y", "right", "bottom")
    )


@given(_RECTS, _PAGES)
def test_points_and_back(rect: NormRect, page: PageSize) -> None:
    assert near(NormRect.from_points(rect.to_points(page), page), rect)


@given(_RECTS, st.integers(-8, 8))
def test_turning_back_and_forth(rect: NormRect, turns: int) -> None:
    assert near(rect.turned(turns).turned(-turns), rect)
    assert rect.turned(turns).area == pytest.approx(rect.area, abs=1e-9)


def test_a_clockwise_turn_moves_the_top_left_corner_to_the_top_right() -> None:
    assert near(NormRect(0, 0, 0.1, 0.2).turned(1), NormRect(0.8, 0, 0.2, 0.1))
    assert PageSize(200, 300).rotated(1) == PageSize(300, 200)


@given(_RECTS, _RECTS)
def test_the_union_holds_both(one: NormRect, other: NormRect) -> None:
    union = one.united(other)
    assert union.intersection_area(one) == pytest.approx(one.area, abs=1e-9)
    assert one.intersection_area(other) <= min(one.area, other.area) + 1e-9
