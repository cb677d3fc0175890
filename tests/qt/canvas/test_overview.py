"""Around the canvas: small pictures of the pages, the bar with the whole document, and boxes kept as pictures."""

from collections.abc import Sequence
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.canvas.box import Box
from plextera_review.canvas.box_painter import page_rects, paint_resting
from plextera_review.canvas.heat_bar import HeatBar
from plextera_review.canvas.hit_test import BoxIndex
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.resting_boxes import RestingBoxes
from plextera_review.canvas.thumbnails import Thumbnails
from plextera_review.domain.geometry import NormRect, PageSize, Placement
from plextera_review.domain.projection import Mark
from plextera_review.domain.text_search import Hit
from tests.support.on_canvas import Bench, mouse, on_canvas, palette, until
from tests.support.rendering import saved

PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
PALETTE = palette()
COLORS = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


def colored(folder: Path, pages: int) -> Path:
    made = pymupdf.open()
    for number in range(pages):
        page = made.new_page(width=400, height=300)
        page.draw_rect(page.rect, color=COLORS[number % 3], fill=COLORS[number % 3])
    return saved(made, folder / "colored.pdf")


def test_small_pages_show_their_pictures_and_are_chosen(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        strip, chosen = Thumbnails(PALETTE), []
        strip.page_chosen.connect(chosen.append)
        strip.resize(strip.sizeHint().width(), 400)
        try:
            strip.show()
            strip.set_document(bench.images)
            await until(lambda: not bench.images.busy)
            view = strip.viewport()
            picture = view.grab().toImage()
            for y in range(4, 400, 6):
                mouse(view, PRESS, QPointF(view.width() / 2, y))
                mouse(view, RELEASE, QPointF(view.width() / 2, y))
                color = QColor(picture.pixel(view.width() // 2 + 10, y))
                if color in [QColor.fromRgbF(*each) for each in COLORS]:
                    assert color == QColor.fromRgbF(*COLORS[(chosen[-1] - 1) % 3]), y
            assert sorted(set(chosen)) == list(range(1, max(chosen) + 1))
            assert max(chosen) >= 3
            chosen.clear()
            strip.set_current(1)
            for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
                QTest.keyClick(strip, key)
            assert chosen == [1, 2, 3]
            strip.set_current(12)
            assert strip.verticalScrollBar().value() > 0  # the strip follows the page in view
            QTest.keyClick(strip, Qt.Key.Key_Down)
            assert chosen[-1] == 12
            await until(lambda: not bench.images.busy)
        finally:
            strip.set_document(None)
            strip.close()
            strip.deleteLater()

    on_canvas(colored(tmp_path, 12), story)


def column(bar: HeatBar) -> QImage:
    return bar.grab().toImage()


def test_the_bar_jumps_to_what_is_clicked(qapp: QApplication, tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        canvas, bar, jumps = bench.canvas, HeatBar(PALETTE), []
        bar.jumped.connect(jumps.append)
        bar.jumped.connect(canvas.scroll_to_fraction)
        bar.resize(bar.width(), 400)
        try:
            bar.set_view(canvas.pages, canvas.visible_rect())
            bar.show()
            mouse(bar, PRESS, QPointF(5, 200))
            view = canvas.visible_rect()
            assert view.y + view.height / 2 == pytest.approx(canvas.pages.height / 2, abs=1)
            assert canvas.pages.page_at(canvas.pages.height / 2) in {4, 5}
            mouse(bar, MOVE, QPointF(5, 900))
            mouse(bar, RELEASE, QPointF(5, 900))
            assert canvas.page_number == 8
            mouse(bar, PRESS, QPointF(5, 0))
            mouse(bar, RELEASE, QPointF(5, 0))
            mouse(bar, MOVE, QPointF(5, 300), Qt.MouseButton.NoButton)
            assert canvas.page_number == 1
            assert jumps == [0.5, 1.0, 0.0]
        finally:
            bar.close()
            bar.deleteLater()

    on_canvas(colored(tmp_path, 8), story)


def test_the_bar_shows_where_fields_and_hits_are(qapp: QApplication) -> None:
    bar = HeatBar(PALETTE)
    layout = PageLayout([PageSize(400, 300)] * 8, 0, 1.0, 1.0, 500)
    bar.resize(bar.width(), 400)
    bar.set_view(layout, ViewRect(0, 0, 500, 100))
    assert bar.isVisibleTo(None)
    place = NormRect(0.1, 0.5, 0.2, 0.05)
    bar.set_boxes([Box("f", Placement(7, place), Mark.CHECK, "F"), Box("g", Placement(99, place), Mark.CHECK, "G")])
    area = layout.page(7)
    y = round((area.y + 0.5 * area.height) / layout.height * 400)
    middle = bar.width() // 2
    assert column(bar).pixelColor(middle, y) == PALETTE.marks[Mark.CHECK]
    bare = column(bar).pixelColor(middle, y - 20)
    bar.set_boxes([])
    assert column(bar).pixelColor(middle, y) == bare
    bar.set_hits([Hit(7, (place,)), Hit(99, (place,)), Hit(3, ())])
    assert column(bar).pixelColor(middle, y) == PALETTE.hit
    bar.set_view(PageLayout([PageSize(400, 300)] * 2, 0, 1.0), ViewRect(0, 0, 500, 100))
    assert not bar.isVisibleTo(None)
    bar.deleteLater()


def many_boxes(count: int) -> list[Box]:
    """Boxes beside one another, of every mark that is drawn."""
    marks = tuple(Mark)
    return [
        Box(
            f"f{number}",
            Placement(1, NormRect(0.003 + number % 10 * 0.0995, 0.001 + number // 10 * 0.0477, 0.08, 0.03)),
            marks[number % len(marks)],
            "F",
        )
        for number in range(count)
    ]


def painted(boxes: Sequence[Box], layout: PageLayout, visible: ViewRect, ratio: float, *, directly: bool) -> QImage:
    picture = QImage(round(visible.width * ratio), round(visible.height * ratio), QImage.Format.Format_ARGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if directly:
        area = layout.page(1)
        painter.translate(area.x - visible.x, area.y - visible.y)
        for box in boxes:
            paint_resting(painter, PALETTE, page_rects([box], layout, 1, ratio), ratio)
    else:
        RestingBoxes().paint(painter, PALETTE, BoxIndex(boxes), layout, 1, visible, ratio)
    painter.end()
    return picture


def worst_difference(first: QImage, second: QImage) -> int:
    return max(
        (abs(a - b) for a, b in zip(bytes(first.constBits()), bytes(second.constBits()), strict=True)), default=0
    )


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_boxes_kept_as_pictures_look_like_boxes_drawn_one_by_one(qapp: QApplication, turns: int, ratio: float) -> None:
    boxes = many_boxes(200)
    layout = PageLayout([PageSize(400, 600)], turns, 1.2, ratio, 840)
    assert layout.page(1).x == int(layout.page(1).x)
    for top in (0, 37, 128, 300):
        visible = ViewRect(3, top, 600, 300)
        direct = painted(boxes, layout, visible, ratio, directly=True)
        kept = painted(boxes, layout, visible, ratio, directly=False)
        assert worst_difference(direct, kept) <= 3, top  # a premultiplied picture rounds
        bare = painted([], layout, visible, ratio, directly=True)
        assert worst_difference(direct, bare) > 100


def test_kept_pictures_follow_other_boxes_and_another_zoom(qapp: QApplication) -> None:
    keeper, visible = RestingBoxes(), ViewRect(0, 0, 520, 400)
    for boxes, scale in ((many_boxes(200), 1.2), (many_boxes(150), 1.2), (many_boxes(150), 0.9)):
        layout, index = PageLayout([PageSize(400, 600)], 0, scale, 1.0, 520), BoxIndex(boxes)
        for _ in range(2):
            picture = QImage(520, 400, QImage.Format.Format_ARGB32)
            picture.fill(Qt.GlobalColor.white)
            painter = QPainter(picture)
            keeper.paint(painter, PALETTE, index, layout, 1, visible, 1.0)
            painter.end()
            assert worst_difference(painted(boxes, layout, visible, 1.0, directly=True), picture) <= 3
