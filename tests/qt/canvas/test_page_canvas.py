"""The canvas with the real rendering service: boxes on their pixels, zoom at the cursor, pointing."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path

import pymupdf
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.canvas.box import Box
from plextera_review.canvas.view import PageCanvas
from plextera_review.canvas.view_state import Fit
from plextera_review.domain.errors import DocumentError
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.projection import Mark
from plextera_review.rendering.document import Picture
from plextera_review.rendering.keys import TileBlock
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.page_images import PageImages
from plextera_review.widgets.tokens import Tokens
from tests.support.on_canvas import palette, until

SQUARE = pymupdf.Rect(200, 300, 260, 340)
PLACE = Placement(1, NormRect(200 / 400, 300 / 600, 60 / 400, 40 / 600))
BLUE = QColor(0, 0, 255)


def document(folder: Path, pages: int = 3, rotation: int = 0) -> Path:
    made = pymupdf.open()
    for _ in range(pages):
        made.new_page(width=400, height=600)
    made[0].draw_rect(SQUARE, color=(0, 0, 1), fill=(0, 0, 1))
    made[0].set_rotation(rotation)
    path = folder / "document.pdf"
    made.save(path)
    return path


def on_canvas(path: Path, story: Callable[[PageCanvas, PageImages], Awaitable[None]]) -> None:
    async def main() -> None:
        service = RenderService(workers=1)
        canvas = PageCanvas(palette())
        canvas.resize(640, 480)
        canvas.show()
        try:
            handle = await service.open(path, "application/pdf")
            images = PageImages(service, handle)
            canvas.set_document(images)
            await story(canvas, images)
            images.close()
            canvas.set_document(None)
        finally:
            canvas.close()
            canvas.deleteLater()
            await service.close()

    asyncio.run(main())


async def drawn(canvas: PageCanvas, images: PageImages) -> QImage:
    """What shows once nothing more is to be drawn."""
    canvas.on_view_changed()
    while images.busy:
        await asyncio.sleep(0.01)
    return canvas.viewport().grab().toImage()


def spread(image: QImage, color: QColor) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the pixels of that colour."""
    found = [(x, y) for y in range(image.height()) for x in range(image.width()) if image.pixelColor(x, y) == color]
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return min(xs), min(ys), max(xs) + 1, max(ys) + 1


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_box_lies_on_its_pixels_at_any_zoom_and_turn(qapp: QApplication, tmp_path: Path, rotation: int) -> None:
    place = Placement(1, PLACE.rect.turned(rotation // 90))

    async def story(canvas: PageCanvas, images: PageImages) -> None:
        canvas.set_boxes([Box("f", place, Mark.AUTOMATIC, "F")])
        canvas.toggle_boxes()
        for zoom in (0.5, 1.0, 1.75):
            canvas.zoom_to(zoom)
            for _ in range(4):
                canvas.rotate_clockwise()
                canvas.select("f")
                seen = spread(await drawn(canvas, images), BLUE)
                rect = canvas.pages.rect(1, place.rect)
                view = canvas.visible_rect()
                edges = (rect.x - view.x, rect.y - view.y, rect.right - view.x, rect.bottom - view.y)
                assert seen == pytest.approx(edges, abs=1.6), (zoom, canvas.quarter_turns)

    on_canvas(document(tmp_path, rotation=rotation), story)


def test_a_damaged_page_among_quick_ones_says_so(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, broken = RenderService.block, 5

    async def block(service: RenderService, wanted: TileBlock, *rest: object, **more: object) -> Picture:
        if wanted.first.page == broken:
            raise DocumentError("PAGE_BROKEN", "The page cannot be shown", "The page is damaged.")
        return await plain(service, wanted, *rest, **more)

    monkeypatch.setattr(RenderService, "block", block)

    async def story(canvas: PageCanvas, images: PageImages) -> None:
        await drawn(canvas, images)
        for page in range(2, broken + 1):
            images.pace.note(Picture(1, 1, bytes(4), 0.001), 4)  # as quick as text, whatever the machine
            canvas.go_to_page(page)
            await settled(images)
        seen = canvas.viewport().grab().toImage()
        ratio = seen.devicePixelRatio()
        assert seen.pixelColor(int(canvas.width() / 2 * ratio), int(20 * ratio)) == palette().paper_sunken
        images.pace.note(Picture(1, 1, bytes(4), 0.001), 4)
        canvas.go_to_page(broken + 1)
        await settled(images)
        assert canvas.is_sharp, "the rest of the document is usable"

    async def settled(images: PageImages) -> None:
        for _ in range(3):  # what comes next is asked for when Qt has nothing else to do
            qapp.processEvents()
            await until(lambda: not images.busy)

    on_canvas(document(tmp_path, pages=8), story)


def test_boxes_are_drawn_selected_hidden_and_clicked(qapp: QApplication, tmp_path: Path) -> None:
    async def story(canvas: PageCanvas, images: PageImages) -> None:
        canvas.set_boxes(
            [Box("f", PLACE, Mark.CHECK, "Total"), Box("far", Placement(99, PLACE.rect), Mark.CHECK, "Far")]
        )
        canvas.select("f")
        while canvas.pulsing:
            QTest.qWait(10)  # Qt's own time: the test runs plain asyncio
        orange = Tokens.load("light").qcolors["mark_check"]
        with_box = await drawn(canvas, images)
        left, top, right, bottom = spread(with_box, orange)
        canvas.toggle_boxes()
        without = await drawn(canvas, images)
        assert without != with_box
        canvas.toggle_boxes()
        clicked: list[object] = []
        canvas.box_clicked.connect(clicked.append)
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint((left + right) // 2, bottom - 8))
        assert clicked == ["f"]
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left - 30, top + 2))
        assert clicked == ["f"]
        canvas.select("far")  # a page the document does not have

    on_canvas(document(tmp_path), story)


def test_the_wheel_zooms_at_the_cursor_and_fits_follow_the_window(qapp: QApplication, tmp_path: Path) -> None:
    async def story(canvas: PageCanvas, images: PageImages) -> None:
        assert canvas.fit is Fit.WIDTH
        assert canvas.pages.page(1).width > 560
        at = QPointF(400, 300)
        view = canvas.visible_rect()
        before = canvas.pages.spot(view.x + at.x(), view.y + at.y())
        wheel = QWheelEvent(
            at,
            canvas.mapToGlobal(at),
            QPoint(),
            QPoint(0, 240),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas.viewport(), wheel)
        view = canvas.visible_rect()
        after = canvas.pages.spot(view.x + at.x(), view.y + at.y())
        assert canvas.fit is Fit.NONE
        assert after.page == before.page
        assert (after.x, after.y) == pytest.approx((before.x, before.y), abs=0.002)
        canvas.fit_page()
        assert canvas.pages.page(1).height <= canvas.viewport().height()
        canvas.fit_width()
        for width in range(890, 901):
            canvas.resize(width, 480)
            assert canvas.horizontalScrollBar().maximum() == 0
        assert canvas.pages.page(1).width > 820

    on_canvas(document(tmp_path), story)


def test_pages_are_counted_while_scrolling(qapp: QApplication, tmp_path: Path) -> None:
    async def story(canvas: PageCanvas, images: PageImages) -> None:
        seen: list[object] = []
        canvas.page_changed.connect(seen.append)
        canvas.turn_pages(1)
        canvas.turn_pages(1)
        canvas.turn_pages(1)
        assert seen == [2, 3]
        canvas.scroll_to_end(last=False)
        assert canvas.page_number == 1
        canvas.go_to_page(2)
        canvas.rotate_clockwise()
        assert canvas.page_number == 2

    on_canvas(document(tmp_path), story)


def test_what_is_painted_anew_after_scrolling_is_all_that_changed(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "mixed.pdf"
    with pymupdf.open() as made:
        for width, height in ((400, 300), (200, 300), (400, 500), (300, 200)):
            page = made.new_page(width=width, height=height)
            page.draw_rect(pymupdf.Rect(0, 0, width, height), color=(1, 0, 0), fill=(1, 0.9, 0.8), width=8)
        made.save(path)

    async def story(canvas: PageCanvas, images: PageImages) -> None:
        canvas.zoom_to(0.7)
        qapp.processEvents()  # the scroll bar comes
        view = canvas.viewport()
        seen: list[QRegion] = []

        class Watch(QObject):
            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
                if isinstance(event, QPaintEvent):
                    seen.append(QRegion(event.region()))
                return False

        watch = Watch()
        view.installEventFilter(watch)
        off_page = [Box("f", Placement(1, NormRect(-0.3, 0.1, 0.6, 0.2)), Mark.CHECK, "F")]
        for step, boxes in itertools.product((7, 60, 120, 333, -41, 90, -500, 1000), ([], off_page)):
            canvas.set_boxes(boxes)
            shown = await drawn(canvas, images)
            qapp.processEvents()
            seen.clear()
            bar = canvas.verticalScrollBar()
            bar.setValue(bar.value() + (step if boxes else step // 2))
            for _ in range(20):
                qapp.processEvents()
                await asyncio.sleep(0.01)
            await until(lambda: not images.busy)
            qapp.processEvents()
            regions, region = list(seen), QRegion()
            for each in regions:
                region += each
            view.render(shown, region.boundingRect().topLeft(), region)
            assert shown == view.grab().toImage(), step
            assert boxes or region.boundingRect().width() < view.width()  # the backdrop beside the pages stays
        view.removeEventFilter(watch)

    on_canvas(path, story)


def test_on_a_screen_of_another_scale_the_pages_are_drawn_for_it(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(canvas: PageCanvas, images: PageImages) -> None:
        canvas.zoom_to(1.3)
        canvas.turn_pages(1)
        canvas.verticalScrollBar().setValue(canvas.verticalScrollBar().value() + 77)
        await drawn(canvas, images)
        before, there = canvas.pages, canvas.corner
        assert there is not None
        monkeypatch.setattr(canvas, "devicePixelRatioF", lambda: 1.5)  # as after a move to that screen
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.DevicePixelRatioChange))
        assert canvas.pages.device_scale == pytest.approx(before.device_scale * 1.5, rel=0.01)
        now = canvas.corner
        assert now is not None
        assert (now.page, now.x, now.y) == pytest.approx((there.page, there.x, there.y), abs=0.01)
        await until(lambda: not images.busy)
        assert canvas.is_sharp
        monkeypatch.undo()

    on_canvas(document(tmp_path), story)
