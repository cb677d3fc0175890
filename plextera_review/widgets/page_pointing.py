"""Connects the page's tools with the selected field: words picked, boxes drawn, boxes moved."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from plextera_review.canvas.tools import Tool
from plextera_review.canvas.view import PageCanvas
from plextera_review.domain.capture import Span
from plextera_review.domain.geometry import Placement
from plextera_review.viewmodels.pointing import Pointing


class PagePointing(QObject):
    """``leave_editor`` is called before a value is taken: what was typed gives way to what was pointed at; ``taken`` afterwards."""

    def __init__(
        self, canvas: PageCanvas, pointing: Pointing, leave_editor: Callable[[], object], taken: Callable[[], object]
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._pointing = canvas, pointing
        self._leave_editor, self._taken = leave_editor, taken
        self.acts: dict[str, Callable[[], None]] = {"widen": self._widen, "narrow": self._narrow}
        canvas.words_chosen.connect(self._on_words)
        canvas.box_drawn.connect(self._on_drawn)
        canvas.box_moved.connect(self._on_moved)
        pointing.captured.connect(self._on_captured)

    def _widen(self) -> None:
        self._leave_editor()
        self._pointing.widen()

    def _narrow(self) -> None:
        self._leave_editor()
        self._pointing.narrow()

    def _on_words(self, span: object) -> None:
        if isinstance(span, Span):
            self._leave_editor()
            self._pointing.take_words(span)

    def _on_drawn(self, placement: object) -> None:
        if isinstance(placement, Placement):
            self._leave_editor()
            self._pointing.take_box(placement)

    def _on_moved(self, path: object, at: object, placement: object) -> None:
        if isinstance(path, str) and isinstance(at, int) and isinstance(placement, Placement):
            self._pointing.move_box(path, at, placement)

    def _on_captured(self, placements: object) -> None:
        self._canvas.set_tool(Tool.POINTER)
        if isinstance(placements, tuple):
            self._canvas.set_captured_rects(placements)
        self._taken()
