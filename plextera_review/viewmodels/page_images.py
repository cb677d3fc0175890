"""Pictures of one document's pages for the canvas: asked for by usefulness, kept up to a number of bytes."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.geometry import PageSize
from plextera_review.rendering.document import DocumentHandle, Picture
from plextera_review.rendering.keys import TILE_PIXELS, TileBlock, TileKey, block_of, preview_key
from plextera_review.rendering.pool import Urgency
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.drawing_pace import DrawingPace

_MOST_BYTES = 36 * 1024 * 1024
_MOST_BYTES_BRIEF = 12 * 1024 * 1024
"""Where pictures come within milliseconds: they are soon drawn anew, in memory that was used before, which is ten times as quick."""
_VIEW_TILES = 4  # of a usual window
_AT_ONCE = 2


class PageImages(QObject):
    """Never queues: whenever a block of tiles is done, the most useful ones that are wanted *now* are drawn next.

    Two blocks may be under way, of different pages: a page that takes too long holds up itself alone. ``ready`` fires with the keys of
    the pictures that came or failed together. ``pace`` is how quickly they come.
    """

    ready = Signal(object)

    def __init__(
        self,
        service: RenderService,
        handle: DocumentHandle,
        parent: QObject | None = None,
        most_bytes: int = _MOST_BYTES,
        urgency: Urgency = Urgency.NOW,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._handle = handle
        self._most_bytes = most_bytes
        self.urgency = urgency
        self._images: OrderedDict[TileKey, QImage] = OrderedDict()
        self._problems: dict[TileKey, str] = {}
        self._bytes = 0
        self._asked: dict[str, Sequence[TileKey]] = {}
        self._useful: dict[TileKey, None] = {}  # what is wanted, whether it is there or not
        self._wanted: list[TileKey] = []
        self._drawing: dict[int, asyncio.Task[None]] = {}  # by page
        self.pace = DrawingPace()
        self._delicate: set[int] = set()  # pages with parts that cannot be drawn: tile by tile
        self._closed = False

    @property
    def service(self) -> RenderService:
        """Who draws."""
        return self._service

    @property
    def handle(self) -> DocumentHandle:
        """The open document."""
        return self._handle

    @property
    def document_id(self) -> str:
        """The document part of every key."""
        return self._handle.id

    @property
    def page_sizes(self) -> tuple[PageSize, ...]:
        """Displayed sizes in points, page 1 first."""
        return self._handle.page_sizes

    @property
    def busy(self) -> bool:
        """True while pictures are being drawn."""
        return bool(self._drawing)

    @property
    def has_problems(self) -> bool:
        """True when some picture could not be had."""
        return bool(self._problems)

    def want(self, keys: Sequence[TileKey], viewer: str = "canvas") -> None:
        """What would be useful now, most useful first; replaces what that ``viewer`` wanted before. The canvas comes first."""
        if self._closed:
            return
        self._asked[viewer] = keys
        order = sorted(self._asked, key=lambda each: each != "canvas")
        before = next(iter(self._useful), None)
        every = dict.fromkeys(key for each in order for key in self._asked[each])
        self._useful, self._wanted = every, list(every)
        if before is not None and every and self._wanted[0].page != before.page:
            self._have_help()  # whoever turns pages has two draw
        for key in reversed(self._wanted):  # what is wanted goes last; given up, it would be drawn over and over
            if key in self._images:
                self._images.move_to_end(key)
        self._start()

    def image(self, key: TileKey) -> QImage | None:
        """A picture, if it is there."""
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
        return found

    def problem(self, key: TileKey) -> str | None:
        """Why a picture cannot be had, as a sentence."""
        return self._problems.get(key)

    def allow(self, most_bytes: int = _MOST_BYTES) -> None:
        """How many bytes of pictures to keep from now on, beside what is wanted: a document that is looked at may have more than one that
        was prefetched."""
        self._most_bytes = most_bytes
        self._shrink()

    def close(self) -> None:
        """The document is no longer shown."""
        self._closed = True
        self._wanted = []
        self._images.clear()
        self._bytes = 0
        self._service.forget(self._handle)

    def _start(self) -> None:
        while len(self._drawing) < _AT_ONCE:
            self._wanted = [key for key in self._wanted if key not in self._images and key not in self._problems]
            free = [key for key in self._wanted if key.page not in self._drawing]
            if not free:
                if not self._drawing:
                    self._have_help()  # in peace, before it is needed
                return
            page = free[0].page
            block = block_of(free, 1 if page in self._delicate else self.pace.most_tiles)
            self._drawing[page] = asyncio.ensure_future(self._draw(block))

    def _have_help(self) -> None:
        if self.pace.is_slow and self.urgency == Urgency.NOW:
            self._service.start(everyone=True)

    async def _draw(self, block: TileBlock) -> None:
        page, keys = block.first.page, tuple(block.tiles())
        try:
            picture = await self._service.block(block, self.urgency, brief=self.pace.is_brief(block.count))
        except DocumentError as error:
            if not self._closed and len(keys) > 1:
                self._delicate.add(page)  # some of it may be sound
                keys = ()
            elif not self._closed:
                self._problems[keys[0]] = error.sentence
        else:
            if not self._closed:
                self._learn(block, picture)
                self._cut(block, picture)
        finally:
            self._drawing.pop(page, None)
        self._start()
        if keys and not self._closed:
            self.ready.emit(keys)

    def _learn(self, block: TileBlock, picture: Picture) -> None:
        key = block.first
        if key == preview_key(key.document, key.page, self.page_sizes[key.page - 1], key.turns):
            self.pace.note_preview(picture)
        else:
            self.pace.note(picture, block.count)

    def _cut(self, block: TileBlock, picture: Picture) -> None:
        pixels, form = memoryview(picture.data), QImage.Format.Format_RGB32
        left, top, right, bottom = block.clip(self.page_sizes[block.first.page - 1])
        for key in block.tiles():
            x, y = key.column * TILE_PIXELS, key.row * TILE_PIXELS
            width, height = min(TILE_PIXELS, right - x), min(TILE_PIXELS, bottom - y)
            begin = (y - top) * picture.stride + (x - left) * 4
            # Copies nothing: it holds the bytes of all the block.
            self._keep(key, QImage(pixels[begin:], width, height, picture.stride, form))

    def _keep(self, key: TileKey, image: QImage) -> None:
        if key in self._images:
            return
        self._images[key] = image
        self._bytes += _size(image)
        self._shrink()

    def _shrink(self) -> None:
        most = min(self._most_bytes, _MOST_BYTES_BRIEF) if self.pace.is_brief(_VIEW_TILES) else self._most_bytes
        while self._bytes > most and len(self._images) > 1 and (oldest := next(iter(self._images))) not in self._useful:
            self._bytes -= _size(self._images.pop(oldest))


def _size(image: QImage) -> int:
    return image.width() * image.height() * 4  # its lines are those of its block
