"""The card beside the box under the pointer."""

from pathlib import Path

import pymupdf
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from plextera_review.canvas.box import Box, BoxFacts
from plextera_review.canvas.hover_card import HoverCard
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.projection import Mark
from tests.support.on_canvas import Bench, mouse, on_canvas, palette
from tests.support.rendering import add_text_page, saved

PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
NONE = Qt.MouseButton.NoButton
FIRST = Box("f", Placement(1, NormRect(0.2, 0.2, 0.2, 0.06)), Mark.CHECK, "Total", BoxFacts("1", "2", ("Look.",), 0.3))
SECOND = Box("g", Placement(1, NormRect(0.6, 0.6, 0.2, 0.06)), Mark.AUTOMATIC, "Date", BoxFacts("3"))


def letter(folder: Path) -> Path:
    made = pymupdf.open()
    for _ in range(3):
        add_text_page(made, "Harbour Mill Supplies")
    return saved(made, folder / "letter.pdf")


def test_a_card_comes_after_a_while_beside_the_box_and_goes(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, view = bench.canvas, bench.canvas.viewport()
        canvas.set_boxes([FIRST, SECOND])
        card = canvas.findChild(HoverCard)
        assert QTest.qWaitForWindowExposed(canvas)
        focus = QApplication.focusWindow()

        def point_at(box: Box) -> QPointF:
            at = bench.in_view(canvas.pages.rect(1, box.placement.rect))
            mouse(view, MOVE, at, NONE)
            return at

        def shown() -> bool:
            for _ in range(1000):
                if card.isVisible():
                    break
                QTest.qWait(10)  # Qt's own time: the test runs plain asyncio
            return card.isVisible()

        at = point_at(FIRST)
        assert not card.isVisible()
        assert shown()
        box = canvas.pages.rect(1, FIRST.placement.rect)
        seen = canvas.visible_rect()
        corner = view.mapToGlobal(QPointF(box.x - seen.x, box.y - seen.y)).toPoint()
        assert not card.geometry().intersects(QRect(corner.x(), corner.y(), round(box.width), round(box.height)))
        assert card.screen().availableGeometry().contains(card.geometry())
        assert QApplication.focusWindow() is focus
        point_at(SECOND)
        assert not card.isVisible()
        assert shown()
        canvas.set_boxes([FIRST, SECOND])  # nothing changed: it stays
        assert card.isVisible()
        canvas.set_boxes([FIRST])
        assert not card.isVisible()
        point_at(FIRST)
        assert shown()
        canvas.verticalScrollBar().setValue(30)
        assert not card.isVisible()
        canvas.verticalScrollBar().setValue(0)
        point_at(FIRST)  # still on the box
        assert shown()
        mouse(view, PRESS, at)
        mouse(view, RELEASE, at)
        assert not card.isVisible()
        mouse(view, MOVE, QPointF(1, 1), NONE)
        point_at(FIRST)
        assert shown()
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        assert not card.isVisible()
        assert card.box is None

    on_canvas(letter(tmp_path), story)


def test_a_card_is_as_tall_as_what_it_says(qapp: QApplication) -> None:
    owner = QWidget()
    card = HoverCard(owner, palette())
    heights = []
    for facts in (
        BoxFacts(),
        BoxFacts("1", "2", (), 0.5),
        BoxFacts("1", "2", ("One.", "Two.")),
        BoxFacts("1", "2", ("One.",) * 9),
        BoxFacts("x" * 10_000, "2", ("One.",) * 9),
    ):
        card.point_at(Box("f", FIRST.placement, Mark.CHECK, "Total", facts), QRect(0, 0, 10, 10))
        heights.append(card.sizeHint().height())
        assert card.sizeHint().width() <= 362
        assert not card.grab().isNull()
    assert heights == sorted(heights)
    assert len(set(heights)) == len(heights)
    assert heights[-1] < 400
    card.dismiss()
    owner.deleteLater()
