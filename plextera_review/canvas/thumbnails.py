"""Small pictures of all pages in a column, with the marks of their fields: where the work is, and the way there."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from plextera_review.canvas.box import Box
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.mark import Mark
from plextera_review.rendering.keys import preview_key
from plextera_review.viewmodels.page_images import PageImages

_WIDTH = 108.0
_MARGIN = 12.0
_DOT = 5.0
_OPEN = (Mark.CHECK, Mark.NOT_LOCATED, Mark.RULE_FAILED)
_VIEWER = "thumbnails"


class Thumbnails(QAbstractScrollArea):
    """``page_chosen`` carries the page a person clicked or went to with the arrow keys, from 1."""

    page_chosen = Signal(object)

    def __init__(self, palette: CanvasPalette) -> None:
        super().__init__()
        self._palette = palette
        self._images: PageImages | None = None
        self._layout = PageLayout((), 0, 1.0)
        self._current = 1
        self._open: Mapping[int, int] = {}
        self._boxes: Mapping[int, Sequence[Box]] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(40)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Pages")

    def sizeHint(self) -> QSize:
        return QSize(round(_WIDTH + 2 * _MARGIN) + self.verticalScrollBar().sizeHint().width(), 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 100)

    def set_palette(self, palette: CanvasPalette) -> None:
        """Other colours."""
        self._palette = palette
        self.viewport().update()

    def set_document(self, images: PageImages | None) -> None:
        """Show the pages of a document."""
        if self._images is not None:
            self._images.ready.disconnect(self._on_pictures)
        self._images, self._current, self._open, self._boxes = images, 1, {}, {}
        if images is not None:
            images.ready.connect(self._on_pictures)
        self._relayout()

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """The boxes of all fields: pages show where they are, and how many are open."""
        pages: dict[int, list[Box]] = {}
        for each in boxes:
            pages.setdefault(each.placement.page, []).append(each)
        self._boxes = pages
        self._open = {page: sum(each.mark in _OPEN for each in found) for page, found in pages.items()}
        self.viewport().update()

    def set_current(self, page: object) -> None:
        """The page in view; the strip follows it."""
        if isinstance(page, int) and page != self._current:
            self._current = page
            if self._layout.page_count:
                area = self._layout.page(min(page, self._layout.page_count))
                bar = self.verticalScrollBar()
                if not bar.value() <= area.y <= bar.value() + self.viewport().height() - area.height:
                    bar.setValue(round(area.y + area.height / 2 - self.viewport().height() / 2))
            self.viewport().update()

    # -- inside

    def _relayout(self) -> None:
        sizes = self._images.page_sizes if self._images is not None else ()
        widest = max((max(each.width, each.height * 0.75) for each in sizes), default=1.0)
        self._layout = PageLayout(sizes, 0, _WIDTH / widest, 1.0, self.viewport().width())
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(int(self._layout.height - self.viewport().height()), 0))
        self._want()

    def _want(self) -> None:
        if self._images is not None and self.isVisible():
            keys = [
                preview_key(self._images.document_id, page, self._images.page_sizes[page - 1], 0)
                for page in self._shown()
            ]
            self._images.want(keys, _VIEWER)
        self.viewport().update()

    def _shown(self) -> range:
        top = float(self.verticalScrollBar().value())
        return self._layout.pages_between(top, top + self.viewport().height())

    def _on_pictures(self, _keys: object) -> None:
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._palette.backdrop)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        top = self.verticalScrollBar().value()
        for page in self._shown():
            area = self._layout.page(page).moved(0, -top)
            self._paint_page(painter, page, area)

    def _paint_page(self, painter: QPainter, page: int, area: ViewRect) -> None:
        palette, images = self._palette, self._images
        whole = QRectF(area.x, area.y, area.width, area.height)
        painter.fillRect(whole, palette.paper)
        if images is not None:
            picture = images.image(preview_key(images.document_id, page, images.page_sizes[page - 1], 0))
            if picture is not None:
                painter.drawImage(whole, picture)
        for box in self._boxes.get(page, ()):
            part = box.placement.rect
            x, y = area.x + (part.x + part.width / 2) * area.width, area.y + (part.y + part.height / 2) * area.height
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.marks[box.mark])
            size = _DOT if box.mark in _OPEN else _DOT - 2
            painter.drawEllipse(QPointF(x, y), size / 2, size / 2)
        chosen = page == self._current
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(palette.focus if chosen else palette.border, 2.5 if chosen else 1))
        painter.drawRect(whole)
        self._paint_label(painter, page, whole)

    def _paint_label(self, painter: QPainter, page: int, whole: QRectF) -> None:
        palette, count = self._palette, self._open.get(page, 0)
        font = QFont(self.font())
        font.setPixelSize(max(font.pixelSize() - 2, 10))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        number = str(page)
        wide = metrics.horizontalAdvance(number) + 10
        tag = QRectF(whole.left() + 4, whole.bottom() - metrics.height() - 6, wide, metrics.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.tag)
        painter.drawRoundedRect(tag, 4, 4)
        painter.setPen(palette.tag_text)
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), number)
        if count:
            text = f"{count} to check"
            wide = metrics.horizontalAdvance(text) + 10
            tag = QRectF(whole.right() - wide - 4, tag.top(), wide, tag.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.marks[Mark.CHECK])
            painter.drawRoundedRect(tag, 4, 4)
            painter.setPen(palette.tab_text)
            painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)

    def _choose(self, page: int) -> None:
        if self._layout.page_count:
            page = min(max(page, 1), self._layout.page_count)
            self.set_current(page)
            self.page_chosen.emit(page)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._layout.page_count:
            self._choose(self._layout.page_at(event.position().y() + self.verticalScrollBar().value()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._choose(self._current + steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def viewportEvent(self, event: object) -> bool:
        if isinstance(event, QHelpEvent) and self._layout.page_count:
            page = self._layout.page_at(event.pos().y() + self.verticalScrollBar().value())
            count, placed = self._open.get(page, 0), len(self._boxes.get(page, ()))
            QToolTip.showText(event.globalPos(), f"Page {page}: {placed} fields, {count} need a look", self)
            return True
        return bool(super().viewportEvent(event))  # type: ignore[arg-type]

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self._want()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relayout()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._want()
