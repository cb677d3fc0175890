"""The boxes as a screen reader finds them."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.canvas.box import Box, BoxFacts
from plextera_review.canvas.view import PageCanvas
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.projection import Mark
from tests.support.on_canvas import Bench, on_canvas, palette
from tests.support.rendering import add_text_page, saved

NAME, VALUE, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description
FACTS = BoxFacts("1,234.50 EUR", "1,284.50 EUR", ("The lines say 1,234.50.",), 0.4)


@pytest.fixture(autouse=True)
def somebody_listens(qapp: QApplication) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def letter(folder: Path, pages: int = 3) -> Path:
    made = pymupdf.open()
    for _ in range(pages):
        add_text_page(made, "Harbour Mill Supplies")
    return saved(made, folder / "letter.pdf")


def total(mark: Mark = Mark.RULE_FAILED, facts: BoxFacts = FACTS) -> Box:
    return Box("total", Placement(1, NormRect(0.5, 0.3, 0.2, 0.04)), mark, "Total", facts)


def far(number: int = 0) -> Box:
    return Box(f"far{number}", Placement(3, NormRect(0.1, 0.4, 0.2, 0.04)), Mark.AUTOMATIC, f"Far {number}")


def test_boxes_are_children_with_name_value_state_and_place(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas = bench.canvas
        canvas.set_boxes([total(), far()])
        canvas.select("total", False)
        top = QAccessible.queryAccessibleInterface(canvas)
        assert top.role() is QAccessible.Role.List
        assert top.childCount() == 3
        page, box, away = (top.child(number) for number in range(3))
        assert page.text(NAME) == "Page 1 of 3, 1 box"
        assert (box.text(NAME), box.text(VALUE)) == ("Total", "1,234.50 EUR")
        assert box.text(DESCRIPTION) == (
            "1,234.50 EUR, rule failed, page 1. Was read as 1,284.50 EUR. The lines say 1,234.50."
        )
        assert box.role() is QAccessible.Role.ListItem
        assert box.state().selected
        assert not box.state().offscreen
        assert away.state().offscreen
        assert not away.state().selected
        assert box.parent().object() is canvas
        assert [top.indexOfChild(each) for each in (page, box, away)] == [0, 1, 2]
        assert not top.child(3)
        assert not top.child(-1)
        rect, view = canvas.pages.rect(1, total().placement.rect), canvas.visible_rect()
        corner = canvas.viewport().mapToGlobal(QPointF(rect.x - view.x, rect.y - view.y))
        assert (box.rect().x(), box.rect().y()) == pytest.approx((corner.x() - 2, corner.y() - 2), abs=1)
        middle = box.rect().center()
        assert top.childAt(middle.x(), middle.y()).text(NAME) == "Total"
        assert top.childAt(middle.x(), middle.y() + 80).text(NAME).startswith("Page 1")
        canvas.toggle_boxes()
        assert box.state().invisible
        canvas.toggle_boxes()
        canvas.go_to_page(3)
        assert box.state().offscreen
        assert not away.state().offscreen
        assert page.text(NAME) == "Page 3 of 3, 1 box"
        canvas.activateWindow()
        assert QTest.qWaitForWindowActive(canvas)
        canvas.setFocus()
        assert top.focusChild().text(NAME) == "Total"
        assert box.state().focused

    on_canvas(letter(tmp_path), story)


def test_children_follow_other_boxes(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas = bench.canvas
        canvas.set_boxes([total(), far(1), far(2)])
        top = QAccessible.queryAccessibleInterface(canvas)
        box, second = top.child(1), top.child(3)
        canvas.set_boxes([total(Mark.ACCEPTED, BoxFacts("99", "", ())), far(1), far(2)])
        assert box.text(DESCRIPTION) == "99, accepted, page 1."
        canvas.set_boxes([total(), far(2)])
        assert top.childCount() == 3
        assert top.indexOfChild(second) == 2
        canvas.set_boxes([far(2)])
        assert not box.isValid()
        assert box.text(NAME) == ""
        assert top.indexOfChild(box) == -1
        canvas.set_boxes([far(2), far(7)])
        assert top.child(2).text(NAME) == "Far 7"
        assert canvas.items.made == 2  # the object of a box that went stands for another now
        canvas.set_document(None)
        assert top.childCount() == 0

    on_canvas(letter(tmp_path), story)


def test_thousands_of_boxes_cost_nothing_until_they_are_asked_for(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas = bench.canvas
        boxes = [far(number) for number in range(5_000)]
        canvas.set_boxes(boxes)
        top = QAccessible.queryAccessibleInterface(canvas)
        assert top.childCount() == 5_001
        canvas.select("far4999", False)
        assert canvas.items.made == 1
        assert [top.child(number).text(NAME) for number in (1, 2500, 5000)] == ["Far 0", "Far 2499", "Far 4999"]
        assert canvas.items.made == 3
        for number in range(1, 5_001):
            assert top.indexOfChild(top.child(number)) == number
        for _ in range(3):
            canvas.set_boxes([])
            canvas.set_boxes(boxes)
            assert top.child(5_000).text(NAME) == "Far 4999"
        gc.collect()
        assert canvas.items.made == 5_000

    on_canvas(letter(tmp_path), story)


def test_interfaces_outlive_neither_canvas_nor_crash(qapp: QApplication) -> None:
    for _ in range(20):
        canvas = PageCanvas(palette())
        canvas.set_boxes([total(), far()])
        top = QAccessible.queryAccessibleInterface(canvas)
        item = canvas.items.item(total())
        box = QAccessible.queryAccessibleInterface(item)
        assert box.text(NAME) == "Total"
        assert box.rect().isEmpty()  # there are no pages
        assert top.childCount() == 0
        canvas.deleteLater()
        QApplication.sendPostedEvents(canvas, QEvent.Type.DeferredDelete.value)
        assert not shiboken6.isValid(canvas)
        assert not shiboken6.isValid(item)
        del canvas, top, item, box
        gc.collect()
