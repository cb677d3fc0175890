"""Editing the selected field where its value stands: the editor, the room its row makes, and what is said under it."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QWidget

from plextera_review.viewmodels.field_rows import FieldRow
from plextera_review.viewmodels.field_tree import FIELD_ROLE, FieldTreeModel
from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.viewmodels.value_entry import closed_list, entry_said
from plextera_review.widgets.field_delegate import FieldDelegate
from plextera_review.widgets.field_editor import FieldEditor
from plextera_review.widgets.field_tree import FieldTree
from plextera_review.widgets.suggestions import Suggestions
from plextera_review.widgets.theme import Theme

_LIVE_MS = 16  # sentences on what is typed come a frame later; a fast typist gets them once


@dataclass(frozen=True, slots=True)
class Typed:
    """What Enter takes for a field; ``changed`` is False when it is what was shown at first."""

    path: str
    text: str
    changed: bool


class InPlaceEditing(QObject):
    """Letters and compositions begun in ``tree`` open the editor; the panel says when it is left and what becomes of the text."""

    def __init__(
        self, review: ReviewViewModel, tree: FieldTree, delegate: FieldDelegate, theme: Theme, panel: QWidget
    ) -> None:
        super().__init__(panel)
        self._review, self._tree, self._delegate, self._panel = review, tree, delegate, panel
        self.editor = FieldEditor(theme, tree.viewport(), Suggestions(theme, panel))
        self._live = QTimer(self)
        self._live.setSingleShot(True)
        self._live.setInterval(_LIVE_MS)
        self._live.timeout.connect(self._show_live)
        tree.typed.connect(self.begin)
        tree.composed.connect(self._on_composed)
        tree.resized.connect(self.place)
        tree.verticalScrollBar().valueChanged.connect(lambda _value: self.place())
        tree.expanded.connect(lambda _index: self.place())
        tree.collapsed.connect(lambda _index: self.place())
        self.editor.textChanged.connect(lambda _text: self._live.start())
        self.editor.grown.connect(self._on_grown)

    @property
    def said(self) -> str:
        """What is said under the editor about the text as it stands; empty while nothing is edited."""
        if self._live.isActive():
            self._live.stop()
            self._show_live()
        return " ".join(each.text for each in self._delegate.live)

    def begin(self, typed: str | None = None) -> None:
        """Edit the selected field; ``typed`` replaces its text at once."""
        field, editor, delegate = self._review.row, self.editor, self._delegate
        if field is None or editor.editing:
            return
        shown = self._review.unsaved.get(field.path, field.shown_value)
        row = self._model.index_of(field.path).data(FIELD_ROLE)
        delegate.path, delegate.editor = field.path, editor.wanted_height
        delegate.live = row.said if isinstance(row, FieldRow) else ()
        editor.written = self._review.locale
        editor.begin(field.path, field.field, shown, typed, closed_list(self._review, field.field))
        self._on_grown()

    def typed(self) -> Typed | None:
        """What stands in the editor; None while none is open."""
        editor = self.editor
        if editor.path is None:
            return None
        return Typed(editor.path, editor.result, editor.touched or editor.path in self._review.unsaved)

    def leave(self) -> None:
        """Close the editor; its row takes its usual height."""
        edited = self._model.index_of(self.editor.path)
        self._live.stop()
        self.editor.leave()
        self._delegate.path, self._delegate.editor, self._delegate.live = None, 0, ()
        self._tree.show_heights((edited,))

    def place(self) -> None:
        """Put the editor over its value, and what it offers below the row or, where there is no room, above it."""
        if self.editor.path is None:
            return
        tree, panel, offers = self._tree, self._panel, self.editor.offers
        tree.executeDelayedItemsLayout()
        index = self._model.index_of(self.editor.path)
        if not index.isValid():
            return
        place = self._delegate.value_rect(index)
        self.editor.setGeometry(place)
        if not offers.isHidden():
            whole = tree.visualRect(index)
            top = tree.viewport().mapTo(panel, QPoint(place.x(), whole.bottom() + 2))
            if top.y() + offers.height() > panel.height() - 4:
                top.setY(top.y() - whole.height() - offers.height() - 4)
            offers.setGeometry(top.x(), top.y(), place.width(), offers.height())
            offers.raise_()

    # -- inside

    @property
    def _model(self) -> FieldTreeModel:
        return self._tree.fields

    def _on_composed(self, event: QInputMethodEvent) -> None:
        self.begin("")
        if self.editor.editing:
            self.editor.compose(event)

    def _show_live(self) -> None:
        field = self._review.row_of(self.editor.path or "")
        if field is None:
            return
        row = self._model.index_of(field.path).data(FIELD_ROLE)
        said = entry_said(self._review, field, self.editor.result) if self.editor.touched else row.said
        if said != self._delegate.live:
            self._delegate.live = said
            self.editor.describe(" ".join(each.text for each in said))
            self._on_grown()

    def _on_grown(self) -> None:
        """The row makes room for the editor and what is said under it."""
        if self.editor.path is not None:
            index = self._model.index_of(self.editor.path)
            self._delegate.editor = self.editor.wanted_height
            self._tree.show_heights((index,))
            self.place()
            self._tree.scrollTo(index)
