"""Another text size leaves the fields where a person was looking."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtWidgets import QApplication

from plextera_review.domain.field import Field, FieldKind
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.widgets.field_tree import FieldTree
from tests.support.reviewing import Desk, at_desk

pytestmark = pytest.mark.usefixtures("qapp")
PLACE = (Placement(1, NormRect(0.1, 0.1, 0.2, 0.02)),)


def fields(count: int) -> tuple[Field, ...]:
    """Every third needs a look and is higher than the others."""
    sure = [0.3 if n % 3 == 0 else 0.99 for n in range(count)]
    return tuple(
        Field(f"f{n}", f"Name {n}", FieldKind.STRING, f"f{n}", f"value {n}", None, sure[n], "It is doubtful.", PLACE)
        for n in range(count)
    )


async def at_rest(tree: FieldTree) -> None:
    """Painted, and laid out again as often as that takes."""
    for _ in range(25):
        await asyncio.sleep(0.01)
        QApplication.processEvents()
    tree.executeDelayedItemsLayout()


async def resized(desk: Desk, scale: float, *, elsewhere: bool) -> None:
    """Another text size, chosen while the page is in the window or another page is (the settings)."""
    if elsewhere:
        desk.page.hide()
        await at_rest(desk.page.panel.list)
    desk.page.panel.delegate._theme.set_scale(scale)
    await at_rest(desk.page.panel.list)
    desk.page.show()
    await at_rest(desk.page.panel.list)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_selected_row_stays_where_it_is(tmp_path: Path, elsewhere: bool) -> None:
    async def story(desk: Desk) -> None:
        tree = desk.page.panel.list
        desk.review.select("f60")
        await at_rest(tree)
        bar = tree.verticalScrollBar()
        bar.setValue(bar.value() + 150)
        await at_rest(tree)
        row = tree.currentIndex()
        top = tree.visualRect(row).top()
        assert 0 < top < tree.viewport().height() - 200
        for scale in (1.5, 2.0, 1.1, 1.0):
            await resized(desk, scale, elsewhere=elsewhere)
            rect = tree.visualRect(row)
            lowest = tree.viewport().height() - rect.height()
            assert rect.top() == min(top, lowest), "where it was, or so much higher that all of it is seen"
            top = rect.top()
        bar.setValue(bar.value() + 40)  # nothing holds it now
        await at_rest(tree)
        assert tree.visualRect(row).top() == top - 40

    at_desk(tmp_path, story, read=fields(150))


def test_rows_stay_where_the_selected_one_is_out_of_view(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        tree = desk.page.panel.list
        await at_rest(tree)
        tree.verticalScrollBar().setValue(2000)
        await at_rest(tree)

        def first() -> QModelIndex:
            return tree.indexAt(QPoint(tree.viewport().width() // 2, 1))

        row, top = first(), tree.visualRect(first()).top()
        assert row != tree.currentIndex()
        await resized(desk, 1.5, elsewhere=True)
        assert (first(), tree.visualRect(first()).top()) == (row, top)

    at_desk(tmp_path, story, read=fields(150))
