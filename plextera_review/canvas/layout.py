"""Where pages lie in the scrolled content. Pure.

Content coordinates are logical pixels, origin at the top left of the whole column of pages. A page's size is a whole number of
*device* pixels, so that its tiles fit without a seam.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from plextera_review.domain.geometry import NormRect, PageSize
from plextera_review.domain.page_fit import MARGIN, device_scale, pixel_size

GAP = 14.0
"""Free space between two pages, in logical pixels."""


@dataclass(frozen=True, slots=True)
class ViewRect:
    """A rectangle in logical pixels, of the content or of the viewport as its user says; y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.y + self.height

    def moved(self, dx: float, dy: float) -> "ViewRect":
        """The rectangle somewhere else."""
        return ViewRect(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> "ViewRect":
        """Larger by ``by`` on every side."""
        return ViewRect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def holds(self, x: float, y: float) -> bool:
        """True when the point lies inside or on the edge."""
        return self.x <= x <= self.right and self.y <= y <= self.bottom

    def meets(self, other: "ViewRect") -> bool:
        """True when the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that survives zooming: page from 1, fractions of the turned page (outside 0..1: beside the page)."""

    page: int
    x: float
    y: float


class PageLayout:
    """Pages in one centred column.

    ``scale`` is logical pixels per point, ``ratio`` device pixels per logical pixel, ``view_width`` the room to centre in.
    """

    def __init__(
        self, sizes: Sequence[PageSize], turns: int, scale: float, ratio: float = 1.0, view_width: float = 0.0
    ) -> None:
        self.turns = turns % 4
        self.device_scale = device_scale(scale, ratio)
        self._sizes = []
        for each in sizes:
            width, height = pixel_size(each, self.turns, self.device_scale)
            self._sizes.append((width / ratio, height / ratio))
        *self._tops, end = accumulate((height + GAP for _, height in self._sizes), initial=MARGIN)
        self._widest = max((width for width, _ in self._sizes), default=0.0)
        self.width = max(self._widest + 2 * MARGIN, view_width)
        self.height = end - GAP + MARGIN if self._sizes else 0.0

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    def page(self, number: int) -> ViewRect:
        """Where page ``number`` (from 1) lies in the content."""
        width, height = self._sizes[number - 1]
        return ViewRect((self.width - width) / 2, self._tops[number - 1], width, height)

    @property
    def column(self) -> tuple[float, float]:
        """Left and right edge of what pages take up; beside it is nothing but backdrop."""
        return (self.width - self._widest) / 2, (self.width + self._widest) / 2

    def page_at(self, y: float) -> int:
        """The page at that height of the content, or the one above it; 1 at the top."""
        return min(max(bisect_right(self._tops, y), 1), max(self.page_count, 1))

    def pages_between(self, top: float, bottom: float) -> range:
        """The pages that show between two heights of the content; the one above where nothing but the gap between two does."""
        if not self._sizes:
            return range(0)
        first, last = self.page_at(top), self.page_at(bottom)
        if first < last and self._tops[first - 1] + self._sizes[first - 1][1] <= top:
            first += 1
        return range(first, last + 1)

    def rect(self, page: int, part: NormRect) -> ViewRect:
        """Where a part of the displayed page (before the viewer's turning) lies in the content."""
        whole, turned = self.page(page), part.turned(self.turns)
        return ViewRect(
            whole.x + turned.x * whole.width,
            whole.y + turned.y * whole.height,
            turned.width * whole.width,
            turned.height * whole.height,
        )

    def spot(self, x: float, y: float) -> Spot:
        """What lies at a point of the content."""
        number = self.page_at(y)
        whole = self.page(number)
        return Spot(number, (x - whole.x) / whole.width, (y - whole.y) / whole.height)

    def point(self, spot: Spot) -> tuple[float, float]:
        """Where a spot lies in the content."""
        whole = self.page(min(spot.page, self.page_count))
        return whole.x + spot.x * whole.width, whole.y + spot.y * whole.height
