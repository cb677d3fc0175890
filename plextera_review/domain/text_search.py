"""Finding a text among the words of a page: without regard to case, accents, and where lines break."""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word

MOST_HITS = 500
"""How many hits of one page are told."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One occurrence: page from 1, a rectangle a printed line on the displayed page."""

    page: int
    rects: tuple[NormRect, ...]


def folded(text: str) -> str:
    """As compared: lower case, no accents, one kind of quotation mark, dash and space. Keeps one character for each."""
    if text.isascii():
        return text.lower()
    kept = []
    for each in text:
        plain = unicodedata.normalize("NFKD", each)[:1].casefold()[:1] or each
        if plain == " " and not each.isspace():  # an accent that stands alone is no space
            plain = each
        kept.append(_ALIKE.get(plain, plain))
    return "".join(kept)


_ALIKE = {
    "’": "'",
    "‘": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "\u00a0": " ",
    "\u202f": " ",
}


def find(query: str, page: int, words: Sequence[Word]) -> list[Hit]:
    """Every occurrence of ``query`` on a page, in reading order; at most :data:`MOST_HITS`."""
    wanted = " ".join(folded(query).split())
    if not wanted:
        return []
    starts: list[int] = []
    length, parts = 0, []
    for word in words:
        text = folded(word.text)
        starts.append(length)
        parts.append(text)
        length += len(text) + 1
    text = " ".join(parts)
    hits: list[Hit] = []
    at = text.find(wanted)
    while at >= 0 and len(hits) < MOST_HITS:
        hits.append(Hit(page, _rects(words, starts, at, at + len(wanted))))
        at = text.find(wanted, at + len(wanted))
    return hits


def _rects(words: Sequence[Word], starts: list[int], begin: int, end: int) -> tuple[NormRect, ...]:
    """A word that is hit in part is cut in proportion to its characters: the text layer knows no smaller boxes."""
    rects: list[NormRect] = []
    row: tuple[int, int] | None = None
    at = max(bisect_right(starts, begin) - 1, 0)
    while at < len(words) and starts[at] < end:
        word, count = words[at], max(len(words[at].text), 1)
        first, last = max(begin - starts[at], 0) / count, min(end - starts[at], count) / count
        if last > first:
            box = word.rect
            part = NormRect(box.x + first * box.width, box.y, (last - first) * box.width, box.height)
            if row == word.row:
                rects[-1] = rects[-1].united(part)
            else:
                rects.append(part)
            row = word.row
        at += 1
    return tuple(rects)
