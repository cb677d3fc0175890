"""A box that is being drawn on a page. Pure but for the painting."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.domain.geometry import NormRect, Placement

LEAST_SIDE = 4.0
"""What is smaller in logical pixels is a click, not a box."""
_FILL = 0.12


class RubberBand:
    """From where the button went down to where the pointer is; never off the page it began on."""

    def __init__(self) -> None:
        self._page = 0
        self._from: tuple[float, float] | None = None
        self._to = (0.0, 0.0)

    @property
    def active(self) -> bool:
        """True while a box is being drawn."""
        return self._from is not None

    def begin(self, layout: PageLayout, x: float, y: float) -> None:
        """The button went down at a point of the content."""
        self._page = layout.page_at(y)
        self._from = self._to = _clamped(layout.page(self._page), x, y)

    def extend(self, layout: PageLayout, x: float, y: float) -> None:
        """The pointer moved."""
        if self._from is not None:
            self._to = _clamped(layout.page(self._page), x, y)

    def cancel(self) -> None:
        """Nothing is drawn."""
        self._from = None

    def rect(self) -> ViewRect | None:
        """The box in the content."""
        if self._from is None:
            return None
        (x0, y0), (x1, y1) = self._from, self._to
        return ViewRect(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))

    def finish(self, layout: PageLayout) -> Placement | None:
        """The button went up: the box on the displayed page (before the viewer's turning), None when it is too small."""
        rect = self.rect()
        self.cancel()
        if rect is None or min(rect.width, rect.height) < LEAST_SIDE:
            return None
        page = layout.page(self._page)
        part = NormRect.from_corners(
            (rect.x - page.x) / page.width,
            (rect.y - page.y) / page.height,
            (rect.right - page.x) / page.width,
            (rect.bottom - page.y) / page.height,
        )
        return Placement(self._page, part.turned(-layout.turns).clamped())

    def paint(self, painter: QPainter, palette: CanvasPalette, visible: ViewRect) -> None:
        """The outline as it would be now."""
        rect = self.rect()
        if rect is None:
            return
        area = QRectF(round(rect.x - visible.x), round(rect.y - visible.y), round(rect.width), round(rect.height))
        inside = QColor(palette.selection)
        inside.setAlphaF(_FILL)
        painter.fillRect(area, inside)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for spread, color, width in ((1.5, palette.halo, 1.0), (0.0, palette.selection, 2.0)):
            painter.setPen(QPen(color, width))
            painter.drawRect(area.adjusted(-spread, -spread, spread, spread))


def _clamped(page: ViewRect, x: float, y: float) -> tuple[float, float]:
    return min(max(x, page.x), page.right), min(max(y, page.y), page.bottom)
