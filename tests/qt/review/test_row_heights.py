"""Rows of the field panel have room for what they show, in the next document too, and run as wide with a scroll bar as without."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from plextera_review.domain.field import Field, FieldKind
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.recall import Recall
from plextera_review.domain.review import Remembered
from plextera_review.viewmodels.field_tree import FIELD_ROLE
from plextera_review.viewmodels.key_map import KeyMap
from tests.support.documents import invoice_pdf
from tests.support.reviewing import Desk, at_desk
from tests.support.reviewing_pages import pages

pytestmark = pytest.mark.usefixtures("qapp")
LAST = Remembered("another value", "another value", "j0", "invoice 0.pdf", datetime(2026, 2, 1, tzinfo=UTC))
PLACE = (Placement(1, NormRect(0.1, 0.1, 0.2, 0.02)),)


def fields(count: int, value: str = "value") -> tuple[Field, ...]:
    return tuple(
        Field(
            f"f{n}",
            f"Name {n}",
            FieldKind.STRING,
            f"f{n}",
            value,
            None,
            0.4 if n == 0 else 0.99,
            "It is doubtful.",
            PLACE,
        )
        for n in range(count)
    )


def assert_room(desk: Desk) -> None:
    """What is laid out is what the delegate paints into."""
    tree, delegate = desk.page.panel.list, desk.page.panel.delegate
    tree.executeDelayedItemsLayout()
    for each in desk.review.fields:
        index = desk.page.panel.model.index_of(each.path)
        assert tree.visualRect(index).height() == delegate.sizeHint(None, index).height(), each.path


def test_the_next_document_makes_room_for_its_pictures(tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    path.write_bytes(invoice_pdf())

    async def story(desk: Desk) -> None:
        async with pages(desk, path):
            assert desk.review.crops.available
            assert_room(desk)
            desk.review.open("j2")
            desk.review.changed.connect(
                desk.page.panel.list.executeDelayedItemsLayout
            )  # laid out before the pages come
            await desk.settled()
            assert desk.review.job_id == "j2"
            assert desk.review.crops.available
            assert_room(desk)
            desk.page.panel.list.setFocus()
            desk.press(Qt.Key.Key_Return)
            await desk.settled()
            assert_room(desk)

    at_desk(tmp_path, story, read=fields(4))


def test_rows_are_as_wide_with_a_scroll_bar_as_without(tmp_path: Path) -> None:
    widths = []
    for count in (2, 60):

        async def story(desk: Desk) -> None:
            tree = desk.page.panel.list
            QApplication.processEvents()
            assert tree.verticalScrollBar().isVisible() is (len(desk.review.fields) > 2)
            widths.append(tree.row_width)
            assert tree.row_width <= tree.viewport().width()

        folder = tmp_path / str(count)
        folder.mkdir()
        at_desk(folder, story, read=fields(count))
    assert widths[0] == widths[1]


def test_the_last_value_of_the_sender_stands_in_the_selected_row_with_its_key(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        panel = desk.page.panel
        tree, model = panel.list, panel.model
        index = model.index_of("f0")
        before = tree.visualRect(index).height()
        desk.review.recall = Recall("sender", {"f0": LAST})
        model.spread.emit()
        tree.executeDelayedItemsLayout()
        said = model.remembered(index.data(FIELD_ROLE))
        assert said.startswith("Last time: another value")
        assert said.endswith(f" — {KeyMap().text('ditto')}")
        assert said in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
        assert tree.visualRect(index).height() > before
        assert_room(desk)
        desk.review.select("f1")
        assert_room(desk)
        assert "Last time" not in str(model.index_of("f1").data(Qt.ItemDataRole.AccessibleDescriptionRole))

    at_desk(tmp_path, story, read=fields(3))


def test_a_text_from_right_to_left_runs_so(tmp_path: Path) -> None:
    """Digits after Hebrew letters stand left of them; a text in Latin letters is where it was."""
    found: list[int] = []
    for value in (
        "\u05d0\u05d1\u05d2\u05d3\u05d4\u05d5 ████",
        "abcdef ████",
    ):  # a block is the darkest thing in the row

        async def story(desk: Desk) -> None:
            panel = desk.page.panel
            panel.list.clearFocus()
            index = panel.model.index_of("f1")
            area = panel.delegate.value_rect(index)
            image = panel.list.viewport().grab(area).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
            dark = [
                sum(image.pixelColor(x, y).value() < 128 for y in range(image.height())) for x in range(image.width())
            ]
            found.append(dark.index(max(dark)))

        folder = tmp_path / str(len(found))
        folder.mkdir()
        at_desk(folder, story, read=fields(2, value))
    assert found[0] < 20 < found[1]
