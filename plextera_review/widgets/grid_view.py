"""The grid of a table: arrows move, typing edits, Ctrl+V takes cells of a spreadsheet. No key changes a value by itself."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QLineEdit, QTableView, QWidget

from plextera_review.domain.projection import ReviewField
from plextera_review.viewmodels.grid_model import NUMERIC, GridModel
from plextera_review.widgets.composing import Composing
from plextera_review.widgets.grid_delegate import GridDelegate
from plextera_review.widgets.theme import Theme

_ALMOST = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_MEASURED_ROWS = 200
_NARROWEST, _WIDEST = 64, 320


class CellEditor(Composing, QLineEdit):
    """Stands over a cell. It knows which field it edits and what that showed at first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "cell")
        self.field: ReviewField | None = None
        self.place = (0, 0)
        self._initial = ""
        self.hide()

    @property
    def editing(self) -> bool:
        """True while a cell is being edited."""
        return self.field is not None

    @property
    def touched(self) -> bool:
        """True when the text is not what it was at first."""
        return self.text() != self._initial

    def begin(self, field: ReviewField, place: tuple[int, int], shown: str, name: str, typed: str | None) -> None:
        """Edit a cell that shows ``shown``; ``typed`` replaces the text at once."""
        self.field, self.place, self._initial = field, place, shown
        self.setAccessibleName(name)
        side = Qt.AlignmentFlag.AlignRight if field.field.kind in NUMERIC else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setText(shown if typed is None else typed)
        if typed is None:
            self.selectAll()
        self.show()
        self.setFocus()

    def leave(self) -> None:
        """Leave the cell; what was typed is gone unless it was taken before."""
        self.field = None
        self.hide()


class GridView(QTableView):
    """``typed`` carries the text of a key, ``chosen`` the index moved to, ``pasted`` text of the clipboard."""

    typed = Signal(object)
    chosen = Signal(object)
    pasted = Signal(object)
    widened = Signal(object)  # column

    def __init__(self, model: GridModel, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid_model = model
        self.setModel(model)
        self.delegate = GridDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("Table")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setTextElideMode(Qt.TextElideMode.ElideRight)
        across.sectionResized.connect(self._on_resized)
        across.setAccessibleName("Columns")
        down.setAccessibleName("Rows")
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self.fit_rows)
        self.fit_rows()

    def fit_rows(self) -> None:
        """Heights after the text size changed."""
        self.verticalHeader().setDefaultSectionSize(self.delegate.row_height)
        self.verticalHeader().setMinimumWidth(self._theme.px(44))

    def set_widths(self, known: "dict[str, float]", keys: "list[str]") -> None:
        """Widths of the columns: those kept (in pixels at text size 1) by key, the others by what the first rows hold."""
        across = self.horizontalHeader()
        across.blockSignals(True)
        for at, key in enumerate(keys):
            width = self._theme.px(known[key]) if key in known else self._content_width(at)
            self.setColumnWidth(at, width)
        across.blockSignals(False)
        self.updateGeometries()
        self.viewport().update()

    def chosen_cells(self) -> list[tuple[int, int]]:
        """The selected cells, else the current one."""
        found = [(each.row(), each.column()) for each in self.selectionModel().selectedIndexes()]
        current = self.currentIndex()
        return found or ([(current.row(), current.column())] if current.isValid() else [])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _types(event):
            self.typed.emit(event.text())
        elif event.matches(QKeySequence.StandardKey.Paste) and (text := _clipboard_text()):
            self.pasted.emit(text)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            event.ignore()  # the page's
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A letter typed here is the beginning of a value; pasted text goes into cells, files on the clipboard to the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            pastes = event.matches(QKeySequence.StandardKey.Paste) and _clipboard_text()
            if pastes or _types(event) or event.matches(QKeySequence.StandardKey.SelectAll):
                event.accept()
                return True
        return super().event(event)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(self.model().index(current.row(), current.column()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _content_width(self, column: int) -> int:
        model, theme = self._grid_model, self._theme
        rows = range(min(model.rowCount(), _MEASURED_ROWS))
        cells = (model.cell(row, column) for row in rows)
        texts = {each.field.shown_value for each in cells if each is not None}
        widest = max((self.delegate.wanted_width(each) for each in texts), default=0)
        head = self.horizontalHeader().sectionSizeHint(column) + theme.px(6)
        return min(max(widest, head, theme.px(_NARROWEST)), theme.px(_WIDEST))

    def _on_resized(self, column: int, _before: int, _after: int) -> None:
        self.widened.emit(column)


def _types(event: QKeyEvent) -> bool:
    return bool(event.text().strip()) and event.text().isprintable() and not event.modifiers() & ~_ALMOST


def _clipboard_text() -> str:
    """Text to paste; none when files lie there: those are uploaded."""
    data = QGuiApplication.clipboard().mimeData()
    return data.text() if data is not None and data.hasText() and not data.hasUrls() else ""
