"""The whole document in one narrow column: where fields need a look, where the search hit, what part is in view."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from plextera_review.canvas.box import Box
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.mark import Mark
from plextera_review.domain.page_fit import OVERVIEW_WIDTH, overview_width
from plextera_review.domain.text_search import Hit

_TICK = 3.0
_ORDER = (  # what needs a look lies on top
    Mark.AUTOMATIC, Mark.ACCEPTED, Mark.MISSING, Mark.UNREADABLE, Mark.WAIVED, Mark.CORRECTED, Mark.NOT_LOCATED, Mark.CHECK,
    Mark.RULE_FAILED,
)  # fmt: skip


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
        self._placed = True
        self.setFixedWidth(OVERVIEW_WIDTH)
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
            self.setVisible(overview_width(layout.page_count) > 0)
            self._place()
        self.update()

    def _place(self) -> None:
        """Where everything lies is found out when it is painted: documents of few pages have no bar."""
        self._placed = False
        self.update()

    def _find_places(self) -> None:
        self._placed = True
        layout = self._layout
        whole = max(layout.height, 1.0)

        spans: list[tuple[float, float]] = [(0.0, 0.0)]
        for page in range(1, layout.page_count + 1):
            area = layout.page(page)
            spans.append((area.y / whole, area.height / whole))
        by_mark: dict[Mark, list[float]] = {mark: [] for mark in _ORDER}
        last = layout.page_count
        for box in self._boxes:
            place = box.placement
            if 1 <= place.page <= last:
                top, high = spans[place.page]
                by_mark[box.mark].append(top + place.rect.y * high)
        self._marks = [(place, mark) for mark, places in by_mark.items() for place in places]
        self._hit_places = []
        for hit in self._hits:
            if 1 <= hit.page <= last and hit.rects:
                top, high = spans[hit.page]
                self._hit_places.append(top + hit.rects[0].y * high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self._palette
        painter.fillRect(self.rect(), palette.backdrop)
        if not self._layout.page_count:
            return
        if not self._placed:
            self._find_places()
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
