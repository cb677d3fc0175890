"""The conventions a set of places could be written in. Cheap signs only: ranges of numbers, what the JSON states."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from statistics import median

from plextera_review.domain.convention import TURNS, Convention, Origin, RawPlace, Shape, Turning, Unit
from plextera_review.domain.geometry import NormRect, PageSize
from plextera_review.domain.page_frame import PageBox, PageFrame

Sighting = tuple[RawPlace, PageFrame, tuple[float, float]]
"""A place whose value stands only once on its page: the place, its page, the middle of the words on the displayed page."""

_DPIS = (96.0, 100.0, 120.0, 144.0, 150.0, 200.0, 240.0, 250.0, 300.0, 400.0, 600.0)
_WHOLE = {Unit.FRACTION, Unit.PERCENT, Unit.PERMILLE, Unit.GIVEN}
_PICTURES = {Unit.GRID, Unit.WIDE, Unit.LONG}
_ROUND = {512.0, 640.0, 768.0, 800.0, 1000.0, 1024.0, 1080.0, 1200.0, 1280.0, 1500.0, 1536.0, 1568.0, 1600.0, 1920.0}
_ROUND |= {2000.0, 2048.0, 2400.0, 2500.0, 2560.0, 3000.0, 4000.0, 4096.0}
_NEXT_TO = 0.008
_ENOUGH = 6
_NEAR_ZERO = 0.08
_AGREES = 0.015
_SHARE_AGREEING = 0.6

_UNIT_COST = {
    Unit.FRACTION: 0,
    Unit.PERMILLE: 2,
    Unit.MILLIMETRES: 2,
    Unit.PIXELS: 2,
    Unit.GRID: 4,
    Unit.WIDE: 3.5,
    Unit.LONG: 3.5,
}
_SHAPE_COST = {Shape.SIZE: 0.5, Shape.CENTRE: 2, Shape.SPANS: 2}


def cost(convention: Convention) -> float:
    """How far from simple a convention is; of two that fit alike the cheaper one is meant."""
    return (
        _UNIT_COST.get(convention.unit, 1)
        + (1 if convention.dpi is not None and convention.dpi not in _DPIS else 0)
        + {Origin.TOP_LEFT: 0, Origin.BOTTOM_LEFT: 1}.get(convention.origin, 2)
        + _SHAPE_COST.get(convention.shape, 0)
        + convention.y_first
        + 0.5 * (convention.page_base == 0)
        + {Turning.DISPLAYED: 0, Turning.UNROTATED: 1}.get(convention.turning, 2)
        + {PageBox.CROP: 0, PageBox.USER: 1}.get(convention.box, 1.5)
    )


def shapes(places: Sequence[RawPlace]) -> list[tuple[Shape, bool]]:
    """Shapes and orders (y first) that bare arrays can have; one default when no array is bare."""
    bare = [each.numbers for each in places if each.shape is None]
    if not bare:
        return [(Shape.CORNERS, False)]
    across, down = [c - a for a, _, c, _ in bare], [d - b for _, b, _, d in bare]
    growing = min(across) >= 0 and min(down) >= 0 and len(bare) >= _ENOUGH
    spans = all(b >= a and d >= c for a, b, c, d in bare)
    sized = all(c > 0 and d > 0 for _, _, c, d in bare)
    found: list[Shape] = []
    if _one_sign(across) and _one_sign(down):
        found.append(Shape.CORNERS)
    if sized and not growing:
        found += [Shape.SIZE, Shape.CENTRE]
    if spans and not growing:
        found.append(Shape.SPANS)
    found = found or [Shape.CORNERS]
    return [(shape, y_first) for shape in found for y_first in (False, True)]


def bases(places: Sequence[RawPlace], pages: int) -> list[int]:
    """Numbers the first page can have."""
    sent = [each.page for each in places if each.page is not None and each.page_base is None]
    if not sent:
        return [1]
    found = [base for base in (1, 0) if base <= min(sent) and max(sent) < pages + base]
    return found or [1, 0]


def sheets(frames: Sequence[PageFrame], *, turned: bool) -> list[tuple[Turning, PageBox]]:
    """What the server may have measured from; ``turned``: on pages it turned itself."""
    if turned:
        return [(each, PageBox.CROP) for each in (Turning.RIGHT, Turning.OVER, Turning.LEFT)]
    rotated = any(each.turns for each in frames)
    found = [(Turning.DISPLAYED, PageBox.CROP)]
    if rotated:
        found.append((Turning.UNROTATED, PageBox.CROP))
    if any(each.crop != each.media for each in frames):
        found.append((Turning.DISPLAYED, PageBox.MEDIA))
        if rotated:
            found.append((Turning.UNROTATED, PageBox.MEDIA))
    if any(each.crop.x0 or each.crop.y0 or each.unit != 1 for each in frames):
        found.append((Turning.UNROTATED, PageBox.USER))
    return found


def units(places: Sequence[RawPlace], frames: Sequence[PageFrame]) -> list[tuple[Unit, float | None]]:
    """Units and resolutions, before any look at the words; what all places state is final."""
    stated = {each.unit for each in places}
    known = stated.pop() if len(stated) == 1 else None
    given = [(Unit.GIVEN, None)] if all(each.page_size for each in places) else []
    if known is not None and known is not Unit.PIXELS:
        return [(known, None), *given]
    found: list[tuple[Unit, float | None]] = list(given)
    if known is None:
        found += [
            (each, None)
            for each in (Unit.FRACTION, Unit.PERCENT, Unit.PERMILLE, Unit.POINTS, Unit.INCHES, Unit.MILLIMETRES)
        ]
    if all(each.pixels for each in frames):
        found.append((Unit.NATIVE, None))
    return [*found, *((Unit.PIXELS, each) for each in (*_DPIS, *((72.0,) if known else ())))]


def hypotheses(places: Sequence[RawPlace], frames: Sequence[PageFrame], *, turned: bool) -> Iterator[Convention]:
    """All conventions worth a look."""
    origins = [Origin.TOP_LEFT] if all(each.origin for each in places) else [Origin.TOP_LEFT, Origin.BOTTOM_LEFT]
    if any(each.turns % 2 for each in frames) and not turned:
        origins.append(Origin.UNTURNED)
    for (turning, box), (unit, dpi), origin in product(sheets(frames, turned=turned), units(places, frames), origins):
        if origin is Origin.UNTURNED and (turning, unit in _WHOLE) != (Turning.DISPLAYED, False):
            continue
        if box is PageBox.USER and (unit is not Unit.POINTS or not _upwards(places, origin)):
            continue
        for (shape, y_first), base in product(shapes(places), bases(places, len(frames))):
            yield Convention(unit, dpi, None, origin, shape, y_first, base, turning, box)


def firmness(convention: Convention) -> int:
    """Where a scale comes from: 2 its unit says it, 1 a round resolution or picture size, 0 only :func:`measured` on the page."""
    if convention.unit in _PICTURES:
        return int(convention.grid is not None and _ROUND.issuperset(convention.grid))
    if convention.unit is Unit.PIXELS:
        return int(convention.dpi in {72.0, *_DPIS})
    return 2


def measured(sightings: Sequence[Sighting], base: Convention) -> list[Convention]:
    """``base`` with each resolution, picture size or grid that the places' own distances agree on, and round ones next to it."""
    across: list[tuple[float, PageSize]] = []
    down: list[tuple[float, PageSize]] = []
    for raw, frame, (x, y) in sightings:
        turns = 0 if base.turning is Turning.UNROTATED else frame.turns + TURNS[base.turning]
        size, at = frame.canvas_size(base.box, turns), frame.to_canvas(NormRect(x, y, 0.0, 0.0), base.box, turns)
        x0, y0, x1, y1 = base.corners(raw)
        fraction = 1 - at.y if base.origin_of(raw).upwards else at.y
        if at.x > _NEAR_ZERO:
            across.append(((x0 + x1) / 2 / at.x, size))
        if fraction > _NEAR_ZERO:
            down.append(((y0 + y1) / 2 / fraction, size))
    found: list[Convention] = []
    if dpi := _uniform(across, down, lambda _: 72.0):
        found.append(replace(base, unit=Unit.PIXELS, dpi=dpi))
    one_size = len({size for _, size in (*across, *down)}) == 1
    for unit, side in ((Unit.WIDE, lambda size: size.width), (Unit.LONG, lambda size: max(size.width, size.height))):
        if whole := _uniform(across, down, side):
            sizes = [*([] if one_size else [whole]), *_rounded(whole)]  # on pages of one size the same as a resolution
            found += [replace(base, unit=unit, dpi=None, grid=(each, each)) for each in sizes]
    columns, rows = _agreed([each for each, _ in across]), _agreed([each for each, _ in down])
    if not found and columns and rows and min(len(across), len(down)) > 2:
        round_ones = product(_rounded(columns), _rounded(rows))
        found += [replace(base, unit=Unit.GRID, dpi=None, grid=each) for each in ((columns, rows), *round_ones)]
    return found


def _uniform(
    across: Sequence[tuple[float, PageSize]],
    down: Sequence[tuple[float, PageSize]],
    side: Callable[[PageSize], float],
) -> float | None:
    """One scale for both directions; distances across tell it best, because words are boxed with the height of their line."""
    wide = [ratio / size.width * side(size) for ratio, size in across]
    high = [ratio / size.height * side(size) for ratio, size in down]
    both = _agreed([*wide, *high])
    return (_agreed(wide) or both) if both and len(wide) > 2 else both


def _rounded(value: float) -> list[float]:
    return [each for each in sorted(_ROUND) if abs(each / value - 1) < _NEXT_TO]


def _agreed(ratios: Sequence[float]) -> float | None:
    if not ratios:
        return None
    middle = median(ratios)
    if middle <= 0:
        return None
    near = [each for each in ratios if abs(each / middle - 1) < _AGREES]
    return float(f"{median(near):.4g}") if near and len(near) >= _SHARE_AGREEING * len(ratios) else None


def _upwards(places: Sequence[RawPlace], origin: Origin) -> bool:
    return any((each.origin or origin) is Origin.BOTTOM_LEFT for each in places)


def _one_sign(distances: Sequence[float]) -> bool:
    return all(each >= 0 for each in distances) or all(each <= 0 for each in distances)
