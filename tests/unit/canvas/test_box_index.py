"""The index of boxes is the same whether it was built at once or changed step by step."""

import time
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from plextera_review.canvas import hit_test
from plextera_review.canvas.box import Box
from plextera_review.canvas.field_boxes import FieldBoxes
from plextera_review.canvas.hit_test import BoxIndex
from plextera_review.canvas.layout import PageLayout
from plextera_review.domain.field import Field, FieldKind
from plextera_review.domain.geometry import NormRect, PageSize, Placement
from plextera_review.domain.projection import Mark, ReviewField

PART = st.floats(-0.1, 1.1)
BOX = st.builds(
    lambda path, index, page, x, y, width, height, mark: Box(
        path, Placement(page, NormRect(x, y, width, height)), mark, path, index=index
    ),
    st.sampled_from("abcdefgh"),
    st.integers(0, 2),
    st.integers(1, 2),
    PART,
    PART,
    st.floats(0, 0.9),
    st.floats(0, 0.9),
    st.sampled_from(Mark),
)
BOXES = st.lists(BOX, max_size=12, unique_by=lambda box: box.key)
LAYOUT = PageLayout([PageSize(200, 300)] * 2, 1, 1.0, 1.0, 400)


@given(BOXES, st.lists(BOXES, max_size=4), st.floats(0, 400), st.floats(0, 500), st.tuples(PART, PART))
def test_step_by_step_is_like_at_once(first, later, x, y, corner) -> None:
    index = BoxIndex(first)
    before = first
    for boxes in later:
        change = index.update(boxes)
        kept = [box for box in before if not any(box is each for each in change.removed)]
        assert sorted([*kept, *change.added], key=lambda box: box.key) == sorted(boxes, key=lambda box: box.key)
        before = list(index.all)
    fresh = BoxIndex(before)
    assert list(index.all) == before
    assert index.hit(LAYOUT, x, y) == fresh.hit(LAYOUT, x, y) or index.hit(LAYOUT, x, y).placement.rect.area == (
        fresh.hit(LAYOUT, x, y).placement.rect.area
    )
    part = NormRect(*corner, 0.3, 0.2)
    for page in (1, 2):
        assert {box.key for box in index.on_page(page)} == {box.key for box in before if box.placement.page == page}
        near = {box.key for box in index.near(page, part)}
        assert near == {box.key for box in fresh.near(page, part)}
        meeting = {
            box.key for box in before if box.placement.page == page and box.placement.rect.intersection_area(part) > 0
        }
        assert meeting <= near
    for path in "abcdefgh":
        assert [box.index for box in index.of_field(path)] == sorted(
            box.index for box in before if box.field_path == path
        )


@given(BOXES, BOXES, st.integers(0, 8), st.tuples(PART, PART))
def test_a_grid_made_little_by_little_is_like_one_made_at_once(boxes, later, steps, corner) -> None:
    part, past = NormRect(*corner, 0.3, 0.2), time.perf_counter()
    with patch.object(hit_test, "_AT_ONCE", 2):
        index = BoxIndex(boxes)
        ready = [index.get_ready(1, past) for _ in range(steps)]
        assert ready == sorted(ready)
        index.update(later)  # also while it is half made
        for page in (1, 2):
            near = {box.key for box in index.near(page, part)}
            assert near == {box.key for box in BoxIndex(later).near(page, part)}
            assert index.get_ready(page, past)


def test_equal_boxes_stay_the_objects_they_were() -> None:
    def made(mark: Mark) -> list[Box]:
        place = Placement(1, NormRect(0.1, 0.1, 0.2, 0.05))
        return [Box(f"f{number}", place, mark if number == 1 else Mark.CHECK, "F") for number in range(4)]

    index = BoxIndex(made(Mark.CHECK))
    before = list(index.all)
    assert index.update(made(Mark.CHECK)).nothing
    change = index.update(made(Mark.ACCEPTED))
    assert [box.field_path for box in change.added] == ["f1"]
    assert all((new is old) == (new.field_path != "f1") for new, old in zip(index.all, before, strict=True))
    assert index.update(()).whole
    assert index.all == []


def row(path: str, value: str, places: int = 1) -> ReviewField:
    places_made = tuple(Placement(1, NormRect(0.1, 0.1 * at, 0.2, 0.05)) for at in range(places))
    field = Field(path, path.title(), FieldKind.STRING, path, value, None, 0.4, None, places_made)
    return ReviewField(field, "", Mark.CORRECTED, "new", value, (), None, None, places_made)


def test_only_changed_fields_get_other_boxes() -> None:
    maker, first, second = FieldBoxes(), row("a", "old", 2), row("b", "new")
    boxes = maker.of([first, second, row("none", "x", 0)])
    assert [(box.key, box.count) for box in boxes] == [(("a", 0), 2), (("a", 1), 2), (("b", 0), 1)]
    assert (boxes[0].facts.value, boxes[0].facts.original, boxes[0].facts.confidence) == ("new", "old", 0.4)
    assert boxes[2].facts.original == ""
    again = maker.of([first, row("b", "new")])
    assert again[0] is boxes[0]
    assert again[2] is not boxes[2]
