"""How quickly the pages of one document are drawn, learnt from the pictures that came."""

import math
from collections import deque

from plextera_review.rendering.document import Picture

MOST_TILES = 16
"""Of one block."""
_BLOCK_SECONDS = 0.03
_BLINK_SECONDS = 0.03
_BRIEF_SECONDS = 0.015
_HEARD = 3  # pictures


class DrawingPace:
    """Before the first sharp picture came nothing is known: pages count as slow, and blocks may have any size."""

    def __init__(self) -> None:
        self.most_tiles = MOST_TILES
        """How many neighbouring tiles to draw at once: as many as take about 30 ms, since each way to the worker and back costs 5."""
        self._tile_seconds = math.inf  # of a sharp one
        self._last: deque[float] = deque(maxlen=_HEARD)
        self._is_whole = False

    def note_preview(self, picture: Picture) -> None:
        """A preview came."""
        self._set_block(picture.seconds, 1, is_whole=picture.is_whole)

    def note(self, picture: Picture, tiles: int) -> None:
        """So many sharp tiles came in one picture."""
        seconds = picture.seconds / tiles
        if picture.is_whole:
            if self._is_whole:  # other parts of a page that was decoded before take next to none
                seconds = max(seconds, self._tile_seconds)
            self._last.clear()
        else:  # a busy processor and parts of a page only make it longer
            self._last.append(seconds)
            seconds = min(self._last)
        self._tile_seconds, self._is_whole = seconds, picture.is_whole
        self._set_block(picture.seconds, tiles, is_whole=picture.is_whole)

    def _set_block(self, seconds: float, tiles: int, *, is_whole: bool) -> None:
        in_time = int(_BLOCK_SECONDS * tiles / max(seconds, 1e-6))
        self.most_tiles = MOST_TILES if is_whole else min(max(in_time, 1), MOST_TILES)

    def seconds(self, tiles: int) -> float:
        """About how long so many sharp tiles of a page take to be drawn."""
        return tiles * self._tile_seconds if tiles else 0.0

    @property
    def is_slow(self) -> bool:
        """Whether each page has to be decoded whole, as scans have."""
        return self._is_whole

    def sharp_first(self, tiles: int) -> bool:
        """Whether so many sharp tiles come about as soon as the page's preview would; where a page is decoded whole for any part of it,
        the preview costs nothing afterwards."""
        return self._is_whole or self.seconds(tiles) <= _BLINK_SECONDS

    def is_brief(self, tiles: int) -> bool:
        """Whether so many tiles are expected within milliseconds."""
        return self.seconds(tiles) <= _BRIEF_SECONDS
