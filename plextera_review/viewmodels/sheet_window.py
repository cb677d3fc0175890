"""Which part of a page a card shows. Pure."""

from dataclasses import dataclass

from plextera_review.domain.geometry import NormRect, PageSize, Placement, PointRect

POINTS_TO_PIXELS = 1.5
"""Pixels per point at 100 % text size: print of 10 points is 15 pixels high."""
_SMALLEST_LINE, _LARGEST_LINE = 5.0, 30.0  # points: a line outside is drawn as if it had the usual height
_USUAL_LINE = 11.0
_MARGIN = 6.0  # pixels around a value that is made to fit
_AHEAD = 0.25  # a value that fits stands at most so far from the left: what comes before it is its label


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a page, drawn ``height_px`` pixels high; ``place`` is the value in it, as fractions of the part."""

    page: int
    rect: NormRect
    height_px: int
    place: NormRect


def window(placements: tuple[Placement, ...], size: PageSize, width: float, height: float, scale: float) -> Window:
    """The part of a page (of ``size``) around a value, for a picture of ``width`` by ``height`` pixels at ``scale`` pixels a point.

    Every card has the same scale, so that print of one size looks the same on all; only a value that does not fit is drawn smaller,
    and print of an unusual size (a page measured in pixels, a poster) as if it were usual. The part never leaves the page: it is
    moved, and where the page is smaller than the part, the picture is smaller, too.
    """
    page = placements[0].page
    first = placements[0].rect.clamped().to_points(size)
    whole = placements[0].rect
    for each in placements[1:]:
        whole = whole.united(each.rect) if each.page == page else whole
    box = whole.clamped().to_points(size)
    line = max(first.y1 - first.y0, 0.1)
    if not _SMALLEST_LINE <= line <= _LARGEST_LINE:
        scale *= _USUAL_LINE / line
    room_x, room_y = max(width - 2 * _MARGIN, 1.0), max(height - 2 * _MARGIN, 1.0)
    scale = min(scale, room_x / max(box.x1 - box.x0, 0.1), room_y / max(box.y1 - box.y0, 0.1))
    wide, high = min(width / scale, size.width), min(height / scale, size.height)
    spare = wide - (box.x1 - box.x0)
    left = _moved(box.x0 - spare * (0.5 if spare * scale < 4 * _MARGIN else _share(spare, wide)), wide, size.width)
    top = _moved((box.y0 + box.y1 - high) / 2, high, size.height)
    part = PointRect(left, top, left + wide, top + high)
    place = NormRect.from_corners(
        (box.x0 - left) / wide, (box.y0 - top) / high, (box.x1 - left) / wide, (box.y1 - top) / high
    )
    return Window(page, NormRect.from_points(part, size), max(round(high * scale), 1), place)


def _share(spare: float, wide: float) -> float:
    """How much of the spare room lies before a value: half of it for values in the middle, never more than a quarter of the picture."""
    return min(0.5, _AHEAD * wide / max(spare, 0.1))


def _moved(start: float, length: float, most: float) -> float:
    return min(max(start, 0.0), most - length)
