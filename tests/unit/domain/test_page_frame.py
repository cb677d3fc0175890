"""Every way to measure a page, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.geometry import NormRect, PageSize, PointRect
from plextera_review.domain.page_frame import PageBox, PageFrame

_FRACTION = st.floats(0, 1)
RECTS = st.builds(NormRect.from_corners, _FRACTION, _FRACTION, _FRACTION, _FRACTION)


@st.composite
def frames(draw: st.DrawFn) -> PageFrame:
    x, y = draw(st.floats(-500, 500)), draw(st.floats(-500, 500))
    width, height = draw(st.floats(10, 3000)), draw(st.floats(10, 3000))
    left, low, right, high = (draw(st.floats(0, 0.4)) for _ in range(4))
    media = PointRect(x, y, x + width, y + height)
    crop = PointRect(x + left * width, y + low * height, x + width - right * width, y + height - high * height)
    turns, unit = draw(st.integers(0, 3)), draw(st.sampled_from([1.0, 1.5, 10.0]))
    size = PageSize((crop.x1 - crop.x0) * unit, (crop.y1 - crop.y0) * unit).rotated(turns)
    return PageFrame(size, turns, crop, media, unit, (700, 900))


def near(one: NormRect, other: NormRect) -> bool:
    return all(
        getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-7) for name in ("x", "y", "right", "bottom")
    )


@given(RECTS, frames(), st.sampled_from([PageBox.CROP, PageBox.MEDIA]), st.integers(0, 3))
def test_a_canvas_and_back(rect: NormRect, frame: PageFrame, box: PageBox, turns: int) -> None:
    assert near(frame.from_canvas(frame.to_canvas(rect, box, turns), box, turns), rect)


@given(RECTS, frames())
def test_user_space_and_back(rect: NormRect, frame: PageFrame) -> None:
    assert near(frame.from_user_space(frame.to_user_space(rect)), rect)


@given(RECTS, frames())
def test_the_displayed_crop_box_is_the_displayed_page(rect: NormRect, frame: PageFrame) -> None:
    assert near(frame.to_canvas(rect, PageBox.CROP, frame.turns), rect)
    assert frame.canvas_size(PageBox.CROP, frame.turns).width == pytest.approx(frame.size.width)


def test_a_page_turned_right_with_a_crop_box() -> None:
    """Media 612 x 792, crop (10, 20, 582, 752), /Rotate 90: the lower left corner of the crop is displayed at the top left."""
    frame = PageFrame(PageSize(732, 572), 1, PointRect(10, 20, 582, 752), PointRect(0, 0, 612, 792))
    assert near(frame.from_user_space(PointRect(10, 20, 67.2, 93.2)), NormRect(0, 0, 0.1, 0.1))


def test_a_plain_page() -> None:
    frame = PageFrame.plain(PageSize(600, 800))
    assert near(frame.from_user_space(PointRect(0, 720, 60, 800)), NormRect(0, 0, 0.1, 0.1))
    assert frame.canvas_size(PageBox.MEDIA, 1) == PageSize(800, 600)
