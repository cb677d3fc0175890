"""The card beside the box under the pointer."""

from pathlib import Path

import pymupdf
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from plextera_review.canvas.box import Box, BoxFacts
from plextera_review.canvas.box_painter import paint_selected
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


def ink(picture: QImage, rows: range) -> tuple[int, int]:
    """Between which columns something is drawn on the ground of these rows."""
    ground = picture.pixel(picture.width() // 2, 3)
    drawn = [x for x in range(4, picture.width() - 4) if any(picture.pixel(x, y) != ground for y in rows)]
    return drawn[0], drawn[-1]


def test_a_value_from_right_to_left_stands_at_the_right(qapp: QApplication) -> None:
    owner = QWidget()
    card = HoverCard(owner, palette())
    inked = []
    for value in ("short", "קצר 1"):
        facts = BoxFacts(value, "", ("This sentence is as wide as a card ever is, and wider.",))
        card.point_at(Box("f", FIRST.placement, Mark.CHECK, "Total", facts), QRect(0, 0, 10, 10))
        card.resize(card.sizeHint())
        line = round(QFontMetricsF(card.font()).height())
        inked.append(ink(card.grab().toImage(), range(10 + line + 6, 10 + 2 * line)))
    left_to_right, right_to_left = inked
    assert left_to_right[0] < 14
    assert left_to_right[1] < card.width() / 2 < right_to_left[0]
    assert right_to_left[1] > card.width() - 14
    card.dismiss()
    owner.deleteLater()


def test_the_label_tab_runs_as_its_first_letter_does(qapp: QApplication) -> None:
    """Its words and, where it is cut, the mark of that stand as in a text written from right to left."""
    box = Box("f", FIRST.placement, Mark.CHECK, "סכום לתשלום 12.50 EUR", BoxFacts("1"))
    font = QFont()
    font.setPixelSize(14)
    for width in (400, 110):
        drawn, directions = [], []
        for direction in (None, Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight):
            picture = QImage(width, 100, QImage.Format.Format_RGB32)
            picture.fill(Qt.GlobalColor.white)
            painter = QPainter(picture)
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as on a widget
            view = QRectF(0, 0, width, 100)
            paint_selected(painter, palette(), box, QRectF(10, 50, 60, 20), font, view, 0, 1)
            directions.append(painter.layoutDirection())
            if direction is not None:  # the same words once more, on a clean ground, in a known direction
                metrics = QFontMetricsF(font)
                text = metrics.elidedText(box.tab, Qt.TextElideMode.ElideRight, max(width - 24, 40))
                painter.setLayoutDirection(direction)
                height = metrics.height() + 6
                tab = QRectF(9, 45 - height, metrics.horizontalAdvance(text) + 14, height)
                tab.moveLeft(min(9.0, max(width - tab.width() - 4, 4.0)))
                painter.fillRect(tab.adjusted(4, 3, -4, -3), palette().marks[Mark.CHECK])
                painter.setPen(palette().tab_text)
                painter.drawText(tab, int(Qt.AlignmentFlag.AlignCenter), text)
            painter.end()
            drawn.append(picture)
        assert set(directions) == {Qt.LayoutDirection.LeftToRight}
        assert drawn[0] == drawn[1]
        assert drawn[0] != drawn[2]
