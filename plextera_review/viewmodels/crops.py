"""Small pictures of where the values stand, for the rows of the field panel."""

from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from plextera_review.domain.errors import KnownError
from plextera_review.domain.geometry import NormRect, Placement, PointRect
from plextera_review.viewmodels.tasks import TaskScope

_SURROUNDINGS = 0.35  # of the height of the place, above and below; three times that at its sides
_KEPT = 256  # crops of one document kept in memory; a crop is a few kilobytes


class FieldCrops(QObject):
    """Crops of one document, made once per place and height. ``ready`` fires when a new one is there and when :attr:`available` changes."""

    ready = Signal()

    def __init__(self, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._render: Any = None
        self._handle: Any = None
        self._images: OrderedDict[tuple[Placement, int], QImage | None] = OrderedDict()

    @property
    def available(self) -> bool:
        """True once the document can be drawn."""
        return self._render is not None

    def clear(self) -> None:
        """Forget the document."""
        was = self.available
        self._render = self._handle = None
        self._images.clear()
        if was:
            self.ready.emit()

    def use(self, render: Any, handle: Any) -> None:
        """Crops come from this document now."""
        self.clear()
        self._render, self._handle = render, handle
        self.ready.emit()

    def image(self, placement: Placement, height_px: int) -> QImage | None:
        """The crop, ``height_px`` device pixels high, or None until it is there (and for places that cannot be drawn)."""
        key = (placement, height_px)
        if key in self._images:
            self._images.move_to_end(key)
            return self._images[key]
        if self._render is not None:
            self._images[key] = None
            if len(self._images) > _KEPT:
                self._images.popitem(last=False)
            self._tasks.spawn(self._make(self._render, self._handle, key))
        return None

    async def _make(self, render: Any, handle: Any, key: tuple[Placement, int]) -> None:
        placement, height = key
        try:
            tile = await render.crop(handle, placement.page, _with_surroundings(placement, handle), height)
        except KnownError:
            return  # the row shows no picture; the page itself tells what is wrong with the document
        form = QImage.Format.Format_RGB32
        picture = QImage(tile.data, tile.width, tile.height, tile.stride, form).copy()
        if handle is self._handle:
            self._images[key] = picture
            self.ready.emit()


def _with_surroundings(placement: Placement, handle: Any) -> NormRect:
    """The place with a little of what stands around it, which shows whether the box cuts a character off."""
    if not 1 <= placement.page <= len(handle.page_sizes):
        return placement.rect
    size = handle.page_sizes[placement.page - 1]
    box = placement.rect.to_points(size)
    edge = _SURROUNDINGS * (box.y1 - box.y0)
    grown = PointRect(box.x0 - 3 * edge, box.y0 - edge, box.x1 + 3 * edge, box.y1 + edge)
    return NormRect.from_points(grown, size).clamped()
