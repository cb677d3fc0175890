"""The top of a document's first page as it opens: the page as wide as the view. Drawn in the first worker before that can do anything else.

It crosses a socket of its own, an order one way and a file in memory the other: nothing that talks to workers is imported yet on either side.
There is no picture for what is no PDF, needs a password or is damaged: the document is opened a moment later, and then says so.
"""

import mmap
import os
import socket
import struct
from contextlib import suppress
from typing import IO, NamedTuple

_ORDER = struct.Struct("<ddd")
_HEAD = struct.Struct("<IddIIII")
_MOST_PIXELS = 40_000_000
_PDF = b"%PDF-"
_HEAD_BYTES = 1024


class View(NamedTuple):
    """What a page is to be drawn for: room across and down in logical pixels, the overview of a long document included, and device pixels
    per logical pixel."""

    width: float
    height: float
    ratio: float


class FirstPicture(NamedTuple):
    """``points`` is the size of the page, ``page`` that of the whole drawn page in device pixels, ``size`` that of the part from its upper left
    corner that was drawn; ``pixels`` are premultiplied BGRA without padding, transparent where nothing was drawn."""

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
            self._end.send(_ORDER.pack(*view))
        except OSError:
            self.close()

    def receive(self) -> FirstPicture | None:
        """The picture, if it came; no more comes in any case: close the socket."""
        try:
            head, files, _, _ = socket.recv_fds(self._end, _HEAD.size, 1)
        except OSError:
            return None
        if len(head) < _HEAD.size or not files:
            return None
        count, across, down, *pixels = _HEAD.unpack(head)
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


def send_first_picture(descriptor: int, path: str) -> None:
    """The worker's end: draw what is ordered over the socket ``descriptor``. Raises nothing; the socket is closed in any case."""
    with socket.socket(fileno=descriptor) as end, suppress(Exception):  # whoever opens the document next hears of it
        _send(end, path)


def _send(end: socket.socket, path: str) -> None:
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes longer to import than a page to be drawn
        data = file.read()
    if _PDF not in data[:_HEAD_BYTES]:
        return
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    from plextera_review.domain.geometry import PageSize
    from plextera_review.domain.page_fit import MARGIN, bounded_scale, device_scale, fitting_scale, overview_width
    from plextera_review.rendering.drawing import drawn, onto_pixels

    document = pymupdf.open(stream=data, filetype="pdf")
    if document.needs_pass:
        return
    page = document[0].get_displaylist()
    points = (page.rect.width, page.rect.height)
    order = end.recv(_ORDER.size, socket.MSG_WAITALL)
    if len(order) < _ORDER.size:
        return  # nobody looks
    view = View(*_ORDER.unpack(order))
    room = view.width - overview_width(document.page_count)
    scale = device_scale(bounded_scale(fitting_scale(PageSize(*points), 0, room, None)), view.ratio)
    matrix, across, down = onto_pixels(page.rect, 0, scale)
    size = (min(across, round(room * view.ratio)), min(down, round((view.height - MARGIN) * view.ratio)))
    if across * down == 0 or size[0] * size[1] > _MOST_PIXELS:
        return
    pixels = drawn(page, matrix, pymupdf.IRect(0, 0, *size))
    with _memory_file() as file:
        file.write(pixels.samples_mv)
        file.flush()
        socket.send_fds(end, [_HEAD.pack(document.page_count, *points, across, down, *size)], [file.fileno()])


def _memory_file() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("first picture"), "wb", buffering=0)  # noqa: PTH123 - the caller closes it
    import tempfile

    return tempfile.TemporaryFile("wb", buffering=0)
