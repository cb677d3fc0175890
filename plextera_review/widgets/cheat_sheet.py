"""All keys of the page that is shown, over the window."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from plextera_review.viewmodels.actions import GROUPS, Scope, reachable
from plextera_review.viewmodels.key_map import KeyMap
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
        self._made_for: tuple[object, ...] = ()
        self.change = Button(theme, "Change keys", "pencil", "ghost")
        close = Button(theme, "", "close", "ghost")
        close.setAccessibleName("Close")
        close.setToolTip("Close (Esc)")
        close.clicked.connect(self.close_over)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName("All keys")
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
        room = self.rect().marginsRemoved(self.contentsMargins())
        width = min(room.width() - 32, self._theme.px(_COLUMN * _MOST_COLUMNS + 60))
        columns = min(max(1, (width - _SIDES) // self._theme.px(_COLUMN)), _MOST_COLUMNS)
        self._fill(columns)
        wanted = self._columns.totalHeightForWidth(width - _SIDES)
        height = min(room.height() - 32, wanted + self.change.sizeHint().height() + self._theme.px(44))
        self.card.setGeometry((room.width() - width) // 2, (room.height() - height) // 2, width, height)

    def _on_keys(self) -> None:
        self._made_for = ()
        if self.isVisible():
            self.arrange()

    def _fill(self, columns: int) -> None:
        made_for = (self._scope, columns, self._theme.scale, self._theme.is_dark)
        if made_for == self._made_for:
            return
        self._made_for = made_for
        inner = QWidget()
        inner.setProperty("role", "sheet")
        self._columns = across = QHBoxLayout(inner)
        across.setContentsMargins(0, 8, 12, 0)
        across.setSpacing(self._theme.px(28))
        stacks = [QVBoxLayout() for _ in range(columns)]
        heights = [0] * columns
        for stack in stacks:
            stack.setSpacing(self._theme.px(16))
            across.addLayout(stack, 1)
        for group in GROUPS:
            block = self._block(group)
            if block is not None:
                place = heights.index(min(heights))
                heights[place] += block.sizeHint().height()
                stacks[place].addWidget(block)
        for stack in stacks:
            stack.addStretch(1)
        self._area.setWidget(inner)  # the former one is deleted with it

    def _block(self, group: str) -> QLabel | None:
        """Plain HTML, because sixty labels would take longer to make than a frame; a screen reader reads its text."""
        lines = [
            f"<tr><td width='{self._theme.px(138)}' style='font-weight:600'>{escape(' or '.join(self._keys.texts(each.id)))}</td>"
            f"<td>{escape(each.title)}</td></tr>"
            for each in reachable(self._scope)
            if each.group == group and self._keys.keys(each.id)
        ]
        if not lines:
            return None
        size = self._theme.font_px("large")
        head = f"<p style='font-size:{size}px; font-weight:600; margin:0 0 {self._theme.px(4)}px {self._theme.px(2)}px'>{escape(group)}</p>"
        block = QLabel(f"{head}<table cellspacing='0' cellpadding='{self._theme.px(2)}'>{''.join(lines)}</table>")
        block.setTextFormat(Qt.TextFormat.RichText)
        block.setWordWrap(True)
        block.setAlignment(Qt.AlignmentFlag.AlignTop)
        return block
