"""What identifies a picture of a part of a page, and how a page is cut into tiles."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plextera_review.domain.geometry import PageSize
from plextera_review.domain.page_fit import pixel_size

TILE_PIXELS = 512
"""Side of a tile in device pixels; tiles at the right and lower edge are smaller."""


class TileKey(NamedTuple):
    """One tile: document, page from 1, clockwise quarter turns by the viewer, device pixels per point, place in the grid."""

    document: str
    page: int
    turns: int
    scale: float
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class TileBlock:
    """Tiles of one page at one scale that are drawn at once: the one at the upper left, and how many there are each way."""

    first: TileKey
    columns: int = 1
    rows: int = 1

    @property
    def count(self) -> int:
        """How many tiles."""
        return self.columns * self.rows

    def tiles(self) -> Iterator[TileKey]:
        """Row by row."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield self.first._replace(column=self.first.column + column, row=self.first.row + row)

    def with_tile(self, key: TileKey) -> "TileBlock":
        """The smallest block of the same page and scale that holds ``key`` too."""
        left, top = min(self.first.column, key.column), min(self.first.row, key.row)
        right = max(self.first.column + self.columns, key.column + 1)
        bottom = max(self.first.row + self.rows, key.row + 1)
        return TileBlock(self.first._replace(column=left, row=top), right - left, bottom - top)

    def clip(self, page: PageSize) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in device pixels of the drawn page."""
        width, height = pixel_size(page, self.first.turns, self.first.scale)
        left, top = self.first.column * TILE_PIXELS, self.first.row * TILE_PIXELS
        right, bottom = left + self.columns * TILE_PIXELS, top + self.rows * TILE_PIXELS
        return left, top, min(right, width), min(bottom, height)


def block_of(keys: Sequence[TileKey], most: int) -> TileBlock:
    """A block around the first key with those after it that are of the same page; it ends before the first one of another scale, because
    there begins what is less useful. At most ``most`` tiles."""
    block = TileBlock(keys[0])
    for key in keys[1:]:
        if key.scale != keys[0].scale:
            break
        if key.page == keys[0].page:
            grown = block.with_tile(key)
            block = grown if grown.count <= most else block
    return block


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
