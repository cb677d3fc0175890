"""Does a value stand in these words, and where on the page does it stand? Plain text matching, no coordinates of a server."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from plextera_review.domain.geometry import NormRect

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 on the displayed page, as fractions, top left."""

_MOST_TARGETS = 24
_SHORTEST_PART = 3
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")
_AMOUNT = re.compile(r"(?:[A-Z]{3}\s)?[^\w]*(\d[\d.,'\s_]*)[^\w]*(?:\s[A-Z]{3})?")


class WordLike(Protocol):
    """A word and its box on the displayed page."""

    @property
    def text(self) -> str:
        """As printed."""

    @property
    def rect(self) -> NormRect:
        """Fractions of the displayed page."""


@dataclass(frozen=True, slots=True)
class Value:
    """What to look for: spellings as letters and digits only, their parts, and spellings of a number or date as digits only."""

    spellings: tuple[str, ...]
    parts: frozenset[str]
    digits: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Value":
        """From the texts a value is known by: as printed, as ISO date, as decimal text."""
        spellings: dict[str, None] = {}
        parts: set[str] = set()
        digits: set[str] = set()
        for text in texts:
            spellings[plain(text)] = None
            parts.update(plain(each) for each in text.split())
            digits |= _digit_spellings(text.strip())
        return cls(tuple(each for each in spellings if each), frozenset(parts - {""}), frozenset(digits - {""}))


@dataclass(frozen=True, slots=True)
class _Known:
    plain: str
    digits: str
    box: Box
    place: int


class WordMap:
    """The words of one page, ready to be asked by box and by value."""

    def __init__(self, words: Sequence[WordLike]) -> None:
        self._words: list[_Known] = []
        for word in words:
            text = plain(word.text)
            if text:
                box = (word.rect.x, word.rect.y, word.rect.right, word.rect.bottom)
                digits = "".join(each for each in text if each.isdigit())
                self._words.append(_Known(text, digits, box, len(self._words)))
        self._by_height = sorted(self._words, key=_middle)
        self._heights = [_middle(each) for each in self._by_height]
        self._text = _Line(self._words, [each.plain for each in self._words])
        numeric = [each for each in self._words if each.digits]
        self._numbers = _Line(numeric, [each.digits for each in numeric])

    def __bool__(self) -> bool:
        return bool(self._words)

    def fit(self, value: Value, boxes: Sequence[Box]) -> float:
        """0..1: how well the words whose middle lies in the boxes are the value and nothing else."""
        under: dict[int, _Known] = {}
        for x0, y0, x1, y1 in boxes:
            for word in self._by_height[bisect_left(self._heights, y0) : bisect_right(self._heights, y1)]:
                if x0 <= (word.box[0] + word.box[2]) / 2 <= x1:
                    under[word.place] = word
        if not under:
            return 0.0
        words = [under[each] for each in sorted(under)]
        return max(_text_fit(value, words), _digit_fit(value, words))

    def targets(self, value: Value) -> tuple[list[Box], bool]:
        """Where the value stands, and whether all of it was found; else where its longest part does."""
        found: dict[Box, None] = {}
        for spelling in value.spellings:
            found.update(dict.fromkeys(self._text.find(spelling)))
        for spelling in value.digits:
            found.update(dict.fromkeys(self._numbers.find(spelling)))
        if found:
            return list(found)[:_MOST_TARGETS], True
        for part in sorted(value.parts, key=len, reverse=True)[:4]:
            if len(part) >= _SHORTEST_PART and (weak := self._text.find(part)):
                return weak[:_MOST_TARGETS], False
        return [], False


class _Line:
    """Words run together, so that a value is found however it was cut into words."""

    def __init__(self, words: Sequence[_Known], texts: Sequence[str]) -> None:
        self._words = words
        self._text = "".join(texts)
        self._starts: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        position = 0
        for index, text in enumerate(texts):
            self._starts[position] = index
            position += len(text)
            self._ends[position] = index

    def find(self, text: str) -> list[Box]:
        found: list[Box] = []
        position = self._text.find(text) if text else -1
        while position >= 0 and len(found) < _MOST_TARGETS:
            first, last = self._starts.get(position), self._ends.get(position + len(text))
            if first is not None and last is not None:
                found.append(_around([each.box for each in self._words[first : last + 1]]))
            position = self._text.find(text, position + 1)
        return found


def plain(text: str) -> str:
    """Letters and digits only, lower case, in their compatible form."""
    if text.isascii():
        return "".join(each for each in text.lower() if each.isalnum())
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def shared(one: Box, other: Box) -> float:
    """Intersection over union, 0..1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    whole = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1]) - both
    return both / whole if whole > 0 else 0.0


def _text_fit(value: Value, words: Sequence[_Known]) -> float:
    printed = "".join(each.plain for each in words)
    best = 0.0
    for spelling in value.spellings:
        if printed == spelling:
            return 1.0
        matched = sum(
            len(each.plain)
            for each in words
            if each.plain in value.parts or (len(each.plain) >= _SHORTEST_PART and each.plain in spelling)
        )
        best = max(best, _harmonic(min(matched / len(printed), 1.0), min(matched / len(spelling), 1.0)))
    return best


def _digit_fit(value: Value, words: Sequence[_Known]) -> float:
    """One word without digits is a currency or a month; more of them are not the value."""
    if not value.digits:
        return 0.0
    numeric = [each.digits for each in words if each.digits]
    printed = "".join(numeric)
    strange = max(len(words) - len(numeric) - 1, 0)
    if printed in value.digits:
        return max(1.0 - 0.15 * strange, 0.2)
    longest = max((each for each in numeric if each in value.digits), key=len, default="")
    return 0.9 * _harmonic(len(longest) / len(printed), 1.0) if longest else 0.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other > 0 else 0.0


def _digit_spellings(text: str) -> set[str]:
    if date := _ISO_DATE.fullmatch(text):
        return _date_spellings(*date.groups())
    amount = _AMOUNT.fullmatch(text)
    if not amount:
        return set()
    printed = amount[1].strip()
    digits = "".join(each for each in printed if each.isdigit())
    fraction = re.search(r"[.,](\d+)$", printed)
    if fraction is None:
        return {digits, f"{digits}00"}
    short = digits[: len(digits) - len(fraction[1])]
    tail = fraction[1].rstrip("0")
    return {digits, short + tail, short + tail.ljust(2, "0")}


def _date_spellings(year: str, month: str, day: str) -> set[str]:
    found: set[str] = set()
    for y in (year, year[2:]):
        found |= {day.lstrip("0") + y, day + y, y + day, month + y}
        for m, d in ((month, day), (month.lstrip("0"), day.lstrip("0")), (month, day.lstrip("0"))):
            found |= {d + m + y, m + d + y, y + m + d}
    return found


def _middle(word: _Known) -> float:
    return (word.box[1] + word.box[3]) / 2


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(each[0] for each in boxes),
        min(each[1] for each in boxes),
        max(each[2] for each in boxes),
        max(each[3] for each in boxes),
    )
