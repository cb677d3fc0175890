"""How a server writes places: its unit, its corner, its order of numbers, its first page."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from plextera_review.domain.geometry import NormRect, Placement, PointRect
from plextera_review.domain.page_frame import PageBox, PageFrame

Corners = tuple[float, float, float, float]
Affine = tuple[float, float, float, float, float, float]
"""From a server's x, y to the displayed page: x' = a*x + b*y + c, y' = d*x + e*y + f, as fractions, top left."""

_LARGEST = 1e9


class Unit(StrEnum):
    """What one unit of a coordinate is."""

    FRACTION = "fraction"
    PERCENT = "percent"
    PERMILLE = "permille"
    POINTS = "points"
    INCHES = "inches"
    MILLIMETRES = "millimetres"
    PIXELS = "pixels"
    """Pixels of a picture of the page at ``Convention.dpi``."""
    NATIVE = "native"
    """Pixels of the image that the page is."""
    GIVEN = "given"
    """Whatever the page size beside the box is in."""
    GRID = "grid"
    """Cells of a grid laid over the page, ``Convention.grid`` wide and high."""
    WIDE = "wide"
    """Pixels of a picture of the page that is ``Convention.grid[0]`` wide, whatever the page's size."""
    LONG = "long"
    """Pixels of a picture of the page whose longer side is ``Convention.grid[0]``."""


class Origin(StrEnum):
    """The corner coordinates count from; from the bottom, y goes upwards."""

    TOP_LEFT = "top-left"
    BOTTOM_LEFT = "bottom-left"
    UNTURNED = "bottom-left-unturned"
    """y is the height of the page before /Rotate less the displayed y: what some PDF libraries give on rotated pages."""

    @property
    def upwards(self) -> bool:
        """True when y grows towards the top of the page."""
        return self is not Origin.TOP_LEFT


class Shape(StrEnum):
    """What four numbers are, x before y."""

    CORNERS = "corners"
    SIZE = "size"
    """x, y, width, height; the box lies where x and y grow to."""
    HANGING = "hanging"
    """left, top, width, height: the box lies below ``top`` whichever way y goes."""
    CENTRE = "centre"
    """x and y of the middle, width, height."""
    SPANS = "spans"
    """x0, x1, y0, y1."""


class Turning(StrEnum):
    """The page the server saw."""

    DISPLAYED = "displayed"
    UNROTATED = "unrotated"
    """Before /Rotate."""
    RIGHT = "right"
    """The displayed page turned clockwise, as some readers do to make its lines run level."""
    OVER = "over"
    LEFT = "left"


TURNS = {Turning.DISPLAYED: 0, Turning.UNROTATED: 0, Turning.RIGHT: 1, Turning.OVER: 2, Turning.LEFT: 3}
"""Quarter turns clockwise, of the displayed page."""
_PIXEL_UNITS = {Unit.NATIVE, Unit.GRID, Unit.PIXELS, Unit.WIDE, Unit.LONG}
_UNIT_WORDS = {
    Unit.FRACTION: "fractions of the page",
    Unit.PERCENT: "percent of the page",
    Unit.PERMILLE: "thousandths of the page",
    Unit.NATIVE: "pixels of the image",
    Unit.GIVEN: "relative to the page size given",
}
_SHAPE_WORDS = {
    Shape.SIZE: "x, y, width, height",
    Shape.HANGING: "left, top, width, height",
    Shape.CENTRE: "middle and size",
    Shape.SPANS: "left, right, top, bottom",
}
_TURNING_WORDS = {
    Turning.UNROTATED: "before rotation",
    Turning.RIGHT: "page turned right",
    Turning.OVER: "page turned upside down",
    Turning.LEFT: "page turned left",
}
_BOX_WORDS = {PageBox.MEDIA: "from the MediaBox", PageBox.USER: "in the PDF's own coordinates"}


@dataclass(frozen=True, slots=True)
class RawPlace:
    """One place as the server sent it: four numbers in a convention that is not known yet.

    ``page`` is the page number as sent; ``page_base`` the number of the first page where the key says so. ``shape`` is None
    for a bare array. ``page_size`` is the width and height of the page given beside the box. ``unit`` and ``origin`` are set
    where the JSON states them.
    """

    numbers: Corners
    page: int | None = None
    page_base: int | None = None
    shape: Shape | None = None
    page_size: tuple[float, float] | None = None
    unit: Unit | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Convention:
    """One way to write places. ``shape`` and ``y_first`` are for bare arrays; keys with names speak for themselves."""

    unit: Unit = Unit.FRACTION
    dpi: float | None = None
    grid: tuple[float, float] | None = None
    origin: Origin = Origin.TOP_LEFT
    shape: Shape = Shape.CORNERS
    y_first: bool = False
    page_base: int = 1
    turning: Turning = Turning.DISPLAYED
    box: PageBox = PageBox.CROP

    def describe(self) -> str:
        """A short sentence of what is not the default, for example ``points, bottom-left, pages from 0``."""
        unit = _UNIT_WORDS.get(self.unit, self.unit.value)
        if self.unit is Unit.PIXELS and self.dpi:
            unit = f"pixels at {self.dpi:.4g} dpi"
        elif self.unit is Unit.GRID and self.grid:
            unit = f"on a grid of {self.grid[0]:.4g} × {self.grid[1]:.4g}"
        elif self.grid:
            unit = f"pixels of a picture {self.grid[0]:.4g} {self.unit}"
        words = (
            unit,
            "bottom-left" if self.origin.upwards else None,
            "by the height before rotation" if self.origin is Origin.UNTURNED else None,
            _SHAPE_WORDS.get(self.shape),
            "y before x" if self.y_first else None,
            f"pages from {self.page_base}" if self.page_base != 1 else None,
            _TURNING_WORDS.get(self.turning),
            _BOX_WORDS.get(self.box),
        )
        return ", ".join(each for each in words if each)

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, data: Any) -> "Convention | None":
        """From what :meth:`to_dict` gave; None for anything else."""
        if not isinstance(data, Mapping):
            return None
        try:
            dpi, grid = data.get("dpi"), data.get("grid")
            return cls(
                unit=Unit(data["unit"]),
                dpi=None if dpi is None else _positive(dpi),
                grid=None if grid is None else (_positive(grid[0]), _positive(grid[1])),
                origin=Origin(data.get("origin", Origin.TOP_LEFT)),
                shape=Shape(data.get("shape", Shape.CORNERS)),
                y_first=data.get("y_first") is True,
                page_base=0 if data.get("page_base") == 0 else 1,
                turning=Turning(data.get("turning", Turning.DISPLAYED)),
                box=PageBox(data.get("box", PageBox.CROP)),
            )
        except (KeyError, ValueError, TypeError, IndexError):
            return None

    def page_of(self, raw: RawPlace) -> int:
        """The page from 1; the first one when none was sent."""
        return 1 if raw.page is None else raw.page - (self.page_base if raw.page_base is None else raw.page_base) + 1

    def origin_of(self, raw: RawPlace) -> Origin:
        """The corner: as stated, but what a stated bottom is measured by may still be found out."""
        if raw.origin is None or (raw.origin is Origin.BOTTOM_LEFT and self.origin is Origin.UNTURNED):
            return self.origin
        return raw.origin

    def corners(self, raw: RawPlace) -> Corners:
        """x0, y0, x1, y1 in the server's own unit and direction."""
        a, b, c, d = raw.numbers
        shape = raw.shape
        if shape is None:
            shape = self.shape
            if self.y_first:
                a, b, c, d = (c, d, a, b) if shape is Shape.SPANS else (b, a, d, c)
        match shape:
            case Shape.SIZE:
                return a, b, a + c, b + d
            case Shape.HANGING:
                return (a, b - d, a + c, b) if self.origin_of(raw).upwards else (a, b, a + c, b + d)
            case Shape.CENTRE:
                return a - c / 2, b - d / 2, a + c / 2, b + d / 2
            case Shape.SPANS:
                return a, c, b, d
            case _:
                return a, b, c, d

    def affine(self, raw: RawPlace, frame: PageFrame) -> Affine | None:
        """From the server's x, y to fractions of the displayed page; None where a size it needs is missing."""
        points = [self._point(raw, frame, x, y) for x, y in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))]
        if any(each is None for each in points):
            return None
        (cx, cy), (ax, ay), (bx, by) = (each for each in points if each is not None)
        return ax - cx, bx - cx, cx, ay - cy, by - cy, cy

    def place(self, raw: RawPlace, frames: Sequence[PageFrame]) -> Placement | None:
        """Where it stands on the displayed page, cut at its edges; None off the page or without such a page."""
        page = self.page_of(raw)
        if not 1 <= page <= len(frames):
            return None
        affine = self.affine(raw, frames[page - 1])
        if affine is None:
            return None
        x0, y0, x1, y1 = applied(affine, self.corners(raw))
        rect = NormRect.from_corners(x0, y0, x1, y1).clamped()
        return Placement(page, rect) if rect.width > 0 and rect.height > 0 else None

    def _point(self, raw: RawPlace, frame: PageFrame, x: float, y: float) -> tuple[float, float] | None:
        origin = self.origin_of(raw)
        if self.box is PageBox.USER and self._unit(raw) is Unit.POINTS and origin is Origin.BOTTOM_LEFT:
            at = frame.from_user_space(PointRect(x, y, x, y))
            return at.x, at.y
        turns = 0 if self.turning is Turning.UNROTATED else frame.turns + TURNS[self.turning]
        size = self._canvas(raw, frame, turns)
        if size is None:
            return None
        base = self._canvas(raw, frame, 0) if origin is Origin.UNTURNED else size
        down = ((base or size)[1] - y if origin.upwards else y) / size[1]
        at = frame.from_canvas(NormRect(x / size[0], down, 0.0, 0.0), self.box, turns)
        return at.x, at.y

    def _unit(self, raw: RawPlace) -> Unit:
        if raw.unit is None or self.unit is Unit.GIVEN:
            return self.unit
        if raw.unit is Unit.PIXELS and self.unit in _PIXEL_UNITS:
            return self.unit
        return raw.unit

    def _canvas(self, raw: RawPlace, frame: PageFrame, turns: int) -> tuple[float, float] | None:
        """How many of the server's units the page is wide and high."""
        unit = self._unit(raw)
        parts = {Unit.FRACTION: 1.0, Unit.PERCENT: 100.0, Unit.PERMILLE: 1000.0}.get(unit)
        if parts is not None:
            return parts, parts
        if unit is Unit.GIVEN:
            return raw.page_size
        if unit is Unit.GRID:
            return self.grid
        if unit is Unit.NATIVE:
            return frame.pixels if turns % 2 == 0 or frame.pixels is None else (frame.pixels[1], frame.pixels[0])
        if unit in {Unit.WIDE, Unit.LONG}:
            page = frame.canvas_size(self.box, turns)
            side = page.width if unit is Unit.WIDE else max(page.width, page.height)
            each = self.grid[0] / side if self.grid else 0.0
            return (page.width * each, page.height * each) if each else None
        dpi = {Unit.POINTS: 72.0, Unit.INCHES: 1.0, Unit.MILLIMETRES: 25.4}.get(unit, self.dpi)
        if not dpi:
            return None
        size = frame.canvas_size(self.box, turns)
        return size.width * dpi / 72, size.height * dpi / 72


def applied(affine: Affine, corners: Corners) -> Corners:
    """Two opposite corners on the displayed page, as fractions, in no particular order; may lie off the page."""
    a, b, c, d, e, f = affine
    x0, y0, x1, y1 = corners
    return a * x0 + b * y0 + c, d * x0 + e * y0 + f, a * x1 + b * y1 + c, d * x1 + e * y1 + f


def _positive(value: Any) -> float:
    found = float(value)
    if not 0 < found < _LARGEST:
        raise ValueError("not a size")
    return found
