"""The page canvas: the pages of one document with a box on every field and its text to be selected."""

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QRect, QRectF, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QShowEvent,
)

from plextera_review.canvas.accessible import description, install
from plextera_review.canvas.accessible_items import CanvasItems
from plextera_review.canvas.box import Box
from plextera_review.canvas.box_view import BoxView
from plextera_review.canvas.hit_test import drawn_rect
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.message import paint_message
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.sheet import SHADOW, paint_around
from plextera_review.canvas.text_layer import TextLayer
from plextera_review.canvas.tiles import PageTiles
from plextera_review.canvas.tools import Tool
from plextera_review.canvas.view_state import PageViewState
from plextera_review.rendering.keys import TileKey
from plextera_review.viewmodels.page_images import PageImages
from plextera_review.viewmodels.page_text import DocumentText

_PULSE_MS = 200
_TEXT_PAUSE_MS = 150  # words are asked for when scrolling rests


class PageCanvas(BoxView):
    """``dark_changed`` carries the new state; for the pointer's signals see :class:`ToolView`.

    ``opening`` is how the next document opens where nothing else is asked for (None: as wide as the view); ``items`` are its children
    for screen readers.
    """

    dark_changed = Signal(object)
    view_moved = Signal()

    def __init__(self, palette: CanvasPalette) -> None:
        super().__init__(palette)
        self._palette = palette
        self._images: PageImages | None = None
        self._tiles: PageTiles | None = None
        self._dark = False
        self._message = ("", "")
        self.opening: PageViewState | None = None
        install()
        self.items = CanvasItems(self)
        self._pulse = QVariantAnimation(self)
        self._pulse.setStartValue(1.0)
        self._pulse.setEndValue(0.0)
        self._pulse.setDuration(_PULSE_MS)
        self._pulse.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._pulse.valueChanged.connect(self._repaint)
        self._text_timer = QTimer(self)
        self._text_timer.setSingleShot(True)
        self._text_timer.setInterval(_TEXT_PAUSE_MS)
        self._text_timer.timeout.connect(self._want_text)
        self._ahead_timer = QTimer(self)
        self._ahead_timer.setSingleShot(True)
        self._ahead_timer.timeout.connect(self._want_pictures)
        self.setAccessibleName("Page")

    # -- what it shows

    @property
    def images(self) -> PageImages | None:
        """The pictures of the document's pages."""
        return self._images

    def set_palette(self, palette: CanvasPalette) -> None:
        """Other colours."""
        self._palette = palette
        self._card.set_palette(palette)
        self.viewport().update()

    def set_document(self, images: PageImages | None, text: DocumentText | None = None) -> None:
        """Show a document from its first page; None empties the canvas."""
        if self._images is not None:
            self._images.ready.disconnect(self._on_pictures)
        if self.text_layer is not None:
            self.text_layer.text.ready.disconnect(self._repaint)
            self.text_layer.text.search_changed.disconnect(self._repaint)
            self.text_layer.text.hit_changed.disconnect(self._show_hit)
        self._images, self._message = images, ("", "")
        self._tiles = PageTiles(images) if images is not None else None
        self.text_layer = TextLayer(text) if text is not None else None
        self._set_hovered(None)
        self.forget_pointing()
        if images is not None:
            images.ready.connect(self._on_pictures)
        if text is not None:
            text.ready.connect(self._repaint)
            text.search_changed.connect(self._repaint)
            text.hit_changed.connect(self._show_hit)
        self.set_pages(images.page_sizes if images is not None else ())

    def set_message(self, title: str, text: str) -> None:
        """Say something where the pages would be."""
        self._message = (title, text)
        self.viewport().update()

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """The boxes of all fields, on all pages."""
        change = self.boxes.set_boxes(boxes)
        if change.nothing:
            return
        self.items.note(change)
        if self.boxes.hovered is None:
            self._card.dismiss()
        self.viewport().update()

    def view_state(self) -> PageViewState:
        """How the document is looked at now."""
        return PageViewState(self.fit, self.zoom, self.corner, self.quarter_turns, self._dark)

    def restore(self, state: PageViewState) -> None:
        """Look at the document like that."""
        if state.dark != self._dark:
            self.toggle_dark_pages()
        self.show_view(state.fit, state.zoom, state.spot, state.turns)

    def select(self, path: str | None, center: bool = True) -> None:
        """Make a field's boxes the selected ones; ``center`` scrolls to the first of them."""
        self.boxes.selected = path
        found = [] if path is None else self._on_pages(self.boxes.index.of_field(path))
        self.setAccessibleDescription(f"{found[0].title}: {description(found[0])}" if found else "")
        self.items.tell_selected()
        if found and center:
            self.center_on(drawn_rect(self.pages, found[0]))
            from PySide6.QtWidgets import QStyle  # with its 300 values, 5 ms to import

            # The style says 0 where a person asked for less motion.
            if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self):
                self._pulse.stop()
                self._pulse.start()
        self.viewport().update()

    @property
    def pulsing(self) -> bool:
        """True while the selected box pulses after a jump."""
        return self._pulse.state() is QVariantAnimation.State.Running

    @property
    def dark_pages(self) -> bool:
        """Whether pages are drawn with inverted colours."""
        return self._dark

    def toggle_dark_pages(self) -> None:
        """White paper becomes black and black ink white, or back."""
        self._dark = not self._dark
        self.dark_changed.emit(self._dark)
        self.viewport().update()

    @property
    def is_sharp(self) -> bool:
        """True when every part of what shows is drawn at its own scale, or known to be undrawable."""
        if self._tiles is None:
            return False
        return self._tiles.is_sharp(self.pages, self.visible_rect(), self.devicePixelRatioF())

    def first_view_keys(self, images: PageImages, wider: int = 0) -> list[TileKey]:
        """What would show first if that document were opened here now, the view being so many pixels wider."""
        if not images.page_sizes:
            return []
        scale = self.opening_scale(images.page_sizes[0], self.opening, wider)
        ratio, view = self.devicePixelRatioF(), self.viewport()
        width = view.width() + wider
        layout = PageLayout(images.page_sizes, 0, scale, ratio, width)
        tiles = PageTiles(images)
        tiles.use_scale(layout.device_scale)
        visible = ViewRect(0.0, 0.0, width, view.height())
        return tiles.first(layout, visible, ratio)

    def on_view_changed(self, *, upright: bool = False) -> None:
        self._card.dismiss()
        if self._tiles is not None:
            self._tiles.use_scale(self.pages.device_scale)
            if self.isVisible() and self.is_sharp:
                if not self._ahead_timer.isActive():
                    self._ahead_timer.start(0)  # painted first: only what comes next is still to be drawn
            else:
                self._want_pictures()
        if self.text_layer is not None:
            self._text_timer.start()
        # Label tabs, places off the page, a box that is drawn, a message may reach beyond the pages.
        alone = not self.boxes.index.all and self.tool is Tool.POINTER and self._tiles is not None
        self.viewport().update(self._column() if upright and alone else self.viewport().rect())
        self.view_moved.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.on_view_changed()

    # -- painting

    def _column(self) -> QRect:
        """The part of the view that the pages and their shadows take up."""
        view, (left, right) = self.viewport().rect(), self.pages.column
        x = self.horizontalScrollBar().value()
        return view.intersected(QRect(int(left - x) - SHADOW, 0, int(right - left) + 2 * SHADOW + 2, view.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        palette, whole = self._palette, QRectF(self.viewport().rect())
        tiles = self._tiles
        if tiles is None:
            painter.fillRect(whole, palette.backdrop)
            paint_message(painter, self.font(), whole, *self._message, (palette.text, palette.text_muted))
            return
        visible, ratio = self.visible_rect(), self.devicePixelRatioF()
        part = event.rect()
        shown = self.pages.pages_between(visible.y + part.top() - SHADOW, visible.y + part.bottom() + SHADOW)
        sheets = [tiles.sheet(self.pages, page, visible, ratio) for page in shown]
        paint_around(painter, self.viewport().rect(), sheets, palette.backdrop, palette.shadow)
        for page in shown:
            problem = tiles.paint(painter, self.pages, page, visible, ratio)
            area = self._in_view(self.pages.page(page), visible)
            if problem is not None:
                painter.fillRect(area, palette.paper_sunken)
                colors = (palette.paper_text, palette.paper_text)
                title = f"Page {page} cannot be shown"
                paint_message(painter, self.font(), area.intersected(whole), title, problem, colors)
            if self._dark:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
                painter.fillRect(area, QColor(255, 255, 255))
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            if self.text_layer is not None:
                self.text_layer.paint(painter, palette, self.pages, page, visible, dark=self._dark)
            self.paint_pointing(painter, palette, page, visible, dark=self._dark)
        if self.boxes_visible:
            on_page = palette.on(dark=self._dark)
            if not self.boxes.paint(painter, on_page, self.pages, shown, visible, ratio):
                QTimer.singleShot(0, self.viewport(), self.viewport().update)  # the next frame has the rest
            pulse = float(self._pulse.currentValue()) if self.pulsing else 0.0
            self.boxes.paint_chosen(painter, on_page, self.pages, visible, self._tab_font(), pulse, ratio)
        self.paint_band(painter, palette, visible)

    def _tab_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(font.pixelSize() - 1, 11))
        font.setWeight(QFont.Weight.Medium)
        return font

    def _in_view(self, rect: ViewRect, visible: ViewRect) -> QRectF:
        return QRectF(rect.x - visible.x, rect.y - visible.y, rect.width, rect.height)

    # -- what came

    def _on_pages(self, boxes: Sequence[Box]) -> list[Box]:
        return [each for each in boxes if 1 <= each.placement.page <= self.page_count]

    def _on_pictures(self, keys: object) -> None:
        if self._tiles is not None and isinstance(keys, tuple):
            self._tiles.note(keys)
            if self._images is not None and any(map(self._images.problem, keys)):
                self._want_pictures()  # the page's preview, which tells why
            visible, ratio = self.visible_rect(), self.devicePixelRatioF()
            for page in {key.page for key in keys}.intersection(self.pages.pages_between(visible.y, visible.bottom)):
                self.viewport().update(self._tiles.sheet(self.pages, page, visible, ratio).toAlignedRect())

    def _want_pictures(self) -> None:
        self._ahead_timer.stop()
        if self._images is not None and self._tiles is not None:
            wanted = self._tiles.wanted(self.pages, self.visible_rect(), self.devicePixelRatioF(), self.stride)
            # Before it is shown it does not know its size, and so the scale; previews have one of their own.
            self._images.want(
                wanted if self.isVisible() else [key for key in wanted if key.scale != self.pages.device_scale]
            )

    def _want_text(self) -> None:
        if self.text_layer is not None and self.page_count:
            visible = self.visible_rect()
            self.text_layer.text.want(self.pages.pages_between(visible.y, visible.bottom))

    def _show_hit(self) -> None:
        hit = self.text_layer.text.hit if self.text_layer is not None else None
        if hit is not None and hit.rects:
            rect = self.pages.rect(hit.page, hit.rects[0])
            visible = self.visible_rect()
            if not (visible.holds(rect.x, rect.y) and visible.holds(rect.right, rect.bottom)):
                self.center_on(rect)
        self.viewport().update()

    def _repaint(self, _value: object = None) -> None:
        self.viewport().update()
