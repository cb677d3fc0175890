"""What each mark looks like, told by its pixels; boxes that change one by one look like boxes painted at once."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from plextera_review.canvas.box import Box
from plextera_review.canvas.box_layer import BoxLayer
from plextera_review.canvas.box_painter import paint_resting, paint_selected
from plextera_review.canvas.hit_test import BoxIndex
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.resting_boxes import RestingBoxes
from plextera_review.domain.geometry import NormRect, PageSize, Placement
from plextera_review.domain.projection import Mark
from plextera_review.widgets.tokens import Tokens

LIGHT, DARK = Tokens.load("light").qcolors, Tokens.load("dark").qcolors
PALETTE = CanvasPalette.from_colors(LIGHT, LIGHT, DARK)
WHITE = QColor(255, 255, 255)
BOX = QRectF(20, 20, 60, 30)


def sheet(width: int = 100, height: int = 70, color: QColor = WHITE) -> QImage:
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(color)
    return picture


def painted(mark: Mark, palette: CanvasPalette = PALETTE) -> QImage:
    picture = sheet()
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_resting(painter, palette, [(mark, BOX)], 1.0)
    painter.end()
    return picture


def strong(picture: QImage, color: QColor, points: list[QPoint]) -> int:
    """How many of these pixels have the colour of the edge."""
    return sum(abs(picture.pixelColor(at).lightness() - color.lightness()) < 12 for at in points)


def column(x: int) -> list[QPoint]:
    return [QPoint(x, y) for y in range(24, 46)]


def line(y: int) -> list[QPoint]:
    return [QPoint(x, y) for x in range(24, 76)]


@pytest.mark.parametrize(
    ("mark", "width", "share"),
    [
        (Mark.RULE_FAILED, 2, 1.0), (Mark.CHECK, 2, 0.6), (Mark.AUTOMATIC, 1, 1.0), (Mark.ACCEPTED, 1, 1.0),
        (Mark.CORRECTED, 1, 1.0), (Mark.WAIVED, 2, 0.4),
    ],
)  # fmt: skip
def test_edges_are_as_wide_and_as_broken_as_the_table_says(
    qapp: QApplication, mark: Mark, width: int, share: float
) -> None:
    picture, color = painted(mark), PALETTE.marks[mark]
    rows = [strong(picture, color, line(y)) / 52 for y in range(46, 54)]
    drawn = [each for each in rows if each > 0.2]
    assert len(drawn) == width
    assert all(each == pytest.approx(share, abs=0.12) for each in drawn)


def test_a_corner_tells_a_failed_rule_and_a_bar_a_correction(qapp: QApplication) -> None:
    corner = QPoint(80, 20)
    assert painted(Mark.RULE_FAILED).pixelColor(corner) == WHITE
    assert painted(Mark.CHECK).pixelColor(corner) != WHITE
    bar = [strong(painted(Mark.CORRECTED), PALETTE.marks[Mark.CORRECTED], column(x)) for x in range(16, 24)]
    assert sum(each == 22 for each in bar) == 3


@pytest.mark.parametrize("mark", [Mark.MISSING, Mark.UNREADABLE])
def test_what_has_no_value_has_no_box(qapp: QApplication, mark: Mark) -> None:
    assert painted(mark) == sheet()


@pytest.mark.parametrize("mark", list(Mark))
def test_the_text_under_a_box_is_never_covered(qapp: QApplication, mark: Mark) -> None:
    picture = painted(mark)
    for ground in (WHITE, QColor(0, 0, 0)):
        selected = sheet(color=ground)
        painter = QPainter(selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = Box("f", Placement(1, NormRect(0, 0, 1, 1)), mark, "F")
        palette = PALETTE.on(dark=ground != WHITE)
        paint_selected(painter, palette, box, BOX, QFont(), QRectF(0, 0, 100, 70), 0.0, 1.0)
        painter.end()
        color, seen = palette.marks[mark], selected.pixelColor(40, 35)
        for part in ("red", "green", "blue"):
            full = getattr(color, part)() - getattr(ground, part)()
            assert abs(getattr(seen, part)() - getattr(ground, part)()) <= 0.12 * abs(full) + 2
        if mark not in {Mark.MISSING, Mark.UNREADABLE}:
            assert selected.pixelColor(50, 53) == QColor(255, 255, 255)  # the halo
    assert picture.pixelColor(40, 35).lightness() > 220


@pytest.mark.parametrize("around", [LIGHT, DARK])
def test_every_mark_stands_out_from_white_and_from_black_pages(around: dict[str, QColor]) -> None:
    palette = CanvasPalette.from_colors(around, LIGHT, DARK)

    def luminance(color: QColor) -> float:
        parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color.getRgbF()]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    for mark in Mark:
        assert 1.05 / (luminance(palette.marks[mark]) + 0.05) >= 4.5
        assert (luminance(palette.on(dark=True).marks[mark]) + 0.05) / 0.05 >= 4.5


def test_high_contrast_has_no_thin_edges_and_fades_less(qapp: QApplication) -> None:
    plain, strong_ = painted(Mark.AUTOMATIC), painted(Mark.AUTOMATIC, replace(PALETTE, strong=True))
    color = PALETTE.marks[Mark.AUTOMATIC]
    for picture, width in ((plain, 1), (strong_, 2)):
        assert sum(strong(picture, color, line(y)) == 52 for y in range(46, 54)) == width


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_boxes_changed_one_by_one_look_like_boxes_painted_at_once(qapp: QApplication, turns: int, ratio: float) -> None:
    chance = random.Random(turns * 10 + int(ratio * 2))
    marks = list(Mark)

    def made(number: int) -> Box:
        place = NormRect(chance.random() * 0.9, chance.random() * 0.95, 0.02 + chance.random() * 0.1, 0.02)
        return Box(f"f{number}", Placement(1, place), chance.choice(marks), "F")

    boxes = [made(number) for number in range(200)]
    layout, visible = PageLayout([PageSize(200, 240)], turns, 1.1, ratio, 320), ViewRect(0, 0, 320, 290)
    index, kept = BoxIndex(), RestingBoxes()

    def picture(index: BoxIndex, keeper: RestingBoxes) -> QImage:
        found = QImage(round(320 * ratio), round(290 * ratio), QImage.Format.Format_RGB32)
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.white)
        painter = QPainter(found)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        assert keeper.paint(painter, PALETTE, index, layout, 1, visible, ratio)
        painter.end()
        return found

    for step in range(12):
        if step % 3 == 2:
            boxes = boxes[:-3] if step % 2 else [*boxes, made(1000 + step)]
        for _ in range(step % 4):
            at = chance.randrange(len(boxes))
            boxes[at] = replace(made(0), field_path=boxes[at].field_path)
        kept.note(index.update(list(boxes)))
        pair = picture(index, kept), picture(BoxIndex(boxes), RestingBoxes())
        if pair[0] != pair[1]:
            first, second = (bytes(each.constBits()) for each in pair)
            # Boxes of one colour may lie on one another in another order: no more than a rounding.
            assert max(abs(a - b) for a, b in zip(first, second, strict=True)) <= 3, step


def test_a_page_full_of_boxes_comes_in_several_frames(qapp: QApplication) -> None:
    layer, layout = BoxLayer(), PageLayout([PageSize(600, 800)], 0, 1.0, 1.0, 700)
    boxes = [
        Box(f"f{n}", Placement(1, NormRect(n % 50 / 50, n // 50 / 50, 0.015, 0.01)), Mark.CHECK, "F")
        for n in range(2500)
    ]
    layer.set_boxes(boxes)
    visible, frames = ViewRect(0, 0, 700, 800), []
    complete = False
    while not complete:
        picture = sheet(700, 800)
        painter = QPainter(picture)
        complete = layer.paint(painter, PALETTE, layout, range(1, 2), visible, 1.0)
        painter.end()
        frames.append(picture)
        assert len(frames) < 30  # every frame paints at least one strip
    whole = sheet(700, 800)
    painter = QPainter(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    RestingBoxes().paint(painter, PALETTE, layer.index, layout, 1, visible, 1.0)
    painter.end()
    assert frames[-1] == whole
