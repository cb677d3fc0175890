"""The boxes over the pages: which are there, which one is selected or under the pointer, and its handles."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from plextera_review.canvas.box import Box
from plextera_review.canvas.box_painter import (
    page_rects,
    paint_hovered,
    paint_selected,
    resting_opacity,
)
from plextera_review.canvas.handles import SIDE, Handle, handle_at, handles, place, pulled
from plextera_review.canvas.hit_test import PADDING, BoxChange, BoxIndex, drawn_rect
from plextera_review.canvas.layout import PageLayout, ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.resting_boxes import RestingBoxes
from plextera_review.domain.geometry import NormRect

_FRAME_SECONDS = 0.004  # for strips of boxes nobody has painted yet; the rest of a frame belongs to the pages


class BoxLayer:
    """Boxes of one document. A box whose handle is pulled is drawn where it would be let go."""

    def __init__(self) -> None:
        self.index = BoxIndex()
        self.selected: str | None = None
        self.hovered: Box | None = None
        self.draws_handles = True
        self.at_handle: Box | None = None
        self._resting = RestingBoxes()
        self._pull: tuple[Box, Handle] | None = None
        self._pulled: ViewRect | None = None

    def set_boxes(self, boxes: Sequence[Box]) -> BoxChange:
        """Other boxes. What did not change stays as it is drawn; a box that is held by its handle is let go when it changed."""
        change = self.index.update(boxes)
        self._resting.note(change)
        gone = {id(each) for each in change.removed}
        if id(self.hovered) in gone:
            self.hovered = None
        if id(self.at_handle) in gone:
            self.at_handle = None
        if self._pull is not None and id(self._pull[0]) in gone:
            self.let_go()
        return change

    def paint(
        self,
        painter: QPainter,
        palette: CanvasPalette,
        layout: PageLayout,
        shown: range,
        visible: ViewRect,
        ratio: float,
    ) -> bool:
        """The boxes at rest; the others on top come with :meth:`paint_chosen`. Returns False when another frame has to finish them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(resting_opacity(palette, chosen=self.selected is not None))
        until, complete = time.perf_counter() + _FRAME_SECONDS, True
        for page in shown:
            complete &= self._resting.paint(painter, palette, self.index, layout, page, visible, ratio, until)
        painter.setOpacity(1.0)
        if self.hovered is not None and self.hovered.field_path != self.selected:
            paint_hovered(painter, palette, self.hovered.mark, _on_screen(layout, self.hovered, visible, ratio), ratio)
        return complete

    def paint_chosen(
        self,
        painter: QPainter,
        palette: CanvasPalette,
        layout: PageLayout,
        visible: ViewRect,
        font: QFont,
        pulse: float,
        ratio: float,
    ) -> None:
        """The selected field's boxes, joined where there are several, with label tabs and handles."""
        if self.selected is None or not layout.page_count:
            return
        boxes = [each for each in self.index.of_field(self.selected) if 1 <= each.placement.page <= layout.page_count]
        rects = [self._rect(layout, each) for each in boxes]
        self._paint_joins(painter, palette, boxes, rects, visible)
        frame = QRectF(0, 0, visible.width, visible.height)
        for box, rect in zip(boxes, rects, strict=True):
            if rect.meets(visible):
                held = self._pull is not None and self._pull[0] is box
                drawn = _in_view(rect, visible) if held else _on_screen(layout, box, visible, ratio)
                paint_selected(painter, palette, box, drawn, font, frame, pulse, ratio)
                if self._shows_handles(box):
                    self._paint_handles(painter, palette, box, rect, visible)

    # -- pulling at a handle

    def handle_at(self, layout: PageLayout, x: float, y: float) -> tuple[Box, Handle] | None:
        """The selected box and its handle at a point of the content."""
        if self.selected is None or not self.draws_handles or not layout.page_count:
            return None
        for box in self.index.of_field(self.selected):
            if 1 <= box.placement.page <= layout.page_count:
                found = handle_at(drawn_rect(layout, box), x, y)
                if found is not None:
                    return box, found
        return None

    def take(self, box: Box, handle: Handle) -> None:
        """Start pulling."""
        self._pull = (box, handle)

    @property
    def pulling(self) -> bool:
        """True while a handle is held."""
        return self._pull is not None

    def pull_to(self, layout: PageLayout, x: float, y: float) -> None:
        """The held edges follow the pointer."""
        if self._pull is not None:
            box, handle = self._pull
            within = layout.page(box.placement.page)
            self._pulled = pulled(drawn_rect(layout, box), handle, x, y, within)

    def let_go(self) -> None:
        """Nothing is pulled any more."""
        self._pull = self._pulled = None

    def result(self, layout: PageLayout) -> tuple[Box, NormRect] | None:
        """The pulled box and its new place on the displayed page."""
        if self._pull is None or self._pulled is None:
            return None
        box, rect = self._pull[0], self._pulled.grown(-PADDING)
        page = layout.page(box.placement.page)
        part = NormRect.from_corners(
            (rect.x - page.x) / page.width,
            (rect.y - page.y) / page.height,
            (rect.right - page.x) / page.width,
            (rect.bottom - page.y) / page.height,
        )
        return box, part.turned(-layout.turns).clamped()

    # -- inside

    def _shows_handles(self, box: Box) -> bool:
        """Only with the pointer on the box: the text is never covered while it is read."""
        held = self._pull is not None and self._pull[0] is box
        return self.draws_handles and (held or self.hovered is box or self.at_handle is box)

    def _rect(self, layout: PageLayout, box: Box) -> ViewRect:
        if self._pull is not None and self._pull[0] is box and self._pulled is not None:
            return self._pulled
        return drawn_rect(layout, box)

    def _paint_joins(
        self,
        painter: QPainter,
        palette: CanvasPalette,
        boxes: Sequence[Box],
        rects: Sequence[ViewRect],
        visible: ViewRect,
    ) -> None:
        """A line from each place of a field to its next one."""
        for at in range(len(boxes) - 1):
            color = QColor(palette.marks[boxes[at].mark])
            color.setAlphaF(0.55)
            painter.setPen(QPen(color, 1.5))
            ends = [_in_view(each, visible) for each in rects[at : at + 2]]
            painter.drawLine(QPointF(ends[0].left(), ends[0].bottom()), QPointF(ends[1].left(), ends[1].top()))

    def _paint_handles(
        self, painter: QPainter, palette: CanvasPalette, box: Box, rect: ViewRect, visible: ViewRect
    ) -> None:
        painter.setPen(QPen(palette.marks[box.mark], 1.5))
        painter.setBrush(palette.halo)
        for each in handles(rect):
            x, y = place(rect, each)
            painter.drawRect(QRectF(x - visible.x - SIDE / 2, y - visible.y - SIDE / 2, SIDE, SIDE))


def _in_view(rect: ViewRect, visible: ViewRect) -> QRectF:
    return QRectF(rect.x - visible.x, rect.y - visible.y, rect.width, rect.height)


def _on_screen(layout: PageLayout, box: Box, visible: ViewRect, ratio: float) -> QRectF:
    """Where the box at rest is drawn in the viewport: on whole device pixels, like its page."""
    area = layout.page(box.placement.page)
    rect = page_rects([box], layout, box.placement.page, ratio)[0][1]
    return rect.translated(round((area.x - visible.x) * ratio) / ratio, round((area.y - visible.y) * ratio) / ratio)
