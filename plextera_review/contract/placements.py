"""Reads the places of a value from any sensible JSON, in whatever convention they are written. Never raises."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from plextera_review.contract import place_keys as keys
from plextera_review.contract.json_values import number
from plextera_review.domain.convention import Convention, Corners, Origin, RawPlace, Shape, Unit
from plextera_review.domain.geometry import PageSize, Placement
from plextera_review.domain.page_frame import PageFrame

_SLACK = 1e-6
_DEEPEST = 6
_MOST_PLACES = 200
_LARGEST = 1e9

_UNKNOWN_UNIT = "The server gave a place in a unit that is not known yet."
_UNIT_PAGE = PageFrame.plain(PageSize(1.0, 1.0))

Sheets = Mapping[int, "Sheet"]
"""What an output says of its pages, by the number it gives them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is said beside a box about its page, or about the page elsewhere."""

    page: int | None = None
    page_base: int | None = None
    size: tuple[float, float] | None = None
    unit: Unit | None = None
    origin: Origin | None = None


def read_sheets(output: Any) -> Sheets:
    """Size and unit of every page, where the output lists its pages with their numbers."""
    if not isinstance(output, Mapping):
        return {}
    found: dict[int, Sheet] = {}
    for key in keys.PAGE_LISTS:
        listed = output.get(key)
        pages = listed.values() if isinstance(listed, Mapping) else listed if isinstance(listed, list) else ()
        for each in pages:
            if isinstance(each, Mapping):
                sheet = _around(each, Sheet())
                size = _pair(each.get("width"), each.get("height")) or sheet.size
                if sheet.page is not None and (size or sheet.unit):
                    found[sheet.page] = replace(sheet, size=size)
    return found


def read_places(field: Mapping[str, Any], sheets: Sheets | None = None) -> tuple[RawPlace, ...]:
    """All places of a field as they were sent, each once; ``sheets`` fills in what only the list of pages says."""
    around = _around(field, Sheet(), own=False)
    for names in (keys.PLACE_KEYS, keys.MAYBE_KEYS):
        for key in names:
            if isinstance(field.get(key), Mapping | list):
                found = dict.fromkeys(islice(_places(field[key], around, 0, key in keys.POINT_LISTS), _MOST_PLACES))
                if found:
                    return tuple(_completed(each, sheets) for each in found)
    corners = _corner_shape(field)
    return (_completed(_raw(corners, around), sheets),) if corners else ()


def default_placements(places: Sequence[RawPlace]) -> tuple[tuple[Placement, ...], str | None]:
    """Fractions of the displayed page as they are, and, when there are none, why a place that was sent cannot be shown."""
    found: list[Placement] = []
    for raw in places:
        placement = _fraction_placement(raw)
        if placement is not None:
            found.append(placement)
    return tuple(dict.fromkeys(found)), _UNKNOWN_UNIT if places and not found else None


def _fraction_placement(raw: RawPlace) -> Placement | None:
    if raw.unit not in {None, Unit.FRACTION} or any(
        each < -_SLACK or each > 1 + _SLACK for each in Convention().corners(raw)
    ):
        return None
    page = max(Convention().page_of(raw), 1)
    placed = Convention().place(replace(raw, page=1, page_base=1), (_UNIT_PAGE,))
    return Placement(page, placed.rect) if placed else None


def _places(value: Any, around: Sheet, depth: int, points: bool) -> Iterator[RawPlace]:
    """Depth first; ``points``: a flat list of four numbers here is two points."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        around = _around(value, around)
        corners = _corner_shape(value)
        if corners is not None:
            yield _raw(corners, around)
            return
        for key in keys.INSIDE_KEYS:
            if isinstance(value.get(key), Mapping | list) and value[key]:
                found = list(_places(value[key], around, depth + 1, key in keys.POINT_LISTS))
                yield from found
                if found:
                    return
    elif isinstance(value, list):
        listed = _listed(value, points)
        if listed is not None:
            yield _raw(listed, around)
            return
        for each in value[:1000]:
            if isinstance(each, Mapping | list):
                yield from _places(each, around, depth + 1, points)


def _raw(corners: tuple[Corners, Shape | None], around: Sheet) -> RawPlace:
    return RawPlace(corners[0], around.page, around.page_base, corners[1], around.size, around.unit, around.origin)


def _completed(raw: RawPlace, sheets: Sheets | None) -> RawPlace:
    sheet = (sheets or {}).get(raw.page if raw.page is not None else 1)
    if sheet is None or raw.page_base is not None:
        return raw
    return replace(raw, page_size=raw.page_size or sheet.size, unit=raw.unit or sheet.unit)


def _corner_shape(value: Mapping[str, Any]) -> tuple[Corners, Shape] | None:
    for names, shape in keys.BOX_KEYS:
        if names[0] in value and names[2] in value:
            corners = _four([value.get(key) for key in names])
            if corners is not None:
                return corners, shape
    for one, other in keys.CORNER_KEYS:
        first, second = _point(value.get(one)), _point(value.get(other))
        if first is not None and second is not None:
            return (*first, *second), Shape.CORNERS
    return None


def _listed(value: Sequence[Any], points: bool) -> tuple[Corners, Shape | None] | None:
    numbers = [_near(each) for each in value[:128]]
    flat = [each for each in numbers if each is not None]
    if len(flat) == len(value):
        if len(flat) == 4:
            return (flat[0], flat[1], flat[2], flat[3]), Shape.CORNERS if points else None
        return _around_points(list(zip(flat[::2], flat[1::2], strict=True))) if len(flat) in range(8, 129, 2) else None
    if len(value) < 2:
        return None
    read = [_point(each) for each in value[:64]]
    found = [each for each in read if each is not None]
    return _around_points(found) if len(found) == len(read) and any(value) else None


def _around_points(points: Sequence[tuple[float, float]]) -> tuple[Corners, Shape]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys)), Shape.CORNERS


def _point(value: Any) -> tuple[float, float] | None:
    """A point as a pair or by x and y; protocol buffers leave out a 0."""
    if isinstance(value, Mapping) and not value.keys() - {"x", "y", "X", "Y", "z"}:
        return _pair_of(value.get("x", value.get("X", 0)), value.get("y", value.get("Y", 0)))
    if isinstance(value, list) and len(value) == 2:
        return _pair_of(value[0], value[1])
    return None


def _around(value: Mapping[str, Any], outer: Sheet, *, own: bool = True) -> Sheet:
    """What a box's object (``own``), or the field around it, says of its page; a field's "unit" is its value's."""
    page, base, size = outer.page, outer.page_base, outer.size
    for names, key_base in ((keys.PAGE_KEYS, None), (keys.INDEX_KEYS, 0)):
        for key in names:
            if (found := _page_number(value.get(key))) is not None:
                page, base = found, key_base
    for wide, high in keys.SIZE_KEYS:
        size = _pair(value.get(wide), value.get(high)) or size
    for key in keys.SIZE_OBJECTS if own else keys.SIZE_OBJECTS[:5]:
        inner = value.get(key)
        if isinstance(inner, Mapping):
            size = _pair(inner.get("width"), inner.get("height")) or size
            page = _page_number(inner.get("number", inner.get("index"))) if key == "page" and page is None else page
        elif isinstance(inner, list) and len(inner) == 2:
            size = _pair(inner[0], inner[1]) or size
    if not own:
        return Sheet(page, base, size, outer.unit, outer.origin)
    units = (keys.UNITS.get(_letters(value.get(key))) for key in keys.UNIT_KEYS)
    unit = next((each for each in units if each), outer.unit)
    corners = (keys.ORIGINS.get(_letters(value.get(key))) for key in keys.ORIGIN_KEYS)
    return Sheet(page, base, size, unit, next((each for each in corners if each), outer.origin))


def _page_number(value: Any) -> int | None:
    found = number(value)
    return int(found) if found is not None and 0 <= found < 1e6 else None


def _letters(value: Any) -> str:
    return "".join(each for each in value.casefold() if each not in " -_") if isinstance(value, str) else ""


def _pair(one: Any, other: Any) -> tuple[float, float] | None:
    found = _pair_of(one, other)
    return found if found is not None and found[0] > 0 and found[1] > 0 else None


def _pair_of(one: Any, other: Any) -> tuple[float, float] | None:
    x, y = _near(one), _near(other)
    return (x, y) if x is not None and y is not None else None


def _four(values: Sequence[Any]) -> Corners | None:
    a, b, c, d = (_near(each) for each in values)
    return None if a is None or b is None or c is None or d is None else (a, b, c, d)


def _near(value: Any) -> float | None:
    """A number that can be a coordinate."""
    found = number(value)
    return found if found is not None and abs(found) < _LARGEST else None
