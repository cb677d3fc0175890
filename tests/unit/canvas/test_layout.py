"""Where pages and boxes lie, and which box a point hits."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.canvas.box import Box
from plextera_review.canvas.hit_test import BoxIndex, drawn_rect
from plextera_review.canvas.layout import GAP, PageLayout, Spot
from plextera_review.domain.geometry import NormRect, PageSize, Placement
from plextera_review.domain.page_fit import MARGIN, fitting_scale
from plextera_review.domain.projection import Mark

sizes = st.lists(st.builds(PageSize, st.floats(50, 3000), st.floats(50, 3000)), min_size=1, max_size=8)
scales = st.floats(0.1, 8)
fractions = st.floats(0, 1)


@given(sizes, st.integers(0, 3), scales, st.sampled_from([1.0, 1.25, 1.5, 2.0]), st.data())
def test_a_spot_comes_back_to_its_point(sizes, turns, scale, ratio, data) -> None:
    layout = PageLayout(sizes, turns, scale, ratio, 800)
    spot = Spot(data.draw(st.integers(1, len(sizes))), data.draw(fractions), data.draw(st.floats(0, 0.999)))
    back = layout.spot(*layout.point(spot))
    assert back.page == spot.page
    assert (back.x, back.y) == pytest.approx((spot.x, spot.y), abs=1e-6)


@given(sizes, st.integers(0, 3), scales, st.sampled_from([1.0, 1.25, 2.0]))
def test_pages_stand_apart_in_order_and_are_whole_device_pixels(sizes, turns, scale, ratio) -> None:
    layout = PageLayout(sizes, turns, scale, ratio)
    pages = [layout.page(number) for number in range(1, len(sizes) + 1)]
    assert pages[0].y == MARGIN
    for above, below in itertools.pairwise(pages):
        assert below.y == pytest.approx(above.bottom + GAP)
    for page in pages:
        assert page.width * ratio == pytest.approx(round(page.width * ratio))
        assert page.x >= MARGIN - 1e-6
        assert page.right <= layout.width - MARGIN + 1e-6
    assert layout.height == pytest.approx(pages[-1].bottom + MARGIN)
    middle = [page.y + page.height / 2 for page in pages]
    assert [layout.page_at(y) for y in middle] == list(range(1, len(sizes) + 1))


@given(sizes, scales, st.data())
def test_the_pages_between_two_heights_are_those_that_show(sizes, scale, data) -> None:
    layout = PageLayout(sizes, 0, scale, 1.0, 800)
    top, bottom = sorted(data.draw(st.floats(0, layout.height)) for _ in range(2))
    found = layout.pages_between(top, bottom)
    for number in range(1, len(sizes) + 1):
        page = layout.page(number)
        if page.y < bottom and page.bottom > top:
            assert number in found
        elif len(found) > 1:  # a gap alone has the page above it
            assert number not in found or page.y == bottom
    left, right = layout.column
    assert all(left - 1e-6 <= layout.page(number).x for number in range(1, len(sizes) + 1))
    assert all(layout.page(number).right <= right + 1e-6 for number in range(1, len(sizes) + 1))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_fitting_page_fits(turns: int) -> None:
    size = PageSize(595, 842)
    layout = PageLayout([size], turns, fitting_scale(size, turns, 700, 500), 1.0, 700)
    assert layout.page(1).height <= 500 - 2 * MARGIN + 1
    wide = PageLayout([size], turns, fitting_scale(size, turns, 700, None), 1.0, 700)
    assert wide.width == pytest.approx(700, abs=1)


def test_a_point_hits_the_smallest_box_and_tiny_ones_too() -> None:
    def box(path: str, x: float, y: float, width: float, height: float, page: int = 1) -> Box:
        return Box(path, Placement(page, NormRect(x, y, width, height)), Mark.CHECK, path)

    boxes = [
        box("large", 0.1, 0.1, 0.5, 0.5),
        box("small", 0.2, 0.2, 0.1, 0.1),
        box("same", 0.2, 0.2, 0.1, 0.1),
        box("tiny", 0.9, 0.9, 0.0005, 0.0005),
        box("second page", 0.2, 0.2, 0.1, 0.1, page=2),
    ]
    index = BoxIndex(boxes)
    layout = PageLayout([PageSize(600, 800)] * 2, 0, 1.0)

    def hit(page: int, x: float, y: float, selected: str | None = None) -> str | None:
        found = index.hit(layout, *layout.point(Spot(page, x, y)), selected)
        return found.field_path if found else None

    assert hit(1, 0.5, 0.5) == "large"
    assert hit(1, 0.25, 0.25) == "small"
    assert hit(1, 0.25, 0.25, "same") == "same"
    assert hit(1, 0.9 + 2.5 / 600, 0.9) == "tiny"
    assert hit(1, 0.8, 0.05) is None
    assert hit(2, 0.25, 0.25) == "second page"
    assert index.hit(PageLayout((), 0, 1.0), 5, 5) is None
    assert drawn_rect(layout, boxes[0]).width == pytest.approx(0.5 * 600 + 4)
