"""How a document was looked at comes back with it."""

import asyncio
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtWidgets import QApplication

from plextera_review.canvas.box import Box
from plextera_review.canvas.tools import Tool
from plextera_review.canvas.view_state import Fit, PageViewState
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.projection import Mark
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.document import DocumentViewModel, Face
from plextera_review.viewmodels.tasks import TaskScope
from plextera_review.widgets.page_area import PageArea
from plextera_review.widgets.theme import Theme
from tests.support.on_canvas import Bench, on_canvas, until
from tests.support.rendering import add_text_page, saved


def letter(folder: Path, name: str, pages: int) -> Path:
    made = pymupdf.open()
    for _ in range(pages):
        add_text_page(made, "Harbour Mill Supplies")
    return saved(made, folder / name)


@pytest.mark.parametrize("fit", list(Fit))
@pytest.mark.parametrize("turns", [0, 1])
def test_a_view_comes_back_as_it_was(qapp: QApplication, tmp_path: Path, fit: Fit, turns: int) -> None:
    async def story(bench: Bench) -> None:
        canvas = bench.canvas
        for _ in range(turns):
            canvas.rotate_clockwise()
        if fit is Fit.PAGE:
            canvas.fit_page()
        elif fit is Fit.NONE:
            canvas.zoom_to(1.7)
        canvas.go_to_page(4)
        canvas.verticalScrollBar().setValue(canvas.verticalScrollBar().value() + 33)
        canvas.toggle_dark_pages()
        state, seen = canvas.view_state(), canvas.visible_rect()
        canvas.set_document(bench.images, bench.text)
        canvas.toggle_dark_pages()
        assert canvas.page_number == 1
        canvas.restore(state)
        after = canvas.view_state()
        assert (after.fit, after.turns, after.dark) == (fit, turns, True)
        assert after.zoom == pytest.approx(state.zoom)
        assert (canvas.visible_rect().x, canvas.visible_rect().y) == pytest.approx((seen.x, seen.y), abs=1)
        canvas.set_boxes([Box("f", Placement(2, NormRect(0.4, 0.4, 0.1, 0.05)), Mark.CHECK, "F")])
        canvas.select("f")
        assert canvas.page_number == 2
        assert canvas.zoom == pytest.approx(state.zoom)  # selecting centres and leaves the zoom alone

    on_canvas(letter(tmp_path, "letter.pdf", 6), story)


def test_what_is_drawn_ahead_has_the_zoom_it_will_open_with(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas = bench.canvas
        for state in (None, PageViewState(Fit.PAGE), PageViewState(Fit.NONE, 1.7)):
            canvas.opening = state
            ahead = canvas.first_view_keys(bench.images)
            canvas.set_document(bench.images, bench.text)
            if state is not None:
                canvas.restore(state)
            await until(lambda: not bench.images.busy)
            assert {key.scale for key in ahead if key.scale == canvas.pages.device_scale}

    on_canvas(letter(tmp_path, "letter.pdf", 3), story)


def test_documents_and_their_kinds_are_remembered(qapp: QApplication, tmp_path: Path) -> None:
    first, second, third = (letter(tmp_path, f"{name}.pdf", 4) for name in "abc")

    async def main() -> None:
        errors: list[BaseException] = []
        service, tasks = RenderService(workers=1), TaskScope(errors.append, errors.append)
        document = DocumentViewModel(tasks)
        pages = PageArea(document, Theme("light"), tasks)
        pages.resize(700, 500)
        pages.show()
        canvas = pages.canvas

        async def look(path: Path, key: str) -> None:
            pages.set_view_key(key, "invoices")
            document.look_at(path)
            await until(lambda: document.face is Face.PAGES)

        try:
            document.attach(service)
            await look(first, "a")
            assert canvas.fit is Fit.WIDTH
            canvas.zoom_to(1.5)
            canvas.go_to_page(3)
            canvas.set_tool(Tool.BOX)
            await look(second, "b")
            assert canvas.zoom == pytest.approx(1.5)  # a new document of the same kind
            assert canvas.page_number == 1
            assert canvas.tool is Tool.POINTER
            canvas.fit_page()
            await look(first, "a")
            assert canvas.zoom == pytest.approx(1.5)
            assert canvas.page_number == 3
            await look(third, "c")
            assert canvas.zoom == pytest.approx(1.5)
            await look(second, "b")
            assert canvas.fit is Fit.PAGE
        finally:
            document.dispose()
            tasks.dispose()
            pages.close()
            pages.deleteLater()
            await service.close()
        assert errors == []

    asyncio.run(main())


def test_buttons_and_escape_follow_the_tool(qapp: QApplication, tmp_path: Path) -> None:
    async def main() -> None:
        tasks = TaskScope(print, print)
        pages = PageArea(DocumentViewModel(tasks), Theme("light"), tasks)
        pages.acts["pick_words"]()
        assert pages.canvas.tool is Tool.WORDS
        pages.acts["draw_box"]()
        assert pages.canvas.tool is Tool.BOX
        assert pages.take_escape()
        assert pages.canvas.tool is Tool.POINTER
        pages.acts["draw_box"]()
        pages.acts["draw_box"]()
        assert pages.canvas.tool is Tool.POINTER
        pages.acts["draw_box"]()
        pages.set_pointing(possible=False)
        assert pages.canvas.tool is Tool.POINTER
        assert not pages.take_enter()
        tasks.dispose()
        pages.deleteLater()

    asyncio.run(main())
