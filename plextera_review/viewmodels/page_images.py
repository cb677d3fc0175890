"""Pictures of one document's pages for the canvas: asked for by usefulness, kept up to a number of bytes."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.geometry import PageSize
from plextera_review.rendering.keys import TileKey
from plextera_review.rendering.service import DocumentHandle, RenderService

_MOST_BYTES = 200 * 1024 * 1024


class PageImages(QObject):
    """Never queues: whenever a picture is done, the most useful one that is wanted *now* is drawn next.

    ``ready`` fires with the key of each picture that came or failed.
    """

    ready = Signal(object)

    def __init__(self, service: RenderService, handle: DocumentHandle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._handle = handle
        self._images: OrderedDict[TileKey, QImage] = OrderedDict()
        self._problems: dict[TileKey, str] = {}
        self._bytes = 0
        self._wanted: list[TileKey] = []
        self._drawing: asyncio.Task[None] | None = None

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
        return self._drawing is not None

    def want(self, keys: Sequence[TileKey]) -> None:
        """What would be useful now, most useful first; replaces what was wanted before."""
        self._wanted = [key for key in keys if key not in self._images and key not in self._problems]
        if self._wanted and self._drawing is None:
            self._drawing = asyncio.ensure_future(self._draw())

    def image(self, key: TileKey) -> QImage | None:
        """A picture, if it is there."""
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
        return found

    def problem(self, key: TileKey) -> str | None:
        """Why a picture cannot be had, as a sentence."""
        return self._problems.get(key)

    def close(self) -> None:
        """The document is no longer shown."""
        self._wanted = []
        self._images.clear()
        self._bytes = 0

    async def _draw(self) -> None:
        try:
            while self._wanted:
                key = self._wanted.pop(0)
                try:
                    tile = await self._service.tile(key)
                except DocumentError as error:
                    self._problems[key] = error.sentence
                else:
                    picture = QImage(
                        tile.data, tile.width, tile.height, tile.stride, QImage.Format.Format_ARGB32_Premultiplied
                    )
                    self._keep(key, picture.copy())  # of its own, whatever becomes of the bytes
                self.ready.emit(key)
        finally:
            self._drawing = None

    def _keep(self, key: TileKey, image: QImage) -> None:
        self._images[key] = image
        self._bytes += image.sizeInBytes()
        while self._bytes > _MOST_BYTES and len(self._images) > 1:
            _, old = self._images.popitem(last=False)
            self._bytes -= old.sizeInBytes()
