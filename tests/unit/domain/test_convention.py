"""Every convention: what it writes it reads, on every page; as a dict and back; in words."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.convention import TURNS, Convention, Origin, RawPlace, Shape, Turning, Unit
from plextera_review.domain.field import Extraction, Field
from plextera_review.domain.geometry import NormRect, PageSize, PointRect
from plextera_review.domain.page_frame import PageBox, PageFrame
from plextera_review.domain.placing import replaced

_UNITS = {
    Unit.FRACTION: lambda _w, _h: (1, 1),
    Unit.PERCENT: lambda _w, _h: (100, 100),
    Unit.PERMILLE: lambda _w, _h: (1000, 1000),
    Unit.POINTS: lambda w, h: (w, h),
    Unit.INCHES: lambda w, h: (w / 72, h / 72),
    Unit.MILLIMETRES: lambda w, h: (w / 72 * 25.4, h / 72 * 25.4),
    Unit.PIXELS: lambda w, h: (w * 173 / 72, h * 173 / 72),
    Unit.GIVEN: lambda _w, _h: (1234, 777),
    Unit.GRID: lambda _w, _h: (1000, 500),
    Unit.WIDE: lambda w, h: (1000, 1000 * h / w),
    Unit.LONG: lambda w, h: (1000 * w / max(w, h), 1000 * h / max(w, h)),
}
_RECTS = st.builds(
    lambda x, y, w, h: NormRect(x, y, w * (1 - x), h * (1 - y)),
    st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.01, 1), st.floats(0.01, 1),
)  # fmt: skip


@st.composite
def _frames(draw: st.DrawFn) -> PageFrame:
    x, y = draw(st.floats(-500, 500)), draw(st.floats(-500, 500))
    width, height = draw(st.floats(10, 3000)), draw(st.floats(10, 3000))
    cuts = [draw(st.floats(0, 0.4)) for _ in range(4)]
    media = PointRect(x, y, x + width, y + height)
    crop = PointRect(
        x + cuts[0] * width, y + cuts[1] * height, x + width - cuts[2] * width, y + height - cuts[3] * height
    )
    turns, unit = draw(st.integers(0, 3)), draw(st.sampled_from([1.0, 2.0]))
    size = PageSize((crop.x1 - crop.x0) * unit, (crop.y1 - crop.y0) * unit).rotated(turns)
    return PageFrame(size, turns, crop, media, unit)


_CONVENTIONS = st.builds(
    Convention,
    unit=st.sampled_from(list(_UNITS)),
    dpi=st.just(173.0),
    grid=st.just((1000.0, 500.0)),
    origin=st.sampled_from([Origin.TOP_LEFT, Origin.BOTTOM_LEFT]),
    shape=st.sampled_from([Shape.CORNERS, Shape.SIZE, Shape.CENTRE, Shape.SPANS]),
    y_first=st.booleans(),
    page_base=st.sampled_from([0, 1]),
    turning=st.sampled_from(list(Turning)),
    box=st.sampled_from([PageBox.CROP, PageBox.MEDIA]),
)


def _written(convention: Convention, frame: PageFrame, rect: NormRect) -> RawPlace:
    """The server's side, put together without the reader's code."""
    turns = 0 if convention.turning is Turning.UNROTATED else frame.turns + TURNS[convention.turning]
    at, size = frame.to_canvas(rect, convention.box, turns), frame.canvas_size(convention.box, turns)
    wide, high = _UNITS[convention.unit](size.width, size.height)
    y0, y1 = (1 - at.bottom, 1 - at.y) if convention.origin is Origin.BOTTOM_LEFT else (at.y, at.bottom)
    x0, x1, y0, y1 = at.x * wide, at.right * wide, y0 * high, y1 * high
    a, b = (y0, y1), (x0, x1)
    first, second = (a, b) if convention.y_first else (b, a)
    numbers = {
        Shape.CORNERS: (first[0], second[0], first[1], second[1]),
        Shape.SIZE: (first[0], second[0], first[1] - first[0], second[1] - second[0]),
        Shape.CENTRE: (sum(first) / 2, sum(second) / 2, first[1] - first[0], second[1] - second[0]),
        Shape.SPANS: (*first, *second),
    }[convention.shape]
    return RawPlace(numbers, page=1 + convention.page_base, page_size=(1234, 777))


@given(_CONVENTIONS, _frames(), _RECTS)
def test_what_is_written_is_read(convention: Convention, frame: PageFrame, rect: NormRect) -> None:
    raw = _written(convention, frame, rect)
    placement = convention.place(raw, [PageFrame.plain(PageSize(1, 1)), frame])
    assert placement is not None
    assert placement.page == 2
    for name in ("x", "y", "right", "bottom"):
        assert getattr(placement.rect, name) == pytest.approx(getattr(rect, name), abs=1e-6)


@given(_frames(), _RECTS)
def test_user_space(frame: PageFrame, rect: NormRect) -> None:
    at = frame.to_user_space(rect)
    convention = Convention(Unit.POINTS, origin=Origin.BOTTOM_LEFT, turning=Turning.UNROTATED, box=PageBox.USER)
    placement = convention.place(RawPlace((at.x0, at.y0, at.x1, at.y1)), [frame])
    assert placement is not None
    assert placement.rect.x == pytest.approx(rect.x, abs=1e-6)
    assert placement.rect.bottom == pytest.approx(rect.bottom, abs=1e-6)


@given(_CONVENTIONS)
def test_as_json_and_back(convention: Convention) -> None:
    assert Convention.from_dict(json.loads(json.dumps(convention.to_dict()))) == convention


@pytest.mark.parametrize(
    "data", [None, 3, [], {}, {"unit": "cubits"}, {"unit": "pixels", "dpi": -1}, {"unit": "grid", "grid": [1]}]
)
def test_anything_else_is_no_convention(data: object) -> None:
    assert Convention.from_dict(data) is None


@pytest.mark.parametrize(
    ("convention", "words"),
    [
        (Convention(), "fractions of the page"),
        (Convention(Unit.POINTS, origin=Origin.BOTTOM_LEFT, page_base=0), "points, bottom-left, pages from 0"),
        (Convention(Unit.PIXELS, 200.0, shape=Shape.SIZE), "pixels at 200 dpi, x, y, width, height"),
        (
            Convention(Unit.PERMILLE, y_first=True, turning=Turning.UNROTATED, box=PageBox.MEDIA),
            "thousandths of the page, y before x, before rotation, from the MediaBox",
        ),
        (Convention(Unit.GRID, grid=(1024.0, 1024.0)), "on a grid of 1024 × 1024"),
        (Convention(Unit.WIDE, grid=(1000.0, 1000.0)), "pixels of a picture 1000 wide"),
    ],
)
def test_in_words(convention: Convention, words: str) -> None:
    assert convention.describe() == words


def test_what_the_json_states_goes_before_the_convention() -> None:
    frame = PageFrame.plain(PageSize(720, 720))
    raw = RawPlace((1, 9, 2, 10), shape=Shape.CORNERS, unit=Unit.INCHES, origin=Origin.BOTTOM_LEFT, page=0, page_base=0)
    placement = Convention(Unit.PIXELS, 300.0).place(raw, [frame])
    assert placement is not None
    assert placement.page == 1
    assert placement.rect.x == pytest.approx(0.1)
    assert placement.rect.y == pytest.approx(0.0)


def test_a_box_hangs_from_its_top_even_where_y_goes_up() -> None:
    raw = RawPlace((0.1, 0.9, 0.2, 0.1), shape=Shape.HANGING)
    placement = Convention(origin=Origin.BOTTOM_LEFT).place(raw, [PageFrame.plain(PageSize(10, 10))])
    assert placement is not None
    assert (placement.rect.y, placement.rect.bottom) == (pytest.approx(0.1), pytest.approx(0.2))


def test_an_extraction_is_placed_anew() -> None:
    frame = PageFrame.plain(PageSize(100, 200))
    good, off, nowhere = RawPlace((10, 20, 30, 40)), RawPlace((500, 500, 510, 510)), RawPlace((1, 1, 2, 2), page=7)
    fields = [Field(str(at), "f", places=(raw,)) for at, raw in enumerate((good, off, nowhere))]
    sized = Field("g", "g", places=(replace(good, page_size=None),), children=(fields[0],))
    points = replaced(Extraction("job", (*fields, sized)), Convention(Unit.POINTS), [frame])
    assert points.fields[0].placements[0].rect.bottom == pytest.approx(0.2)
    assert points.fields[0].unplaced_reason is None
    assert points.fields[1].unplaced_reason == "The server gave a place that lies off the page."
    assert "page 7" in (points.fields[2].unplaced_reason or "")
    assert points.fields[3].children[0].placements == points.fields[0].placements
    given_size = replaced(Extraction("job", (sized,)), Convention(Unit.GIVEN), [frame])
    assert "page size" in (given_size.fields[0].unplaced_reason or "")
