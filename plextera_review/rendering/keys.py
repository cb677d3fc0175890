"""What identifies a picture of a part of a page, and how a page is cut into tiles."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from plextera_review.domain.geometry import PageSize

TILE_PIXELS = 512
"""Side of a tile in device pixels; tiles at the right and lower edge are smaller."""


@dataclass(frozen=True, slots=True)
class TileKey:
    """One tile: document, page from 1, clockwise quarter turns by the viewer, device pixels per point, place in the grid."""

    document: str
    page: int
    turns: int
    scale: float
    column: int
    row: int


def pixel_size(page: PageSize, turns: int, scale: float) -> tuple[int, int]:
    """Width and height of a drawn page in device pixels."""
    size = page.rotated(turns)
    return _pixels(size.width * scale), _pixels(size.height * scale)


def _pixels(length: float) -> int:
    """Rounded up, but a hair above a whole number is noise of the arithmetic: 2.055 × 400 is 822."""
    return max(math.ceil(length - 1e-6), 1)


def tiles_between(
    document: str, page: int, size: PageSize, turns: int, scale: float, area: tuple[float, float, float, float]
) -> Iterator[TileKey]:
    """The tiles that touch an area of a drawn page (left, top, right, bottom in device pixels), row by row."""
    width, height = pixel_size(size, turns, scale)
    left, top = max(int(area[0] // TILE_PIXELS), 0), max(int(area[1] // TILE_PIXELS), 0)
    right, bottom = math.ceil(min(area[2], width) / TILE_PIXELS), math.ceil(min(area[3], height) / TILE_PIXELS)
    for row in range(top, bottom):
        for column in range(left, right):
            yield TileKey(document, page, turns, scale, column, row)


def preview_key(document: str, page: int, size: PageSize, turns: int) -> TileKey:
    """The whole page in one small tile, shown until the sharp ones are there."""
    return TileKey(document, page, turns, (TILE_PIXELS - 1) / max(size.width, size.height), 0, 0)
