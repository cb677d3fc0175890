"""The page canvas: the pages of one document with a box on every field."""

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QEvent, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QToolTip

from plextera_review.canvas.box import Box
from plextera_review.canvas.box_painter import RESTING_OPACITY, paint_resting, paint_selected
from plextera_review.canvas.hit_test import BoxIndex, drawn_rect
from plextera_review.canvas.layout import ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.scroll_view import PageScrollView
from plextera_review.canvas.tiles import PageTiles
from plextera_review.viewmodels.page_images import PageImages

_PULSE_MS = 200
_TEXT_WIDTH = 420.0


class PageCanvas(PageScrollView):
    """``box_clicked`` and ``box_hovered`` carry the path of the field (``box_hovered`` None beside the boxes)."""

    box_clicked = Signal(object)
    box_hovered = Signal(object)
    boxes_visible_changed = Signal(object)

    def __init__(self, palette: CanvasPalette) -> None:
        super().__init__()
        self._palette = palette
        self._images: PageImages | None = None
        self._tiles: PageTiles | None = None
        self._index = BoxIndex()
        self._selected: str | None = None
        self._hovered: Box | None = None
        self._boxes_on = True
        self._boxes_held = False
        self._message = ("", "")
        self._pulse = QVariantAnimation(self)
        self._pulse.setStartValue(1.0)
        self._pulse.setEndValue(0.0)
        self._pulse.setDuration(_PULSE_MS)
        self._pulse.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._pulse.valueChanged.connect(self._repaint)
        self.setAccessibleName("Page")

    # -- what it shows

    def set_palette(self, palette: CanvasPalette) -> None:
        """Other colours."""
        self._palette = palette
        self.viewport().update()

    def set_document(self, images: PageImages | None) -> None:
        """Show a document from its first page; None empties the canvas."""
        if self._images is not None:
            self._images.ready.disconnect(self._on_picture)
        self._images, self._message = images, ("", "")
        self._tiles = PageTiles(images) if images is not None else None
        self._hovered = None
        if images is not None:
            images.ready.connect(self._on_picture)
        self.set_pages(images.page_sizes if images is not None else ())

    def set_message(self, title: str, text: str) -> None:
        """Say something where the pages would be."""
        self._message = (title, text)
        self.viewport().update()

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """The boxes of all fields, on all pages."""
        self._index = BoxIndex(boxes)
        self._hovered = None
        self.viewport().update()

    def select(self, path: str | None, center: bool = True) -> None:
        """Make a field's boxes the selected ones; ``center`` scrolls to the first of them."""
        self._selected = path
        boxes = [] if path is None else self._on_pages(self._index.of_field(path))
        if boxes and center:
            self.center_on(drawn_rect(self.pages, boxes[0]))
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
    def boxes_visible(self) -> bool:
        """Whether boxes are drawn (and can be clicked)."""
        return self._boxes_on and not self._boxes_held

    def toggle_boxes(self) -> None:
        """Boxes off, or on again."""
        self._boxes_on = not self._boxes_on
        self.boxes_visible_changed.emit(self._boxes_on)
        self.viewport().update()

    def on_view_changed(self) -> None:
        if self._images is not None and self._tiles is not None:
            ratio = self.devicePixelRatioF()
            self._tiles.use_scale(self.pages.device_scale)
            self._images.want(self._tiles.wanted(self.pages, self.visible_rect(), ratio, self.direction))
        self.viewport().update()

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._palette.backdrop)
        if self._tiles is None:
            self._paint_text(painter, QRectF(self.viewport().rect()), *self._message)
            return
        visible, ratio = self.visible_rect(), self.devicePixelRatioF()
        shown = self.pages.pages_between(visible.y, visible.bottom)
        for page in shown:
            problem = self._tiles.paint(painter, self._palette, self.pages, page, visible, ratio)
            if problem is not None:
                area = self._in_view(self.pages.page(page), visible)
                painter.fillRect(area, self._palette.paper_sunken)
                title = f"Page {page} cannot be shown"
                self._paint_text(painter, area.intersected(QRectF(self.viewport().rect())), title, problem, paper=True)
        if self.boxes_visible:
            self._paint_boxes(painter, shown, visible)

    def _paint_boxes(self, painter: QPainter, shown: range, visible: ViewRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen: list[tuple[Box, QRectF]] = []
        painter.setOpacity(1.0 if self._selected is None else RESTING_OPACITY)
        for page in shown:
            for box in self._index.on_page(page):
                rect = drawn_rect(self.pages, box)
                if not rect.meets(visible):
                    continue
                if box.field_path == self._selected:
                    chosen.append((box, self._in_view(rect, visible)))
                    continue
                hovered = box is self._hovered
                painter.setOpacity(1.0 if hovered or self._selected is None else RESTING_OPACITY)
                paint_resting(painter, self._palette, box, self._in_view(rect, visible), hovered=hovered)
        painter.setOpacity(1.0)
        pulse = float(self._pulse.currentValue()) if self.pulsing else 0.0
        for box, place in chosen:
            view = QRectF(self.viewport().rect())
            paint_selected(painter, self._palette, box, place, self._tab_font(), view, pulse)

    def _paint_text(self, painter: QPainter, area: QRectF, title: str, text: str, *, paper: bool = False) -> None:
        if not title and not text:
            return
        large = QFont(self.font())
        large.setWeight(QFont.Weight.DemiBold)
        width = min(_TEXT_WIDTH, area.width() - 32)
        block = QRectF(area.center().x() - width / 2, area.top(), width, area.height())
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        gap = 6.0 if title and text else 0.0
        head = QFontMetricsF(large).boundingRect(block, flags, title).height() if title else 0.0
        body = QFontMetricsF(self.font()).boundingRect(block, flags, text).height() if text else 0.0
        top = area.center().y() - (head + gap + body) / 2
        painter.setPen(self._palette.paper_text if paper else self._palette.text)
        painter.setFont(large)
        painter.drawText(QRectF(block.left(), top, width, head + 1), flags, title)
        painter.setPen(self._palette.paper_text if paper else self._palette.text_muted)
        painter.setFont(self.font())
        painter.drawText(QRectF(block.left(), top + head + gap, width, body + 1), flags, text)

    def _tab_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(font.pixelSize() - 1, 11))
        font.setWeight(QFont.Weight.Medium)
        return font

    def _in_view(self, rect: ViewRect, visible: ViewRect) -> QRectF:
        return QRectF(rect.x - visible.x, rect.y - visible.y, rect.width, rect.height)

    # -- pointing and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.dragging:
            box = self._box_at(event.position().x(), event.position().y())
            if box is not None:
                self.box_clicked.emit(box.field_path)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not self.dragging:
            self._hover(self._box_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            box = self._box_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), box.tooltip if box is not None else "", self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_H and not event.modifiers():
            self._hold_boxes(hidden=True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_H and not event.isAutoRepeat():
            self._hold_boxes(hidden=False)
            return
        super().keyReleaseEvent(event)

    def _hold_boxes(self, *, hidden: bool) -> None:
        self._boxes_held = hidden
        self.viewport().update()

    def _box_at(self, x: float, y: float) -> Box | None:
        if not self.boxes_visible or self._tiles is None:
            return None
        visible = self.visible_rect()
        return self._index.hit(self.pages, visible.x + x, visible.y + y, self._selected)

    def _hover(self, box: Box | None) -> None:
        if box is self._hovered:
            return
        self._hovered = box
        if box is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.box_hovered.emit(box.field_path if box is not None else None)
        self.viewport().update()

    def _on_pages(self, boxes: Sequence[Box]) -> list[Box]:
        return [each for each in boxes if 1 <= each.placement.page <= self.page_count]

    def _on_picture(self, key: object) -> None:
        if self._tiles is not None:
            self._tiles.note(key)  # type: ignore[arg-type]
        self.viewport().update()

    def _repaint(self, _value: object) -> None:
        self.viewport().update()
