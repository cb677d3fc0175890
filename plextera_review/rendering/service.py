"""Everything a document's file is asked for, answered by worker processes. The window process never runs PyMuPDF: it holds the GIL
and may crash."""

import asyncio
import itertools
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.text_search import Hit
from plextera_review.domain.words import PageText
from plextera_review.rendering.document import DocumentHandle, Picture, document_error
from plextera_review.rendering.entry import MEMORY_BYTES, enter_reader, enter_render
from plextera_review.rendering.keys import TILE_PIXELS, TileBlock
from plextera_review.rendering.pool import Urgency, WorkerPool
from plextera_review.rendering.slot_pool import SlotPool
from plextera_review.workers.messages import WorkerError
from plextera_review.workers.process import WorkerProcess
from plextera_review.workers.spawning import Child

_OPEN_SECONDS = 30.0
_TILE_SECONDS = 10.0
_TEXT_SECONDS = 20.0
_READ_SECONDS = 90.0
_READER_REST_SECONDS = 20.0
_TILE_BYTES = TILE_PIXELS * TILE_PIXELS * 4
_MOST_CROP_PIXELS = 2048
_NUDGE = 1e-6  # an edge on a pixel's edge stays there
_FATAL = {"WORKER_TIMEOUT", "WORKER_DIED"}


class RenderService:
    """Workers with document affinity (MuPDF keeps decoded images), shared-memory slots for pixels, one more worker that reads pictures.

    A worker that hangs longer than ``tile_seconds`` is killed, one that crashes is replaced; both cost one page, which is not tried
    again while the document is open. Raises only :class:`DocumentError`. ``first`` is the first worker when it was spawned before.
    """

    def __init__(self, workers: int = 2, tile_seconds: float = _TILE_SECONDS, first: Child | None = None) -> None:
        limit = (MEMORY_BYTES,)

        def worker(number: int) -> WorkerProcess:
            return WorkerProcess(f"render-{number}", enter_render, limit, None, first if number == 0 else None)

        self._pool = WorkerPool(workers, worker)
        self._readers = WorkerPool(1, lambda _: WorkerProcess("reader", enter_reader, limit, None))
        self._tile_seconds = tile_seconds
        self._numbers = itertools.count(1)
        self._given_up: dict[tuple[str, int], DocumentError] = {}
        self._rest: asyncio.TimerHandle | None = None
        self._slots = SlotPool()
        self._handles: dict[str, DocumentHandle] = {}
        self._passwords: dict[Path, str] = {}  # for this run only, never written anywhere

    @property
    def process_ids(self) -> list[int]:
        """The running workers, for memory figures and tests."""
        return [*self._pool.process_ids, *self._readers.process_ids]

    @property
    def restarts(self) -> int:
        """How many workers were replaced after a crash or a hang."""
        return self._pool.restarts + self._readers.restarts

    def start(self, *, everyone: bool = False) -> None:
        """Spawn the first worker, so that the first page need not wait for it; the others come with their first work, or now (``everyone``),
        because a document is slow to draw. Needs no running loop: it may be the first thing a program does.
        """
        self._pool.start(None if everyone else 0)

    async def close(self) -> None:
        """Stop the workers and give the shared memory back."""
        if self._rest is not None:
            self._rest.cancel()
        await self._readers.close()
        await self._pool.close()
        self._slots.close()

    async def open(
        self, path: Path, mime_type: str | None, password: str | None = None, urgency: Urgency = Urgency.NOW
    ) -> DocumentHandle:
        """Open a document. A password that opened it once is remembered for this run.

        Raises DocumentError with the reason when it has no pages to show: among them ``PASSWORD_NEEDED``, ``PASSWORD_WRONG``,
        ``IS_ARCHIVE`` (ask :meth:`members`) and ``IS_RECORDING`` (ask :meth:`facts`).
        """
        number = next(self._numbers)
        home = self._pool.home_of(number)
        password = password or self._passwords.get(path)
        source = {"path": str(path), "mimeType": mime_type, "password": password, "stamp": None}
        try:
            frames, stamp = await self._pool.call(home, "open", source, _OPEN_SECONDS, urgency)
        except WorkerError as error:
            raise document_error(error) from None
        self._remember(path, password)
        sizes = tuple(frame.size for frame in frames)
        handle = DocumentHandle(f"doc-{number}", path, mime_type, tuple(frames), sizes, password, stamp, home)
        self._handles[handle.id] = handle
        return handle

    def forget(self, handle: DocumentHandle) -> None:
        """The document is closed; its tiles are not asked for any more."""
        self._handles.pop(handle.id, None)
        self._slots.tidy()
        for key in [each for each in self._given_up if each[0] == handle.id]:
            del self._given_up[key]

    async def block(self, block: TileBlock, urgency: Urgency = Urgency.NOW, *, brief: bool = False) -> Picture:
        """The pixels of neighbouring tiles in one picture; ``brief`` if it is expected within milliseconds. Raises DocumentError when it
        cannot be drawn."""
        key = block.first
        handle = self._handles.get(key.document)
        if handle is None:
            raise DocumentError("DOCUMENT_CLOSED", "The page cannot be shown", "The document was closed.")
        clip = block.clip(handle.page_sizes[key.page - 1])
        most_bytes = _TILE_BYTES << (block.count - 1).bit_length()  # few sizes of slots, so that they are used again
        return await self._draw(
            handle, key.page, key.turns, key.scale, clip, most_bytes, urgency, of_view=True, brief=brief
        )

    async def crop(self, handle: DocumentHandle, page: int, rect: NormRect, height_px: int) -> Picture:
        """A part of a page, about ``height_px`` device pixels high. Raises DocumentError when it cannot be drawn."""
        _check_page(handle, page)
        size = handle.page_sizes[page - 1]
        box = rect.to_points(size)
        scale = height_px / max(box.y1 - box.y0, 1.0)
        scale = min(scale, _MOST_CROP_PIXELS / max(box.x1 - box.x0, 1.0))
        left, top = math.floor(box.x0 * scale + _NUDGE), math.floor(box.y0 * scale + _NUDGE)
        right, bottom = math.ceil(box.x1 * scale - _NUDGE), math.ceil(box.y1 * scale - _NUDGE)
        clip = (left, top, max(right, left + 1), max(bottom, top + 1))
        most_bytes = _MOST_CROP_PIXELS * (height_px + 2) * 4
        return await self._draw(handle, page, 0, scale, clip, most_bytes, Urgency.SOON)

    async def text(self, handle: DocumentHandle, page: int, urgency: Urgency = Urgency.SOON) -> PageText:
        """The page's own words; empty for a scan. Raises DocumentError."""
        _check_page(handle, page)
        order = {"source": handle.source, "page": page}
        found: PageText = await self._ask(handle, "words", order, _TEXT_SECONDS, urgency)
        return found

    async def find(self, handle: DocumentHandle, query: str, first: int, last: int) -> tuple[list[Hit], list[int]]:
        """Hits of a text on the pages ``first`` to ``last``, and the pages among them that have pictures to be read, too. Raises DocumentError."""
        order = {"source": handle.source, "query": query, "first": first, "last": last}
        hits, unread = await self._ask(handle, "find", order, _TEXT_SECONDS, Urgency.LATER)
        return hits, unread

    async def fingerprint(self, handle: DocumentHandle, page: int) -> str:
        """SHA-256 of the page's picture as it would be read: equal pages have equal words in it. Raises DocumentError."""
        return str(await self._read(handle, page, "fingerprint", None, Urgency.LATER))

    async def read(
        self, handle: DocumentHandle, page: int, clip: NormRect | None = None, urgency: Urgency = Urgency.LATER
    ) -> PageText:
        """The words in the picture of a page, or of a part of it, that are not the file's own. Raises DocumentError."""
        return PageText(tuple(await self._read(handle, page, "read", clip, urgency)), recognised=True)

    async def members(self, path: Path, password: str | None = None) -> tuple[list[Any], bool]:
        """The files in an archive, as :class:`plextera_review.formats.archive.Member`, and whether there are more.

        A password that opened it is remembered for this run. Raises DocumentError, among them ``PASSWORD_NEEDED`` and ``PASSWORD_WRONG``.
        """
        password = password or self._passwords.get(path)
        found, more = await self._of_file("members", {"path": str(path), "password": password})
        self._remember(path, password)
        return found, more

    async def unpack(self, path: Path, member: str, target: Path, password: str | None = None) -> None:
        """Write one file of an archive to ``target``. A password that opened it is remembered for this run.

        Raises DocumentError, among them ``PASSWORD_NEEDED`` and ``PASSWORD_WRONG``.
        """
        password = password or self._passwords.get(path)
        order = {"path": str(path), "password": password, "member": member, "target": str(target)}
        await self._of_file("unpack", order)
        self._remember(path, password)

    async def facts(self, path: Path) -> list[tuple[str, str]]:
        """Labels and texts about a recording. Raises DocumentError."""
        found: list[tuple[str, str]] = await self._of_file("facts", {"path": str(path)})
        return found

    async def calibrate(self, handle: DocumentHandle, samples: Sequence[Any], remembered: Any, texts: Any) -> Any:
        """Which coordinate convention a server's places follow, see :mod:`plextera_review.rendering.calibration`; ``texts`` are the words
        of pages that have none of their own. Raises DocumentError."""
        order = {"source": handle.source, "samples": samples, "remembered": remembered, "texts": texts}
        return await self._ask(handle, "calibrate", order, _TEXT_SECONDS, Urgency.SOON)

    def _remember(self, path: Path, password: str | None) -> None:
        if password is not None:
            self._passwords[path] = password

    async def _of_file(self, kind: str, order: Mapping[str, Any]) -> Any:
        try:
            return await self._pool.call(0, kind, order, _OPEN_SECONDS)
        except WorkerError as error:
            raise document_error(error, "The file cannot be opened") from None

    async def _ask(self, handle: DocumentHandle, kind: str, order: Any, deadline: float, urgency: Urgency) -> Any:
        try:
            return await self._pool.call(handle.home, kind, order, deadline, urgency)
        except WorkerError as error:
            raise document_error(error) from None

    async def _read(self, handle: DocumentHandle, page: int, kind: str, clip: NormRect | None, urgency: Urgency) -> Any:
        _check_page(handle, page)
        self._check_given_up(handle, page)
        try:
            order = {"source": handle.source, "page": page, "clip": clip}
            answer = await self._readers.call(0, kind, order, _READ_SECONDS, urgency)
            self._rest_reader_later()
            return answer
        except WorkerError as error:
            failure = document_error(error, "The page cannot be read")
            if error.code in _FATAL:
                self._given_up[handle.id, page] = failure
            raise failure from None

    def _rest_reader_later(self) -> None:
        """The models take half a gigabyte: they are given back when nothing was read for a while."""
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(_READER_REST_SECONDS, self._readers.rest)

    def _check_given_up(self, handle: DocumentHandle, page: int) -> None:
        known = self._given_up.get((handle.id, page))
        if known is not None:
            raise DocumentError(known.code, known.title, known.message, known.hint)

    async def _draw(
        self,
        handle: DocumentHandle,
        page: int,
        turns: int,
        scale: float,
        clip: tuple[int, int, int, int],
        most_bytes: int,
        urgency: Urgency,
        *,
        of_view: bool = False,
        brief: bool = False,
    ) -> Picture:
        self._check_given_up(handle, page)
        slot = self._slots.take(most_bytes)
        order: Mapping[str, Any] = {
            "source": handle.source,
            "page": page,
            "turns": turns % 4,
            "scale": scale,
            "clip": clip,
            "slot": slot.name,
            "ofView": of_view,
        }
        try:
            width, height, seconds, is_whole = await self._pool.call(
                handle.home, "draw", order, self._tile_seconds, urgency, brief=brief
            )
        except WorkerError as error:
            ended = error.code in _FATAL
            # A worker that is being ended may not be gone yet, and one that is held up may still come to it.
            self._slots.put_back(slot, drawn=not ended and error.code != "WORKER_HELD_UP")
            if error.code == "WORKER_HELD_UP":
                return await self._draw(
                    handle, page, turns, scale, clip, most_bytes, urgency, of_view=of_view, brief=False
                )
            failure = document_error(error)
            if ended:
                self._given_up[handle.id, page] = failure
            raise failure from None
        except BaseException:
            self._slots.put_back(slot, drawn=False)
            raise
        return Picture(width, height, self._slots.picture(slot, width * height * 4), seconds, is_whole)


def _check_page(handle: DocumentHandle, page: int) -> None:
    if not 1 <= page <= len(handle.page_sizes):
        raise DocumentError("NO_PAGE", "There is no such page", f"The document has no page {page}.")
