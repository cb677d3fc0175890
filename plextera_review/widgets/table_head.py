"""The line above a table: its name or tabs of several, how many rows it has, and buttons."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from plextera_review.widgets.pieces import Button, ElidedLabel, label
from plextera_review.widgets.theme import Theme

_BUTTONS = (
    ("add_row", "plus", "Add a row at the end"),
    ("delete_rows", "trash", "Remove the rows"),
    ("toggle_tables", "chevron-down", "Close the table"),
)


class TableHead(QWidget):
    """``chosen`` carries the place of a tab the person chose; ``said`` is what stands beside the name."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, acts: Mapping[str, Callable[[], None]]) -> None:
        super().__init__()
        self.said = ""
        self._showing = False
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Tables of the document")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.currentChanged.connect(self._on_tab)
        self._title = label("", "heading")
        self._count = ElidedLabel("muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.addWidget(self._title)
        layout.addWidget(self.tabs)
        layout.addWidget(self._count)
        layout.addStretch(1)
        for action_id, icon, text in _BUTTONS:
            button = Button(theme, "", icon, "ghost")
            button.follow(action_id, text)
            button.setAccessibleName(text)
            button.clicked.connect(acts[action_id])
            layout.addWidget(button)

    def show_tables(self, titles: Sequence[str], at: int) -> None:
        """Name the table shown; several tables have a tab each."""
        self._showing = True
        if list(titles) != [self.tabs.tabText(each) for each in range(self.tabs.count())]:
            while self.tabs.count():
                self.tabs.removeTab(0)
            for each in titles:
                self.tabs.addTab(each)
        self.tabs.setCurrentIndex(at)
        self._showing = False
        self.tabs.setVisible(len(titles) > 1)
        self._title.setText(titles[at])
        self._title.setVisible(len(titles) == 1)

    def say(self, rows: int, removed: int, undo: str) -> None:
        """How many rows there are and how many were removed; ``undo`` is the key that brings them back."""
        said = "no rows" if not rows else f"{rows:,} {'row' if rows == 1 else 'rows'}"
        if removed:
            said += f" · {removed:,} {'row' if removed == 1 else 'rows'} removed" + (f" — {undo}" if undo else "")
        if said != self.said:
            self.said = said
            self._count.setText(said)

    def _on_tab(self, at: int) -> None:
        if not self._showing and at >= 0:
            self.chosen.emit(at)
