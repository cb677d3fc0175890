"""Whole pages kept as pixels: MuPDF decodes a page's picture anew for every tile, so a scan is drawn once and cut up here."""

from collections import OrderedDict
from typing import NamedTuple

import pymupdf

MOST_PIXELS = 16_000_000
"""A larger page is drawn tile by tile however long that takes."""
_MOST_BYTES = 48 * 1024 * 1024
_SLOW_SECONDS = 0.015


class RasterKey(NamedTuple):
    """One page at one scale: document, page from 1, clockwise quarter turns, device pixels per point."""

    document: str
    page: int
    turns: int
    scale: float


class Rasters:
    """Keeps a few pages, and knows which documents are slow to draw in parts: a scan's next page is a scan."""

    def __init__(self) -> None:
        self._kept: OrderedDict[RasterKey, pymupdf.Pixmap] = OrderedDict()
        self._bytes = 0
        self._slow: set[str] = set()
        self._viewed: dict[str, float] = {}  # the scale at which a document is looked at

    def find(self, key: RasterKey) -> pymupdf.Pixmap | None:
        """The pixels of a whole page, if they are kept."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: RasterKey, pixels: pymupdf.Pixmap, *, view: bool = False) -> None:
        """Keep the pixels of a whole page; the least used ones go. ``view``: at the scale the document is looked at."""
        self._kept[key] = pixels
        if view:
            self._viewed[key.document] = key.scale
        self._bytes += pixels.stride * pixels.height
        while self._bytes > _MOST_BYTES and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._bytes -= old.stride * old.height

    def is_worthwhile(self, document: str, width: int, height: int) -> bool:
        """Whether to draw the whole page (pixels) for the sake of one part of it."""
        return document in self._slow and width * height <= MOST_PIXELS

    def larger(self, key: RasterKey) -> pymupdf.Pixmap | None:
        """The pixels of the page at the scale the document is looked at, if they are kept: a smaller picture can be made from them."""
        scale = self._viewed.get(key.document, 0.0)
        return self._kept.get(key._replace(scale=scale)) if scale > key.scale else None

    def note(self, document: str, seconds: float) -> None:
        """How long a part of a page took."""
        if seconds > _SLOW_SECONDS:
            self._slow.add(document)

    def note_page(self, document: str, seconds: float, tiles: int) -> None:
        """How long a whole page of so many tiles took: pages that are quick again are drawn in parts again."""
        if seconds < _SLOW_SECONDS * tiles / 3:
            self._slow.discard(document)

    def forget(self, document: str) -> None:
        """The document was closed."""
        self._slow.discard(document)
        self._viewed.pop(document, None)
        for key in [each for each in self._kept if each.document == document]:
            old = self._kept.pop(key)
            self._bytes -= old.stride * old.height


def copy_part(source: pymupdf.Pixmap, clip: tuple[int, int, int, int], target: memoryview) -> tuple[int, int]:
    """Copy ``clip`` (left, top, right, bottom in pixels) row by row into ``target``; returns its width and height."""
    left, top = max(clip[0], 0), max(clip[1], 0)
    right, bottom = min(clip[2], source.width), min(clip[3], source.height)
    width, height = right - left, bottom - top
    pixels, stride, row = source.samples_mv, source.stride, width * 4
    for number in range(height):
        begin = (top + number) * stride + left * 4
        target[number * row : (number + 1) * row] = pixels[begin : begin + row]
    return width, height
