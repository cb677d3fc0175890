"""How much of a page is pictures that no words lie over: a scan with a stamp or a header of the file's own."""

import math
from collections.abc import Iterable

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word

_COLUMNS, _ROWS = 40, 56  # cells of about 5 mm on A4
_MARGIN = 1.0  # heights of a word that count as its own all round: between the lines of a text layer nothing is missing


def unread_share(pictures: Iterable[NormRect], words: Iterable[Word]) -> float:
    """The share of a page's area, 0..1, that lies in ``pictures`` and not under or beside a word."""
    rows = [0] * _ROWS
    for picture in pictures:
        mask = _cells(picture.x, picture.right, _COLUMNS)
        for row in _reach(picture.y, picture.bottom, _ROWS):
            rows[row] |= mask
    if not any(rows):
        return 0.0
    for word in words:
        box, margin = word.rect, _MARGIN * min(word.rect.height, word.rect.width)
        mask = ~_cells(box.x - margin, box.right + margin, _COLUMNS)
        for row in _reach(box.y - margin, box.bottom + margin, _ROWS):
            rows[row] &= mask
    return sum(row.bit_count() for row in rows) / (_COLUMNS * _ROWS)


def _cells(begin: float, end: float, count: int) -> int:
    reach = _reach(begin, end, count)
    return ((1 << len(reach)) - 1) << reach.start


def _reach(begin: float, end: float, count: int) -> range:
    """The cells whose middle lies between, or the one that holds both ends of something small."""
    first, last = math.ceil(begin * count - 0.5), math.floor(end * count - 0.5)
    if last < first:
        first = last = math.floor((begin + end) / 2 * count)
    first = min(max(first, 0), count)
    return range(first, max(min(last + 1, count), first))
