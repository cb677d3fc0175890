"""Settings of the keys: every action with its keys; choose one, press Change, then the new key."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QLineEdit, QListView, QStyleOptionViewItem, QVBoxLayout

from plextera_review.viewmodels.actions import ACTIONS, BY_ID, GROUPS
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.key_rules import canonical
from plextera_review.viewmodels.matching import match
from plextera_review.viewmodels.palette import Entry, Found
from plextera_review.widgets.flow import FlowLayout
from plextera_review.widgets.palette import FoundModel
from plextera_review.widgets.palette_delegate import FOUND_ROLE, PaletteDelegate
from plextera_review.widgets.pieces import Button, label, row, rule, set_role
from plextera_review.widgets.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_ROWS = 10
_MODIFIERS = {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}


class KeyRecorder(QLabel):
    """Takes the next key press whatever it is. ``pressed`` carries it in portable text, ``left`` fires on Escape or a lost keyboard."""

    pressed = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "recorder")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.hide()

    def record(self, title: str) -> None:
        """Wait for a key for the action of that title."""
        self.setText(f"Press the new key for “{title}”. Escape leaves it as it is.")
        self.setAccessibleName(self.text())
        self.show()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no shortcut of the window takes it
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._take(event)  # here and not in keyPressEvent: Tab never gets there
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.isVisible() and event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.left.emit()

    def _take(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat() or event.key() in _MODIFIERS or event.key() == Qt.Key.Key_unknown:
            return
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
            return
        self.pressed.emit(
            canonical(QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText))
        )


class KeyRows(FoundModel):
    """Actions under their groups; a group's line cannot be chosen."""

    def flags(self, index: _Index) -> Qt.ItemFlag:
        found = self.data(index, FOUND_ROLE)
        return Qt.ItemFlag.NoItemFlags if isinstance(found, Found) and not found.entry.id else super().flags(index)


class KeyDelegate(PaletteDelegate):
    """Groups as headings."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        found = index.data(FOUND_ROLE)
        if not isinstance(found, Found) or found.entry.id:
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setFont(self._theme.font("small", painter.font().Weight.DemiBold))
        painter.setPen(self._theme.color("text_muted"))
        area = option.rect.adjusted(18, 0, -18, -4)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, found.entry.title)
        painter.restore()


class KeySection(QFrame):
    """The card of the settings page. All of it works by keyboard: Enter in the list changes, Tab goes to the buttons.

    ``told`` fires when a key is waited for or something was said: the foot of the card is to be in view.
    """

    told = Signal()

    def __init__(self, keys: KeyMap, theme: Theme) -> None:
        super().__init__()
        self._keys, self._theme = keys, theme
        self.setProperty("role", "card")
        self._adding = False
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search actions and keys")
        self.search.setAccessibleName("Search actions and keys")
        self.search.setClearButtonEnabled(True)
        self.model = KeyRows()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(KeyDelegate(theme, self.list))
        self.list.setAccessibleName("Actions and their keys")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.reset_all = Button(theme, "Reset all", "undo")
        self.change = Button(theme, "Change", "pencil", "primary")
        self.add = Button(theme, "Add a key", "plus")
        self.remove = Button(theme, "Remove", "trash")
        self.reset = Button(theme, "Reset", "undo")
        self.recorder = KeyRecorder()
        self.message = label("", "danger", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._chosen = label("", "label", wrap=True)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(1, 16, 1, 16)
        inner.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(19, 0, 19, 0)
        head.setSpacing(8)
        head.addWidget(label("Keys", "heading"))
        head.addWidget(label("Every key can be changed. One key never means two things on a page.", "muted", wrap=True))
        head.addLayout(row(self.search, self.reset_all))
        foot = QVBoxLayout()
        foot.setContentsMargins(19, 4, 19, 0)
        foot.setSpacing(8)
        foot.addWidget(self._chosen)
        foot.addWidget(self.recorder)
        buttons = FlowLayout(8)
        for button in (self.change, self.add, self.remove, self.reset):
            buttons.addWidget(button)
        foot.addLayout(buttons)
        foot.addWidget(self.message)
        inner.addLayout(head)
        inner.addWidget(self.list)
        inner.addWidget(rule())
        inner.addLayout(foot)
        self.search.textChanged.connect(self._fill)
        self.list.activated.connect(self._on_change)
        self.list.selectionModel().currentChanged.connect(self._on_chosen)
        self.change.clicked.connect(self._on_change)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.reset.clicked.connect(self._on_reset)
        self.reset_all.clicked.connect(self._on_reset_all)
        self.recorder.pressed.connect(self._on_pressed)
        self.recorder.left.connect(self._on_left)
        keys.changed.connect(self._fill)
        theme.changed.connect(self._fit)
        self._fit()
        self._fill()

    @property
    def chosen(self) -> str:
        """Id of the action that is chosen, or nothing."""
        found = self.list.currentIndex().data(FOUND_ROLE) if self.list.currentIndex().isValid() else None
        return found.entry.id if isinstance(found, Found) else ""

    def choose(self, action_id: str) -> None:
        """Choose an action, if it is listed."""
        for place, found in enumerate(self.model.lines):
            if found.entry.id == action_id:
                self.list.setCurrentIndex(self.model.index(place))
                return

    def _lines(self) -> list[Found]:
        query, lines = self.search.text().strip(), list[Found]()
        for group in GROUPS:
            found = []
            for action in ACTIONS:
                if action.group != group:
                    continue
                keys = "  ".join(self._keys.texts(action.id))
                changed = "changed" if self._keys.is_changed(action.id) else ""
                note = " · ".join(part for part in (action.scope.where, changed) if part)
                hit = match(query, action.title, f"{action.keywords} {group} {keys}") if query else None
                if not query or hit is not None:
                    entry = Entry(action.id, action.title, "", _nothing, keys, note=note)
                    found.append(Found(entry, hit.marks if hit else ()))
            if found:
                lines += [Found(Entry("", group, "", _nothing)), *found]
        return lines

    def _fill(self) -> None:
        chosen, scrolled = self.chosen, self.list.verticalScrollBar().value()
        with QSignalBlocker(self.list.selectionModel()):
            self.model.show(self._lines())
        self.choose(chosen)
        if not self.chosen and len(self.model.lines) > 1:
            self.list.setCurrentIndex(self.model.index(1))
        if self.chosen == chosen:
            self.list.verticalScrollBar().setValue(scrolled)
        self.reset_all.setEnabled(self._keys.any_changed)
        self._show_chosen()

    def _on_chosen(self) -> None:
        self.message.clear()
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = self.chosen
        known = bool(chosen)
        keys = " or ".join(self._keys.texts(chosen)) if known else ""
        said = f"{BY_ID[chosen].title}: {keys or 'no key'}" if known else "No action is called that."
        self._chosen.setText(said)
        for each in (self.change, self.add):
            each.setEnabled(known)
        self.remove.setEnabled(bool(keys))
        self.reset.setEnabled(known and self._keys.is_changed(chosen))

    def _on_change(self) -> None:
        self._record(adding=False)

    def _on_add(self) -> None:
        self._record(adding=True)

    def _record(self, *, adding: bool) -> None:
        if self.chosen:
            self._adding = adding
            self.message.clear()
            self._chosen.hide()
            self.recorder.record(BY_ID[self.chosen].title)
            self.told.emit()

    def _on_pressed(self, key: object) -> None:
        chosen, held = self.chosen, self._keys.keys(self.chosen) if self._adding else ()
        refused = self._keys.rebind(chosen, (*held, str(key)))
        self._said(refused, f"Done: {' or '.join(self._keys.texts(chosen))}.")
        if not refused:
            self._on_left()  # a refused key leaves the recorder open for another one

    def _on_left(self) -> None:
        if self.recorder.isVisible():
            had = self.recorder.hasFocus()
            self.recorder.hide()
            self._chosen.show()
            if had:
                self.list.setFocus()

    def _on_remove(self) -> None:
        self._said(self._keys.rebind(self.chosen, ()), "Removed. The action is still in the menu and the palette.")

    def _on_reset(self) -> None:
        self._said(self._keys.reset(self.chosen), "Back to the default.")

    def _on_reset_all(self) -> None:
        self._keys.reset_all()
        self._said("", "All keys are back to their defaults.")

    def _said(self, refused: str, done: str) -> None:
        self.message.setText(refused or done)
        set_role(self.message, "danger" if refused else "success")
        self.told.emit()

    def _fit(self) -> None:
        self.list.setFixedHeight(self._theme.px(34) * _ROWS)
        self.message.setMinimumHeight(self._theme.px(52))  # nothing moves when something is said


def _nothing() -> None:
    """The lines here are chosen, not run."""
