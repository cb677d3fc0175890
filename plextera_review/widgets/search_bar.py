"""Searching the document: a line over the pages."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from plextera_review.viewmodels.page_text import DocumentText
from plextera_review.widgets.pieces import Button, label, row
from plextera_review.widgets.theme import Theme


class SearchLine(QLineEdit):
    """Shift+Enter goes back; Enter itself is an action of the page."""

    backwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.backwards.emit()
            return
        super().keyPressEvent(event)


class SearchBar(QFrame):
    """Hidden until it is wanted. ``closed`` fires when it goes; ``page`` tells from which page the next hit is counted."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._text: DocumentText | None = None
        self.page = 1
        self.setProperty("role", "bar")
        self.line = SearchLine()
        self.line.setPlaceholderText("Search in this document")
        self.line.setAccessibleName("Search in this document")
        self.line.setClearButtonEnabled(True)
        self.count = label("", "muted")
        self.count.setAccessibleName("Hits")
        back = Button(theme, "", "chevron-up", "ghost")
        back.setAccessibleName("Previous hit")
        back.follow("previous_hit", "Previous hit")
        on = Button(theme, "", "chevron-down", "ghost")
        on.setAccessibleName("Next hit")
        on.follow("next_hit", "Next hit")
        close = Button(theme, "", "close", "ghost")
        close.setAccessibleName("Close the search")
        close.follow("restore", "Close")
        parts = row(self.line, self.count, back, on, close, spacing=6)
        parts.setStretch(0, 1)
        parts.setContentsMargins(8, 6, 8, 6)
        self.setLayout(parts)
        self.line.textChanged.connect(self._on_typed)
        self.line.backwards.connect(self.previous)
        back.clicked.connect(self.previous)
        on.clicked.connect(self.next)
        close.clicked.connect(self.close_search)
        self.hide()

    def use(self, text: DocumentText | None) -> None:
        """Search that document; a search that is open goes on in it."""
        if self._text is not None:
            self._text.search_changed.disconnect(self._show)
            self._text.hit_changed.disconnect(self._show)
        self._text = text
        if text is not None:
            text.search_changed.connect(self._show)
            text.hit_changed.connect(self._show)
            if self.isVisible() and self.line.text().strip():
                text.search(self.line.text())
        self._show()

    def open_search(self, selected: str = "") -> None:
        """Show the line with the cursor in it; ``selected`` is looked for at once."""
        self.show()
        first = selected.strip().splitlines()
        if first:
            self.line.setText(first[0][:200])
        self.line.selectAll()
        self.line.setFocus()

    def close_search(self) -> bool:
        """Hide the line and forget the hits; False when it was not open."""
        if not self.isVisible():
            return False
        self.hide()
        if self._text is not None:
            self._text.search("")
        self.closed.emit()
        return True

    def next(self) -> None:
        """Go to the next hit."""
        if self._text is not None:
            self._text.go(1, self.page)

    def previous(self) -> None:
        """Go to the hit before."""
        if self._text is not None:
            self._text.go(-1, self.page)

    def _on_typed(self, typed: str) -> None:
        if self._text is not None:
            self._text.search(typed)

    def _show(self) -> None:
        text = self._text
        if text is None or not text.query:
            self.count.setText("")
            return
        hits = len(text.hits)
        if hits:
            at = f"{text.current + 1} of {hits}" if text.current >= 0 else f"{hits} found"
        else:
            at = "" if text.searching else "Not found"
        if text.searching and text.searched < text.page_count:
            at = " · ".join(part for part in (at, f"page {text.searched} of {text.page_count}") if part)
        self.count.setText(at)
