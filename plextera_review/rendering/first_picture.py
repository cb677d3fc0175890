"""The top of a document's first page as it opens: the page as wide as the view. The window's side of
:mod:`plextera_review.rendering.first_drawing`."""

import mmap
import os
import socket
from typing import NamedTuple

from plextera_review.rendering.first_drawing import HEAD, ORDER


class View(NamedTuple):
    """What a page is to be drawn for: room across and down in logical pixels, the overview of a long document included, and device pixels
    per logical pixel."""

    width: float
    height: float
    ratio: float


class FirstPicture(NamedTuple):
    """``points`` is the size of the page, ``page`` that of the whole drawn page in device pixels, ``size`` that of the part from its upper left
    corner that was drawn; ``pixels`` are blue, green, red and a byte of 255, without padding."""

    page_count: int
    points: tuple[float, float]
    page: tuple[int, int]
    size: tuple[int, int]
    pixels: mmap.mmap


class FirstPictureWanted:
    """The window's end. :meth:`order` says for what view, :meth:`receive` takes what came, once something can be read."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._end.setblocking(False)
        self.is_open = True

    @property
    def descriptor(self) -> int:
        """To be watched for something to read while :attr:`is_open`."""
        return self._end.fileno()

    def order(self, view: View) -> None:
        """Have the picture drawn."""
        try:
            self._end.send(ORDER.pack(*view))
        except OSError:
            self.close()

    def receive(self) -> FirstPicture | None:
        """The picture, if it came; no more comes in any case: close the socket."""
        try:
            head, files, _, _ = socket.recv_fds(self._end, HEAD.size, 1)
        except OSError:
            return None
        if len(head) < HEAD.size or not files:
            return None
        count, across, down, *pixels = HEAD.unpack(head)
        page, size = (pixels[0], pixels[1]), (pixels[2], pixels[3])
        try:
            return FirstPicture(count, (across, down), page, size, mmap.mmap(files[0], size[0] * size[1] * 4))
        except (OSError, ValueError):
            return None
        finally:
            os.close(files[0])

    def close(self) -> None:
        """No picture is wanted any more."""
        self.is_open = False
        self._end.close()
