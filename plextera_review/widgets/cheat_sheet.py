"""All keys of the page that is shown, over the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from plextera_review.viewmodels.actions import GROUPS, Scope, reachable
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.widgets.key_columns import KeyBlock, KeyColumns
from plextera_review.widgets.overlay import Overlay
from plextera_review.widgets.pieces import Button, label, row
from plextera_review.widgets.theme import Theme

_COLUMN = 350  # width of a column at 100 % text size
_MOST_COLUMNS = 3
_SIDES = 24 + 12 + 14  # margins of the card and the scroll bar


class CheatSheet(Overlay):
    """One block a group, in as many columns as there is room for; scrolls where there is none."""

    def __init__(self, window: QWidget, theme: Theme, keys: KeyMap) -> None:
        super().__init__(window, theme)
        self._keys = keys
        self._scope = Scope.EVERYWHERE
        self.change = Button(theme, "Change keys", "pencil", "ghost")
        close = Button(theme, "", "close", "ghost")
        close.setAccessibleName("Close")
        close.setToolTip("Close (Esc)")
        close.clicked.connect(self.close_over)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName("All keys")
        self._columns = KeyColumns(theme)
        self._area.setWidget(self._columns)
        for each in (self._columns, self._area.viewport()):
            each.setAutoFillBackground(False)  # the card shows through
        layout = QVBoxLayout(self.card)
        layout.setContentsMargins(24, 16, 12, 16)
        layout.addLayout(row(label("Keys", "title"), None, self.change, close))
        layout.addWidget(self._area, 1)
        keys.changed.connect(self._on_keys)

    def open_for(self, scope: Scope) -> None:
        """Show the keys of that page and of everywhere."""
        self._scope = scope
        self.open()

    def first(self) -> QWidget:
        return self._area

    def arrange(self) -> None:
        width = min(self.width() - 32, self._theme.px(_COLUMN * _MOST_COLUMNS + 60))
        columns = min(max(1, (width - _SIDES) // self._theme.px(_COLUMN)), _MOST_COLUMNS)
        wanted = self._columns.arrange(self._blocks(), width - _SIDES, columns)
        height = min(self.height() - 32, wanted + self.change.sizeHint().height() + self._theme.px(40))
        self.card.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def _on_keys(self) -> None:
        if self.isVisible():
            self.arrange()

    def _blocks(self) -> list[KeyBlock]:
        actions = [each for each in reachable(self._scope) if self._keys.keys(each.id)]
        blocks = []
        for group in GROUPS:
            lines = tuple(
                (" or ".join(self._keys.texts(each.id)), each.title) for each in actions if each.group == group
            )
            if lines:
                blocks.append(KeyBlock(group, lines))
        return blocks
