"""Texts whose words do not follow each other in the reading order of the file, but do on the page: along a row, or down a column."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from plextera_review.domain.proof.run_together import Needle
from plextera_review.domain.words import Word

_MOST_WORDS = 60
_FARTHEST = 0.25
"""The widest gap inside a row, as a fraction of the page."""

_LINES_BELOW = 1.9
"""How far below the middle of a line the next one may be, in heights of a word."""


class Rows:
    """The words of a page by what they say and by their height. Upright text only."""

    def __init__(self, words: Sequence[Word], texts: Sequence[str]) -> None:
        """``texts``: the letters and digits of each word."""
        self._words = words
        self._plain = texts
        self._saying: dict[str, list[int]] = {}
        for at, text in enumerate(self._plain):
            self._saying.setdefault(text, []).append(at)
        middles = [each.rect.y + each.rect.height / 2 for each in words]
        self._by_height = sorted(range(len(words)), key=middles.__getitem__)
        self._heights = [middles[at] for at in self._by_height]

    def find(self, needle: Needle) -> Iterator[tuple[int, ...]]:
        """The words of every occurrence, as they stand: left to right, then down."""
        wanted = needle.plain
        for length in sorted(needle.breaks)[:3]:
            for start in self._saying.get(wanted[:length], ()):
                found = self._walk(wanted, length, start)
                if found:
                    yield found

    def _walk(self, wanted: str, length: int, start: int) -> tuple[int, ...]:
        found = [start]
        head = start
        while length < len(wanted) and len(found) < _MOST_WORDS:
            beside = self._beside(found[-1])
            if beside is None or not self._fits(wanted, length, beside):
                below = self._below(head)
                if below is None or not self._fits(wanted, length, below):
                    return ()
                head = beside = below
            found.append(beside)
            length += len(self._plain[beside])
        return tuple(found) if length == len(wanted) else ()

    def _fits(self, wanted: str, length: int, at: int) -> bool:
        return wanted.startswith(self._plain[at], length)

    def _beside(self, at: int) -> int | None:
        """The next word to the right on the same row that says something."""
        rect = self._words[at].rect
        best, nearest = None, rect.right + _FARTHEST
        for other in self._between(rect.y, rect.bottom):
            x = self._words[other].rect.x
            if rect.x + rect.width / 2 < x < nearest and other != at and self._plain[other]:
                best, nearest = other, x
        return best

    def _below(self, at: int) -> int | None:
        """The word that begins the next line of the same column."""
        rect = self._words[at].rect
        best, lowest = None, rect.bottom + _LINES_BELOW * rect.height
        for other in self._between(rect.bottom, rect.bottom + (_LINES_BELOW - 0.5) * rect.height):
            box = self._words[other].rect
            if abs(box.x - rect.x) < rect.height and box.y < lowest:
                best, lowest = other, box.y
        return best

    def _between(self, top: float, bottom: float) -> list[int]:
        return self._by_height[bisect_left(self._heights, top) : bisect_right(self._heights, bottom)]


def row_lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words as found by :class:`Rows`, in pieces that stand on one line each."""
    line: list[Word] = []
    for word in words:
        middle = word.rect.y + word.rect.height / 2
        if line and not line[-1].rect.y <= middle <= line[-1].rect.bottom:
            yield line
            line = []
        line.append(word)
    if line:
        yield line
