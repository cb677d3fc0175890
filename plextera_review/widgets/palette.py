"""The command palette: a line to type into and what it finds."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from plextera_review.viewmodels.palette import DocumentNames, Entry, Found, find
from plextera_review.widgets.editor_keys import EditorKeys
from plextera_review.widgets.overlay import Overlay
from plextera_review.widgets.palette_delegate import FOUND_ROLE, PaletteDelegate
from plextera_review.widgets.pieces import label, rule
from plextera_review.widgets.theme import Theme

_WIDTH, _ROWS = 640, 10
_Index = QModelIndex | QPersistentModelIndex


class FoundModel(QAbstractListModel):
    """The lines found; what cannot be done now is disabled but can be moved to and read."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Found] = ()

    def show(self, lines: Sequence[Found]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        found = self.lines[index.row()]
        if role == FOUND_ROLE:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return found.entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return found.entry.spoken
        return None


class Palette(Overlay):
    """``ran`` carries the id of the action that was chosen, empty for a document."""

    ran = Signal(object)

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window, theme)
        self._entries: Sequence[Entry] = ()
        self._recent: Sequence[str] = ()
        self._documents: Callable[[], DocumentNames] | None = None
        self._names: DocumentNames | None = None
        self._document_entry: Callable[[Any], Entry] | None = None
        self.line = QLineEdit()
        self.line.setProperty("kind", "palette")
        self.line.setPlaceholderText("Find a command, page or document")
        self.line.setAccessibleName("Find a command, page or document")
        self.line.installEventFilter(self)
        self.model = FoundModel()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(theme, self.list))
        self.list.setAccessibleName("Found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.nothing = label("Nothing is called that.", "muted")
        self.nothing.setContentsMargins(16, 10, 16, 12)
        layout = QVBoxLayout(self.card)
        layout.setContentsMargins(1, 6, 1, 6)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(rule())
        layout.addWidget(self.list)
        layout.addWidget(self.nothing)
        EditorKeys(self.card)
        self.line.textChanged.connect(self._search)
        self.list.clicked.connect(self._run)
        self.list.selectionModel().currentChanged.connect(self._tell)

    def open_with(
        self,
        entries: Sequence[Entry],
        recent: Sequence[str],
        documents: Callable[[], DocumentNames],
        document_entry: Callable[[Any], Entry],
    ) -> None:
        """Open it with what can be found; ``documents`` is asked once a name is typed, ``document_entry`` makes a line of a row."""
        self._entries, self._recent = entries, recent
        self._documents, self._document_entry, self._names = documents, document_entry, None
        self.line.clear()
        self._search()
        self.open()

    def first(self) -> QWidget:
        return self.line

    def arrange(self) -> None:
        width = min(self.width() - 32, self._theme.px(_WIDTH))
        top = max(16, min((self.height() - self._theme.px(440)) // 2, self._theme.px(96)))
        row_height = self._theme.px(34)
        count = len(self.model.lines)
        fixed = self.line.sizeHint().height() + 28
        rows = max(1, min(count, _ROWS, (self.height() - top - 16 - fixed) // row_height))
        self.list.setFixedHeight(rows * row_height)
        self.list.setVisible(bool(count))
        self.nothing.setVisible(not count)
        self.card.setGeometry((self.width() - width) // 2, top, width, 0)
        self.card.resize(width, self.card.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, page = event.key(), _ROWS - 1
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
        if key in steps:
            self._move(steps[Qt.Key(key)])
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self._run(self.list.currentIndex())
            return True
        return False

    def _move(self, step: int) -> None:
        """One step goes round at the ends; a page stops there."""
        count = len(self.model.lines)
        if count:
            at = self.list.currentIndex().row() + step
            at = at % count if abs(step) == 1 else min(max(at, 0), count - 1)
            self.list.setCurrentIndex(self.model.index(at))

    def _search(self) -> None:
        query = self.line.text()
        lines = find(query, self._entries, self._recent)
        if query.strip() and self._documents is not None and self._document_entry is not None:
            if self._names is None:
                self._names = self._documents()
            lines += [Found(self._document_entry(row)) for row in self._names.find(query)]
        self.model.show(lines)
        self.list.setCurrentIndex(self.model.index(0))
        self.list.scrollToTop()
        self.arrange()

    def _run(self, index: QModelIndex) -> None:
        found = index.data(FOUND_ROLE) if index.isValid() else None
        if isinstance(found, Found) and found.entry.enabled:
            self.close_over()  # first: the action works where the keyboard was
            self.ran.emit(found.entry.id)
            found.entry.run()

    def _tell(self, index: QModelIndex) -> None:
        """The keyboard stays in the line: what is chosen below is said."""
        found = index.data(FOUND_ROLE) if index.isValid() else None
        spoken = found.entry.spoken if isinstance(found, Found) else ""
        self.line.setAccessibleDescription(spoken)
        if spoken and self.isVisible() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, spoken))
