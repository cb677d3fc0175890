"""Pictures of one document's pages for the canvas: asked for by usefulness, kept up to a number of bytes."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.geometry import PageSize
from plextera_review.rendering.document import DocumentHandle
from plextera_review.rendering.keys import TileKey
from plextera_review.rendering.pool import Urgency
from plextera_review.rendering.service import RenderService

_MOST_BYTES = 120 * 1024 * 1024
_AT_ONCE = 2


class PageImages(QObject):
    """Never queues: whenever a picture is done, the most useful one that is wanted *now* is drawn next.

    Two pictures may be under way, of different pages: a page that takes too long holds up itself alone. ``ready`` fires with the key
    of each picture that came or failed.
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
        self._wanted: list[TileKey] = []
        self._drawing: dict[TileKey, asyncio.Task[None]] = {}
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
        every = dict.fromkeys(key for each in order for key in self._asked[each])
        self._wanted = [key for key in every if key not in self._images and key not in self._problems]
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
        """How many bytes of pictures to keep from now on: a document that is looked at may have more than one that was prefetched."""
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
            pages = {key.page for key in self._drawing}
            key = next((each for each in self._wanted if each.page not in pages), None)
            if key is None:
                return
            self._wanted.remove(key)
            self._drawing[key] = asyncio.ensure_future(self._draw(key))

    async def _draw(self, key: TileKey) -> None:
        try:
            tile = await self._service.tile(key, self.urgency)
        except DocumentError as error:
            if not self._closed:
                self._problems[key] = error.sentence
        else:
            if not self._closed:
                form = QImage.Format.Format_ARGB32_Premultiplied
                picture = QImage(tile.data, tile.width, tile.height, tile.stride, form)
                self._keep(key, picture.copy())  # of its own, whatever becomes of the bytes
        finally:
            self._drawing.pop(key, None)
        self._start()
        if not self._closed:
            self.ready.emit(key)

    def _keep(self, key: TileKey, image: QImage) -> None:
        self._images[key] = image
        self._bytes += image.sizeInBytes()
        self._shrink()

    def _shrink(self) -> None:
        while self._bytes > self._most_bytes and len(self._images) > 1:
            _, old = self._images.popitem(last=False)
            self._bytes -= old.sizeInBytes()
