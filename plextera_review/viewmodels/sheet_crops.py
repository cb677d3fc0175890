"""Pictures of the cards of the contact sheet, drawn one after another in the background from many documents."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage

from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.geometry import Placement
from plextera_review.domain.job import Job
from plextera_review.domain.words import PageText
from plextera_review.rendering.document import DocumentHandle
from plextera_review.rendering.pool import Urgency
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.evidence import DocumentIndex
from plextera_review.viewmodels.sheet_cards import Card
from plextera_review.viewmodels.sheet_window import window
from plextera_review.viewmodels.tasks import TaskScope

if TYPE_CHECKING:
    from plextera_review.rendering.service import RenderService

_MOST_BYTES = 48 * 1024 * 1024
_AT_ONCE = 2  # documents drawn from at the same time: one for each render worker
_KEPT_OPEN = 4
_SEARCHED_PAGES = 5
_NOWHERE = "The server did not say where this value stands, and it was not found on the first pages."


@dataclass(frozen=True, slots=True)
class Crop:
    """The picture of a card: ``place`` is the value in it, in pixels of the picture. Without ``image``, ``problem`` says why."""

    image: QImage | None = None
    place: QRectF | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CropSize:
    """Of every picture: device pixels, and device pixels a point."""

    width: int
    height: int
    scale: float


@dataclass(slots=True)
class _Opened:
    handle: DocumentHandle
    extraction: Extraction
    index: DocumentIndex


class _OwnTexts:
    """The words a file has itself. Pictures are not read: that takes seconds a page, and hundreds of documents wait behind it."""

    def __init__(self, render: "RenderService", handle: DocumentHandle) -> None:
        self._render, self._handle = render, handle

    async def own(self, page: int, urgency: Urgency = Urgency.SOON) -> PageText:
        """The words of a page, none for a scan. Raises DocumentError."""
        return await self._render.text(self._handle, page, urgency)

    of = own


class SheetCrops(QObject):
    """Pictures by card, kept up to a number of bytes; those that are not wanted are given up first. ``ready`` carries the key of a card whose picture came."""

    ready = Signal(object)

    def __init__(self, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._core: CoreLike | None = None
        self._session: Any = None
        self._size: CropSize | None = None
        self._crops: OrderedDict[str, tuple[tuple[Placement, ...], Crop]] = OrderedDict()
        self._bytes = 0
        self._wanted: dict[str, Card] = {}
        self._tried: set[tuple[str, tuple[Placement, ...]]] = set()
        self._opened: OrderedDict[str, _Opened] = OrderedDict()
        self._claimed: set[str] = set()

    @property
    def open_documents(self) -> int:
        """How many documents are held open."""
        return len(self._opened)

    @property
    def kept_bytes(self) -> int:
        """How much memory the pictures take."""
        return self._bytes

    def use(self, core: CoreLike | None, session: Any) -> None:
        """Documents come from this connection now."""
        self.clear()
        self._core, self._session = core, session

    def set_size(self, size: CropSize) -> None:
        """How large pictures are wanted; those of another size are given up."""
        if size != self._size:
            self._size = size
            self._crops.clear()
            self._tried.clear()
            self._bytes = 0
            self._go_on()

    def crop(self, card: Card) -> Crop | None:
        """The picture of a card, None until it is there."""
        found = self._crops.get(card.key)
        if found is None or found[0] != _places(card):
            return None
        self._crops.move_to_end(card.key)
        return found[1]

    def want(self, cards: Sequence[Card]) -> None:
        """Draw these, the first one first; what was wanted before and is not among them is left."""
        wanted = {each.key: each for each in cards}
        if wanted.keys() != self._wanted.keys():
            self._tried.clear()
        self._wanted = wanted
        self._go_on()

    def retry(self) -> None:
        """Try again what could not be drawn."""
        for key in [key for key, (_, each) in self._crops.items() if each.image is None]:
            del self._crops[key]
        self._tried.clear()
        self._go_on()

    def clear(self) -> None:
        """Give up pictures and documents."""
        for number in range(_AT_ONCE):
            self._tasks.cancel(f"crops-{number}")
        self._wanted = {}
        self._crops.clear()
        self._bytes = 0
        self._claimed.clear()
        self._close(0)

    def _go_on(self) -> None:
        if self._core is None or self._size is None:
            return
        for number in range(_AT_ONCE):
            if not self._tasks.runs(f"crops-{number}") and self._next() is not None:
                self._tasks.spawn(self._work(), f"crops-{number}")

    def _next(self) -> Card | None:
        """Each wanted one is drawn once: where not all find room, they must not drive each other out for ever."""
        free = (
            each
            for key, each in self._wanted.items()
            if (key, _places(each)) not in self._tried and each.job.id not in self._claimed
        )
        return next((each for each in free if each.row is not None and self.crop(each) is None), None)

    async def _work(self) -> None:
        while (card := self._next()) is not None:
            size, job_id = self._size, card.job.id
            self._claimed.add(job_id)
            self._tried.add((card.key, _places(card)))
            try:
                crop = await self._made(card, size)
            except KnownError as error:
                crop = Crop(problem=error.sentence)
            finally:
                self._claimed.discard(job_id)
            self._close(_KEPT_OPEN)
            if size == self._size:
                self._keep(card, crop)
                self.ready.emit(card.key)
            await asyncio.sleep(0)

    async def _made(self, card: Card, size: CropSize | None) -> Crop:
        core = self._core
        if core is None or size is None or card.row is None:
            raise DocumentError("NOT_CONNECTED", "No picture", "There is no connection.")
        opened = await self._document(card.job)
        places = await self._found(card, opened)
        if not places:
            return Crop(problem=_NOWHERE)
        page = places[0].page
        if not 1 <= page <= len(opened.handle.page_sizes):
            return Crop(problem=f"The value is said to stand on page {page}, and the document has no such page.")
        part = window(places, opened.handle.page_sizes[page - 1], size.width, size.height, size.scale)
        tile = await core.render.crop(opened.handle, page, part.rect, part.height_px)
        form = QImage.Format.Format_RGB32
        image = QImage(tile.data, tile.width, tile.height, tile.stride, form).copy()
        at = part.place
        across, down = image.width(), image.height()
        return Crop(image, QRectF(at.x * across, at.y * down, at.width * across, at.height * down))

    async def _document(self, job: Job) -> _Opened:
        found = self._opened.get(job.id)
        if found is not None:
            self._opened.move_to_end(job.id)
            return found
        core, session = self._core, self._session
        if core is None:
            raise DocumentError("NOT_CONNECTED", "No picture", "There is no connection.")
        path = await session.documents.file_for(job)
        handle = await core.render.open(path, job.document.mime_type, urgency=Urgency.SOON)
        texts = _OwnTexts(core.render, handle)
        extraction = await session.jobs.extraction(job.id)
        with contextlib.suppress(DocumentError):  # else the places as they were sent
            extraction = await session.placements.placed(core.render, handle, texts, extraction)
        opened = _Opened(handle, extraction, DocumentIndex(texts, len(handle.frames)))
        self._opened[job.id] = opened
        return opened

    async def _found(self, card: Card, opened: _Opened) -> tuple[Placement, ...]:
        """Where a person put it, where the server said, where it stands by itself."""
        row = card.row
        if row is None:
            return ()
        if row.verdict is not None and row.verdict.placements:
            return row.verdict.placements
        leaf = next((each for each in opened.extraction.leaves() if each.path == card.path), None)
        places = (leaf.placements if leaf is not None else ()) or row.placements
        if places or leaf is None or row.hidden:
            return places
        await opened.index.fill(range(1, _SEARCHED_PAGES + 1))
        proof = opened.index.prove(leaf.value, leaf.kind, leaf.raw_text or "")
        return next(iter(proof.occurrences()), ())

    def _keep(self, card: Card, crop: Crop) -> None:
        before = self._crops.pop(card.key, None)
        self._crops[card.key] = (_places(card), crop)
        self._bytes += _bytes(crop) - (_bytes(before[1]) if before else 0)
        while self._bytes > _MOST_BYTES and len(self._crops) > 1:
            unwanted = next((key for key in self._crops if key not in self._wanted), card.key)
            self._bytes -= _bytes(self._crops.pop(unwanted)[1])

    def _close(self, keep: int) -> None:
        for job_id in list(self._opened):
            if len(self._opened) <= keep:
                return
            if job_id not in self._claimed:
                opened = self._opened.pop(job_id)
                if self._core is not None:
                    self._core.render.forget(opened.handle)


def _places(card: Card) -> tuple[Placement, ...]:
    return card.row.placements if card.row is not None else ()


def _bytes(crop: Crop) -> int:
    return crop.image.sizeInBytes() if crop.image is not None else 0
