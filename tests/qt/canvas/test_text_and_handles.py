"""Text under the pointer, on the real canvas: selecting, copying, searching, dark pages."""

import asyncio
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.domain.geometry import NormRect
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.document import Face
from tests.support.on_canvas import Bench, drag, mouse, on_canvas, until
from tests.support.rendering import add_scan, add_text_page, saved
from tests.support.reviewing import Desk, at_desk

LINES = ("Harbour Mill Supplies", "Invoice 20260042 final", "Total 1234.50 EUR")
PRESS, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
DOUBLE, CONTROL, SHIFT = (
    QEvent.Type.MouseButtonDblClick,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def letter(folder: Path, pages: int = 1) -> Path:
    made = pymupdf.open()
    for number in range(pages):
        add_text_page(made, *LINES, f"page{number + 1} needle")
    return saved(made, folder / "letter.pdf")


def double_click(bench: Bench, at: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = bench.canvas.viewport()
    for kind in (PRESS, RELEASE, DOUBLE, RELEASE):
        mouse(target, kind, at, modifiers=modifiers)


@pytest.mark.parametrize("turns", range(4))
def test_text_is_selected_by_dragging_over_it(qapp: QApplication, tmp_path: Path, turns: int) -> None:
    async def story(bench: Bench) -> None:
        canvas, words = bench.canvas, await bench.words(1)
        for _ in range(turns):
            canvas.rotate_clockwise()
        canvas.fit_page()
        changed: list[str] = []
        canvas.selection_changed.connect(lambda: changed.append(canvas.selected_text))
        first, middle, last = (bench.on_word(words[each]) for each in ("Mill", "Invoice", "20260042"))
        drag(canvas.viewport(), first, middle, last)
        assert changed[-1] == "Mill Supplies\nInvoice 20260042"
        drag(canvas.viewport(), last, middle, first)
        assert canvas.selected_text == "Mill Supplies\nInvoice 20260042"
        mouse(canvas.viewport(), PRESS, bench.on_word(words["Total"]), modifiers=SHIFT)
        mouse(canvas.viewport(), RELEASE, bench.on_word(words["Total"]))
        assert canvas.selected_text == "20260042 final\nTotal"
        mouse(canvas.viewport(), PRESS, first)
        mouse(canvas.viewport(), RELEASE, first)
        assert canvas.selected_text == ""

    on_canvas(letter(tmp_path), story)


def test_a_double_click_takes_a_word_and_a_third_one_its_line(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, words = bench.canvas, await bench.words(1)
        double_click(bench, bench.on_word(words["20260042"]))
        assert canvas.selected_text == "20260042"
        assert canvas.copy_selection()
        assert QGuiApplication.clipboard().text() == "20260042"
        mouse(canvas.viewport(), PRESS, bench.on_word(words["20260042"]))
        mouse(canvas.viewport(), RELEASE, bench.on_word(words["20260042"]))
        assert canvas.selected_text == "Invoice 20260042 final"
        canvas.select_page_text()
        assert canvas.selected_text.splitlines() == [*LINES, "page1 needle"]
        assert canvas.clear_selection()
        assert not canvas.copy_selection()
        double_click(bench, QPointF(630, 5))  # far from any word
        assert canvas.selected_text == ""

    on_canvas(letter(tmp_path), story)


def test_the_words_of_a_scan_are_selected_like_others(qapp: QApplication, tmp_path: Path) -> None:
    made = pymupdf.open()
    truth = add_scan(made, *LINES)

    async def story(bench: Bench) -> None:
        await bench.words(1)
        place = truth["20260042"]
        on_page = NormRect(place.x0 / 400, place.y0 / 300, place.width / 400, place.height / 300)
        double_click(bench, bench.in_view(bench.canvas.pages.rect(1, on_page)))
        assert bench.canvas.selected_text == "20260042"

    on_canvas(saved(made, tmp_path / "scan.pdf"), story)


def test_selected_words_are_marked_where_they_stand(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        words, before = await bench.words(1), await bench.picture()
        double_click(bench, bench.on_word(words["Mill"]))
        after = await bench.picture()
        place = bench.canvas.pages.rect(1, words["Mill"].rect).grown(3)
        view = bench.canvas.visible_rect()
        changed = [
            (x, y)
            for x in range(0, after.width(), 2)
            for y in range(0, after.height(), 2)
            if after.pixel(x, y) != before.pixel(x, y)
        ]
        assert len(changed) > place.width * place.height / 4 * 0.5
        assert all(place.holds(x + view.x, y + view.y) for x, y in changed)

    on_canvas(letter(tmp_path), story)


def test_copy_works_by_its_keys_on_the_review_page(qapp: QApplication, tmp_path: Path) -> None:
    path = letter(tmp_path)

    async def story(desk: Desk) -> None:
        service = RenderService(workers=1)
        try:
            document, canvas = desk.review.document, desk.page.canvas
            document.attach(service)
            document.look_at(path)
            await until(lambda: document.face is Face.PAGES)
            document.text.want([1])
            await until(lambda: document.text.of(1) is not None)
            word = next(each for each in document.text.of(1).words if each.text == "20260042")
            view, rect = canvas.visible_rect(), canvas.pages.rect(1, word.rect)
            at = QPointF(rect.x + rect.width / 2 - view.x, rect.y + rect.height / 2 - view.y)
            mouse(canvas.viewport(), PRESS, at)
            mouse(canvas.viewport(), RELEASE, at)
            mouse(canvas.viewport(), DOUBLE, at)
            mouse(canvas.viewport(), RELEASE, at)
            canvas.setFocus()
            QGuiApplication.clipboard().setText("before")
            desk.press(Qt.Key.Key_C, CONTROL)
            assert QGuiApplication.clipboard().text() == "20260042"
        finally:
            desk.review.document.clear()
            await service.close()

    at_desk(tmp_path, story)


def test_a_hit_of_the_search_is_brought_into_view(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, text = bench.canvas, bench.text
        text.search("page7 NEEDLE", at_once=True)
        await until(lambda: not text.searching)
        assert [hit.page for hit in text.hits] == [7]
        text.go(1, canvas.page_number)
        hit = canvas.pages.rect(7, text.hit.rects[0])
        view = canvas.visible_rect()
        assert view.holds(hit.x, hit.y)
        assert view.holds(hit.right, hit.bottom)
        picture = await bench.picture()
        edge = bench.in_view(hit.grown(1.0), 0.5, 0.0)
        assert picture.pixelColor(edge.toPoint()) != picture.pixelColor(edge.toPoint().x(), edge.toPoint().y() - 4)
        before = canvas.visible_rect()
        text.go(1)  # the same one: nothing moves
        assert canvas.visible_rect() == before
        text.search("needle", at_once=True)
        await until(lambda: not text.searching)
        text.go(1, 3)
        assert text.hit.page == 3
        text.go(-1)
        text.go(-1)
        text.go(-1)
        assert text.hit.page == 8  # round the end
        hit, view = canvas.pages.rect(8, text.hit.rects[0]), canvas.visible_rect()
        assert view.holds(hit.x, hit.y)

    on_canvas(letter(tmp_path, 8), story)


def test_dark_pages_are_the_inverse_of_white_ones(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        states: list[object] = []
        bench.canvas.dark_changed.connect(states.append)
        white = await bench.picture()
        bench.canvas.toggle_dark_pages()
        dark = await bench.picture()
        page = bench.canvas.pages.page(1)
        inside = bench.in_view(page, 0.0, 0.0).toPoint(), bench.in_view(page, 1.0, 1.0).toPoint()
        seen = set()
        for x in range(inside[0].x() + 1, inside[1].x() - 1, 2):
            for y in range(inside[0].y() + 1, min(inside[1].y() - 1, white.height()), 2):
                seen.add(sum(pair) if (pair := _greys(white, dark, x, y)) else None)
        assert seen == {255}
        assert dark.pixelColor(2, 2) == white.pixelColor(2, 2)  # around the page nothing changes
        bench.canvas.toggle_dark_pages()
        assert await bench.picture() == white
        assert states == [True, False]

    on_canvas(letter(tmp_path), story)


def _greys(white: QImage, dark: QImage, x: int, y: int) -> tuple[int, int]:
    return white.pixelColor(x, y).green(), dark.pixelColor(x, y).green()


def test_words_are_asked_for_when_scrolling_rests(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        bench.canvas.go_to_page(5)
        async with asyncio.timeout(60):
            while bench.text.of(5) is None:
                QTest.qWait(10)  # Qt's own time: the test runs plain asyncio
                await asyncio.sleep(0.005)
        assert bench.text.of(1) is None

    on_canvas(letter(tmp_path, 8), story)
