"""Pulling at the handles of a box, on the real canvas."""

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.canvas.box import Box
from plextera_review.canvas.hit_test import PADDING, drawn_rect
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.projection import Mark
from tests.support.on_canvas import Bench, drag, on_canvas
from tests.support.rendering import add_text_page, saved

PLACE = NormRect(0.25, 0.2, 0.5, 0.25)


def letter(folder: Path) -> Path:
    made = pymupdf.open()
    add_text_page(made, "Harbour Mill Supplies")
    return saved(made, folder / "letter.pdf")


def moved_box(bench: Bench, start: tuple[float, float], shift: QPointF) -> tuple[list[tuple], QPointF]:
    """What was told when the handle of the drawn box at ``start`` (fractions) was pulled by ``shift``, and where it was let go."""
    canvas, told = bench.canvas, []
    canvas.box_moved.connect(lambda *each: told.append(each))
    begin = bench.in_view(drawn_rect(canvas.pages, canvas.boxes.index.of_field("f")[1]), *start)
    drag(canvas.viewport(), begin, begin + shift / 2, begin + shift)
    return told, begin + shift


@pytest.mark.parametrize("turns", [0, 1])
@pytest.mark.parametrize("corner", [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.5), (0.5, 0.0)])
def test_a_pulled_box_is_drawn_where_it_is_let_go(
    qapp: QApplication, tmp_path: Path, turns: int, corner: tuple[float, float]
) -> None:
    async def story(bench: Bench) -> None:
        canvas = bench.canvas
        for _ in range(turns):
            canvas.rotate_clockwise()
        canvas.fit_page()
        away = Box("f", Placement(1, NormRect(0.1, 0.9, 0.05, 0.02)), Mark.CHECK, "F", index=0, count=2)
        box = Box("f", Placement(1, PLACE), Mark.CHECK, "F", index=1, count=2)
        canvas.set_boxes([away, box])
        canvas.select("f", center=False)
        before = drawn_rect(canvas.pages, box)
        [(path, number, placement)], end = moved_box(bench, corner, QPointF(17, 11))
        assert (path, number, placement.page) == ("f", 1, 1)
        canvas.set_boxes([away, Box("f", placement, Mark.CHECK, "F", index=1, count=2)])
        after = drawn_rect(canvas.pages, canvas.boxes.index.of_field("f")[1])
        held = bench.in_view(after, *corner)
        across, down = corner
        if across != 0.5:
            assert held.x() == pytest.approx(end.x(), abs=0.01)
        if down != 0.5:
            assert held.y() == pytest.approx(end.y(), abs=0.01)
        kept = (before.right if across == 0 else before.x, before.bottom if down == 0 else before.y)
        assert (after.right if across == 0 else after.x, after.bottom if down == 0 else after.y) == pytest.approx(kept)

    on_canvas(letter(tmp_path), story)


def test_a_right_edge_pulled_at_no_turn_changes_the_width_alone(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas = bench.canvas
        canvas.set_boxes([Box("f", Placement(1, PLACE), Mark.CHECK, "F", index=at, count=2) for at in range(2)])
        canvas.select("f", center=False)
        width = canvas.pages.page(1).width
        [(_, _, placement)], _ = moved_box(bench, (1.0, 0.5), QPointF(-0.1 * width, 0))
        assert placement.rect.width == pytest.approx(PLACE.width - 0.1, abs=1e-6)
        found = (placement.rect.x, placement.rect.y, placement.rect.height)
        assert found == pytest.approx((PLACE.x, PLACE.y, PLACE.height))

    on_canvas(letter(tmp_path), story)


@pytest.mark.parametrize("shift", [QPointF(-5000, -5000), QPointF(5000, 5000)])
def test_a_box_is_never_pulled_off_the_page_or_inside_out(qapp: QApplication, tmp_path: Path, shift: QPointF) -> None:
    async def story(bench: Bench) -> None:
        canvas = bench.canvas
        canvas.set_boxes([Box("f", Placement(1, PLACE), Mark.CHECK, "F", index=at, count=2) for at in range(2)])
        canvas.select("f", center=False)
        [(_, _, placement)], _ = moved_box(bench, (1.0, 1.0), shift)
        rect, page = placement.rect, canvas.pages.page(1)
        assert rect.width * page.width > PADDING
        assert rect.height * page.height > PADDING
        assert rect.right <= 1
        assert rect.bottom <= 1
        assert (rect.x, rect.y) == pytest.approx((PLACE.x, PLACE.y))

    on_canvas(letter(tmp_path), story)


def test_a_click_on_a_handle_moves_nothing(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, clicked = bench.canvas, []
        canvas.box_clicked.connect(clicked.append)
        canvas.set_boxes([Box("f", Placement(1, PLACE), Mark.CHECK, "F", index=at, count=2) for at in range(2)])
        canvas.select("f", center=False)
        told: list[tuple] = []
        canvas.box_moved.connect(lambda *each: told.append(each))
        corner = bench.in_view(drawn_rect(canvas.pages, canvas.boxes.index.of_field("f")[1]), 1.0, 1.0)
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=corner.toPoint())
        assert told == []
        assert clicked == ["f"]

    on_canvas(letter(tmp_path), story)
