"""Finding commands by a few letters: letters in order, best at the starts of words, as editors' palettes do it.

Own code, because what is wanted is small and particular: general string distances (rapidfuzz) rank ``nd`` for "Next document" behind every
short title, and mark no letters. Misspelled words are left to the standard library's :mod:`difflib`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_LEAST = 1.5  # a letter; letters strewn over a title without order are no match
_WORD = 5.0  # a letter of another word: before letters from here and there, behind a run of them
_START, _NEXT, _LETTER = 4.0, 4.5, 1.0  # a run of letters before a far word’s first one
_FIRST = 0.25  # the title’s own first letter decides between equals


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text matches, higher is better, and which letters of it did."""

    score: float
    marks: tuple[int, ...]


def match(query: str, title: str, further: str = "") -> Match | None:
    """Every word of ``query`` in ``title`` (letters in order) or at the start of a word of ``further``; None when one is in neither."""
    score, marks = 0.0, set[int]()
    low, words = title.lower(), further.lower().split()
    for part in query.lower().split():
        found = _in_order(part, low)
        other = _WORD * len(part) if any(word.startswith(part) for word in words) else 0.0
        if found is not None and found.score >= other:
            score += found.score
            marks.update(found.marks)
        elif other:
            score += other
        else:
            return None
    return Match(score - len(title) / 100, tuple(sorted(marks)))


def resembles(query: str, words: Iterable[str]) -> bool:
    """True when every word of ``query`` is a slip away from one of ``words``."""
    from difflib import get_close_matches

    known = [word.lower() for word in words]
    parts = query.lower().split()
    return bool(parts) and all(len(part) > 3 and bool(get_close_matches(part, known, 1, 0.75)) for part in parts)


def _in_order(part: str, text: str) -> Match | None:
    letters = iter(text)
    if not all(letter in letters for letter in part):
        return None
    # best[i]: the best way to put the letters so far into text[: i + 1], the last one at i
    best: dict[int, tuple[float, tuple[int, ...]]] = {}
    for number, letter in enumerate(part):
        ways: dict[int, tuple[float, tuple[int, ...]]] = {}
        before: tuple[float, tuple[int, ...]] | None = (0.0, ()) if number == 0 else None
        for at, each in enumerate(text):
            if each == letter and (before is not None or at - 1 in best):
                gain = (
                    _LETTER + (_START if at == 0 or not text[at - 1].isalnum() else 0.0) + (_FIRST if at == 0 else 0.0)
                )
                options = [] if before is None else [(before[0] + gain, (*before[1], at))]
                if (joined := best.get(at - 1)) is not None:
                    options.append((joined[0] + gain + _NEXT, (*joined[1], at)))
                ways[at] = max(options)
            if number and (earlier := best.get(at)) is not None and (before is None or earlier[0] > before[0]):
                before = earlier
        best = ways
    if not best:
        return None
    score, marks = max(best.values())
    return Match(score, marks) if score >= _LEAST * len(part) else None
