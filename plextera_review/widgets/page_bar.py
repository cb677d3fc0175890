"""The bar under the pages: page, thumbnails, search, zoom, turning, boxes, dark pages."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from plextera_review.canvas.tools import Tool
from plextera_review.canvas.view import PageCanvas
from plextera_review.widgets.pieces import Button, label, row
from plextera_review.widgets.theme import Theme

_FIRST_SPARE = 3  # used less than what a page's own part is for
_SOON_MS = 30  # pages are painted first, and may turn faster than anybody reads their numbers


class PageBar(QFrame):
    """Every button calls one of ``acts``."""

    def __init__(self, canvas: PageCanvas, theme: Theme, acts: Mapping[str, Callable[[], None]]) -> None:
        super().__init__()
        self._canvas, self._theme, self._acts = canvas, theme, acts
        self.setProperty("role", "bar")
        self._thumbnails = self._button("thumbnails", "Thumbnails", "toggle_thumbnails")
        self._previous = self._button("chevron-up", "Previous page", "previous_page")
        self._next = self._button("chevron-down", "Next page", "next_page")
        self.entry = QLineEdit()
        self.entry.setAccessibleName("Go to page")
        self.entry.setToolTip("Go to page")
        self.entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.entry.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._validator = QIntValidator(1, 1, self)
        self.entry.setValidator(self._validator)
        self._count = label("", "muted")
        self._zoom = label("", "muted")
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._boxes = self._button("boxes", "Boxes off or on", "toggle_boxes")
        self._dark = self._button("sun", "Dark pages", "toggle_dark_pages")
        parts = row(self._thumbnails, self._previous, self._next, self.entry, spacing=4)
        parts.addWidget(self._count, 1)
        self._tools = {
            Tool.WORDS: self._button("pick-words", "Pick words for the field", "pick_words"),
            Tool.BOX: self._button("draw-box", "Draw a box for the field", "draw_box"),
        }
        for made in self._tools.values():
            made.setCheckable(True)
        rotate = self._button("rotate", "Turn the pages", "rotate")
        fit_width = self._button("fit-width", "Fit the width", "fit_width")
        fit_page = self._button("fit-page", "Fit the page", "fit_page")
        search = self._button("search", "Search in the document", "search")
        larger, smaller = self._button("zoom-in", "Larger", "zoom_in"), self._button("zoom-out", "Smaller", "zoom_out")
        pointing = tuple(self._tools.values())
        for each in (
            *pointing,
            search,
            smaller,
            self._zoom,
            larger,
            fit_width,
            fit_page,
            rotate,
            self._dark,
            self._boxes,
        ):
            parts.addWidget(each)
        # Where there is no room these go first, in this order: all have keys, and stand in the menu.
        self._spare: tuple[QWidget, ...] = (
            rotate,
            self._dark,
            self._boxes,
            fit_page,
            fit_width,
            smaller,
            self._zoom,
            larger,
            search,
        )
        parts.setContentsMargins(8, 4, 8, 4)
        self.setLayout(parts)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.show_state)
        canvas.page_changed.connect(self._show_state_soon)
        for signal in (
            canvas.zoom_changed,
            canvas.boxes_visible_changed,
            canvas.dark_changed,
            canvas.tool_changed,
        ):
            signal.connect(self.show_state)
        self.entry.editingFinished.connect(self.show_state)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.show_state()

    def add_part(self, widget: QWidget, *, spare: bool = False) -> None:
        """Put something of the page's own before the other buttons; ``spare``: it goes where there is little room."""
        layout = self.layout()
        if spare:
            self._spare = (*self._spare[:_FIRST_SPARE], widget, *self._spare[_FIRST_SPARE:])
        if isinstance(layout, QHBoxLayout):
            layout.insertWidget(layout.indexOf(self._count) + 1, widget)
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        for each in self._spare:
            each.setVisible(True)
        for each in self._spare:
            layout.invalidate()
            if layout.sizeHint().width() <= self.width():
                return
            each.setVisible(False)

    def set_pointing(self, *, possible: bool) -> None:
        """Offer the tools for pointing, or not."""
        if any(each.isHidden() == possible for each in self._tools.values()):
            for each in self._tools.values():
                each.setVisible(possible)
            self._fit()

    def begin_page_entry(self) -> None:
        """Let a person type the number of a page."""
        self.entry.setFocus()
        self.entry.selectAll()

    def take_enter(self) -> bool:
        """Go to the page that was typed; False when nobody is typing one."""
        if not self.entry.hasFocus():
            return False
        if self.entry.hasAcceptableInput():
            self._canvas.go_to_page(int(self.entry.text()))
        self._canvas.setFocus()
        self.show_state()
        return True

    def _show_state_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def show_state(self, _value: object = None) -> None:
        """Say what shows."""
        canvas = self._canvas
        count, number = canvas.page_count, canvas.page_number
        self.entry.setVisible(count > 0)
        if not self.entry.hasFocus():
            self.entry.setText(str(number))
        self._validator.setTop(max(count, 1))
        if self._count.text() != (said := f"/ {count}" if count else ""):
            self._count.setText(said)
            self._fit()
        self._zoom.setText(f"{canvas.zoom:.0%}" if count else "")
        self._previous.setEnabled(number > 1)
        self._next.setEnabled(number < count)
        for tool, button in self._tools.items():
            button.setChecked(canvas.tool is tool)
            button.setEnabled(count > 0)
        shown = canvas.boxes_visible
        self._boxes.follow("toggle_boxes", "Hide the boxes" if shown else "Show the boxes")
        self._dark.follow("toggle_dark_pages", "White pages" if canvas.dark_pages else "Dark pages")
        canvas.setAccessibleName(f"Page {number} of {count}" if count else "Page")

    def _button(self, icon: str, tip: str, act: str) -> Button:
        made = Button(self._theme, "", icon, "ghost")
        made.follow(act, tip)
        made.setAccessibleName(tip)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys stay with the fields
        made.clicked.connect(self._acts[act])
        return made

    def _on_theme(self) -> None:
        self._zoom.setMinimumWidth(self._theme.px(44))
        self.entry.setFixedWidth(self._theme.px(52))
        self._count.setIndent(self._theme.px(6))  # the entry's frame takes the room between them
        self._fit()
