"""Words recognised in a picture, made ready for the finder: put right where recognition glues them, and grouped by printed rows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word
from plextera_review.extraction.layout import Line, Segment, page_lines, united

_GLUED = (
    re.compile(r"(\D*?[^\W\d_]\W?:)(\w.*|[#€$£].+)"),  # Date:31.03.2026
    re.compile(r"(.*\b\d{1,2}[./-]\d{1,2}[./-]\d{4})([\d(]\S*:.*)"),  # 31.03.202614:05
    re.compile(r"([A-Za-z]{1,3})(-?\d{1,3}(?:[.,]?\d{3})*[.,]\d\d)"),  # RM8.60
)
_LONG_STEP = 0.05  # of the page width, between the middles of two words: enough to tell a slope by
_STEEPEST = 0.2
_LEAST_PIECES = 3

Key = tuple[int, int]


def recognised_lines(page: int, words: Sequence[Word], aspect: float) -> list[Line]:
    """The printed rows of a page as lines of segments; see :func:`plextera_review.extraction.layout.page_lines`.

    Recognition sees a row in pieces that stand a little higher or lower, more so on a page scanned askew. Each piece is therefore laid
    level, with one height, before rows are looked for; the segments then have the words as they really stand. Words of the file's own
    among them (those without a confidence) are taken as they are.
    """
    parts = [part for word in words for part in ((word,) if word.confidence is None else _parts(word))]
    numbered = [replace(word, index=number) for number, word in enumerate(parts)]
    level = _level(numbered, aspect)
    return [
        tuple(Segment(page, tuple(numbered[word.index] for word in segment.words)) for segment in line)
        for line in page_lines(page, level, aspect)
    ]


def turns_to_upright(words: Sequence[Word], aspect: float) -> int:
    """Quarter turns clockwise after which most of the print reads from left to right; ``aspect``: height divided by width."""
    pieces: dict[Key, list[Word]] = {}
    for word in words:
        pieces.setdefault(word.row, []).append(word)
    weights = [0.0, 0.0, 0.0, 0.0]
    for piece in pieces.values():
        (x0, y0), (x1, y1) = _middle(piece[0]), _middle(piece[-1])
        across, down = x1 - x0, (y1 - y0) * aspect
        if len(piece) > 1:
            turns = (0 if across >= 0 else 2) if abs(across) >= abs(down) else (3 if down > 0 else 1)
            weights[turns] += abs(across) + abs(down)
    return max(range(4), key=lambda turns: weights[turns])


def _parts(word: Word) -> Iterator[Word]:
    """A label and its value, a date and its time of day, a currency and its amount; the box is cut by the number of characters."""
    glued = next((match for pattern in _GLUED if (match := pattern.fullmatch(word.text))), None)
    if glued is None:
        yield word
        return
    rect, first = word.rect, word.rect.width * len(glued[1]) / len(word.text)
    yield from _parts(replace(word, text=glued[1], rect=NormRect(rect.x, rect.y, first, rect.height)))
    rest = NormRect(rect.x + first, rect.y, rect.width - first, rect.height)
    yield from _parts(replace(word, text=glued[2], rect=rest))


def _level(words: Sequence[Word], aspect: float) -> list[Word]:
    pieces: dict[Key, list[Word]] = {}
    for word in words:
        pieces.setdefault(word.row, []).append(word)
    slope = _slope(piece for piece in pieces.values() if piece[0].confidence is not None)
    level: list[Word] = []
    for piece in pieces.values():
        box = united(piece)
        if piece[0].confidence is None or box.height * aspect > box.width:  # printed level, or runs up or down a margin
            level += piece
            continue
        height = median(word.rect.height for word in piece)
        middle = median(_middle(word)[1] - slope * (_middle(word)[0] - 0.5) for word in piece)
        level += [
            replace(word, rect=NormRect(word.rect.x, middle - height / 2, word.rect.width, height)) for word in piece
        ]
    return level


def _slope(pieces: Iterable[Sequence[Word]]) -> float:
    """How far rows sink across the page, in page heights a page width; 0 unless the pieces agree."""
    found = [
        (_middle(piece[-1])[1] - _middle(piece[0])[1]) / across
        for piece in pieces
        if (across := _middle(piece[-1])[0] - _middle(piece[0])[0]) >= _LONG_STEP
    ]
    slope = median(found) if len(found) >= _LEAST_PIECES else 0.0
    return slope if abs(slope) <= _STEEPEST else 0.0


def _middle(word: Word) -> tuple[float, float]:
    return word.rect.x + word.rect.width / 2, word.rect.y + word.rect.height / 2
