"""Places that cannot all be right: a cell that stands in another row's line, two values read from one place. Pure geometry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from plextera_review.domain.arrangement import is_added, is_table
from plextera_review.domain.field import Extraction, Field, FieldKind
from plextera_review.domain.geometry import NormRect, Placement

_SAME = 0.7
"""Shared area of two boxes over the smaller one's, from which they are one place."""

_TYPED = {FieldKind.DATE, FieldKind.MONEY}
_LEAST_CELLS = 2


@dataclass(frozen=True, slots=True)
class _Band:
    """The height of the page that the cells of a row take."""

    page: int
    top: float
    bottom: float

    def holds(self, place: Placement) -> bool:
        """True when the middle of a place lies in the band."""
        middle = place.rect.y + place.rect.height / 2
        return place.page == self.page and self.top <= middle <= self.bottom


def place_doubts(extraction: Extraction) -> Mapping[str, str]:
    """What speaks against the place of a field, a sentence by field path."""
    doubts: dict[str, str] = {}
    for top in extraction.fields:
        for each in top.walk():
            if is_table(each):
                doubts.update(_out_of_line(each))
    doubts.update(_shared(extraction))
    return doubts


def _out_of_line(table: Field) -> Iterator[tuple[str, str]]:
    rows = [row for row in table.children if not is_added(row.path)]
    for row in rows:
        for cell in row.children:
            if len(cell.placements) != 1:
                continue
            own = _band([other for other in row.children if other is not cell])
            if own is None or own.holds(cell.placements[0]) or cell.placements[0].page != own.page:
                continue
            other = next(
                (each for each in rows if each is not row and _holds(_band(each.children, but=cell), cell)), None
            )
            if other is not None:
                yield cell.path, f"It stands in the line of row {other.name}, not with the rest of row {row.name}."


def _band(cells: "tuple[Field, ...] | list[Field]", but: Field | None = None) -> _Band | None:
    """Around the middles of the cells with one place; None where there are too few to tell."""
    places = [each.placements[0] for each in cells if len(each.placements) == 1 and each is not but]
    if len(places) < _LEAST_CELLS or len({each.page for each in places}) > 1:
        return None
    slack = min(each.rect.height for each in places) / 2
    middles = [each.rect.y + each.rect.height / 2 for each in places]
    return _Band(places[0].page, min(middles) - slack, max(middles) + slack)


def _holds(band: _Band | None, cell: Field) -> bool:
    return band is not None and band.holds(cell.placements[0])


def _shared(extraction: Extraction) -> Iterator[tuple[str, str]]:
    """Dates and amounts outside tables that were read from one place: one of the two is the other's."""
    heads = [each for each in extraction.fields if each.kind in _TYPED and len(each.placements) == 1]
    for one, other in combinations(heads, 2):
        if one.kind is other.kind and _is_same(one.placements[0], other.placements[0]):
            yield one.path, f"“{other.name}” was read from the same place."
            yield other.path, f"“{one.name}” was read from the same place."


def _is_same(one: Placement, other: Placement) -> bool:
    smaller = min(_area(one.rect), _area(other.rect))
    return one.page == other.page and one.rect.intersection_area(other.rect) > _SAME * smaller


def _area(rect: NormRect) -> float:
    return max(rect.area, 1e-12)
