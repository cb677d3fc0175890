"""Pages and fields of the review: side by side, or the pages in a window of their own."""

from collections.abc import Callable, Mapping
from functools import cached_property

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QWidget

from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.widgets.page_window import PageWindow
from plextera_review.widgets.pieces import Button, EmptyState
from plextera_review.widgets.theme import Theme

_LAYOUT = "reviewPanes"
_FIELDS_WIDTH = 440
_LEAST = 240


class ReviewPanes(QSplitter):
    """How wide the fields are, on which side, and where the pages are is remembered from run to run.

    ``acts`` are its actions by id. ``arranged`` fires when the pages went into their own window or came back.
    """

    arranged = Signal()

    def __init__(self, pages: QWidget, fields: QWidget, settings: SettingsViewModel, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._pages, self._fields, self._settings, self._theme = pages, fields, settings, theme
        kept = settings.layout(_LAYOUT)
        self._kept = dict(kept) if isinstance(kept, Mapping) else {}
        self._window: PageWindow | None = None
        self._title = ""
        self.acts: dict[str, Callable[[], None]] = {
            "swap_sides": self._swap,
            "own_window": lambda: self.set_apart(apart=not self.apart),
        }
        self.addWidget(pages)
        self.addWidget(fields)
        pages.setMinimumWidth(_LEAST)
        self.setChildrenCollapsible(False)
        self._order()
        width = self._kept.get("fieldsWidth")
        self._fields_width = width if isinstance(width, int | float) and width >= _LEAST else _FIELDS_WIDTH
        self._give_widths()
        self.splitterMoved.connect(self._on_moved)

    @property
    def apart(self) -> bool:
        """True while the pages are in a window of their own."""
        return self._window is not None and self._pages.window() is self._window

    @property
    def page_window(self) -> PageWindow | None:
        """That window, once it was wanted."""
        return self._window

    def set_title(self, title: str) -> None:
        """What the pages show, for the title of their window."""
        self._title = title
        if self._window is not None:
            self._window.setWindowTitle(f"{title} – Plextera Review" if title else "Plextera Review")

    def show_fields(self, *, shown: bool) -> None:
        """Whether there are fields; where there are none and the pages are apart, this place says so."""
        self._fields.setVisible(shown)
        self._arrange()

    def restore(self) -> None:
        """Put the pages where they were in the last run."""
        if self._kept.get("pagesApart") is True:
            self.set_apart(apart=True)

    def set_apart(self, *, apart: bool) -> None:
        """Give the pages a window of their own, or take them back."""
        if apart == self.apart:
            return
        if apart:
            window = self._made_window()
            window.take(self._pages)
            window.show()
        else:
            self.addWidget(self._pages)
            self._order()
            if self._window is not None:
                self._window.hide()
                self.activateWindow()
            self._give_widths()
        self._arrange()
        self._keep("pagesApart", apart)
        self.arranged.emit()

    def _made_window(self) -> PageWindow:
        if self._window is None:
            self._window = PageWindow(self.parentWidget() or self)
            self._window.closed.connect(lambda: self.set_apart(apart=False))
            self._window.placed.connect(self._on_placed)
            if not self._window.restore_place(self._kept.get("place")):
                self._window.settle()
            self.set_title(self._title)
        self._window.follow(self._actions_around())
        return self._window

    def _actions_around(self) -> list[QAction]:
        """What has a key in this part of the window."""
        found: list[QAction] = []
        part: QWidget | None = self
        while part is not None:
            found += part.actions()
            part = part.parentWidget()
        return found

    @cached_property
    def _away(self) -> EmptyState:
        made = EmptyState(self._theme)
        made.say("own-window", "The pages are in their own window", "Close it, or take them back here.")
        back = Button(self._theme, "Take them back")
        back.clicked.connect(lambda: self.set_apart(apart=False))
        made.add_button(back)
        self.addWidget(made)
        return made

    def _arrange(self) -> None:
        if self._window is not None:
            self._away.setVisible(self.apart and self._fields.isHidden())

    @property
    def _fields_left(self) -> bool:
        return self._kept.get("fieldsLeft") is True

    def _swap(self) -> None:
        self._keep("fieldsLeft", not self._fields_left)
        if not self.apart:
            self._order()
            self._give_widths()

    def _order(self) -> None:
        self.insertWidget(0, self._fields if self._fields_left else self._pages)
        for at in range(self.count()):
            self.setStretchFactor(at, 1 if self.widget(at) is self._pages else 0)

    def _give_widths(self) -> None:
        """All the rest is the pages'."""
        fields = self._theme.px(self._fields_width)
        rest = max(self.width() - fields, 2 * fields)
        self.setSizes([fields if self.widget(at) is self._fields else rest for at in range(self.count())])

    def _on_moved(self, _place: int, _index: int) -> None:
        if not self.apart:
            self._fields_width = round(self._fields.width() / self._theme.scale)
            self._keep("fieldsWidth", self._fields_width)

    def _on_placed(self) -> None:
        if self._window is not None and self.apart:
            self._keep("place", self._window.place)

    def _keep(self, name: str, value: object) -> None:
        self._kept[name] = value
        self._settings.keep_layout(_LAYOUT, dict(self._kept))


class OwnWindowButton(Button):
    """Sends the pages into their own window, and fetches them back."""

    def __init__(self, panes: ReviewPanes, theme: Theme) -> None:
        super().__init__(theme, "", "own-window", "ghost")
        self._panes = panes
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys stay with the fields
        self.clicked.connect(panes.acts["own_window"])
        panes.arranged.connect(self._show_state)
        self._show_state()

    def _show_state(self) -> None:
        said = "Pages back beside the fields" if self._panes.apart else "Pages in their own window"
        self.setAccessibleName(said)
        self.follow("own_window", said)
