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
_GLUED, _SPACE, _THIN = 0.12, 0.75, 1.6


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
                gap = _between(last, word) if word.line == last.line and word.block == last.block else "\n"
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
    a, b = one.rect, other.rect
    letter = max(a.width / len(one.text), b.width / len(other.text)) or 1e-9
    gap = (b.x - a.x - a.width) / letter
    if gap < -1:  # upright lines of a turned page, or text from right to left
        if abs(b.y - a.y) * 4 < a.height:
            gap = (a.x - b.right) / letter
        else:
            tall = max(a.height / len(one.text), b.height / len(other.text)) or 1e-9
            gap = max(b.y - a.bottom, a.y - b.bottom) / tall
        if gap < -1:
            return WIDE
    return "" if gap < _GLUED else " " if gap <= _SPACE else THIN if gap <= _THIN else WIDE
