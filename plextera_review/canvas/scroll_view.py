"""Moving over a column of pages: scrolling, zooming, turning, going to a page."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from plextera_review.canvas.layout import PageLayout, Spot, ViewRect
from plextera_review.canvas.view_state import Fit, PageViewState
from plextera_review.domain.geometry import PageSize
from plextera_review.domain.page_fit import FULL_SIZE, MARGIN, bounded_scale, fitting_scale

STEP = 1.25
"""One step larger or smaller."""


class PageScrollView(QAbstractScrollArea):
    """Knows the pages' sizes and what part of them shows. ``zoom_changed`` carries the zoom (1.0 is 100 %), ``page_changed``
    the page in view, from 1. ``stride`` is how far the last movement went, in logical pixels, upwards when negative."""

    zoom_changed = Signal(object)
    page_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sizes: tuple[PageSize, ...] = ()
        self._turns = 0
        self._fit = Fit.WIDTH
        self._scale = FULL_SIZE
        self._page = 1
        self.stride = 1.0
        self.pages = PageLayout((), 0, FULL_SIZE)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setSingleStep(48)

    # -- state

    @property
    def zoom(self) -> float:
        """1.0 is 100 %: an inch of paper is 96 logical pixels."""
        return self._scale / FULL_SIZE

    @property
    def fit(self) -> Fit:
        """What the zoom follows."""
        return self._fit

    @property
    def page_number(self) -> int:
        """The page in view, from 1."""
        return self._page

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def quarter_turns(self) -> int:
        """How often the viewer turned the pages clockwise."""
        return self._turns

    def visible_rect(self) -> ViewRect:
        """The part of the content that shows."""
        x, y = self._offset()
        return ViewRect(x, y, self.viewport().width(), self.viewport().height())

    # -- acts

    def fit_width(self) -> None:
        """The page as wide as the view, and so when the window changes."""
        self._fit = Fit.WIDTH
        self._refit()

    def fit_page(self) -> None:
        """The whole page in the view, and so when the window changes."""
        self._fit = Fit.PAGE
        page = self._page
        self._refit()
        self.go_to_page(page)

    def zoom_in(self) -> None:
        """A step larger, about the middle of the view."""
        self.zoom_to(self.zoom * STEP)

    def zoom_out(self) -> None:
        """A step smaller."""
        self.zoom_to(self.zoom / STEP)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom (1.0 is 100 %), keeping what lies under ``at`` of the viewport (its middle) where it is."""
        self._fit = Fit.NONE
        self._rescale(zoom * FULL_SIZE, at)

    def rotate_clockwise(self) -> None:
        """Turn every page by 90 degrees; the page in view stays in view."""
        page = self._page
        self._turns = (self._turns + 1) % 4
        self._refit() if self._fit is not Fit.NONE else self._rescale(self._scale)
        self.go_to_page(page)

    def go_to_page(self, number: int) -> None:
        """Show the top of a page, numbers beyond the ends the first and last one."""
        if self._sizes:
            page = self.pages.page(min(max(number, 1), self.page_count))
            self._scroll_to(page.x - MARGIN, page.y - MARGIN / 2)

    def turn_pages(self, pages: int) -> None:
        """The top of the page that many pages on, or back when negative."""
        self.go_to_page(self._page + pages)

    def scroll_by_view(self, views: float) -> None:
        """Scroll by a part of what shows, downwards when positive."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(views * self.viewport().height()))

    def scroll_to_end(self, *, last: bool) -> None:
        """The very top, or the very end."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum() if last else bar.minimum())

    def center_on(self, rect: ViewRect) -> None:
        """Bring a place of the content to the middle of the view."""
        width, height = self.viewport().width(), self.viewport().height()
        self._scroll_to(rect.x + rect.width / 2 - width / 2, rect.y + rect.height / 2 - height / 2)

    def bring_into_view(self, rect: ViewRect, margin: float = 24.0) -> None:
        """Scroll no further than it takes to see a place of the content with some room around it."""
        visible, wanted = self.visible_rect(), rect.grown(margin)
        x, y = visible.x, float(self.verticalScrollBar().value())
        x += min(wanted.x - visible.x, 0.0) or max(wanted.right - visible.right, 0.0)
        y += min(wanted.y - visible.y, 0.0) or max(wanted.bottom - visible.bottom, 0.0)
        self._scroll_to(x, y)

    def scroll_to_fraction(self, fraction: float) -> None:
        """Bring a height of the whole column (0 its top, 1 its end) to the middle of the view."""
        self._scroll_to(self.horizontalScrollBar().value(), fraction * self.pages.height - self.viewport().height() / 2)

    # -- for the canvas

    def set_pages(self, sizes: Sequence[PageSize]) -> None:
        """Show other pages from the top, not turned, as wide as the view."""
        self._sizes, self._turns, self._fit = tuple(sizes), 0, Fit.WIDTH
        self._relayout()
        self._refit()
        self.scroll_to_end(last=False)
        self._note_page()

    def show_view(self, fit: Fit, zoom: float, spot: Spot | None, turns: int) -> None:
        """The pages at once as they were looked at; ``spot`` comes to the upper left corner, None is the top."""
        self._turns, self._fit = turns % 4, fit
        if fit is Fit.NONE:
            self._rescale(zoom * FULL_SIZE)
        else:
            self._refit()
        if spot is not None and self._sizes:
            self._show_spot(spot, QPointF(0, 0))
        else:
            self.scroll_to_end(last=False)

    @property
    def corner(self) -> Spot | None:
        """What lies at the upper left corner of the view."""
        return self.pages.spot(*self._offset()) if self._sizes else None

    def on_view_changed(self, *, upright: bool = False) -> None:
        """Called whenever another part of the content shows, or at another scale; ``upright`` when the content only moved up or down."""

    # -- inside

    def _offset(self) -> tuple[float, float]:
        spare = max((self.viewport().height() - self.pages.height) / 2, 0.0)
        return float(self.horizontalScrollBar().value()), self.verticalScrollBar().value() - spare

    def opening_scale(self, size: PageSize, state: PageViewState | None, wider: int = 0) -> float:
        """Logical pixels per point at which a first page of that size opens; None: it fills the width. ``wider`` than now by so many
        logical pixels."""
        if state is not None and state.fit is Fit.NONE:
            return bounded_scale(state.zoom * FULL_SIZE)
        height = self.viewport().height() if state is not None and state.fit is Fit.PAGE else None
        return bounded_scale(fitting_scale(size, 0, self._fitting_width() + wider, height))

    def _fitting_width(self) -> float:
        """The scroll bar's room is kept whether it shows or not, so that a fit never makes it come and go."""
        return self.width() - self.verticalScrollBar().sizeHint().width()

    def _refit(self) -> None:
        if not self._sizes or self._fit is Fit.NONE:
            return
        size = self._sizes[self._page - 1] if self._page <= len(self._sizes) else self._sizes[0]
        height = self.viewport().height() if self._fit is Fit.PAGE else None
        self._rescale(fitting_scale(size, self._turns, self._fitting_width(), height))

    def _rescale(self, scale: float, at: QPointF | None = None) -> None:
        if not self._sizes:
            return
        old = self.zoom
        middle = at or QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        x, y = self._offset()
        spot = self.pages.spot(x + middle.x(), y + middle.y())
        self._scale = bounded_scale(scale)
        self._relayout()
        self._show_spot(spot, middle)
        if self.zoom != old:
            self.zoom_changed.emit(self.zoom)

    def _relayout(self) -> None:
        view = self.viewport()
        self.pages = PageLayout(self._sizes, self._turns, self._scale, self.devicePixelRatioF(), view.width())
        for bar, content, room in (
            (self.horizontalScrollBar(), self.pages.width, view.width()),
            (self.verticalScrollBar(), self.pages.height, view.height()),
        ):
            bar.setPageStep(room)
            bar.setRange(0, max(int(content - room), 0))  # less than a pixel is not worth a scroll bar
        self._note_page()
        self.on_view_changed()

    def _show_spot(self, spot: Spot, at: QPointF) -> None:
        x, y = self.pages.point(spot)
        self._scroll_to(x - at.x(), y - at.y())

    def _scroll_to(self, x: float, y: float) -> None:
        self.horizontalScrollBar().setValue(round(x))
        self.verticalScrollBar().setValue(round(y))

    def _note_page(self) -> None:
        visible = self.visible_rect()
        number = self.pages.page_at(visible.y + min(visible.height, self.pages.height) / 3) if self._sizes else 1
        if number != self._page:
            self._page = number
            self.page_changed.emit(number)

    # -- events

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if dy:
            self.stride = -float(dy)
        self._note_page()
        self.on_view_changed(upright=not dx)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit is Fit.NONE:
            self._relayout()
        else:
            self._in_place(self._refit)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.DevicePixelRatioChange
        ):  # pages are whole device pixels of the screen they are on
            self._in_place(self._relayout)
        return bool(super().event(event))

    def _in_place(self, change: Callable[[], None]) -> None:
        spot = self.pages.spot(*self._offset()) if self._sizes else None
        change()
        if spot is not None:
            self._show_spot(spot, QPointF(0, 0))
