"""What a value may be: a short list under the editor that never takes the keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QWidget

from plextera_review.widgets.theme import Theme

_AT_ONCE = 7


class Suggestions(QListWidget):
    """``picked`` carries the text of an entry that was clicked. The arrow keys of the editor move the marked entry; the value changes
    only when it is taken."""

    picked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("kind", "suggestions")
        self.setAccessibleName("Possible values")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(self._on_clicked)
        self.hide()

    @property
    def marked(self) -> str | None:
        """The text of the marked entry."""
        item = self.currentItem()
        return item.text() if item is not None and not self.isHidden() else None

    def offer(self, texts: Sequence[str], marked: str | None = None) -> None:
        """Offer these, one of them marked; none hides the list."""
        self.clear()
        self.addItems(list(texts))
        self.setVisible(bool(texts))
        if marked is not None and marked in texts:
            self.setCurrentRow(list(texts).index(marked))
        else:
            self.setCurrentRow(-1, QItemSelectionModel.SelectionFlag.Clear)
        row = self.sizeHintForRow(0) if texts else 0
        self.resize(self.width(), row * min(len(texts), _AT_ONCE) + 2 * self._theme.px(5))

    def move_mark(self, step: int) -> None:
        """Mark the next or previous entry; the ends stay."""
        at = self.currentRow()
        at = (0 if step > 0 else self.count() - 1) if at < 0 else min(max(at + step, 0), self.count() - 1)
        self.setCurrentRow(at)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self.picked.emit(item.text())
