"""Going from word to word, where the hover card lies, and which views are remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from plextera_review.canvas.hover_card import card_place
from plextera_review.canvas.layout import Spot
from plextera_review.canvas.view_state import Fit, PageViewState, ViewMemory
from plextera_review.canvas.word_pick import neighbour
from plextera_review.domain.geometry import NormRect

WORDS = [NormRect(0.1 + 0.2 * column, 0.1 * row, 0.15, 0.03) for row in range(1, 4) for column in range(3)]


@pytest.mark.parametrize(
    ("at", "across", "down", "found"),
    [(4, 1, 0, 5), (4, -1, 0, 3), (4, 0, -1, 1), (4, 0, 1, 7), (5, 1, 0, None), (0, 0, -1, None), (8, 0, 1, None)],
)
def test_the_nearest_word_in_a_direction(at: int, across: int, down: int, found: int | None) -> None:
    assert neighbour(WORDS, at, across, down) == found


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20), st.sampled_from([-1, 1]))
def test_arrows_never_go_in_circles(corners: list[tuple[float, float]], way: int) -> None:
    words = [NormRect(x, y, 0.05, 0.02) for x, y in corners]
    for step in ((way, 0), (0, way)):
        at, seen = 0, {0}
        while (following := neighbour(words, at, *step)) is not None:
            assert following not in seen
            seen.add(following)
            at = following


@given(
    st.integers(-500, 2500), st.integers(-500, 1500), st.integers(1, 2200), st.integers(1, 1400),
    st.integers(50, 400), st.integers(30, 300),
)  # fmt: skip
def test_a_card_never_covers_its_box_and_stays_on_the_screen(
    x: int, y: int, width: int, height: int, wide: int, high: int
) -> None:
    screen, box = QRect(0, 0, 1920, 1080), QRect(x, y, width, height)
    place = card_place(QSize(wide, high), box, screen)
    if place is None:
        below, above = y + height + 8, y - 8 - high
        assert not 0 <= below <= 1080 - high
        assert not 0 <= above <= 1080 - high
    else:
        card = QRect(place, QSize(wide, high))
        assert screen.contains(card)
        assert not card.intersects(box)


def test_a_document_keeps_its_view_and_its_kind_the_zoom() -> None:
    memory = ViewMemory()
    state = PageViewState(Fit.NONE, 1.5, Spot(3, 0.1, 0.2), 1, True)
    memory.keep("a", "invoices", state)
    assert memory.of("a", "other") == state
    assert memory.of("b", "invoices") == PageViewState(Fit.NONE, 1.5, None, 0, True)
    assert memory.of("b", "") is None
    for number in range(200):
        memory.keep(f"n{number}", "", PageViewState())
    assert memory.of("a", "") is None  # long ago
