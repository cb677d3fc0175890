"""The render worker: opens documents and draws parts of pages into shared memory. Runs in a process of its own."""

from collections import OrderedDict
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import Any

import pymupdf
from pymupdf import mupdf

from plextera_review.pdf.reading import open_document, page_sizes
from plextera_review.workers.child import serve
from plextera_review.workers.messages import WorkerError

_MOST_DOCUMENTS = 4
_MOST_LISTS = 24


def render_worker(pipe: Connection, memory_limit: int | None) -> None:
    """Entry of the child process; handlers ``open`` and ``draw``."""
    easel = Easel()
    serve(pipe, {"open": easel.open, "draw": easel.draw}, memory_limit)


class Easel:
    """Open documents and parsed pages, the least used ones given up first."""

    def __init__(self) -> None:
        self._documents: OrderedDict[tuple[str, str | None], pymupdf.Document] = OrderedDict()
        self._lists: OrderedDict[tuple[str, int], pymupdf.DisplayList] = OrderedDict()
        self._bgr = pymupdf.Colorspace(pymupdf.CS_RGB)
        self._bgr.this = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_BGR)  # the byte order Qt paints without conversion

    def open(self, source: Mapping[str, Any]) -> list[tuple[float, float]]:
        """Size of every displayed page in points. Raises the WorkerErrors of ``open_document``."""
        return [(size.width, size.height) for size in page_sizes(self._document(source))]

    def draw(self, order: Mapping[str, Any]) -> tuple[int, int]:
        """Draw ``clip`` (device pixels of the page at ``scale``, turned by ``turns``) into the shared memory ``slot``.

        The pixels are premultiplied BGRA without padding; returns width and height. Raises WorkerError ``PAGE_BROKEN``.
        """
        page = self._page(order["source"], order["page"])
        turned = pymupdf.Matrix(order["scale"], order["scale"]).prerotate(90 * order["turns"])
        corner = (page.rect * turned).normalize()
        matrix = turned * pymupdf.Matrix(1, 0, 0, 1, -corner.x0, -corner.y0)
        try:
            pixels = self._drawn(page, matrix, pymupdf.IRect(order["clip"]))
        except Exception as error:
            raise WorkerError("PAGE_BROKEN", "This part of the page is damaged and cannot be drawn.") from error
        data = pixels.samples_mv
        slot = SharedMemory(order["slot"])
        try:
            if slot.buf is None or len(data) > slot.size or pixels.stride != pixels.width * 4:
                raise WorkerError("PAGE_BROKEN", "This part of the page does not fit its picture.")
            slot.buf[: len(data)] = data
        finally:
            slot.close()
        return pixels.width, pixels.height

    def _drawn(self, page: pymupdf.DisplayList, matrix: pymupdf.Matrix, area: pymupdf.IRect) -> pymupdf.Pixmap:
        """Exactly ``area``: ``DisplayList.get_pixmap`` takes its clip in points and rounds it."""
        bounds = mupdf.FzIrect(*area)
        # With a list of separations, even an empty one: without it spot and RGB colours are taken through CMYK.
        target = mupdf.fz_new_pixmap_with_bbox(self._bgr.this, bounds, mupdf.FzSeparations(), 1)
        mupdf.fz_clear_pixmap(target)
        device = mupdf.fz_new_draw_device_with_bbox(mupdf.FzMatrix(*matrix), target, bounds)
        everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
        mupdf.fz_run_display_list(page.this, device, mupdf.FzMatrix(), everything, mupdf.FzCookie())
        mupdf.fz_close_device(device)
        return pymupdf.Pixmap("raw", target)

    def _document(self, source: Mapping[str, Any]) -> pymupdf.Document:
        key = (source["path"], source["password"])
        document = self._documents.get(key)
        if document is None:
            document = open_document(Path(source["path"]), source["mimeType"], source["password"])
            self._documents[key] = document
            if len(self._documents) > _MOST_DOCUMENTS:
                (path, _), _old = self._documents.popitem(last=False)
                for each in [each for each in self._lists if each[0] == path]:
                    del self._lists[each]
        self._documents.move_to_end(key)
        return document

    def _page(self, source: Mapping[str, Any], number: int) -> pymupdf.DisplayList:
        key = (source["path"], number)
        if key not in self._lists:
            try:
                self._lists[key] = self._document(source)[number - 1].get_displaylist()
            except WorkerError:
                raise
            except Exception as error:
                raise WorkerError("PAGE_BROKEN", "The page is damaged and cannot be drawn.") from error
            if len(self._lists) > _MOST_LISTS:
                self._lists.popitem(last=False)
        self._lists.move_to_end(key)
        return self._lists[key]
