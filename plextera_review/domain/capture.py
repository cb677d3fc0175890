"""Pointing at the page: which words are meant, and what value they say."""

from collections.abc import Iterable
from dataclasses import dataclass

from plextera_review.domain.field import FieldKind
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.proof.amounts import amounts
from plextera_review.domain.proof.dates import dates
from plextera_review.domain.proof.identifiers import ibans, vat_ids
from plextera_review.domain.proof.printed import Printed
from plextera_review.domain.words import PageText, Word, line_rects

_NEAR = 0.004
"""How far beside a word a click still means it, as a fraction of the page."""

_AROUND = 12
"""How many words before and behind a span may belong to its amount, date or identifier."""

_HYPHENS = ("-", "\u00ad", "‐")
_ENDS = " \t\n\u2005,;:"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a page by their indices in reading order, ascending, at least one.

    They need not follow each other: a box over one column of a table holds a piece of each line.
    """

    page: int
    words: tuple[int, ...]

    @classmethod
    def between(cls, page: int, first: int, last: int) -> "Span":
        """From one word to another, both included."""
        return cls(page, tuple(range(min(first, last), max(first, last) + 1)))

    @property
    def first(self) -> int:
        """The first word."""
        return self.words[0]

    @property
    def last(self) -> int:
        """The last word."""
        return self.words[-1]


@dataclass(frozen=True, slots=True)
class Captured:
    """What a span says: ``text`` on one line, the words it was taken from, one placement a printed line."""

    text: str
    span: Span
    placements: tuple[Placement, ...]


def span_in(page: int, text: PageText, rect: NormRect) -> Span | None:
    """The words whose middle lies in a rectangle of the displayed page; of a rectangle inside a word, that word."""
    inside = tuple(
        at
        for at, each in enumerate(text.words)
        if rect.x <= each.rect.x + each.rect.width / 2 <= rect.right
        and rect.y <= each.rect.y + each.rect.height / 2 <= rect.bottom
    )
    if inside:
        return Span(page, inside)
    return span_at(page, text, rect.x + rect.width / 2, rect.y + rect.height / 2)


def span_at(page: int, text: PageText, x: float, y: float) -> Span | None:
    """The word at a point of the displayed page, in fractions; a point just beside a word still means it."""
    best, least = None, _NEAR
    for at, each in enumerate(text.words):
        box = each.rect
        away = max(box.x - x, x - box.right, box.y - y, y - box.bottom, 0.0)
        if away < least:
            best, least = at, away
            if not away:
                break
    return None if best is None else Span(page, (best,))


def snapped(span: Span, text: PageText, kind: FieldKind) -> Span:
    """With all words of the amounts, dates or identifiers it touches.

    Texts stay as they are, but for account and VAT numbers with right check digits.
    """
    near = _Near(span, text)
    words = set(span.words)
    for start, stop in near.parts(kind):
        first, last = near.words_of(start, stop)
        if not words.isdisjoint(range(first, last + 1)):
            words.update(range(first, last + 1))
    return Span(span.page, tuple(sorted(words)))


def widened(span: Span, text: PageText, step: int = 1) -> Span:
    """``step`` words more at the end, along the reading order, as far as the page goes."""
    last = min(span.last + max(step, 0), len(text.words) - 1)
    return Span(span.page, (*span.words, *range(span.last + 1, last + 1)))


def narrowed(span: Span, text: PageText, step: int = 1) -> Span:  # noqa: ARG001 - a pair with widened
    """``step`` words less at the end; one word stays."""
    return Span(span.page, span.words[: max(len(span.words) - max(step, 0), 1)])


def captured(span: Span, text: PageText, kind: FieldKind) -> Captured:
    """The value the words say. Of an amount, a date, a number only that is kept: no label, no full stop behind it."""
    near = _Near(span, text)
    inside = set(span.words)
    found = []
    for start, stop in near.parts(kind):
        first, last = near.words_of(start, stop)
        if inside.issuperset(range(first, last + 1)):
            found.append((start, stop, first, last))
    if found and kind is not FieldKind.STRING:
        start, stop, first, last = max(found, key=lambda each: _rank(near.text[each[0] : each[1]], each[0], kind))
        said = " ".join(near.text[start:stop].split()).strip()
        kept = Span.between(span.page, first, last)
    else:
        said, kept = one_line(text.words[at] for at in span.words).strip(_ENDS), span
    rects = line_rects([text.words[at] for at in kept.words])
    return Captured(said, kept, tuple(Placement(span.page, rect) for rect in rects))


def one_line(words: Iterable[Word]) -> str:
    """Words as one line of text; a word that was divided at the end of a line is whole again."""
    said = ""
    last: Word | None = None
    for word in words:
        if last is not None:
            new_line = word.row != last.row
            divided = new_line and last.text.endswith(_HYPHENS) and last.text[-2:-1].isalnum()
            if divided and (said[-1] == "\u00ad" or (word.text[:1].islower() and last.text[-2:-1].isalpha())):
                said = said[:-1]
            elif not divided:
                said += " "
        said += word.text
        last = word
    return said.replace("\u00ad", "")


def _rank(text: str, at: int, kind: FieldKind) -> tuple[bool, bool, int]:
    """Of several amounts the one with a currency, then with decimals, then the last; of several dates the first."""
    if kind is not FieldKind.MONEY:
        return False, False, -at
    return (
        any(not each.isdigit() and each not in " .,'’-−()" for each in text),
        text.strip(" )-")[-3:-2] in {".", ","},
        at,
    )


class _Near:
    """A span's surroundings as text."""

    def __init__(self, span: Span, text: PageText) -> None:
        self._first = max(span.first - _AROUND, 0)
        self._printed = Printed(text.words[self._first : span.last + _AROUND + 1])
        self.text = self._printed.text

    def words_of(self, start: int, stop: int) -> tuple[int, int]:
        """First and last word of the page in a part of the text."""
        first, last = self._printed.words_of(start, stop)
        return first + self._first, last + self._first

    def parts(self, kind: FieldKind) -> list[tuple[int, int]]:
        """Where whole values of a kind stand in the text."""
        match kind:
            case FieldKind.MONEY | FieldKind.NUMBER:
                taken = [(each.start, each.stop) for each in dates(self.text)] + [*ibans(self.text)]
                found = [
                    each
                    for each in amounts(self.text)
                    if not any(start <= each.start and each.stop <= stop for start, stop in taken)
                ]
                signed = kind is FieldKind.MONEY
                return [each.with_sign(self.text) if signed else (each.start, each.stop) for each in found]
            case FieldKind.DATE:
                return [(each.start, each.stop) for each in dates(self.text)]
            case FieldKind.STRING:
                return [*ibans(self.text), *vat_ids(self.text)]
            case _:
                return []
