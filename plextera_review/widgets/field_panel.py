"""The fields of the document beside its pages: list, filter, editor, comment line."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from plextera_review.viewmodels.field_review import WAIVER
from plextera_review.viewmodels.field_rows import FIELD_ROLE, FieldRow, FieldRowModel
from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.widgets.field_delegate import FieldDelegate
from plextera_review.widgets.field_editor import FieldEditor
from plextera_review.widgets.pieces import Button, label, row
from plextera_review.widgets.theme import Theme


class FieldList(QListView):
    """The rows. Up and down select, printable keys start the editor; no key here changes a value by itself."""

    typed = Signal(object)  # the text of the key
    chosen = Signal(object)  # QModelIndex
    resized = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
        if event.text() and event.text().isprintable() and not event.modifiers() & control:
            self.typed.emit(event.text())
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

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.scheduleDelayedItemsLayout()  # the selected row is higher
        self.chosen.emit(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.resized.emit()


class FieldPanel(QWidget):
    """The right side of the review page."""

    def __init__(self, review: ReviewViewModel, theme: Theme) -> None:
        super().__init__()
        self._review, self._theme = review, theme
        self.model = FieldRowModel(review, self)
        self.list = FieldList()
        self.list.setModel(self.model)
        self.list.setAccessibleName("Fields")
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.delegate = FieldDelegate(theme, review.crops, self.list)
        self.list.setItemDelegate(self.delegate)
        self.editor = FieldEditor(self.list.viewport())
        self.hint = label("", "warning", wrap=True)
        self.filter = Button(theme, "Needs a look", "filter", "chip")
        self.filter.setCheckable(True)
        self.comment = QLineEdit()
        self.comment.setPlaceholderText("Comment on this field, Enter keeps it")
        self.comment.setAccessibleName("Comment")
        self.comment.hide()
        self.waiver = QLineEdit()
        self.waiver.setPlaceholderText("Why is the value right although the rule fails? Enter keeps it")
        self.waiver.setAccessibleName("Reason for waiving the rule")
        self.waiver.hide()
        self._none = label("", "muted", wrap=True)  # why there are no fields
        self._none.setContentsMargins(16, 12, 16, 12)
        head = row(label("Fields", "heading"), None, self.filter)
        head.setContentsMargins(16, 10, 12, 6)
        foot = row(self.hint)
        foot.setContentsMargins(16, 0, 16, 0)  # no gap under the list while the hint is hidden
        self.hint.setContentsMargins(0, 4, 0, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._none, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.comment)
        layout.addWidget(self.waiver)
        layout.addLayout(foot)
        self.hint.hide()
        self.filter.toggled.connect(self.model.set_only_open)
        self.list.typed.connect(self.edit)
        self.list.chosen.connect(self._on_chosen)
        self.list.doubleClicked.connect(self._on_double_click)
        self.list.resized.connect(self._place_editor)
        self.list.verticalScrollBar().valueChanged.connect(self._place_editor)
        self.editor.textChanged.connect(self._on_text)
        self.model.modelReset.connect(self._follow)
        review.selected_changed.connect(self._follow)
        review.crops.ready.connect(self._on_crop)
        review.fields_changed.connect(self._on_fields)
        theme.changed.connect(self.list.scheduleDelayedItemsLayout)

    def edit(self, typed: str | None = None) -> None:
        """Edit the selected field; ``typed`` replaces its text at once."""
        field = self._review.row
        if field is None or self.editor.editing:
            return
        shown = self._review.unsaved.get(field.path, field.shown_value)
        self.editor.begin(field.path, field.field, shown, typed)
        self._place_editor()

    def take(self) -> bool:
        """Keep what was typed, if it differs; False when no editor was open."""
        editor = self.editor
        if editor.path is None:
            return False
        path, text = editor.path, editor.text()
        keep = editor.touched or path in self._review.unsaved
        self.restore()
        if keep:
            self._review.correct(path, text)
        return True

    def restore(self) -> bool:
        """Leave editor or comment line, nothing kept; False when none was open."""
        if not self.editor.editing and not self.comment.isVisible() and not self.waiver.isVisible():
            return False
        self.editor.leave()
        self.comment.hide()
        self.waiver.hide()
        self.hint.hide()
        self.list.setFocus()
        return True

    def begin_comment(self) -> None:
        """Open the comment line for the selected field."""
        field = self._review.row
        if field is not None:
            self.comment.setText((field.verdict.comment if field.verdict else None) or "")
            self.comment.show()
            self.comment.setFocus()
            self.comment.selectAll()

    def take_comment(self) -> bool:
        """Keep the comment; False when the line was not open."""
        if not self.comment.isVisible():
            return False
        self._review.comment(self.comment.text())
        return self.restore()

    def begin_waiver(self) -> None:
        """Ask why the rules that fail on the selected field may do so."""
        field = self._review.row
        if field is None or not field.findings:
            return
        self.waiver.setText(WAIVER)
        self.waiver.show()
        self.waiver.setFocus()
        self.waiver.selectAll()

    def take_waiver(self) -> bool:
        """Waive with the reason typed; False when it was not asked for."""
        if not self.waiver.isVisible():
            return False
        self._review.waive(self.waiver.text())
        return self.restore()

    def _on_crop(self) -> None:
        self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()

    def _on_chosen(self, index: QModelIndex) -> None:
        chosen = index.data(FIELD_ROLE) if index.isValid() else None
        if isinstance(chosen, FieldRow):
            self._review.select(chosen.field.path)

    def _on_double_click(self, _index: QModelIndex) -> None:
        self.edit()

    def _on_text(self, _text: str) -> None:
        hint = self.editor.hint if self.editor.touched else ""
        self.hint.setText(hint and f"{hint} It is kept as typed.")
        self.hint.setVisible(bool(hint))

    def _on_fields(self) -> None:
        problem = self._review.problem
        self._none.setText(problem.sentence if problem else "Nothing was read from this document.")
        self._none.setVisible(not self._review.fields)
        self.list.setVisible(bool(self._review.fields))
        self.filter.setVisible(bool(self._review.fields))
        count = self._review.open_fields
        self.filter.setText(f" Needs a look ({count})")
        self.filter.setAccessibleName(f"Needs a look, {count}")
        self.list.scheduleDelayedItemsLayout()
        self._follow()

    def _follow(self) -> None:
        path = self._review.current
        if self.editor.editing and self.editor.path != path:
            self.take()
        index = self.model.index_of(path)
        if not index.isValid() and self.model.only_open and path is not None:
            self.model.refresh()
            index = self.model.index_of(path)
        if index != self.list.currentIndex():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        if path in self._review.unsaved and not self.editor.editing and path in self._review.problems:
            self.edit()
        self._place_editor()

    def _place_editor(self, _value: int = 0) -> None:
        if self.editor.path is not None:
            self.list.executeDelayedItemsLayout()
            index = self.model.index_of(self.editor.path)
            if index.isValid():
                self.editor.setGeometry(self.delegate.value_rect(index))
