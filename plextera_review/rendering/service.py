"""Draws parts of pages in worker processes. The window process never runs PyMuPDF: it holds the GIL and may crash."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import Any

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.geometry import NormRect, PageSize
from plextera_review.rendering.keys import TILE_PIXELS, TileKey, pixel_size
from plextera_review.workers.messages import WorkerError
from plextera_review.workers.process import WorkerProcess

_MEMORY_BYTES = 3 * 1024**3
_OPEN_SECONDS = 30.0
_TILE_SECONDS = 10.0
_SLOT_BYTES = TILE_PIXELS * TILE_PIXELS * 4
_MOST_CROP_PIXELS = 2048
_NUDGE = 1e-6  # an edge on a pixel's edge stays there

_HINTS = {
    "PASSWORD_NEEDED": "Opening files with a password is not possible yet; its fields can be reviewed without the page.",
    "UNSUPPORTED_DOCUMENT": "Its fields can be reviewed without the page.",
    "WORKER_TIMEOUT": "The rest of the document is not affected.",
}


@dataclass(frozen=True, slots=True)
class DocumentHandle:
    """An open document: displayed page sizes in points, page 1 first."""

    id: str
    path: Path
    mime_type: str | None
    page_sizes: tuple[PageSize, ...]
    password: str | None = field(default=None, repr=False)
    worker: int = 0


@dataclass(frozen=True, slots=True)
class Tile:
    """Pixels: premultiplied BGRA, ``width * 4`` bytes a row, transparent where the page is bare paper."""

    width: int
    height: int
    data: bytes

    @property
    def stride(self) -> int:
        """Bytes a row."""
        return self.width * 4


class RenderService:
    """Workers with document affinity (MuPDF keeps decoded images), one shared-memory slot each.

    A worker that hangs longer than ``tile_seconds`` is killed, one that crashes is replaced; both cost one picture. Raises only
    :class:`DocumentError`.
    """

    def __init__(self, workers: int = 2, tile_seconds: float = _TILE_SECONDS) -> None:
        self._workers = [WorkerProcess(f"render-{n}", _enter, (_MEMORY_BYTES,)) for n in range(workers)]
        self._tile_seconds = tile_seconds
        self._numbers = itertools.count(1)
        self._handles: dict[str, DocumentHandle] = {}
        self._free: list[SharedMemory] = []
        self._slots: list[SharedMemory] = []

    @property
    def process_ids(self) -> list[int]:
        """The running workers, for memory figures and tests."""
        return [worker.process_id for worker in self._workers if worker.process_id is not None]

    def start(self) -> None:
        """Spawn the workers, so that the first page need not wait for them."""
        for worker in self._workers:
            worker.start()

    async def close(self) -> None:
        """Stop the workers and give the shared memory back."""
        for worker in self._workers:
            await worker.close()
        for slot in self._slots:
            slot.close()
            slot.unlink()
        self._slots.clear()
        self._free.clear()

    async def open(self, path: Path, mime_type: str | None, password: str | None = None) -> DocumentHandle:
        """Open a document. Raises DocumentError with the reason when it cannot be shown."""
        number = next(self._numbers)
        place = number % len(self._workers)
        source = {"path": str(path), "mimeType": mime_type, "password": password}
        try:
            sizes = await self._workers[place].call("open", source, _OPEN_SECONDS)
        except WorkerError as error:
            raise _translated(error) from None
        pages = tuple(PageSize(width, height) for width, height in sizes)
        handle = DocumentHandle(f"doc-{number}", path, mime_type, pages, password, place)
        self._handles[handle.id] = handle
        return handle

    async def tile(self, key: TileKey) -> Tile:
        """The pixels of one tile. Raises DocumentError when it cannot be drawn."""
        handle = self._handles[key.document]
        width, height = pixel_size(handle.page_sizes[key.page - 1], key.turns, key.scale)
        left, top = key.column * TILE_PIXELS, key.row * TILE_PIXELS
        clip = (left, top, min(left + TILE_PIXELS, width), min(top + TILE_PIXELS, height))
        return await self._draw(handle, key.page, key.turns, key.scale, clip, _SLOT_BYTES)

    async def crop(self, handle: DocumentHandle, page: int, rect: NormRect, height_px: int) -> Tile:
        """A part of a page, about ``height_px`` device pixels high. Raises DocumentError when it cannot be drawn."""
        if not 1 <= page <= len(handle.page_sizes):
            raise DocumentError("NO_PAGE", "There is no such page", f"The document has no page {page}.")
        size = handle.page_sizes[page - 1]
        box = rect.to_points(size)
        scale = height_px / max(box.y1 - box.y0, 1.0)
        scale = min(scale, _MOST_CROP_PIXELS / max(box.x1 - box.x0, 1.0))
        left, top = math.floor(box.x0 * scale + _NUDGE), math.floor(box.y0 * scale + _NUDGE)
        right, bottom = math.ceil(box.x1 * scale - _NUDGE), math.ceil(box.y1 * scale - _NUDGE)
        clip = (left, top, max(right, left + 1), max(bottom, top + 1))
        return await self._draw(handle, page, 0, scale, clip, _MOST_CROP_PIXELS * (height_px + 2) * 4)

    async def _draw(
        self,
        handle: DocumentHandle,
        page: int,
        turns: int,
        scale: float,
        clip: tuple[int, int, int, int],
        most_bytes: int,
    ) -> Tile:
        source = {"path": str(handle.path), "mimeType": handle.mime_type, "password": handle.password}
        slot = self._slot(most_bytes)
        order: Mapping[str, Any] = {
            "source": source,
            "page": page,
            "turns": turns % 4,
            "scale": scale,
            "clip": clip,
            "slot": slot.name,
        }
        try:
            width, height = await self._workers[handle.worker].call("draw", order, self._tile_seconds)
            # Copied out, so that no living picture looks into a slot that is drawn into again (0.1 ms a tile).
            return Tile(width, height, bytes((slot.buf or b"")[: width * height * 4]))
        except WorkerError as error:
            raise _translated(error) from None
        finally:
            if slot in self._slots:  # not after close()
                self._free.append(slot)

    def _slot(self, size: int) -> SharedMemory:
        fitting = next((slot for slot in self._free if slot.size >= size), None)
        if fitting is not None:
            self._free.remove(fitting)
            return fitting
        slot = SharedMemory(create=True, size=size)
        self._slots.append(slot)
        return slot


def _translated(error: WorkerError) -> DocumentError:
    messages = {
        "WORKER_TIMEOUT": "Drawing took too long and was stopped.",
        "WORKER_DIED": "Drawing ended unexpectedly.",
        "OUT_OF_MEMORY": "Drawing needs more memory than a document may have.",
    }
    message = messages.get(error.code, error.message)
    return DocumentError(error.code, "The page cannot be shown", message, _HINTS.get(error.code, ""))


def _enter(pipe: Connection, memory_limit: int) -> None:
    """Entry of the worker: PyMuPDF is imported there and nowhere in the window."""
    from plextera_review.rendering.worker import render_worker

    render_worker(pipe, memory_limit)
