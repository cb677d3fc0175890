"""The rows of the field panel: headings, filter, crops."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.domain.geometry import NormRect, PageSize, Placement
from plextera_review.viewmodels.crops import FieldCrops
from plextera_review.viewmodels.field_rows import FieldRow, Heading
from plextera_review.viewmodels.field_tree import FIELD_ROLE
from plextera_review.viewmodels.tasks import TaskScope
from tests.support.reviewing import Desk, at_desk

PLACE = Placement(1, NormRect(0.1, 0.1, 0.2, 0.02))


def shown(desk: Desk) -> list[str]:
    """What the tree shows from top to bottom: names of headings, paths of fields."""
    tree = desk.page.panel.list
    found, index = [], desk.page.panel.model.index(0, 0)
    while index.isValid() and tree.isRowHidden(index.row(), index.parent()):
        index = index.siblingAtRow(index.row() + 1)
    while index.isValid():
        row = index.data(FIELD_ROLE)
        found.append(row.name if isinstance(row, Heading) else row.field.path)
        index = tree.indexBelow(index)
    return found


def test_headings_and_the_filter(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        assert shown(desk)[5:] == ["Line items", "Row 1", "i.0.text", "i.0.count"]
        desk.page.panel.filter.setChecked(True)
        assert shown(desk) == ["number", "date", "total"]
        desk.review.accept()
        await desk.settled()
        desk.review.next_needing_look()
        assert desk.page.panel.list.currentIndex().data(FIELD_ROLE).field.path == "date"

    at_desk(tmp_path, story)


def test_a_row_says_why_and_where_it_is_kept(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        model = desk.page.panel.model
        row = model.index_of("date").data(FIELD_ROLE)
        assert isinstance(row, FieldRow)
        assert "Two dates stand close together" in row.sentence
        assert row.kept == ("", "", "")
        desk.review.accept()
        assert model.index_of("number").data(FIELD_ROLE).kept[2] == "saving"
        await desk.settled()
        assert model.index_of("number").data(FIELD_ROLE).kept[2] == "saved locally"

    at_desk(tmp_path, story)


@dataclass
class Tile:
    width: int = 4
    height: int = 2
    stride: int = 16
    data: bytes = bytes([30, 20, 10, 255]) * 8  # blue, green, red, alpha


class Render:
    """Draws one tile, or fails."""

    def __init__(self, fails: KnownError | None = None) -> None:
        self.tile, self.calls, self.fails = Tile(), 0, fails

    async def crop(self, document, page, rect, height_px):
        self.calls += 1
        if self.fails:
            raise self.fails
        return self.tile


class Document:
    """One page of A4."""

    page_sizes = (PageSize(595, 842),)


def test_a_crop_is_made_once(qapp: QApplication) -> None:
    async def story() -> None:
        tasks, render = TaskScope(lambda error: None), Render()
        crops = FieldCrops(tasks)
        assert crops.image(PLACE, 2) is None
        crops.use(render, Document())
        assert crops.image(PLACE, 2) is None
        assert crops.image(PLACE, 2) is None
        await tasks.settled()
        image = crops.image(PLACE, 2)
        assert image is not None
        assert image.pixelColor(3, 1).getRgb()[:3] == (10, 20, 30)
        assert render.calls == 1

    asyncio.run(story())


def test_a_crop_that_cannot_be_drawn_is_no_error_of_its_own(qapp: QApplication) -> None:
    async def story() -> None:
        errors: list[KnownError] = []
        tasks, render = TaskScope(errors.append), Render(DocumentError("BROKEN", "Broken", "It is broken."))
        crops = FieldCrops(tasks)
        crops.use(render, Document())
        crops.image(PLACE, 2)
        await tasks.settled()
        assert crops.image(PLACE, 2) is None
        assert render.calls == 1
        assert errors == []

    asyncio.run(story())
