"""Reads the place of a value from any sensible JSON. Never raises.

Only fractions of the displayed page are taken as they are; other conventions are named as unreadable until they can be found out from
the document itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plextera_review.contract.json_values import number
from plextera_review.domain.geometry import NormRect, Placement

PLACE_KEYS = (
    "placements",
    "placement",
    "locations",
    "location",
    "boundingBoxes",
    "boundingBox",
    "bbox",
    "polygon",
    "geometry",
    "boundingPoly",
    "citations",
    "references",
)
_PAGE_KEYS = ("page", "pageNumber", "page_number")
_BOX_KEYS = (
    ("x", "y", "width", "height", True),
    ("x", "y", "w", "h", True),
    ("left", "top", "width", "height", True),
    ("Left", "Top", "Width", "Height", True),
    ("left", "top", "right", "bottom", False),
    ("x1", "y1", "x2", "y2", False),
)
_POINT_LISTS = ("vertices", "normalizedVertices", "points", "polygon")
_SLACK = 1e-6
_DEEPEST = 6

_UNKNOWN_UNIT = "The server gave a place in a unit that is not known yet."


def read_placements(field: Mapping[str, Any]) -> tuple[tuple[Placement, ...], str | None]:
    """All places of a field and, when there are none, why a place that was sent cannot be shown."""
    found: list[Placement] = []
    strange = False
    for key in PLACE_KEYS:
        if field.get(key) is None:
            continue
        for page, corners in _boxes(field[key], _page_of(field, 1), 0):
            rect = _fraction_rect(corners)
            if rect is None:
                strange = True
            else:
                found.append(Placement(page, rect))
        if found:
            break
    return tuple(dict.fromkeys(found)), _UNKNOWN_UNIT if strange and not found else None


def _boxes(value: Any, page: int, depth: int) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        page = _page_of(value, page)
        corners = _corners(value)
        if corners is not None:
            yield page, corners
            return
        for key in (*PLACE_KEYS, *_POINT_LISTS, "BoundingBox"):
            if isinstance(value.get(key), Mapping | list):
                yield from _boxes(value[key], page, depth + 1)
                return
    elif isinstance(value, list):
        corners = _corners_of_list(value)
        if corners is not None:
            yield page, corners
            return
        for each in value[:1000]:
            yield from _boxes(each, page, depth + 1)


def _corners(value: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    for a, b, c, d, is_size in _BOX_KEYS:
        numbers = [number(value.get(key)) for key in (a, b, c, d)]
        x, y, third, fourth = numbers
        if x is None or y is None or third is None or fourth is None:
            continue
        return (x, y, x + third, y + fourth) if is_size else (x, y, third, fourth)
    return None


def _corners_of_list(value: Sequence[Any]) -> tuple[float, float, float, float] | None:
    points: list[tuple[float, float]] = []
    numbers = [number(each) for each in value] if len(value) in {4, 8} else [None]
    if all(each is not None for each in numbers):
        flat = [each for each in numbers if each is not None]
        points = list(zip(flat[::2], flat[1::2], strict=True))
    elif len(value) >= 2:
        read = [_point(each) for each in value[:64]]
        points = [each for each in read if each is not None]
        if len(points) != len(read):
            return None
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _point(value: Any) -> tuple[float, float] | None:
    if isinstance(value, Mapping) and not (value.keys() & {"width", "w", "right", "Width"}):
        x, y = number(value.get("x", value.get("X"))), number(value.get("y", value.get("Y")))
    elif isinstance(value, list) and len(value) == 2:
        x, y = number(value[0]), number(value[1])
    else:
        return None
    return (x, y) if x is not None and y is not None else None


def _page_of(value: Mapping[str, Any], default: int) -> int:
    for key in _PAGE_KEYS:
        found = number(value.get(key))
        if found is not None and 0 < found < 1e6:
            return int(found)
    index = number(value.get("pageIndex"))
    return int(index) + 1 if index is not None and 0 <= index < 1e6 else default


def _fraction_rect(corners: tuple[float, float, float, float]) -> NormRect | None:
    if any(each < -_SLACK or each > 1 + _SLACK for each in corners):
        return None
    rect = NormRect.from_corners(*corners).clamped()
    return rect if rect.width > 0 and rect.height > 0 else None
