"""The grid of cards: as many as fit, scrolled by whole rows, so that what is on the screen is never half a card."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QWidget

from plextera_review.viewmodels.sheet_cards import Card
from plextera_review.viewmodels.sheet_crops import SheetCrops
from plextera_review.viewmodels.sheet_model import CARD_ROLE, SheetModel
from plextera_review.widgets.card_delegate import CardDelegate
from plextera_review.widgets.chosen_by_reader import follow_selection
from plextera_review.widgets.theme import Theme

_NOTCH = 120  # units of a wheel's angle
_SLACK = 2  # pixels a row of icons leaves free at its end


class CardEditor(QLineEdit):
    """Stands over the value of a card. ``left`` fires on Escape."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "inline")
        self.setAccessibleName("Value")
        self.key = ""
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class CardView(QListView):
    """``typed`` carries the text typed on a card, ``moved`` fires when other cards are on the screen, ``chosen`` when another one is current."""

    typed = Signal(object)
    moved = Signal()
    chosen = Signal()

    def __init__(self, model: SheetModel, crops: SheetCrops, theme: Theme) -> None:
        super().__init__()
        self._theme, self._turned = theme, 0
        self._columns = self._rows = 1
        self._cell = QSize(1, 1)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else the columns jump when it comes
        self.setAccessibleName("Cards")
        self.delegate = CardDelegate(theme, crops, self)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        follow_selection(self)
        self.editor = CardEditor(self.viewport())
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.modelReset.connect(self.moved)
        model.rowsInserted.connect(self.moved)
        theme.changed.connect(self._fit)

    @property
    def current_key(self) -> str:
        """Key of the current card, empty without one."""
        card = self.currentIndex().data(CARD_ROLE) if self.currentIndex().isValid() else None
        return card.key if isinstance(card, Card) else ""

    @property
    def per_screen(self) -> int:
        """How many cards a screen has room for."""
        return self._columns * self._rows

    def screen_places(self, screens: int = 0) -> range:
        """Places of the cards on the screen, or on the one that many further down."""
        count = self.model().rowCount()
        first = (round(self.verticalScrollBar().value() / self._cell.height()) + screens * self._rows) * self._columns
        return range(min(max(first, 0), count), min(max(first + self.per_screen, 0), count))

    def go_to(self, place: int, *, top: bool = False) -> None:
        """Make a card current; ``top``: its row becomes the first one of the screen."""
        index = self.model().index(place, 0)
        if not index.isValid():
            return
        if top:
            self.verticalScrollBar().setValue(place // self._columns * self._cell.height())
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def go_screen(self, step: int) -> None:
        """A screen down or up; the current card keeps its place on the screen."""
        here, count = self.screen_places(), self.model().rowCount()
        if not count:
            return
        within = max(self.currentIndex().row() - here.start, 0)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + step * self._rows * self._cell.height())
        there = self.screen_places()
        self.go_to(min(there.start + within, count - 1) if there != here else (count - 1 if step > 0 else 0))

    def begin_edit(self, key: str, text: str, typed: str = "") -> None:
        """Open the editor over the current card; ``typed`` stands in place of its text."""
        self.editor.key = key
        self.editor.setText(typed or text)
        self._place_editor()
        self.editor.show()
        self.editor.setFocus()
        if not typed:
            self.editor.selectAll()

    def end_edit(self) -> str | None:
        """Close the editor; returns its text, None when it was not open."""
        if not self.editor.isVisible():
            return None
        self.editor.hide()
        self.setFocus()
        return self.editor.text()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Whole rows only."""
        row, bar = index.row() // self._columns, self.verticalScrollBar()
        first = round(bar.value() / self._cell.height())
        if row < first:
            bar.setValue(row * self._cell.height())
        elif row >= first + self._rows:
            bar.setValue((row - self._rows + 1) * self._cell.height())

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        text = event.text()
        if text.isprintable() and text.strip() and modifiers == Qt.KeyboardModifier.NoModifier:
            self.typed.emit(text)
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turned += event.angleDelta().y()
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        bar = self.verticalScrollBar()
        aligned = round(bar.value() / self._cell.height()) * self._cell.height()
        if notches:
            bar.setValue(aligned - notches * self._cell.height())
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.delegate.begin_frame()
        super().paintEvent(event)
        if self.delegate.behind:
            QTimer.singleShot(0, self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._fit()
        return bool(super().event(event))

    def _fit(self) -> None:
        """Cards share the room evenly, in both directions."""
        room, least = self.viewport().size(), self.delegate.smallest
        first = self.screen_places().start
        self._columns = max(room.width() // least.width(), 1)
        self._rows = max(room.height() // least.height(), 1)
        self._cell = QSize((room.width() - _SLACK) // self._columns, room.height() // self._rows)
        self.delegate.set_card_size(self._cell, self.devicePixelRatioF())
        self.setGridSize(self._cell)
        self.doItemsLayout()
        self.verticalScrollBar().setSingleStep(self._cell.height())
        self.verticalScrollBar().setValue(first // self._columns * self._cell.height())
        self._place_editor()
        self.moved.emit()

    def _on_scrolled(self) -> None:
        self._place_editor()
        self.moved.emit()

    def _place_editor(self) -> None:
        if self.currentIndex().isValid():
            self.editor.setGeometry(self.delegate.value_rect(self.visualRect(self.currentIndex())))
