"""Three documents whose pages a program can tell apart on a screen: an invoice, a long text, a scan.

Every page carries a mark: three solid bands of colour, one above the other, 20 % of the page wide, in its left half. The colours are the three
digits of the page's number in base 12, so that all pages of the longest document differ. The rest of a page is ordinary content: text with
embedded fonts, or for the scan one full-page JPEG of noisy paper and text at 200 dpi, the mark inside the picture.

A page counts as visible when the upper band of its mark covers at least 64 neighbouring pixels of one line, looked for on every 16th line and at
every 8th pixel, and the middles of the other two bands, where they have to be below it, have their colours. A miniature of the page in a side bar
is narrower than that. Colours are compared with a tolerance, since a scan's mark has been through JPEG and scaling.
"""

import mmap
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pymupdf

Colour = tuple[int, int, int]

PALETTE: tuple[Colour, ...] = (
    (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255), (0, 255, 255),
    (255, 128, 0), (128, 255, 0), (0, 255, 128), (0, 128, 255), (128, 0, 255), (255, 0, 128),
)  # fmt: skip
NAMES = ("invoice", "text", "scan")

_WIDTH, _HEIGHT = 595, 842
_MARK_LEFT, _MARK_TOP = 0.15, 0.15
_MARK_WIDTH, _BAND_HEIGHT = 0.20, 0.08
_BAND_PROPORTION = _BAND_HEIGHT * _HEIGHT / (_MARK_WIDTH * _WIDTH)  # height of a band for a mark one pixel wide
_DPI = 200
_SCANS, _QUALITY = 10, 70
_PROSE = (
    "the delivery of goods was agreed for this month and every part of it has been checked by hand before the papers "
    "were signed in the office where the account is kept until payment arrives or a reminder goes out to the customer"
)

_STEP_X, _STEP_Y = 8, 16
_RUN_DOUBLINGS = 3  # 2 ** 3 samples of 8 pixels
_TOLERANCE = 44

# For every level of a colour channel: which bytes are near enough to it.
_NEAR = {
    level: bytes(int(abs(value - level) <= _TOLERANCE) for value in range(256))
    for level in {level for colour in PALETTE for level in colour}
}


@dataclass(frozen=True, slots=True)
class Document:
    """A file of that many marked pages."""

    name: str
    path: Path
    pages: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The upper band of a page's mark on the screen, in pixels."""

    left: int
    top: int
    width: int


def bands(page: int) -> tuple[Colour, Colour, Colour]:
    """The colours of a page's mark from the top; pages count from 0."""
    size = len(PALETTE)
    return PALETTE[page % size], PALETTE[page // size % size], PALETTE[page // size // size % size]


def make(names: Iterable[str], folder: Path) -> list[Document]:
    """Writes the named documents into the folder, in the usual order."""
    makers = {"invoice": _invoice, "text": _text, "scan": _scan}
    wanted = set(names)
    documents = []
    for name in NAMES:
        if name in wanted:
            path = folder / f"{name}.pdf"
            documents.append(Document(name, path, makers[name](path)))
    return documents


def _mark(left: float, top: float, width: float, height: float) -> list[tuple[float, float, float, float]]:
    x0, x1 = left + width * _MARK_LEFT, left + width * (_MARK_LEFT + _MARK_WIDTH)
    tops = [top + height * (_MARK_TOP + _BAND_HEIGHT * number) for number in range(3)]
    return [(x0, y, x1, y + height * _BAND_HEIGHT) for y in tops]


def _draw_mark(page: pymupdf.Page, number: int) -> None:
    shape = page.new_shape()
    for rectangle, colour in zip(_mark(0, 0, _WIDTH, _HEIGHT), bands(number), strict=True):
        shape.draw_rect(pymupdf.Rect(rectangle))
        shape.finish(fill=[part / 255 for part in colour], color=None, width=0)
    shape.commit()


def _fonts(page: pymupdf.Page) -> None:
    for name, builtin in (("F0", "helv"), ("F1", "hebo")):
        page.insert_font(fontname=name, fontbuffer=pymupdf.Font(builtin).buffer)


def _prose(page: pymupdf.Page, number: int, chance: random.Random) -> None:
    _fonts(page)
    page.insert_text((50, 60), f"{number + 1}. Terms of part {number + 1}", fontname="F1", fontsize=15)
    lines = [" ".join(chance.choices(_PROSE.split(), k=15)) for _ in range(54)]
    page.insert_text((50, 84), lines, fontname="F0", fontsize=9.5, lineheight=1.4)


def _invoice(path: Path) -> int:
    chance = random.Random(1)
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=_WIDTH, height=_HEIGHT)
        _fonts(page)
        page.insert_text((50, 60), "Northwind Trading Ltd", fontname="F1", fontsize=18)
        page.insert_text((50, 90), ["Invoice 2026-0417", "Date 12 March 2026"], fontname="F0", fontsize=10)
        for row in range(26):
            y = 350 + row * 16
            amount = chance.randrange(100, 90000) / 100
            page.draw_line((50, y + 4), (545, y + 4), width=0.4)
            for x, words in (
                (50, str(row + 1)),
                (80, " ".join(chance.choices(_PROSE.split(), k=6))),
                (480, f"{amount:.2f}"),
            ):
                page.insert_text((x, y), words, fontname="F0", fontsize=9.5)
        page.insert_text((400, 790), "Total 11,204.80 EUR", fontname="F1", fontsize=12)
        _draw_mark(page, 0)
        pdf.save(path, deflate=True)
    return 1


def _text(path: Path, pages: int = 1000) -> int:
    chance = random.Random(2)
    with pymupdf.open() as pdf:
        for number in range(pages):
            page = pdf.new_page(width=_WIDTH, height=_HEIGHT)
            _prose(page, number, chance)
            _draw_mark(page, number)
        pdf.save(path, deflate=True)
    return pages


def _scan(path: Path, pages: int = 100) -> int:
    chance = random.Random(3)
    papers = [_paper(number, chance) for number in range(_SCANS)]
    with pymupdf.open() as pdf:
        for number in range(pages):
            picture = pymupdf.Pixmap(papers[number % _SCANS], 0)  # a copy
            for rectangle, colour in zip(_mark(0, 0, picture.width, picture.height), bands(number), strict=True):
                _paint(picture, pymupdf.IRect(*map(round, rectangle)), colour)
            page = pdf.new_page(width=_WIDTH, height=_HEIGHT)
            page.insert_image(page.rect, stream=picture.tobytes("jpeg", jpg_quality=_QUALITY))
        pdf.save(path)
    return pages


def _paint(picture: pymupdf.Pixmap, area: pymupdf.IRect, colour: Colour) -> None:
    block = pymupdf.Pixmap(pymupdf.csRGB, area.width, area.height, bytes(colour) * (area.width * area.height), False)
    block.set_origin(area.x0, area.y0)
    picture.copy(block, area)


def _paper(number: int, chance: random.Random) -> pymupdf.Pixmap:
    """A page of text on grained paper, as a scanner sees it."""
    width, height = round(_WIDTH / 72 * _DPI), round(_HEIGHT / 72 * _DPI)
    grain = bytes(240 + value % 12 for value in range(256))
    samples = chance.randbytes(width * height).translate(grain)
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=_WIDTH, height=_HEIGHT)
        page.insert_image(page.rect, pixmap=pymupdf.Pixmap(pymupdf.csGRAY, width, height, samples, False))
        _prose(page, number, chance)
        return page.get_pixmap(dpi=_DPI)


class Frame:
    """A picture in memory, 4 bytes a pixel: blue, green, red, nothing."""

    def __init__(self, memory: mmap.mmap, start: int, stride: int, width: int, height: int) -> None:
        self.memory = memory
        self.stride = stride
        self._start = start
        self._width = width
        self._height = height
        self._columns = len(range(0, width, _STEP_X))
        self._rows = [self.line(y) for y in range(0, height, _STEP_Y)]

    def line(self, y: int) -> int:
        """Where that line begins in memory."""
        return self._start + y * self.stride

    def lines_at(self, mark: Mark) -> list[slice]:
        """Every 16th line of the page beside and at a mark: as high as the mark, three times as wide."""
        low, high = mark.left * 4, min(mark.left + 3 * mark.width, self._width) * 4
        bottom = mark.top + round(mark.width * _BAND_PROPORTION * 3)
        starts = (self.line(y) for y in range(mark.top, min(bottom, self._height), _STEP_Y))
        return [slice(start + low, start + high) for start in starts]

    def mark(self, page: int) -> Mark | None:
        """Where a page's mark is; None while the page is not visible."""
        top, *below = bands(page)
        found = self._find(top)
        if found is None:
            return None
        height = found.width * _BAND_PROPORTION
        middle = found.left + found.width // 2
        lines = (found.top + round(height * (number + 1.5)) for number in range(len(below)))
        visible = all(self._near(middle, line, colour) for line, colour in zip(lines, below, strict=True))
        return found if visible else None

    def _find(self, colour: Colour) -> Mark | None:
        """The uppermost area of that colour that is wide enough."""
        length, step = self._width * 4, _STEP_X * 4
        lines = b"".join([self.memory[start : start + length] for start in self._rows])
        hits = -1
        for channel, level in zip((2, 1, 0), colour, strict=True):
            hits &= int.from_bytes(lines[channel::step].translate(_NEAR[level]), "big")
        for doubling in range(_RUN_DOUBLINGS):
            hits &= hits << (8 << doubling)  # keeps the first sample of a run
        if not hits:
            return None
        row, column = divmod(hits.to_bytes(len(self._rows) * self._columns, "big").index(1), self._columns)
        left, top = column * _STEP_X, row * _STEP_Y
        right = left
        while self._near(right + 1, top, colour):
            right += 1
        while self._near(left - 1, top, colour):
            left -= 1
        middle = (left + right) // 2
        while self._near(middle, top - 1, colour):
            top -= 1
        return Mark(left, top, right + 1 - left)

    def _near(self, x: int, y: int, colour: Colour) -> bool:
        if not (0 <= x < self._width and 0 <= y < self._height):
            return False
        at = self.line(y) + x * 4
        pixel = self.memory[at + 2], self.memory[at + 1], self.memory[at]
        return all(abs(part - level) <= _TOLERANCE for part, level in zip(pixel, colour, strict=True))
