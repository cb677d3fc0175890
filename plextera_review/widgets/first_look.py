"""What the window shows before anything else in it is made: the first page where it will lie, and the colours around it."""

import sys

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.sheet import on_pixels, sheet_layers
from plextera_review.domain.geometry import PageSize
from plextera_review.domain.page_fit import bounded_scale, fitting_scale, overview_width
from plextera_review.rendering.first_picture import FirstPicture
from plextera_review.widgets.pages_place import PagesPlace
from plextera_review.widgets.tokens import Tokens

_UNSTRETCHED = 0.001


class FirstLook(QWidget):
    """Lies over the whole window until what it stands for is painted below.

    ``page_painted`` fires once, when the page is on the screen.

    Nothing here is to need ``Qt``, the namespace: its hundred enumerations take 15 ms to be made. All that takes a colour needs it.
    """

    page_painted = Signal()

    def __init__(self, window: QWidget, place: PagesPlace, tokens: Tokens) -> None:
        super().__init__(window)
        self._window = window
        self._place, self._colors = place, tokens.qcolors
        self._picture: FirstPicture | None = None
        self._told = False
        self.setAutoFillBackground(True)  # nothing below needs to be painted
        self.setGeometry(window.rect())
        window.installEventFilter(self)

    @property
    def has_picture(self) -> bool:
        """True once the first page shows."""
        return self._picture is not None

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
        return on_pixels(pages.page(1).moved(0, max(spare, 0.0) / 2), ratio).moved(area.x(), area.y())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, area, whole, colors = QPainter(self), self._area(), QRectF(self.rect()), self._colors
        painter.drawImage(whole, _dot(colors["window"]))
        painter.drawImage(QRectF(0, 0, area.x(), whole.height()), _dot(colors["sidebar"]))
        painter.drawImage(QRectF(area.x() - 1, 0, 1, whole.height()), _dot(colors["border"]))
        painter.drawImage(QRectF(area), _dot(colors["page_backdrop"]))
        place, picture = self.page_rect(), self._picture
        if place is None or picture is None:
            return
        painter.setClipRect(area)
        sheet = QRectF(place.x, place.y, place.width, place.height)
        for layer, color in sheet_layers(sheet, colors["page_backdrop"], colors["shadow"]):
            painter.drawImage(layer, _dot(color))
        width, height = picture.size
        ratio = place.width / picture.page[0]  # of the picture, which was drawn for the view the window had then
        data = memoryview(picture.pixels)
        image = QImage(data, width, height, width * 4, QImage.Format.Format_RGB32)
        stretched = abs(ratio * self.devicePixelRatioF() - 1) > _UNSTRETCHED
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, stretched)
        painter.drawImage(QRectF(place.x, place.y, width * ratio, height * ratio), image)
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self.page_painted.emit)

    def _area(self) -> QRect:
        return self._place.area(self.rect())


def _dot(color: QColor) -> QImage:
    """A picture of one pixel."""
    return QImage(color.rgba().to_bytes(4, sys.byteorder), 1, 1, 4, QImage.Format.Format_ARGB32)
