"""The tree of fields: keys that choose, open and close; letters begin a correction. No key here changes a value by itself."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView

from plextera_review.viewmodels.field_rows import FieldRow, Heading
from plextera_review.viewmodels.field_tree import FIELD_ROLE, FieldTreeModel
from plextera_review.widgets.chosen_by_reader import follow_selection

_COMMAND = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier | Qt.KeyboardModifier.AltModifier
_MOST_FOUND = 1000  # fields a filter leaves, up to which large tables open for it
_Index = QModelIndex | QPersistentModelIndex


class FieldTree(QTreeView):
    """Shows ``fields``, a :class:`FieldTreeModel`. Which groups are closed is remembered by their names, for the next document too.

    A closed group opens while the selection is in it, and closes again with the next document. Large tables and their rows are closed
    until they are opened: there is a grid for them.
    """

    typed = Signal(object)  # the text of a key
    composed = Signal(object)  # a QInputMethodEvent that begins a text
    chosen = Signal(object)  # QModelIndex
    resized = Signal()
    menu_wanted = Signal(object)  # QPoint on the screen

    def __init__(self, model: FieldTreeModel) -> None:
        super().__init__()
        self.fields = model
        self.closed: set[str] = set()
        self._opened: set[str] = set()  # large ones
        self._revealed: set[str] = set()
        self._wanted: set[str] = set()
        self._hidden: set[str] = set()
        self._restoring = False
        self.setModel(model)
        self.setAccessibleName("Fields")
        self.setHeaderHidden(True)
        self.setIndentation(0)  # the rows indent themselves: their ground goes over the whole width
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        follow_selection(self)
        self.expanded.connect(lambda index: self._note(index, closed=False))
        self.collapsed.connect(lambda index: self._note(index, closed=True))
        model.built.connect(self.restore_groups)
        model.joined.connect(self._on_joined)
        model.spread.connect(self.scheduleDelayedItemsLayout)

    @property
    def row(self) -> Heading | FieldRow | None:
        """The current row."""
        found = self.currentIndex().data(FIELD_ROLE)
        return found if isinstance(found, Heading | FieldRow) else None

    @property
    def row_width(self) -> int:
        """How wide a row is, in pixels: the same with a scroll bar and without."""
        return max(self.width() - self.verticalScrollBar().sizeHint().width(), 1)

    def restore_groups(self) -> None:
        """Open every group but those that were closed by hand."""
        self._revealed.clear()
        self._hidden = set()
        self._wanted = {each.field.path for each in self.fields.rows if isinstance(each, FieldRow)}
        self._set_open(self._open_by_habit())

    def reveal(self, index: QModelIndex) -> None:
        """Open the groups above a field; they count as closed again in the next document."""
        above = index.parent()
        while above.isValid():
            if not self.isExpanded(above):
                heading = above.data(FIELD_ROLE)
                self._revealed.add(heading.key)
                self.setExpanded(above, True)
            above = above.parent()

    def show_only(self, wanted: Callable[[FieldRow], bool] | None) -> int:
        """Hide the fields that are not wanted and groups without any; None shows all. Returns how many fields are shown."""
        rows = (each for each in self.fields.rows if isinstance(each, FieldRow))
        self._wanted = {each.field.path for each in rows if wanted is None or wanted(each)}
        alive = self._hide()
        if wanted is not None:
            self._set_open(alive if len(self._wanted) <= _MOST_FOUND else alive & self._open_by_habit())
        else:
            self._set_open(self._open_by_habit() | {e.path for e in self.fields.headings() if e.key in self._revealed})
        return len(self._wanted)

    def show_again(self, paths: Iterable[str], wanted: Callable[[FieldRow], bool]) -> int:
        """Ask again for these fields, which changed, whether they are wanted. Returns how many fields are shown."""
        for path in paths:
            row = self.fields.index_of(path).data(FIELD_ROLE)
            if isinstance(row, FieldRow) and wanted(row):
                self._wanted.add(path)
            else:
                self._wanted.discard(path)
        self._hide()
        return len(self._wanted)

    def unhide(self, path: str) -> None:
        """Show a field that a filter left out."""
        if path not in self._wanted:
            self._wanted.add(path)
            self._hide()

    def toggle(self, index: QModelIndex) -> None:
        """Open a closed group, close an open one."""
        self.setExpanded(index, not self.isExpanded(index))

    def show_heights(self, indexes: Iterable[_Index]) -> None:
        """The heights of these rows changed; the others keep theirs without being asked."""
        for each in indexes:
            if each.isValid():
                self.dataChanged(each, each, [])

    def sizeHintForColumn(self, _column: int) -> int:
        return self.viewport().width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text().isprintable() and not event.modifiers() & _COMMAND:
            self.typed.emit(event.text())
            return
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and not event.modifiers() & _COMMAND:
            self._sideways(open_it=event.key() == Qt.Key.Key_Right)
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A letter typed here is the beginning of a value, not a shortcut of the page."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
            if event.text().strip() and event.text().isprintable() and not held:
                event.accept()
                return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A text that is composed begins a value like a typed one."""
        if event.preeditString() or event.commitString():
            self.composed.emit(event)
        else:
            super().inputMethodEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and isinstance(index.data(FIELD_ROLE), Heading):
            self.toggle(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        else:
            self.setCurrentIndex(self.indexAt(self.viewport().mapFromGlobal(at)))
        self.menu_wanted.emit(QPoint(at))
        event.accept()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        self.show_heights((previous, current))  # the selected row is higher
        super().currentChanged(current, previous)
        if not self.fields.splicing:  # else nobody chose it
            self.chosen.emit(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()  # sentences break elsewhere
        self.resized.emit()

    def viewportSizeHint(self) -> QSize:
        return QSize(400, 400)

    # -- inside

    def _sideways(self, *, open_it: bool) -> None:
        """Right opens a group or goes into it; left closes it or goes to the group above."""
        index = self.currentIndex()
        is_group = isinstance(self.row, Heading)
        if is_group and self.isExpanded(index) != open_it:
            self.setExpanded(index, open_it)
            return
        wanted = self.indexBelow(index) if open_it and is_group else index.parent() if not open_it else QModelIndex()
        if wanted.isValid():
            self.setCurrentIndex(wanted)

    def _set_open(self, paths: set[str]) -> None:
        known = ((each.path, self.fields.index_of(each.path)) for each in self.fields.headings())
        turned = [(index, path in paths) for path, index in known if self.isExpanded(index) != (path in paths)]
        if not turned:
            return
        self._restoring = True
        self.scheduleDelayedItemsLayout()  # one layout for all of them
        for index, opened in turned:
            self.setExpanded(index, opened)
        self._restoring = False

    def _note(self, index: QModelIndex, *, closed: bool) -> None:
        heading = index.data(FIELD_ROLE)
        if self._restoring or not isinstance(heading, Heading):
            return
        if closed:
            self._revealed.discard(heading.key)
            self._opened.discard(heading.key)
            if not heading.large:
                self.closed.add(heading.key)
        elif heading.key not in self._revealed:
            self.closed.discard(heading.key)
            if heading.large:
                self._opened.add(heading.key)

    def _on_joined(self, paths: list[str]) -> None:
        """Rows that came in between are shown, their groups open."""
        self._wanted.update(paths)
        self._hidden = {path for path in self._hidden if self.fields.index_of(path).isValid()}
        for path in self._open_by_habit().intersection(paths):
            self._restoring = True
            self.setExpanded(self.fields.index_of(path), True)
            self._restoring = False

    def _hide(self) -> set[str]:
        """Hide what is not wanted: whole groups, and single fields of the others. Returns the groups with something to show."""
        way: list[str] = []
        alive: set[str] = set()
        for row in self.fields.rows:
            del way[row.depth :]
            if isinstance(row, Heading):
                way.append(row.path)
            elif row.field.path in self._wanted:
                alive.update(way)
        hidden: set[str] = set()
        under: int | None = None  # the depth of the hidden group gone through
        for row in self.fields.rows:
            if under is not None and row.depth > under:
                continue
            path, heading = (row.path, True) if isinstance(row, Heading) else (row.field.path, False)
            gone = path not in (alive if heading else self._wanted)
            under = row.depth if gone and heading else None
            if gone:
                hidden.add(path)
        turned = hidden ^ self._hidden
        self._hidden = hidden
        for path in turned:
            index = self.fields.index_of(path)
            self.setRowHidden(index.row(), index.parent(), path in hidden)
        return alive

    def _open_by_habit(self) -> set[str]:
        """The groups that are open of themselves: large tables and their rows only when they were opened by hand."""
        return {
            each.path
            for each in self.fields.headings()
            if each.key not in self.closed and (not each.large or each.key in self._opened)
        }
