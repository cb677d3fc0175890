"""Words run together, so that a text is found however it was cut into words, but only from word to word."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plextera_review.domain.proof.folding import unaccented
from plextera_review.domain.proof.printed import THIN, WIDE, Printed
from plextera_review.domain.words import Word

_SEGMENT = re.compile(r"[^\W_]+")
_HEAD = 4
_ENDS = ".,;:!?()[]\"'-#"
_HYPHENS = ("-", "\u00ad", "‐", "‑")
# How long a text must be to count where its words are cut otherwise than it: by the gap it runs over.
_LEAST_OVER = {"": 0, " ": 6, THIN: 6, WIDE: 8, "\n": 12}


@dataclass(frozen=True, slots=True)
class Needle:
    """A text to find: its letters and digits, where it may be parted, and itself without spaces."""

    plain: str
    breaks: frozenset[int]
    squeezed: str

    @property
    def head(self) -> str:
        """The first four letters and digits, empty for a shorter text."""
        return self.plain[:_HEAD] if len(self.plain) >= _HEAD else ""

    @property
    def is_scatterable(self) -> bool:
        """Has several words, and enough letters that they do not meet by chance."""
        return len(self.plain) >= _HEAD and len(self.breaks) > 1

    @property
    def word_heads(self) -> list[str]:
        """The first four letters and digits of every word that is as long."""
        ends = sorted(self.breaks)
        starts = [0, *ends][: len(ends)]
        return [self.plain[a : a + _HEAD] for a, b in zip(starts, ends, strict=True) if b - a >= _HEAD]

    @classmethod
    def of(cls, text: str) -> "Needle":
        """From a value as written."""
        segments = _SEGMENT.findall(unaccented(text))
        breaks, length = set(), 0
        for each in segments:
            length += len(each)
            breaks.add(length)
        return cls("".join(segments), frozenset(breaks), _squeezed(text))


class RunTogether:
    """The letters and digits of a page's words in one string, with the places where something may begin and end."""

    __slots__ = ("_at", "_ends", "_heads", "_printed", "_run", "_short", "_starts", "_words")

    def __init__(self, words: Sequence[Word], printed: Printed) -> None:
        self._words = words
        self._printed = printed
        parts: list[str] = []
        at = array("L")
        starts: list[int] = []
        ends: list[int] = []
        length = 0
        for word in words:
            at.append(length)
            text = word.text
            if text.isascii() and text.isalnum():
                starts.append(length)
                length += len(text)
                ends.append(length)
                parts.append(text.lower())
            else:
                for segment, opens in _segments(text):
                    if opens:
                        starts.append(length)
                        ends.append(length)
                    length += len(segment)
                    parts.append(segment)
                ends.append(length)
        self._at = at
        self._run = run = "".join(parts)
        flags = bytearray(length + _HEAD + 1)
        for position in ends:
            flags[position] = 1
        heads: dict[str, tuple[int, ...]] = {}
        short: dict[str, tuple[int, ...]] = {}
        for position in starts:
            head = run[position : position + _HEAD]
            heads[head] = (*heads[head], position) if head in heads else (position,)
            if flags[position + 1] or flags[position + 2] or flags[position + 3]:
                text = run[position : flags.index(1, position + 1)]
                short[text] = (*short[text], position) if text in short else (position,)
        self._starts = array("L", starts)
        self._ends = flags
        self._heads = heads
        self._short = short

    def heads(self) -> Iterable[str]:
        """How texts may begin here: their first four letters and digits."""
        return self._heads

    def find(self, needle: Needle) -> Iterator[tuple[int, int]]:
        """First and last word of every occurrence, in reading order."""
        wanted = needle.plain
        length = len(wanted)
        if not length:
            yield from self._signs(needle)
            return
        for position in self._candidates(wanted):
            end = position + length
            if end >= len(self._ends) or not self._ends[end] or not self._run.startswith(wanted, position):
                continue
            first, last = bisect_right(self._at, position) - 1, bisect_right(self._at, end - 1) - 1
            if self._is_cut_alike(needle, position, first, last):
                yield first, last

    def texts(self) -> list[str]:
        """What each word says, in letters and digits."""
        run, at = self._run, self._at
        return [run[at[index] : at[index + 1]] for index in range(len(at) - 1)] + ([run[at[-1] :]] if at else [])

    def _candidates(self, wanted: str) -> Iterable[int]:
        if len(wanted) >= _HEAD:
            return self._heads.get(wanted[:_HEAD], ())
        return self._short.get(wanted) or [each for each in self._starts if self._run.startswith(wanted, each)]

    def _is_cut_alike(self, needle: Needle, position: int, first: int, last: int) -> bool:
        length = len(needle.plain)
        before = first
        for index in range(first + 1, last + 1):
            offset = self._at[index] - position
            if offset >= length:
                break
            if offset in needle.breaks or offset <= 0:
                before = index
                continue
            gap = self._printed.gap(before, index)
            hyphenated = gap == "\n" and self._words[index - 1].text.endswith(_HYPHENS)
            if not hyphenated and length < _LEAST_OVER.get(gap, 0):
                return False
            before = index
        if length > _HEAD:
            return True
        return needle.squeezed in {_squeezed(each) for each in self._parts(first, last)}  # 1/2 is not 12

    def _parts(self, first: int, last: int) -> list[str]:
        whole = "".join(each.text for each in self._words[first : last + 1])
        return [whole, *re.split(r"[:;,#()\[\]=|\"€$£/.]", whole)] if first == last else [whole]

    def _signs(self, needle: Needle) -> Iterator[tuple[int, int]]:
        """A text without letters and digits is looked for as a word."""
        if needle.squeezed:
            yield from ((at, at) for at, word in enumerate(self._words) if word.text == needle.squeezed)


def _squeezed(text: str) -> str:
    low = "".join(unaccented(text).split())
    return low.strip(_ENDS) or low


def _segments(text: str) -> list[tuple[str, bool]]:
    """Runs of letters and digits of a word, and whether something may begin there."""
    low = unaccented(text)
    core = low.strip(_ENDS)
    if core.isalnum():
        return [(core, True)]
    if core[-3:-2] in {".", ","} and core[:-3].isdigit() and core[-2:].isdigit():
        return [(core[:-3] + core[-2:], True)]
    found: list[tuple[str, bool]] = []
    last = ""
    stop = 0
    for match in _SEGMENT.finditer(low):
        found.append((match[0], not last or _parts(low[stop : match.start()], last[-1], match[0][0])))
        last, stop = match[0], match.end()
    return found


def _parts(mark: str, before: str, behind: str) -> bool:
    """Do these marks part a label from a value, or are they inside of one: ``Nr.:4711``, but ``1.234`` and ``RE-4711``?"""
    if len(mark) > 1:
        return not all(each in "-_'’&+@" for each in mark)
    match mark:
        case "-" | "_" | "'" | "’" | "&" | "+" | "@" | "–" | "‐" | "‑":
            return False
        case "," | ":":
            return not (before.isdigit() and behind.isdigit())
        case ".":
            return before.isdigit() != behind.isdigit()
        case "/":
            return not before.isdigit() and not behind.isdigit()
        case _:
            return True
