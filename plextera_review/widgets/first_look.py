"""What the window shows before anything else in it is made: the first page where it will lie, and the colours around it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.sheet import on_pixels, paint_sheet
from plextera_review.domain.geometry import PageSize
from plextera_review.domain.page_fit import bounded_scale, fitting_scale, overview_width
from plextera_review.rendering.first_picture import FirstPicture, View
from plextera_review.widgets.tokens import Tokens


class PagesPlace(NamedTuple):
    """Where the pages lie in the window: what is left of, above, right of and below them, and what their scroll bar takes, all in logical
    pixels."""

    left: int
    top: int
    right: int
    bottom: int
    bar: int

    @classmethod
    def read(cls, kept: Any, usual: "PagesPlace") -> "PagesPlace":
        """What was kept as a list; ``usual`` where that is none."""
        if isinstance(kept, Sequence) and len(kept) == len(usual) and all(type(each) is int for each in kept):
            return cls(*kept)
        return usual


class FirstLook(QWidget):
    """Lies over the whole window until what it stands for is painted below.

    Nothing here is to need ``Qt``, the namespace: its hundred enumerations take 15 ms to be made.
    """

    def __init__(self, window: QWidget, place: PagesPlace, tokens: Tokens) -> None:
        super().__init__(window)
        self._window = window
        self._place, self._colors = place, tokens.qcolors
        self._picture: FirstPicture | None = None
        self.setAutoFillBackground(True)  # nothing below needs to be painted
        self.setGeometry(window.rect())
        window.installEventFilter(self)

    @property
    def has_picture(self) -> bool:
        """True once the first page shows."""
        return self._picture is not None

    @property
    def view(self) -> View:
        """What the first page is to be drawn for."""
        area = self._area()
        return View(area.width() - self._place.bar, area.height(), self.devicePixelRatioF())

    def show_picture(self, picture: FirstPicture) -> None:
        """Show the first page."""
        self._picture = picture
        self.repaint()  # whatever else is under way waits for it

    def page_rect(self) -> ViewRect | None:
        """Where the page lies in the window, in logical pixels; it may reach below the pages' area. None before there is a picture."""
        if self._picture is None:
            return None
        area, size, ratio = self._area(), PageSize(*self._picture.points), self.devicePixelRatioF()
        width = area.width() - overview_width(self._picture.page_count)
        scale = bounded_scale(fitting_scale(size, 0, width - self._place.bar, None))
        alone = PageLayout([size], 0, scale, ratio)
        spare = area.height() - alone.height if self._picture.page_count == 1 else 0.0
        pages = PageLayout([size], 0, scale, ratio, width if spare > 0 else width - self._place.bar)
        return on_pixels(pages.page(1).moved(area.x(), area.y() + max(spare, 0.0) / 2), ratio)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, area, whole, colors = QPainter(self), self._area(), self.rect(), self._colors
        painter.fillRect(whole, colors["window"])
        painter.fillRect(QRect(0, 0, area.x(), whole.height()), colors["sidebar"])
        painter.fillRect(QRect(area.x() - 1, 0, 1, whole.height()), colors["border"])
        painter.fillRect(area, colors["page_backdrop"])
        place, picture = self.page_rect(), self._picture
        if place is None or picture is None:
            return
        painter.setClipRect(area)
        paint_sheet(painter, QRectF(place.x, place.y, place.width, place.height), colors["shadow"])
        width, height = picture.size
        ratio = place.width / picture.page[0]  # of the picture, which was drawn for the view the window had then
        target = QRectF(place.x, place.y, width * ratio, height * ratio)
        image = QImage(memoryview(picture.pixels), width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, abs(ratio * self.devicePixelRatioF() - 1) > 0.001
        )
        painter.drawImage(target, image)

    def _area(self) -> QRect:
        place = self._place
        return self.rect().adjusted(place.left, place.top, -place.right, -place.bottom)
