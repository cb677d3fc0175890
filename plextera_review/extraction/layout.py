"""Words to lines and segments, as the eye groups them: by height on the page and by gaps, not by the file's own order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.pdf.words import Word

_SAME_LINE = 0.5  # share of the smaller height two words of a line have in common
_SEGMENT_GAP = 1.0  # gap between segments, in heights of the line


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
    for word in sorted(words, key=lambda each: (each.rect.y + each.rect.height / 2, each.rect.x)):
        row = next((each for each in reversed(rows[-3:]) if _together(each[-1], word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [_segments(page, sorted(row, key=lambda each: each.rect.x), aspect) for row in rows]


def _together(one: Word, other: Word) -> bool:
    shared = min(one.rect.bottom, other.rect.bottom) - max(one.rect.y, other.rect.y)
    return shared > _SAME_LINE * min(one.rect.height, other.rect.height)


def _segments(page: int, row: Sequence[Word], aspect: float) -> Line:
    parts: list[list[Word]] = [[row[0]]]
    for before, word in pairwise(row):
        height = min(before.rect.height, word.rect.height) * aspect  # in fractions of the width
        if word.rect.x - before.rect.right > _SEGMENT_GAP * height:
            parts.append([word])
        else:
            parts[-1].append(word)
    return tuple(Segment(page, tuple(part)) for part in parts)
