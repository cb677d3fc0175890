"""What is drawn before it shows: how far ahead, in which order."""

from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.tiles import PageTiles
from plextera_review.domain.geometry import PageSize
from plextera_review.rendering.document import Picture
from plextera_review.rendering.keys import TileKey
from plextera_review.viewmodels.drawing_pace import MOST_TILES, DrawingPace

SIZES = (PageSize(600, 800),) * 100
SCALE = 1.0


def picture(seconds: float, *, is_whole: bool = False) -> Picture:
    return Picture(1, 1, bytes(4), seconds, is_whole)


def paced(seconds: float | None, *, is_whole: bool = False) -> DrawingPace:
    """Of a document whose views of four tiles take that long."""
    pace = DrawingPace()
    if seconds is not None:
        pace.note(picture(seconds, is_whole=is_whole), 4)
    return pace


def wanted(
    pace: DrawingPace,
    page: int,
    stride: float,
    ratio: float = 1.0,
    height: float = 800,
    broken: Sequence[TileKey] = (),
) -> list[TileKey]:
    problems = dict.fromkeys(broken, "This part is damaged.")
    images: Any = SimpleNamespace(
        document_id="doc", page_sizes=SIZES, pace=pace, problem=problems.get, has_problems=bool(problems)
    )
    layout = PageLayout(SIZES, 0, SCALE, ratio, 640)
    tiles = PageTiles(images)
    tiles.use_scale(layout.device_scale)
    return tiles.wanted(layout, ViewRect(0, layout.page(page).y, 640, height), ratio, stride)


def pages(keys: list[TileKey], *, sharp: bool) -> list[int]:
    """The pages of the sharp tiles, or of the previews, as they come."""
    return list(dict.fromkeys(key.page for key in keys if (key.scale == SCALE) is sharp))


def test_quick_pages_are_drawn_sharp_far_ahead_and_have_no_previews() -> None:
    keys = wanted(paced(0.004), 50, 814)
    assert pages(keys, sharp=True) == list(range(50, 57))
    assert pages(keys, sharp=False) == []


def test_the_preview_of_a_quick_page_tells_why_it_cannot_be_shown() -> None:
    broken = [key for key in wanted(paced(0.004), 50, 814) if key.page == 50]
    keys = wanted(paced(0.004), 50, 814, broken=broken[:1])
    assert pages(keys, sharp=False) == [50]
    assert keys[-1].scale != SCALE, "after everything that may be shown"


@pytest.mark.parametrize("height", [830, 900, 1000])
def test_pages_that_fit_the_view_are_drawn_whole_each_in_its_turn(height: float) -> None:
    keys = wanted(paced(0.004), 50, 814, height=height)  # a strip of the next page shows below each
    tiles = Counter(key.page for key in keys)
    assert set(tiles) == set(range(50, 57))
    assert set(tiles.values()) == {4}, "no page is begun at the far end and drawn twice"


def test_a_view_that_was_worked_out_before_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[ViewRect] = []
    plain = PageTiles._found
    monkeypatch.setattr(PageTiles, "_found", lambda self, *of: worked_out.append(of[1]) or plain(self, *of))
    images: Any = SimpleNamespace(
        document_id="doc", page_sizes=SIZES, pace=paced(0.004), problem=lambda _key: None, has_problems=False
    )
    layout, tiles = PageLayout(SIZES, 0, SCALE, 1.0, 640), PageTiles(images)
    tiles.use_scale(layout.device_scale)
    for page in range(50, 60):
        view = ViewRect(0, layout.page(page).y, 640, 800)
        fresh = PageTiles(images)
        fresh.use_scale(layout.device_scale)
        worked_out.clear()
        found = tiles.wanted(layout, view, 1.0, 814)
        assert len(worked_out) <= (7 if page == 50 else 1)
        assert found == fresh.wanted(layout, view, 1.0, 814)
    larger = PageLayout(SIZES, 0, 2 * SCALE, 1.0, 1240)
    tiles.use_scale(larger.device_scale)
    view = ViewRect(0, larger.page(55).y, 1240, 800)
    assert {key.scale for key in tiles.wanted(larger, view, 1.0, 814)} == {2 * SCALE}


def test_the_way_ahead_is_the_way_it_went() -> None:
    assert pages(wanted(paced(0.004), 50, -814), sharp=True) == list(range(50, 43, -1))
    assert pages(wanted(paced(0.004), 50, 2 * 814), sharp=True) == list(range(50, 63, 2))
    assert pages(wanted(paced(0.004), 50, 48), sharp=True)[:3] == [
        50,
        51,
        52,
    ]  # a step smaller than a view leaves no gap


@pytest.mark.parametrize("stride", [40 * 814, -40 * 814])
def test_a_jump_says_nothing_about_where_it_goes_on(stride: float) -> None:
    assert pages(wanted(paced(0.004), 50, stride), sharp=True)[:3] == [50, 51, 52]


def test_slow_pages_are_drawn_less_far_and_show_something_first() -> None:
    keys = wanted(paced(0.2), 50, 814)
    assert pages(keys, sharp=True) == [50, 51, 52, 53]
    assert keys[0].scale != SCALE
    unknown = wanted(paced(None), 50, 814)
    assert pages(unknown, sharp=True) == [50, 51, 52, 53]
    assert unknown[0].scale != SCALE


def test_pages_decoded_whole_come_sharp_first() -> None:
    keys = wanted(paced(0.08, is_whole=True), 50, 814)
    assert keys[0].scale == SCALE
    assert pages(keys, sharp=True) == [50, 51, 52, 53]


def test_a_large_screen_has_one_view_ahead() -> None:
    keys = wanted(paced(0.004), 50, 5000, ratio=3.0, height=5000)
    views = {key.page for key in keys if key.scale == SCALE * 3}
    assert max(views) <= 50 + 2 * 7


def test_the_pace_of_whole_pages_is_not_that_of_their_other_parts() -> None:
    pace = paced(0.08, is_whole=True)
    pace.note(picture(0.0004, is_whole=True), 2)  # cut from what was decoded before
    assert pace.seconds(4) == pytest.approx(0.08)
    assert not pace.is_brief(4)
    assert pace.sharp_first(4)
    pace.note(picture(0.004), 4)  # the document is quick again
    assert pace.is_brief(4)


def test_the_pace_is_that_of_the_quickest_of_the_last_pictures() -> None:
    pace = paced(0.004)
    pace.note(picture(0.005), 2)  # a part of a page costs nearly as much as all of it
    pace.note(picture(0.04), 4)  # the processor was busy
    assert pace.seconds(4) == pytest.approx(0.004)
    pace.note(picture(0.04), 4)
    pace.note(picture(0.04), 4)
    assert pace.seconds(4) == pytest.approx(0.04)
    assert not pace.is_brief(4)


def test_blocks_are_as_large_as_take_thirty_milliseconds() -> None:
    pace = DrawingPace()
    assert pace.most_tiles == MOST_TILES
    assert not pace.is_brief(1)
    pace.note(picture(0.06), 4)
    assert pace.most_tiles == 2
    pace.note_preview(picture(1.0))
    assert pace.most_tiles == 1
