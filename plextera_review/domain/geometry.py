"""Coordinate spaces as types. A bare tuple never crosses a module.

The one space shared by all parts is the *displayed page*: after ``/Rotate``, inside the CropBox, scaled by UserUnit,
origin at the top left, as a fraction 0..1 of width and height (:class:`NormRect`). Points (1/72 inch, of the displayed page)
are :class:`PageSize` and :class:`PointRect`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageSize:
    """Size of a displayed page in points (1/72 inch), after rotation, CropBox and UserUnit."""

    width: float
    height: float

    def rotated(self, quarter_turns: int) -> "PageSize":
        """The size after the viewer turned the page by ``quarter_turns`` x 90 degrees."""
        return PageSize(self.height, self.width) if quarter_turns % 2 else self


@dataclass(frozen=True, slots=True)
class PointRect:
    """A rectangle on the displayed page, in points, origin top left, y downwards."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class NormRect:
    """A rectangle as fractions of the displayed page: origin top left, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def from_corners(cls, x0: float, y0: float, x1: float, y1: float) -> "NormRect":
        """From any two opposite corners, as fractions."""
        return cls(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))

    @classmethod
    def from_points(cls, rect: PointRect, page: PageSize) -> "NormRect":
        """From points on a displayed page of that size."""
        return cls.from_corners(
            rect.x0 / page.width, rect.y0 / page.height, rect.x1 / page.width, rect.y1 / page.height
        )

    @property
    def right(self) -> float:
        """Right edge, as a fraction of the page width."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Bottom edge, as a fraction of the page height."""
        return self.y + self.height

    @property
    def area(self) -> float:
        """Area as a fraction of the page."""
        return self.width * self.height

    def to_points(self, page: PageSize) -> PointRect:
        """The same rectangle in points of a displayed page of that size."""
        return PointRect(self.x * page.width, self.y * page.height, self.right * page.width, self.bottom * page.height)

    def united(self, other: "NormRect") -> "NormRect":
        """The smallest rectangle that holds both."""
        return NormRect.from_corners(
            min(self.x, other.x), min(self.y, other.y), max(self.right, other.right), max(self.bottom, other.bottom)
        )

    def intersection_area(self, other: "NormRect") -> float:
        """Area shared with another rectangle, as a fraction of the page; 0 when apart."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return width * height if width > 0 and height > 0 else 0.0

    def clamped(self) -> "NormRect":
        """The part of the rectangle that lies on the page."""
        return NormRect.from_corners(
            min(max(self.x, 0.0), 1.0),
            min(max(self.y, 0.0), 1.0),
            min(max(self.right, 0.0), 1.0),
            min(max(self.bottom, 0.0), 1.0),
        )

    def turned(self, quarter_turns: int) -> "NormRect":
        """The rectangle on a page that the viewer turned clockwise by ``quarter_turns`` x 90 degrees."""
        match quarter_turns % 4:
            case 1:
                return NormRect(1 - self.bottom, self.x, self.height, self.width)
            case 2:
                return NormRect(1 - self.right, 1 - self.bottom, self.width, self.height)
            case 3:
                return NormRect(self.y, 1 - self.right, self.height, self.width)
            case _:
                return self


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a value stands: page from 1, rectangle on the displayed page."""

    page: int
    rect: NormRect
