"""Draws the top of a document's first page, as wide as the view, in the first worker before that can do anything else.

It crosses a socket of its own, an order one way and a file in memory the other: nothing that talks to workers is imported yet on either side.
There is no picture for what is no PDF, needs a password or is damaged: the document is opened a moment later, and then says so.
"""

import importlib.util
import os
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # what is imported here delays the first page: typing by 3 ms
if TYPE_CHECKING:
    from typing import Any

    from pymupdf import mupdf

ORDER = struct.Struct("<ddd")
"""Room across and down in logical pixels, the overview of a long document included, and device pixels per logical pixel."""
HEAD = struct.Struct("<IddIIII")
"""How many pages; width and height of the first in points, of the whole drawn page and of the drawn part of it in pixels. With it comes a file of
the pixels: blue, green, red and a byte of 255, without padding."""
_MOST_PIXELS = 40_000_000
_MOST_SECONDS = 1.0
_PDF = b"%PDF-"
_HEAD_BYTES = 1024


def send_first_picture(descriptor: int, path: str) -> None:
    """The worker's end: draw what is ordered over the socket ``descriptor``. Raises nothing; the socket is closed in any case.

    The drawing is done by a copy of this process, which has :data:`_MOST_SECONDS`. PyMuPDF must find the bindings unused, and a page that takes
    forever costs no more than that.
    """
    with socket.socket(fileno=descriptor) as end, suppress(Exception):  # whoever opens the document next hears of it
        if not _is_pdf(path):
            return
        with _bindings_alone():
            from plextera_review.rendering import drawing  # noqa: F401 - once for both processes

            drawer = os.fork()
            if drawer == 0:
                try:
                    signal.setitimer(signal.ITIMER_REAL, _MOST_SECONDS)
                    _send(end, path)
                finally:
                    os._exit(0)
        os.waitpid(drawer, 0)


def _is_pdf(path: str) -> bool:
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes longer to import than the file to be read
        return _PDF in file.read(_HEAD_BYTES)


@contextmanager
def _bindings_alone() -> Iterator[None]:
    """MuPDF's bindings can be imported without PyMuPDF around them, which is 30 ms more. Whoever imports PyMuPDF afterwards gets it whole."""
    spec = importlib.util.find_spec("pymupdf")
    if spec is None:
        raise ImportError("pymupdf")
    sys.modules["pymupdf"] = importlib.util.module_from_spec(spec)
    try:
        yield
    finally:
        del sys.modules["pymupdf"]


def _send(end: socket.socket, path: str) -> None:
    from pymupdf import mupdf

    from plextera_review.domain.geometry import PageSize
    from plextera_review.domain.page_fit import (
        MARGIN,
        bounded_scale,
        device_scale,
        fitting_scale,
        overview_width,
        pixel_size,
    )
    from plextera_review.rendering.drawing import drawn, onto_pixels

    document = mupdf.pdf_open_document(path).super()
    if mupdf.fz_needs_password(document):
        return
    count, page = mupdf.fz_count_pages(document), mupdf.fz_load_page(document, 0)
    rect = mupdf.fz_bound_page(page)
    points = (rect.x1 - rect.x0, rect.y1 - rect.y0)
    order = end.recv(ORDER.size, socket.MSG_WAITALL)
    if len(order) < ORDER.size:
        return  # nobody looks
    width, height, ratio = ORDER.unpack(order)
    room = width - overview_width(count)
    scale = device_scale(bounded_scale(fitting_scale(PageSize(*points), 0, room, None)), ratio)
    matrix, *_ = onto_pixels(rect, 0, scale)
    across, down = pixel_size(PageSize(*points), 0, scale)
    size = (min(across, round(room * ratio)), min(down, round((height - MARGIN) * ratio)))
    if size[0] * size[1] > _MOST_PIXELS:
        return

    def run(device: "mupdf.FzDevice", onto: "mupdf.FzMatrix") -> None:
        mupdf.fz_run_page(page, device, onto, mupdf.FzCookie())

    pixels = drawn(run, matrix, (0, 0, *size))
    with _memory_file() as file:
        file.write(mupdf.fz_pixmap_samples_memoryview(pixels))
        socket.send_fds(end, [HEAD.pack(count, *points, across, down, *size)], [file.fileno()])


def _memory_file() -> "Any":
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("first picture"), "wb", buffering=0)  # noqa: PTH123 - the caller closes it
    import tempfile

    return tempfile.TemporaryFile("wb", buffering=0)
