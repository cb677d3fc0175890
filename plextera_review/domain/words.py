"""The words of a page, wherever they come from: the file's own text, its form fields, or optical recognition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby

from plextera_review.domain.geometry import NormRect

WORTH_READING = 0.1
"""The share of a page that must be pictures without words for them to be read unasked: a logo is less, a photographed receipt more."""
_PICTURE_BLOCK = 2_000_000  # beyond the blocks of text and form fields
_ASIDE = 0.5  # how much a step to the side counts against a step down when the line before another is looked for


@dataclass(frozen=True, slots=True)
class Word:
    """One word: text, box on the displayed page, and its block, line and place in the line, in reading order.

    ``form`` is the number of the filled form field it stands in, 0 for printed words; ``confidence`` is 0..1 for words that were
    recognised in a picture and None for the file's own text.
    """

    text: str
    rect: NormRect
    block: int
    line: int
    index: int
    form: int = 0
    confidence: float | None = None

    @property
    def row(self) -> tuple[int, int]:
        """Words of one printed line share this."""
        return self.block, self.line


@dataclass(frozen=True, slots=True)
class PageText:
    """All words of one page. ``recognised`` is True when some or all were read from its picture; ``unread`` is the share of the page,
    0..1, that is pictures without words over them which nobody has tried to read."""

    words: tuple[Word, ...] = ()
    recognised: bool = False
    unread: float = 0.0

    @property
    def is_whole(self) -> bool:
        """False for a scan, also one with a stamp or a header of the file's own, that was not read yet."""
        return self.recognised or (bool(self.words) and self.unread < WORTH_READING)


def text_of(words: Sequence[Word]) -> str:
    """Words as text: spaces inside a line, line breaks between lines."""
    parts: list[str] = []
    for at, word in enumerate(words):
        if at:
            parts.append(" " if word.row == words[at - 1].row else "\n")
        parts.append(word.text)
    return "".join(parts)


def line_rects(words: Sequence[Word]) -> list[NormRect]:
    """One rectangle a printed line, around its words."""
    rects: list[NormRect] = []
    for at, word in enumerate(words):
        if at and word.row == words[at - 1].row:
            rects[-1] = rects[-1].united(word.rect)
        else:
            rects.append(word.rect)
    return rects


def joined(own: Sequence[Word], recognised: Sequence[Word]) -> tuple[Word, ...]:
    """The file's own words and those recognised in its pictures in one reading order: each recognised line follows the nearest of the
    file's own lines above it or left of it. Both keep their order among themselves."""
    lines, read = _lines(own), _lines(recognised)
    if not lines:
        return tuple(recognised)
    boxes = [_around(line) for line in lines]
    after: dict[int, list[Word]] = {}
    for number, line in enumerate(read):
        at = _line_before(_around(line), boxes)
        after.setdefault(at, []).extend(replace(word, block=_PICTURE_BLOCK, line=number) for word in line)
    merged = list(after.get(-1, ()))
    for at, line in enumerate(lines):
        merged += line
        merged += after.get(at, ())
    return tuple(merged)


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    return [list(line) for _, line in groupby(words, key=lambda word: word.row)]


def _around(line: Sequence[Word]) -> NormRect:
    return reduce(NormRect.united, (word.rect for word in line))


def _line_before(box: NormRect, lines: Sequence[NormRect]) -> int:
    """The place of the line that is read just before ``box``; -1 when none is."""
    middle = box.y + box.height / 2
    best, nearest = -1, float("inf")
    for at, line in enumerate(lines):
        above = middle - (line.y + line.height / 2)
        level = abs(above) < (line.height + box.height) / 4
        if above <= 0 and not (level and line.x <= box.x):
            continue
        aside = max(line.x - box.right, box.x - line.right, 0.0)
        distance = (0.0 if level else above) + _ASIDE * aside
        if distance <= nearest:
            best, nearest = at, distance
    return best
