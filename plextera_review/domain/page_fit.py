"""How large a page is shown. Lengths in logical pixels, scales in logical pixels per point."""

import math

from plextera_review.domain.geometry import PageSize

FULL_SIZE = 96 / 72
"""Logical pixels per point at 100 %."""
MARGIN = 20.0
"""Free space around the column of pages, in logical pixels."""
OVERVIEW_WIDTH = 12
"""What the overview beside the pages of a long document takes, in logical pixels."""
_OVERVIEW_PAGES = 4
_MOST_FITTED = 3.0 * FULL_SIZE  # a stamp is not blown up to a poster
_LEAST, _MOST = 0.1 * FULL_SIZE, 8.0 * FULL_SIZE


def fitting_scale(size: PageSize, turns: int, width: float, height: float | None) -> float:
    """The scale at which a page fills a viewport of that size (``height`` None: its width alone), margins kept."""
    shown = size.rotated(turns)
    across = min(max(width - 2 * MARGIN, 16.0) / shown.width, _MOST_FITTED)
    return across if height is None else min(across, max(height - 2 * MARGIN, 16.0) / shown.height)


def bounded_scale(scale: float) -> float:
    """A scale within what may be zoomed to; rounded down, so that a page is never wider than what it has to fit."""
    return math.floor(min(max(scale, _LEAST), _MOST) * 1e4) / 1e4


def device_scale(scale: float, ratio: float) -> float:
    """Device pixels per point, as in the keys of pictures; ``ratio`` is device pixels per logical pixel."""
    return round(scale * ratio, 4)


def overview_width(page_count: int) -> int:
    """What the overview beside so many pages takes, in logical pixels: short documents have none."""
    return OVERVIEW_WIDTH if page_count >= _OVERVIEW_PAGES else 0


def pixel_size(page: PageSize, turns: int, scale: float) -> tuple[int, int]:
    """Width and height of a drawn page in device pixels."""
    size = page.rotated(turns)
    return _pixels(size.width * scale), _pixels(size.height * scale)


def _pixels(length: float) -> int:
    """Rounded up, but a hair above a whole number is noise of the arithmetic: 2.055 × 400 is 822."""
    return max(math.ceil(length - 1e-6), 1)
