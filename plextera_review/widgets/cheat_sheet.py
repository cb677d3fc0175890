"""All keys of the review screen, over the page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from plextera_review.viewmodels.actions import REVIEW_ACTIONS
from plextera_review.widgets.pieces import card, label, row


class CheatSheet(QWidget):
    """Covers its parent; a click, Escape or F1 closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered = parent
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        frame = card()
        grid = QGridLayout(frame)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(32)
        at, group = 0, ""
        for action in REVIEW_ACTIONS:
            if action.group != group:
                group = action.group
                grid.addWidget(label(group, "heading"), at, 0, 1, 2)
                at += 1
            keys = QKeySequence(action.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(label(keys.replace("Return", "Enter"), "label"), at, 0)
            grid.addWidget(label(action.title, "muted"), at, 1)
            at += 1
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(row(None, frame, None))
        layout.addStretch(1)
        self.hide()

    def toggle(self) -> None:
        """Show or hide."""
        self.setGeometry(self._covered.rect())
        self.setVisible(not self.isVisible())
        self.raise_()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.hide()
