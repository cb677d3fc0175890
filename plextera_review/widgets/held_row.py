"""A row that stays where it is on the screen while all rows change their heights."""

from PySide6.QtCore import QPersistentModelIndex, QPoint, QTimer
from PySide6.QtWidgets import QTreeView

_REST_MS = 100


class HeldRow:
    """Of a tree that scrolls by pixels: the selected row where it is in view, else the first one that is.

    Nothing is held until :meth:`hold`, and no longer once the tree was painted and came to rest: its width and with it the heights
    of its rows change several times over, on a hidden page only when that is shown again.
    """

    def __init__(self, tree: QTreeView) -> None:
        self._tree = tree
        self._row = QPersistentModelIndex()
        self._top = 0
        self._rest = QTimer(tree)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.let_go)

    def hold(self) -> None:
        """Remember the row and its place, before the heights change; the first of several calls counts."""
        if self._row.isValid():
            return
        tree = self._tree
        index = tree.currentIndex()
        seen = tree.viewport().rect()
        if not index.isValid() or not tree.visualRect(index).intersects(seen):
            index = tree.indexAt(QPoint(seen.width() // 2, 1))
        if index.isValid():
            self._row, self._top = QPersistentModelIndex(index), tree.visualRect(index).top()

    def put_back(self) -> None:
        """Scroll so that the row is where it was, after the rows were laid out anew."""
        if not self._row.isValid():
            return
        if self._rest.isActive():
            self._rest.start()
        tree, bar = self._tree, self._tree.verticalScrollBar()
        rect = tree.visualRect(self._row)
        least = min(self._top, tree.viewport().height() - rect.height())  # a higher row is seen to its end
        bar.setValue(bar.value() + rect.top() - least)

    def painted(self) -> None:
        """The person has seen the rows: they are at rest soon."""
        if self._row.isValid():
            self._rest.start()  # anew with every painting: laying out takes its time

    def let_go(self) -> None:
        """The row goes its own way again."""
        self._rest.stop()
        self._row = QPersistentModelIndex()
