"""A scrolled list of cards that keeps its widgets while only their content changes."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

_AT_ONCE = 200  # more cards than anyone scrolls through; search and filters reach the rest


class RowList(QScrollArea):
    """Shows rows by key, at most the first 200; ``make`` builds a card, ``show`` puts a row into it."""

    def __init__(self, make: Callable[[str], QWidget], show: Callable[[QWidget, Any], None]) -> None:
        super().__init__()
        self._make, self._show = make, show
        self._cards: dict[str, QWidget] = {}
        self._order: list[str] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setProperty("role", "page")
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addStretch(1)
        self.setWidget(inner)

    def set_rows(self, rows: Sequence[tuple[str, Any]]) -> None:
        """Show (key, row) pairs in this order."""
        rows = rows[:_AT_ONCE]
        order = [key for key, _ in rows]
        if order != self._order:
            for key in set(self._cards) - set(order):
                gone = self._cards.pop(key)
                gone.hide()
                gone.deleteLater()
            for place, key in enumerate(order):
                if key not in self._cards:
                    self._cards[key] = self._make(key)
                if (item := self._layout.itemAt(place)) is None or item.widget() is not self._cards[key]:
                    self._layout.insertWidget(place, self._cards[key])
            self._order = order
        for key, each in rows:
            self._show(self._cards[key], each)
