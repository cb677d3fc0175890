"""The render worker: opens files, draws parts of pages into shared memory, reads their words. Runs in a process of its own."""

import math
import time
from collections import OrderedDict
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pymupdf
from pymupdf import mupdf

from plextera_review.domain.page_frame import PageFrame
from plextera_review.domain.text_search import Hit, find
from plextera_review.domain.words import PageText
from plextera_review.formats.source import Source, stamp_of
from plextera_review.pdf.frames import page_frames
from plextera_review.pdf.words import page_text
from plextera_review.rendering.drawing import drawn, onto_pixels
from plextera_review.rendering.keys import TILE_PIXELS
from plextera_review.rendering.rasters import RasterKey, Rasters, copy_part
from plextera_review.rendering.shelf import Shelf
from plextera_review.rendering.slots import Slots
from plextera_review.workers.child import serve
from plextera_review.workers.messages import WorkerError

_MOST_LISTS = 24
_STORE_PERCENT = 75


def render_worker(pipe: Connection, memory_limit: int | None, first: str | None = None) -> None:
    """Entry of the child process. The document ``first`` is opened before anything is asked for."""
    easel = Easel()
    handlers = {
        "ready": lambda _: None,
        "open": easel.open,
        "draw": easel.draw,
        "words": easel.words,
        "find": easel.find,
        "calibrate": easel.calibrate,
        "members": members,
        "unpack": unpack,
        "facts": facts,
    }
    serve(pipe, handlers, memory_limit, (lambda: easel.get_ready(first)) if first is not None else None)


class Easel:
    """Open documents and parsed pages, the least used ones given up first."""

    def __init__(self) -> None:
        self._shelf = Shelf(self._forget)
        self._lists: OrderedDict[tuple[str, int], pymupdf.DisplayList] = OrderedDict()
        self._frames: dict[str, list[PageFrame]] = {}
        self._rasters = Rasters()
        self._slots = Slots()

    def open(self, source: Mapping[str, Any]) -> tuple[list[PageFrame], tuple[int, int]]:
        """The frame of every page and the file's stamp. Raises the WorkerErrors of ``open_source``."""
        stamp = stamp_of(Path(source["path"]))
        opened = {**source, "stamp": stamp}
        key, document = Shelf.key(opened), self._shelf.document(opened)
        frames = self._frames.get(key)
        if frames is None:
            frames = self._frames[key] = page_frames(document)
        return frames, stamp

    def get_ready(self, first: str) -> None:
        """Open a document that will be asked for. Raises those of :meth:`open`."""
        self.open({"path": first, "mimeType": None, "password": None, "stamp": None})

    def words(self, order: Mapping[str, Any]) -> PageText:
        """The page's own words. Raises WorkerError ``PAGE_BROKEN``."""
        page = self._shelf.page(order)
        try:
            return page_text(page)
        except Exception as error:
            raise WorkerError("PAGE_BROKEN", "The page is damaged and its text cannot be read.") from error

    def find(self, order: Mapping[str, Any]) -> tuple[list[Hit], list[int]]:
        """Hits on the pages ``first`` to ``last`` and the pages that must be read in their pictures, too; damaged pages have no hits."""
        hits: list[Hit] = []
        unread: list[int] = []
        for number in range(order["first"], order["last"] + 1):
            try:
                text = self.words({"source": order["source"], "page": number})
            except WorkerError as error:
                if error.code != "PAGE_BROKEN":
                    raise
                continue
            hits += find(order["query"], number, text.words)
            if not text.is_whole:
                unread.append(number)
        return hits, unread

    def calibrate(self, order: Mapping[str, Any]) -> Any:
        """See :func:`plextera_review.rendering.calibration.calibrate`."""
        from plextera_review.rendering.calibration import calibrate

        document = self._shelf.document(order["source"])
        texts: Mapping[int, Any] = order["texts"]

        def words_of(number: int) -> Any:
            if number in texts:
                return texts[number]
            if not 1 <= number <= document.page_count:
                return ()
            try:
                return self.words({"source": order["source"], "page": number}).words
            except WorkerError:
                return ()

        return calibrate(order["samples"], page_frames(document), words_of, remembered=order["remembered"])

    def draw(self, order: Mapping[str, Any]) -> tuple[int, int, float, bool]:
        """Draw ``clip`` (device pixels of the page at ``scale``, turned by ``turns``) into the shared memory ``slot``.

        The pixels are blue, green, red and a byte of 255, without padding; returns width, height, the seconds it took, and whether
        other parts of the page now take next to none. Raises WorkerError ``PAGE_BROKEN``.
        """
        memory = self._slots.memory(order["slot"])
        if memory is None:
            return 0, 0, 0.0, False  # nobody waits for it any more
        begin = time.perf_counter()
        width, height = self._draw_into(memory, order)
        key = RasterKey(Shelf.key(order["source"]), order["page"], order["turns"], order["scale"])
        return width, height, time.perf_counter() - begin, self._rasters.find(key) is not None

    def _draw_into(self, target: memoryview, order: Mapping[str, Any]) -> tuple[int, int]:
        document, clip, scale = Shelf.key(order["source"]), order["clip"], order["scale"]
        key = RasterKey(document, order["page"], order["turns"], scale)
        whole = self._rasters.find(key)
        if whole is not None:
            return copy_part(whole, clip, target)
        page = self._page(order)
        matrix, width, height = onto_pixels(mupdf.FzRect(*page.rect), order["turns"], scale)
        across, down = clip[2] - clip[0], clip[3] - clip[1]
        part = across * down
        if part * 4 > len(target):
            raise WorkerError("PAGE_BROKEN", "This part of the page does not fit its picture.")
        tiles = math.ceil(part / TILE_PIXELS**2)
        begin = time.perf_counter()
        try:
            if (part < width * height or tiles > 1) and self._rasters.is_worthwhile(document, width, height):
                whole = self._raster(page, key, view=order["ofView"])
                return copy_part(whole, clip, target)
            larger = self._rasters.larger(key) if order["ofView"] and part == width * height else None
            if larger is not None:
                return copy_part(pymupdf.Pixmap(larger, width, height), clip, target)
            _drawn(page, matrix, clip, target)
        except Exception as error:
            raise WorkerError("PAGE_BROKEN", "This part of the page is damaged and cannot be drawn.") from error
        if part < width * height:
            self._rasters.note(document, (time.perf_counter() - begin) / tiles)
        return across, down

    def _raster(self, page: pymupdf.DisplayList, key: RasterKey, *, view: bool) -> pymupdf.Pixmap:
        """The whole page, kept for its other parts."""
        begin = time.perf_counter()
        matrix, width, height = onto_pixels(mupdf.FzRect(*page.rect), key.turns, key.scale)
        whole = pymupdf.Pixmap("raw", _drawn(page, matrix, (0, 0, width, height)))
        self._rasters.keep(key, whole, view=view)
        pymupdf.TOOLS.store_shrink(_STORE_PERCENT)  # the decoded picture will not be needed again
        self._rasters.note_page(key.document, time.perf_counter() - begin, width * height // TILE_PIXELS**2)
        return whole

    def _page(self, order: Mapping[str, Any]) -> pymupdf.DisplayList:
        key = (Shelf.key(order["source"]), order["page"])
        if key not in self._lists:
            page = self._shelf.page(order)
            try:
                self._lists[key] = page.get_displaylist()
            except Exception as error:
                raise WorkerError("PAGE_BROKEN", "The page is damaged and cannot be drawn.") from error
            if len(self._lists) > _MOST_LISTS:
                self._lists.popitem(last=False)
        self._lists.move_to_end(key)
        return self._lists[key]

    def _forget(self, document: str) -> None:
        self._rasters.forget(document)
        self._frames.pop(document, None)
        for each in [each for each in self._lists if each[0] == document]:
            del self._lists[each]


def _drawn(
    page: pymupdf.DisplayList,
    matrix: mupdf.FzMatrix,
    area: tuple[int, int, int, int],
    memory: memoryview | None = None,
) -> mupdf.FzPixmap:
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)

    def run(device: mupdf.FzDevice, onto: mupdf.FzMatrix) -> None:
        mupdf.fz_run_display_list(page.this, device, onto, everything, mupdf.FzCookie())

    return drawn(run, matrix, area, memory)


def members(order: Mapping[str, Any]) -> Any:
    """The files in an archive, see :func:`plextera_review.formats.archive.list_members`."""
    from plextera_review.formats.archive import list_members

    return list_members(Source(Path(order["path"]), password=order["password"]))


def unpack(order: Mapping[str, Any]) -> int:
    """See :func:`plextera_review.formats.archive.unpack_member`."""
    from plextera_review.formats.archive import unpack_member

    source = Source(Path(order["path"]), password=order["password"])
    return unpack_member(source, order["member"], Path(order["target"]))


def facts(order: Mapping[str, Any]) -> list[tuple[str, str]]:
    """See :func:`plextera_review.formats.recording.recording_facts`."""
    from plextera_review.formats.recording import recording_facts

    return recording_facts(Source(Path(order["path"])))
