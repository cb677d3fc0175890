"""The page canvas with its bar: page, zoom, turning, boxes."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.view import PageCanvas
from plextera_review.widgets.pieces import Button, ElidedLabel, label, row
from plextera_review.widgets.theme import Theme, Tokens

_VIEW = 0.9  # a screenful keeps a little of what was read last


class PageArea(QWidget):
    """``acts`` are the view actions by id; the page's shortcuts and the bar's buttons call the same ones."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._paper = Tokens.load("light").qcolors  # paper is white in every theme
        self.canvas = PageCanvas(self._palette())
        canvas = self.canvas
        self.acts: dict[str, Callable[[], None]] = {
            "page_down": self._do_page_down,
            "page_up": self._do_page_up,
            "next_page": canvas.next_page,
            "previous_page": canvas.previous_page,
            "first_page": self._do_first,
            "last_page": self._do_last,
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "fit_width": canvas.fit_width,
            "fit_page": canvas.fit_page,
            "rotate": canvas.rotate_clockwise,
            "toggle_boxes": canvas.toggle_boxes,
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(canvas, 1)
        layout.addWidget(self._bar())
        canvas.page_changed.connect(self._show_state)
        canvas.zoom_changed.connect(self._show_state)
        canvas.boxes_visible_changed.connect(self._show_state)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self._show_state()

    def _palette(self) -> CanvasPalette:
        return CanvasPalette.from_colors(self._theme.tokens.qcolors, self._paper)

    def _bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        self._previous = self._button("chevron-up", "Previous page (Ctrl+PgUp)", "previous_page")
        self._next = self._button("chevron-down", "Next page (Ctrl+PgDn)", "next_page")
        self._page = ElidedLabel("muted")
        self._zoom = label("", "muted")
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._boxes = self._button("boxes", "Boxes off or on (Ctrl+H; hold H on the page)", "toggle_boxes")
        parts = row(self._previous, self._next, spacing=4)
        parts.addWidget(self._page, 1)
        for each in (
            self._button("zoom-out", "Smaller (Ctrl+-)", "zoom_out"),
            self._zoom,
            self._button("zoom-in", "Larger (Ctrl++)", "zoom_in"),
            self._button("fit-width", "Fit the width (Ctrl+0)", "fit_width"),
            self._button("fit-page", "Fit the page (Ctrl+9)", "fit_page"),
            self._button("rotate", "Turn the pages (Ctrl+R)", "rotate"),
            self._boxes,
        ):
            parts.addWidget(each)
        parts.setContentsMargins(8, 4, 8, 4)
        bar.setLayout(parts)
        return bar

    def _button(self, icon: str, tip: str, act: str) -> Button:
        made = Button(self._theme, "", icon, "ghost")
        made.setToolTip(tip)
        made.setAccessibleName(tip.split(" (", 1)[0])
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys stay with the fields
        made.clicked.connect(self.acts[act])
        return made

    def _on_theme(self) -> None:
        self._zoom.setMinimumWidth(self._theme.px(44))
        self.canvas.set_palette(self._palette())

    def _show_state(self, _value: object = None) -> None:
        canvas = self.canvas
        count, number = canvas.page_count, canvas.page_number
        self._page.setText(f"{number} / {count}" if count else "")
        self._zoom.setText(f"{canvas.zoom:.0%}" if count else "")
        self._previous.setEnabled(number > 1)
        self._next.setEnabled(number < count)
        self._boxes.setToolTip(
            "Hide the boxes (Ctrl+H; hold H on the page)" if canvas.boxes_visible else "Show the boxes (Ctrl+H)"
        )
        canvas.setAccessibleName(f"Page {number} of {count}" if count else "Page")

    def _do_page_down(self) -> None:
        self.canvas.scroll_by_view(_VIEW)

    def _do_page_up(self) -> None:
        self.canvas.scroll_by_view(-_VIEW)

    def _do_first(self) -> None:
        self.canvas.scroll_to_end(last=False)

    def _do_last(self) -> None:
        self.canvas.scroll_to_end(last=True)
