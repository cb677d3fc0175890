"""Picking words and drawing boxes on the real canvas, by pointer and by keys."""

from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from plextera_review.canvas.box import Box
from plextera_review.canvas.tools import Tool
from plextera_review.domain.capture import Span
from plextera_review.domain.geometry import Placement
from plextera_review.domain.projection import Mark
from tests.support.on_canvas import Bench, drag, mouse, on_canvas, palette
from tests.support.rendering import add_text_page, saved

LINES = ("Harbour Mill Supplies", "Invoice 20260042 final", "Total 1234.50 EUR")
PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
HARBOUR, MILL, SUPPLIES, INVOICE, NUMBER, FINAL, TOTAL, AMOUNT, EUR = range(9)


def letter(folder: Path, pages: int = 1) -> Path:
    made = pymupdf.open()
    for _ in range(pages):
        add_text_page(made, *LINES)
    return saved(made, folder / "letter.pdf")


def click(bench: Bench, at: QPointF, modifiers: Qt.KeyboardModifier = NONE) -> None:
    mouse(bench.canvas.viewport(), PRESS, at, modifiers=modifiers)
    mouse(bench.canvas.viewport(), RELEASE, at, modifiers=modifiers)


def activate(canvas: QWidget) -> None:
    canvas.activateWindow()
    assert QTest.qWaitForWindowActive(canvas)
    assert canvas.hasFocus()


def hand(target: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    """The middle button."""
    middle = Qt.MouseButton.MiddleButton
    button = Qt.MouseButton.NoButton if kind is MOVE else middle
    held = Qt.MouseButton.NoButton if kind is RELEASE else middle
    QApplication.sendEvent(target, QMouseEvent(kind, at, target.mapToGlobal(at), button, held, NONE))


@pytest.mark.parametrize("turns", range(4))
def test_words_are_picked_by_click_drag_and_shift(qapp: QApplication, tmp_path: Path, turns: int) -> None:
    async def story(bench: Bench) -> None:
        canvas, words, chosen = bench.canvas, await bench.words(1), []
        for _ in range(turns):
            canvas.rotate_clockwise()
        canvas.fit_page()
        canvas.words_chosen.connect(chosen.append)
        canvas.set_tool(Tool.WORDS)
        click(bench, bench.on_word(words["20260042"]))
        assert chosen == [Span(1, (NUMBER,))]
        click(bench, bench.on_word(words["1234.50"]), SHIFT)
        assert chosen[-1] == Span.between(1, NUMBER, AMOUNT)
        drag(canvas.viewport(), *(bench.on_word(words[each]) for each in ("final", "Invoice", "Mill")))
        assert chosen[-1] == Span.between(1, MILL, FINAL)
        assert canvas.selected_text == ""
        before = len(chosen)
        click(bench, QPointF(630, 5))
        assert len(chosen) == before  # far from any word

    on_canvas(letter(tmp_path), story)


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("zoom", [0.7, 1.6])
def test_a_drawn_box_holds_what_it_was_drawn_around(
    qapp: QApplication, tmp_path: Path, turns: int, zoom: float
) -> None:
    async def story(bench: Bench) -> None:
        canvas, words, drawn = bench.canvas, await bench.words(1), []
        canvas.box_drawn.connect(drawn.append)
        for _ in range(turns):
            canvas.rotate_clockwise()
        canvas.zoom_to(zoom)
        canvas.set_tool(Tool.BOX)
        word = words["20260042"]
        rect = canvas.pages.rect(1, word.rect)
        canvas.center_on(rect)
        first, last = bench.in_view(rect, 0, 0), bench.in_view(rect, 1, 1)
        drag(canvas.viewport(), first, (first + last) / 2, last)
        made = drawn[0]
        assert made.page == 1
        for side in ("x", "y", "width", "height"):
            assert getattr(made.rect, side) == pytest.approx(getattr(word.rect, side), abs=1e-6)
        drag(canvas.viewport(), last, first)  # from the other corner it is the same
        assert drawn[1].rect.x == pytest.approx(made.rect.x)
        drag(canvas.viewport(), first, first + QPointF(2, 40))
        assert len(drawn) == 2  # too thin
        drag(canvas.viewport(), first, first + QPointF(9000, 9000))
        assert max(drawn[-1].rect.right, drawn[-1].rect.bottom) <= 1.0
        assert canvas.tool is Tool.BOX

    on_canvas(letter(tmp_path), story)


def test_the_paper_moves_with_every_tool(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, told = bench.canvas, []
        await bench.words(1)
        canvas.words_chosen.connect(told.append)
        canvas.box_drawn.connect(told.append)
        bar, view = canvas.verticalScrollBar(), canvas.viewport()
        for tool in Tool:
            canvas.set_tool(tool)
            shape = view.cursor().shape()
            canvas.scroll_to_end(last=False)
            for kind, at in ((PRESS, QPointF(300, 300)), (MOVE, QPointF(300, 200))):
                hand(view, kind, at)
            assert view.cursor().shape() is Qt.CursorShape.ClosedHandCursor
            hand(view, RELEASE, QPointF(300, 200))
            assert bar.value() == 100, tool
            assert view.cursor().shape() is shape
            QTest.keyPress(canvas, Qt.Key.Key_Space)
            drag(view, QPointF(300, 200), QPointF(300, 150))
            QTest.keyRelease(canvas, Qt.Key.Key_Space)
            assert bar.value() == 150, tool
            assert view.cursor().shape() is shape
            wheel = QWheelEvent(
                QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, NONE,
                Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(view, wheel)
            assert bar.value() > 150, tool
        assert told == []

    on_canvas(letter(tmp_path, 3), story)


def test_a_box_grows_when_the_paper_moves_under_the_pointer(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, drawn, view = bench.canvas, [], bench.canvas.viewport()
        canvas.box_drawn.connect(drawn.append)
        canvas.zoom_to(2.0)
        canvas.scroll_to_end(last=False)
        canvas.set_tool(Tool.BOX)
        begin, end = QPointF(100, 100), QPointF(200, 150)
        mouse(view, PRESS, begin)
        mouse(view, MOVE, end)
        canvas.verticalScrollBar().setValue(60)
        mouse(view, RELEASE, end)
        assert drawn[0].rect.height * canvas.pages.page(1).height == pytest.approx(110)

    on_canvas(letter(tmp_path), story)


def test_escape_gives_up_the_box_then_the_tool(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, tools, drawn, view = bench.canvas, [], [], bench.canvas.viewport()
        canvas.tool_changed.connect(tools.append)
        canvas.box_drawn.connect(drawn.append)
        assert not canvas.take_escape()
        canvas.set_tool(Tool.BOX)
        mouse(view, PRESS, QPointF(100, 100))
        mouse(view, MOVE, QPointF(200, 200))
        assert canvas.take_escape()
        mouse(view, RELEASE, QPointF(200, 200))
        assert drawn == []
        assert canvas.tool is Tool.BOX
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
        assert tools == [Tool.BOX, Tool.POINTER]
        assert not canvas.take_escape()

    on_canvas(letter(tmp_path), story)


def test_control_and_a_click_pick_a_word_for_the_selected_field(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, words, chosen, clicked = bench.canvas, await bench.words(1), [], []
        canvas.words_chosen.connect(chosen.append)
        canvas.box_clicked.connect(clicked.append)
        canvas.set_boxes([Box("f", Placement(1, words["Total"].rect), Mark.CHECK, "F")])
        click(bench, bench.on_word(words["Total"]), CONTROL)
        assert (chosen, clicked) == ([], ["f"])  # no field is selected: an ordinary click
        canvas.select("f")
        click(bench, bench.on_word(words["1234.50"]), CONTROL)
        assert chosen == [Span(1, (AMOUNT,))]
        assert canvas.tool is Tool.POINTER
        mouse(canvas.viewport(), QEvent.Type.MouseButtonDblClick, bench.on_word(words["EUR"]), modifiers=CONTROL)
        assert chosen[-1] == Span(1, (EUR,))  # the second of two quick clicks is a click
        assert canvas.selected_text == ""

    on_canvas(letter(tmp_path), story)


def test_words_are_picked_by_keys_alone(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, words, chosen = bench.canvas, await bench.words(1), []
        canvas.words_chosen.connect(chosen.append)
        canvas.set_boxes([Box("f", Placement(1, words["20260042"].rect), Mark.CHECK, "F")])
        canvas.select("f")
        assert not canvas.take_enter()
        canvas.set_tool(Tool.WORDS)
        activate(canvas)
        assert canvas.take_enter()  # never the field's Enter, even before a word is reached
        assert chosen == []
        top = canvas.verticalScrollBar().value()
        for key, word in (
            (Qt.Key.Key_Down, "20260042"),  # begins at the selected field
            (Qt.Key.Key_Right, "final"),
            (Qt.Key.Key_Right, "Total"),  # on to the next line
            (Qt.Key.Key_Up, "Invoice"),
        ):
            QTest.keyClick(canvas, key)
            assert canvas.accessibleDescription() == word
        QTest.keyClick(canvas, Qt.Key.Key_Return)
        assert chosen == [Span(1, (INVOICE,))]
        QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
        QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
        assert canvas.accessibleDescription() == "Invoice 20260042 final"
        assert canvas.take_enter()
        assert chosen[-1] == Span.between(1, INVOICE, FINAL)
        assert canvas.verticalScrollBar().value() == top  # all of it was in view
        assert canvas.tool is Tool.WORDS

    on_canvas(letter(tmp_path), story)


def test_the_word_cursor_goes_to_the_next_page(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, chosen = bench.canvas, []
        words = await bench.words(1)
        await bench.words(2)
        canvas.words_chosen.connect(chosen.append)
        canvas.set_tool(Tool.WORDS)
        activate(canvas)
        click(bench, bench.on_word(words["Total"]))
        QTest.keyClick(canvas, Qt.Key.Key_Down)
        canvas.take_enter()
        assert chosen[-1] == Span(2, (HARBOUR,))
        QTest.keyClick(canvas, Qt.Key.Key_Up)
        canvas.take_enter()
        assert chosen[-1] == Span(1, (EUR,))

    on_canvas(letter(tmp_path, 2), story)


def test_what_was_taken_is_shown_in_the_colour_of_a_correction(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, words, before = bench.canvas, await bench.words(1), await bench.picture()
        place = Placement(1, words["Mill"].rect)
        canvas.set_captured_rects([place])
        assert canvas.captured_rects == (place,)
        after = await bench.picture()
        at = bench.in_view(canvas.pages.rect(1, place.rect), 0.0, 0.0).toPoint()
        color, wanted = after.pixelColor(at), palette().marks[Mark.CORRECTED]
        assert before.pixelColor(at).lightness() > color.lightness()
        assert color.hslHue() == pytest.approx(wanted.hslHue(), abs=8)
        canvas.set_captured_rects(())
        assert await bench.picture() == before
        canvas.set_captured_rects([place])
        canvas.set_tool(Tool.WORDS)
        canvas.set_document(bench.images, bench.text)
        assert canvas.captured_rects == ()
        assert canvas.tool is Tool.POINTER

    on_canvas(letter(tmp_path), story)
