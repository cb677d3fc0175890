"""What stands above and below the tree of fields: filters and the comment line."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from plextera_review.widgets.composing import Composing
from plextera_review.widgets.pieces import Button, ElidedLabel, label, row
from plextera_review.widgets.theme import Theme

_PAUSE_MS = 60


class PanelHead(QWidget):
    """The filters. ``changed`` fires when other fields are wanted; the line for texts filters while it is typed in."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.filter = Button(theme, "Needs a look", "filter", "chip")
        self.filter.setCheckable(True)
        self.filter.follow("needs_look", "Show only the fields that need a look")
        self.search_button = Button(theme, "", "search", "ghost")
        self.search_button.setAccessibleName("Filter by name or value")
        self.search_button.follow("filter_fields", "Filter by name or value")
        self.search = SearchLine()
        self.found = label("", "caption")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        heading = ElidedLabel("heading")
        heading.setText("Fields")
        head = row(heading, self.search_button, self.filter)
        head.setStretch(0, 1)
        self._line = QWidget()
        line = row(self.search, self.found)
        line.setStretch(0, 1)
        self._line.setLayout(line)
        self._line.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 6)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._line)
        self.filter.toggled.connect(lambda _on: self.changed.emit())
        self.search_button.clicked.connect(self.open_search)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self.changed)

    @property
    def words(self) -> list[str]:
        """The case-folded words of the line, none while it is closed."""
        return [] if self._line.isHidden() else self.search.text().casefold().split()

    @property
    def filters(self) -> bool:
        """True while some fields are left out."""
        return self.filter.isChecked() or bool(self.words)

    def open_search(self) -> None:
        """Show the line and give it the keyboard."""
        self._line.show()
        self.search.setFocus()
        self.search.selectAll()

    def close_search(self) -> bool:
        """Close the line; every text is wanted again. False when it was not open."""
        if self._line.isHidden():
            return False
        self.search.clear()
        self._pause.stop()
        self._line.hide()
        self.changed.emit()
        return True

    def show_counts(self, open_fields: int, fields: int) -> None:
        """How many fields need a look, of how many."""
        self.filter.setText(f" Needs a look ({open_fields}) ")
        self.filter.setAccessibleName(f"Needs a look, {open_fields}")
        for each in (self.filter, self.search_button):
            each.setVisible(bool(fields))

    def show_found(self, fields: int) -> None:
        """How many fields are left."""
        self.found.setText(f"{fields} found" if self.words else "")
        self.search.setAccessibleDescription(self.found.text())


class SearchLine(Composing, QLineEdit):
    """Filters by name or value."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Name or value")
        self.setAccessibleName("Filter fields by name or value")


class CommentLine(Composing, QLineEdit):
    """A comment on the selected field. Enter and Escape are the page's."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Comment on this field, Enter keeps it")
        self.setAccessibleName("Comment")
        self.hide()

    def ask(self, text: str) -> None:
        """Show what was written before and take the keyboard."""
        self.setText(text)
        self.show()
        self.setFocus()
        self.selectAll()
