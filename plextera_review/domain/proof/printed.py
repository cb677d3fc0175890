"""A page's words as one text that still knows how far apart they stand."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence

from plextera_review.domain.words import Word

THIN = "\u2005"
"""Between words about a letter apart: a space of a typewriter, or a narrow gutter of a table."""

WIDE = "\t"
"""Between words of one line that no single space keeps apart."""

# Gaps as multiples of the wider letter of both words. A printed space is about half a digit wide.
_OVERLAP, _GLUED, _SPACE, _THIN = -1.0, 0.12, 0.75, 1.6

_LEVEL = 0.6
"""Words whose tops differ less than this, in heights, stand in one row."""


class Printed:
    """``text``: the words in reading order. Between them stands nothing where they touch (a text layer that cuts words),
    a space, :data:`THIN`, :data:`WIDE`, or a line break."""

    __slots__ = ("_starts", "text")

    def __init__(self, words: Sequence[Word]) -> None:
        parts: list[str] = []
        starts = array("L")
        length = 0
        last: Word | None = None
        for word in words:
            if last is not None:
                gap = _between(last, word)
                parts.append(gap)
                length += len(gap)
            starts.append(length)
            parts.append(word.text)
            length += len(word.text)
            last = word
        self.text = "".join(parts)
        self._starts = starts

    def words_of(self, start: int, stop: int) -> tuple[int, int]:
        """First and last word of a part of the text, ``start`` below ``stop``."""
        return bisect_right(self._starts, start) - 1, bisect_right(self._starts, stop - 1) - 1

    def gap(self, word: int, following: int) -> str:
        """What stands between two words, the words in between left out: the widest gap."""
        widest = ""
        for at in range(word, following):
            end = self._starts[at + 1]
            between = self.text[end - 1]
            order = " \u2005\t\n".find(between)
            if order > " \u2005\t\n".find(widest or "x"):
                widest = between
        return widest


def _between(one: Word, other: Word) -> str:
    """What parts a word from the one before it: lines of the file that stand in one row of the page are one line."""
    a, b = one.rect, other.rect
    same_line = one.line == other.line and one.block == other.block
    low = min(b.height, a.height)
    if abs(b.y - a.y) < _LEVEL * low:
        letter = max(a.width / len(one.text), b.width / len(other.text)) or 1e-9
        gap = (b.x - a.x - a.width) / letter
        if gap < _OVERLAP and same_line:  # from right to left
            gap = (a.x - b.x - b.width) / letter
    elif same_line:  # upright lines of a turned page
        tall = max(a.height / len(one.text), b.height / len(other.text)) or 1e-9
        gap = max(b.y - a.y - a.height, a.y - b.y - b.height) / tall
    else:
        return "\n"
    if gap < _OVERLAP:
        return WIDE if same_line else "\n"
    return "" if gap < _GLUED else " " if gap <= _SPACE else THIN if gap <= _THIN else WIDE
