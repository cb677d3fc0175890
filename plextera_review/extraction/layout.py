"""Words to lines and segments, as the eye groups them: by height on the page and by gaps, not by the file's own order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.words import Word

_SAME_LINE = 0.5  # share of the smaller height two words of a line have in common
_SEGMENT_GAP = 1.0  # gap between segments, in heights of the line
_LEAST_SIDEWAYS = 4  # characters; shorter words are often higher than wide


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line that stand together. ``page`` from 1; the box is on the displayed page."""

    page: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single blanks."""
        return " ".join(word.text for word in self.words)

    @property
    def rect(self) -> NormRect:
        """The box round all words."""
        return united(self.words)

    def part(self, start: int, stop: int | None = None) -> "Segment":
        """The words from ``start`` to ``stop``; may be empty."""
        return Segment(self.page, self.words[start:stop])

    @property
    def placement(self) -> Placement:
        """Page and box."""
        return Placement(self.page, self.rect)


Line = tuple[Segment, ...]


def united(words: Sequence[Word]) -> NormRect:
    """The box round words; there is at least one."""
    box = words[0].rect
    for word in words[1:]:
        box = box.united(word.rect)
    return box


def page_lines(page: int, words: Sequence[Word], aspect: float) -> list[Line]:
    """The lines of a page from top to bottom, each split into segments from left to right.

    ``aspect``: height of the page divided by its width, to compare gaps across with heights.
    """
    rows: list[list[Word]] = []
    upright = _upright(words, aspect)
    for word in sorted(upright, key=lambda each: (each.rect.y + each.rect.height / 2, each.rect.x)):
        row = next((each for each in reversed(rows[-4:]) if _belongs(each, word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [_segments(page, sorted(row, key=lambda each: each.rect.x), aspect) for row in rows]


def _belongs(row: Sequence[Word], word: Word) -> bool:
    """Beside the row's first word, and over none of its words: tight lines of two columns must not run into each other."""
    first = row[0].rect
    shared = min(first.bottom, word.rect.bottom) - max(first.y, word.rect.y)
    if shared <= _SAME_LINE * min(first.height, word.rect.height):
        return False
    return not any(
        min(each.rect.right, word.rect.right) - max(each.rect.x, word.rect.x)
        > 0.3 * min(each.rect.width, word.rect.width)
        for each in row
    )


def _upright(words: Sequence[Word], aspect: float) -> list[Word]:
    """The words without text that runs up or down a margin."""
    lines: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        lines.setdefault((word.block, word.line), []).append(word)
    kept: list[Word] = []
    for line in lines.values():
        box = united(line)
        long = sum(len(word.text) for word in line) >= _LEAST_SIDEWAYS
        if not (long and box.height * aspect > 1.5 * box.width):
            kept += line
    return kept


def _segments(page: int, row: Sequence[Word], aspect: float) -> Line:
    parts: list[list[Word]] = [[row[0]]]
    for before, word in pairwise(row):
        height = min(before.rect.height, word.rect.height) * aspect  # in fractions of the width
        apart = word.form != before.form  # a filled form field is a segment of its own
        if apart or word.rect.x - before.rect.right > _SEGMENT_GAP * height:
            parts.append([word])
        else:
            parts[-1].append(word)
    return tuple(Segment(page, tuple(part)) for part in parts)
