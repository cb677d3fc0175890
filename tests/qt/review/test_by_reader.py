"""What a screen reader does with rows and boxes counts like a key or a click."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from tests.support.documents import invoice_pdf
from tests.support.reviewing import Desk, at_desk
from tests.support.reviewing_pages import pages


@pytest.fixture(autouse=True)
def _read(qapp: QApplication) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def child(about: QAccessibleInterface, name: str) -> QAccessibleInterface:
    named = (about.child(at) for at in range(about.childCount()))
    return next(each for each in named if each.text(QAccessible.Text.Name).startswith(name))


def test_a_selected_row_becomes_the_selected_field(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        assert desk.review.current == "number"
        tree = QAccessible.queryAccessibleInterface(desk.page.panel.list)
        child(tree, "Total").actionInterface().doAction("Toggle")
        assert desk.review.current == "total"
        assert desk.page.panel.list.row.name == "Total"
        child(QAccessible.queryAccessibleInterface(desk.page.panel.list), "Line items").actionInterface().doAction(
            "Toggle"
        )
        assert desk.page.panel.heading is not None

    at_desk(tmp_path, story)


def test_pressing_a_box_chooses_its_field_and_focusing_one_gives_the_page_the_keyboard(tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    path.write_bytes(invoice_pdf())

    async def story(desk: Desk) -> None:
        async with pages(desk, path):
            canvas = QAccessible.queryAccessibleInterface(desk.page.canvas)
            box = child(canvas, "Total")
            assert box.actionInterface().actionNames() == ["Press", "SetFocus"]
            others = (box.textInterface, box.valueInterface, box.editableTextInterface, box.tableCellInterface)
            assert [each() for each in others] == [None] * 4  # what a reader asks of everything
            box.actionInterface().doAction("Press")
            assert desk.review.current == "total"
            assert box.state().selected
            child(canvas, "Supplier").actionInterface().doAction("SetFocus")
            assert desk.review.current == "supplier"
            child(canvas, "Total").actionInterface().doAction("no such thing")
            assert desk.review.current == "supplier"

    at_desk(tmp_path, story)
