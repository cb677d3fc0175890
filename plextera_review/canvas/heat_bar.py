"""The whole document in one narrow column: where fields need a look, where the search hit, what part is in view."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from plextera_review.canvas.box import Box
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.projection import Mark
from plextera_review.domain.text_search import Hit

WIDTH = 12
_LEAST_PAGES = 4
_TICK = 3.0
_ORDER = (Mark.AUTOMATIC, Mark.ACCEPTED, Mark.MISSING, Mark.UNREADABLE, Mark.CORRECTED, Mark.NOT_LOCATED, Mark.CHECK)


class HeatBar(QWidget):
    """Shown for documents of several pages. ``jumped`` carries the fraction of the whole height that was clicked."""

    jumped = Signal(object)

    def __init__(self, palette: CanvasPalette) -> None:
        super().__init__()
        self._palette = palette
        self._layout = PageLayout((), 0, 1.0)
        self._visible = ViewRect(0, 0, 0, 0)
        self._marks: list[tuple[float, Mark]] = []
        self._boxes: Sequence[Box] = ()
        self._hits: Sequence[Hit] = ()
        self._hit_places: list[float] = []
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("Overview of the document")
        self.hide()

    def set_palette(self, palette: CanvasPalette) -> None:
        """Other colours."""
        self._palette = palette
        self.update()

    def set_boxes(self, boxes: Sequence[Box]) -> None:
        """The boxes of all fields."""
        self._boxes = boxes
        self._place()

    def set_hits(self, hits: Sequence[Hit]) -> None:
        """The hits of the search."""
        self._hits = hits
        self._place()

    def set_view(self, layout: PageLayout, visible: ViewRect) -> None:
        """What part of which pages shows."""
        changed = layout is not self._layout
        self._layout, self._visible = layout, visible
        if changed:
            self.setVisible(layout.page_count >= _LEAST_PAGES)
            self._place()
        self.update()

    def _place(self) -> None:
        layout = self._layout
        whole = max(layout.height, 1.0)

        def height(page: int, part_y: float) -> float:
            area = layout.page(page)
            return (area.y + part_y * area.height) / whole

        pages = range(1, layout.page_count + 1)
        self._marks = [
            (height(each.placement.page, each.placement.rect.y), each.mark)
            for each in self._boxes
            if each.placement.page in pages
        ]
        self._marks.sort(key=lambda each: _ORDER.index(each[1]) if each[1] in _ORDER else len(_ORDER))
        self._hit_places = [
            height(each.page, each.rects[0].y) for each in self._hits if each.page in pages and each.rects
        ]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._palette
        painter.fillRect(self.rect(), palette.backdrop)
        if not self._layout.page_count:
            return
        tall, whole = self.height(), max(self._layout.height, 1.0)
        top, part = self._visible.y / whole * tall, max(self._visible.height / whole * tall, 6.0)
        shade = QColor(palette.text_muted)
        shade.setAlphaF(0.22)
        painter.fillRect(QRectF(0, top, self.width(), part), shade)
        drawn: set[tuple[int, Mark | None]] = set()
        for place in self._hit_places:
            self._tick(painter, place * tall, palette.hit, None, drawn, self.width())
        for place, mark in self._marks:
            self._tick(painter, place * tall, palette.marks[mark], mark, drawn, self.width() - 4)

    def _tick(
        self,
        painter: QPainter,
        y: float,
        color: QColor,
        mark: Mark | None,
        drawn: set[tuple[int, Mark | None]],
        wide: float,
    ) -> None:
        """Ticks that fall on one another are painted once: a document may have thousands."""
        key = (int(y // 2), mark)
        if key not in drawn:
            drawn.add(key)
            painter.fillRect(QRectF((self.width() - wide) / 2, y - _TICK / 2, wide, _TICK), color)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._jump(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._jump(event)

    def _jump(self, event: QMouseEvent) -> None:
        self.jumped.emit(min(max(event.position().y() / max(self.height(), 1), 0.0), 1.0))
