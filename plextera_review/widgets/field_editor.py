"""The editor that stands over the value of the selected row: a line, or a sheet for long texts, with what the field's kind needs."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget

from plextera_review.domain.document_locale import DocumentLocale
from plextera_review.domain.field import Field, FieldKind
from plextera_review.domain.parsing import parse_value
from plextera_review.viewmodels.value_entry import suggestions
from plextera_review.widgets.calendar_popup import CalendarPopup
from plextera_review.widgets.composing import KeyTaker, LongText, ValueLine
from plextera_review.widgets.icons import themed_icon
from plextera_review.widgets.suggestions import Suggestions
from plextera_review.widgets.theme import Theme

_LONG = 80  # characters from which a text gets several lines at once
_MOST_LINES = 8
_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class FieldEditor(QWidget, KeyTaker):
    """Edits one value; it knows which field it edits and what it showed at first. ``written`` is how the document writes dates.

    Free texts grow over several lines where one is too short (Shift+Enter breaks a line). A closed list or yes/no offers its values in
    ``offers``, filtered by what is typed; an amount offers currency codes; a date opens a calendar with Alt+Down. ``textChanged``
    carries the text, ``grown`` fires when the wanted height changed.
    """

    textChanged = Signal(str)
    grown = Signal()

    def __init__(self, theme: Theme, parent: QWidget, offers: Suggestions) -> None:
        super().__init__(parent)
        self._theme = theme
        self.path: str | None = None
        self.written = DocumentLocale()
        self.offers = offers
        self.offers.picked.connect(self._on_picked)
        self._field: Field | None = None
        self._options: Sequence[str] = ()
        self._initial = ""
        self._quiet = False
        self.line = ValueLine(self)
        self.sheet = LongText()
        self._calendar: CalendarPopup | None = None
        self._days = self.line.addAction(themed_icon(theme, "chevron-down"), ValueLine.ActionPosition.TrailingPosition)
        self._days.setToolTip("Calendar")
        self._days.triggered.connect(self.open_calendar)
        self._part: ValueLine | LongText = self.line
        for each in (self.line, self.sheet):
            each.setParent(self)
        self.sheet.hide()
        self.line.textChanged.connect(self._on_text)
        self.sheet.textChanged.connect(self._on_text)
        self.hide()

    @property
    def part(self) -> ValueLine | LongText:
        """The input in use."""
        return self._part

    @property
    def editing(self) -> bool:
        """True while a value is being edited."""
        return self.path is not None

    @property
    def title(self) -> str:
        """Name of the field that is edited."""
        return self._field.title if self._field is not None else ""

    @property
    def composing(self) -> bool:
        """True while an input method has not finished a text."""
        return self.editing and self.part.composing

    @property
    def touched(self) -> bool:
        """True when what Enter takes is not what was shown at first."""
        return self.result != self._initial

    @property
    def result(self) -> str:
        """What Enter takes: the marked suggestion, else the text."""
        marked = self.offers.marked if self.editing else None
        return self.text() if marked is None else marked

    @property
    def wanted_height(self) -> int:
        """How high the editor wants to be, in pixels."""
        if self.part is self.line:
            return max(self._theme.px(28), self.line.sizeHint().height())
        lines = 0
        block = self.sheet.document().firstBlock()
        while block.isValid() and lines < _MOST_LINES:
            lines += max(1, block.layout().lineCount())
            block = block.next()
        return min(lines, _MOST_LINES) * self.sheet.fontMetrics().lineSpacing() + self._theme.px(10)

    def text(self) -> str:
        """The text as typed."""
        return self.part.text()

    def setText(self, text: str) -> None:
        """Replace the text; the cursor stands at its end."""
        if self._part is self.line:
            self.line.setText(text)
        else:
            self.sheet.setPlainText(text)
            self.sheet.moveCursor(QTextCursor.MoveOperation.End)

    def begin(self, path: str, field: Field, shown: str, typed: str | None = None, options: Sequence[str] = ()) -> None:
        """Edit ``field``, which shows ``shown``; ``typed`` replaces the text at once. ``options`` are the values it may have."""
        self._quiet = True
        self.path, self._field, self._options = path, field, options
        free = field.kind is FieldKind.STRING and not options
        is_long = free and typed is None and (len(shown) > _LONG or "\n" in shown)
        self._use(self.sheet if is_long else self.line)
        self._days.setVisible(field.kind is FieldKind.DATE)
        for each in (self.line, self.sheet):
            each.setAccessibleName(f"Value of {field.title}")
        self.setText(shown)
        self._initial = self.text()
        if typed is not None:
            self.setText(typed)
        else:
            self.part.selectAll()
        self._quiet = False
        self._offer(open_all=typed is None)
        self.setFocusProxy(self.part)
        self.show()
        self.part.setFocus()
        self.textChanged.emit(self.text())

    def compose(self, event: QInputMethodEvent) -> None:
        """Hand over what an input method began before the editor was open."""
        QApplication.sendEvent(self.part, event)

    def describe(self, text: str) -> None:
        """What is said under the editor, for screen readers."""
        self.part.setAccessibleDescription(text)

    def leave(self) -> None:
        """Leave the editor; what was typed is gone unless it was taken before."""
        if self.composing:
            QGuiApplication.inputMethod().reset()
        self.path = self._field = None
        self.offers.offer(())
        self.hide()

    def open_calendar(self) -> None:
        """The calendar at the day that is typed, for a date."""
        if self._field is None or self._field.kind is not FieldKind.DATE:
            return
        if self._calendar is None:
            self._calendar = CalendarPopup(self._theme, self)
            self._calendar.picked.connect(self._on_picked)
        day = parse_value(self.text(), FieldKind.DATE, None, self.written).value
        self._calendar.open_at(self.mapToGlobal(QPoint(0, self.height() + 2)), str(day))

    def wants(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & (_SHIFT | _ALT | Qt.KeyboardModifier.ControlModifier)
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            return held == _ALT or (not held and not self.offers.isHidden())
        return key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and held == _SHIFT

    def take(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._is_free:
                self._grow(
                    self.line.text()[: self.line.cursorPosition()] + "\n",
                    self.line.text()[self.line.cursorPosition() :],
                )
        elif event.modifiers() & _ALT:
            if self._field is not None and self._field.kind is FieldKind.DATE:
                self.open_calendar()
            else:
                self._offer(open_all=True)
        else:
            self.offers.move_mark(1 if event.key() == Qt.Key.Key_Down else -1)
            self.textChanged.emit(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for each in (self.line, self.sheet):
            each.setGeometry(self.rect())
        if self.isVisible() and self.editing and event.size().width() != event.oldSize().width():
            self.grown.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._days.setIcon(themed_icon(self._theme, "chevron-down"))

    # -- inside

    def _use(self, part: ValueLine | LongText) -> None:
        self._part = part
        self.line.setVisible(part is self.line)
        self.sheet.setVisible(part is self.sheet)

    @property
    def _is_free(self) -> bool:
        return self._field is not None and self._field.kind is FieldKind.STRING and not self._options

    def _on_text(self) -> None:
        if self._quiet or not self.editing:
            return
        room = self.line.width() - self._theme.px(20)
        too_long = self.part is self.line and self.line.fontMetrics().horizontalAdvance(self.line.text()[:400]) > room
        if too_long and self._is_free and room > 0 and not self.composing:
            at = self.line.cursorPosition()
            self._grow(self.line.text()[:at], self.line.text()[at:])
            return
        self._offer()
        self.textChanged.emit(self.text())
        self.grown.emit()

    def _grow(self, before: str, after: str) -> None:
        """Go on over several lines, the cursor between the two texts."""
        self._quiet = True
        self._use(self.sheet)
        self.sheet.setPlainText(before + after)
        cursor = self.sheet.textCursor()
        cursor.setPosition(len(before.encode("utf-16-le")) // 2)
        self.sheet.setTextCursor(cursor)
        self._quiet = False
        self.setFocusProxy(self.sheet)
        self.sheet.setFocus()
        self.textChanged.emit(self.text())
        self.grown.emit()

    def _offer(self, *, open_all: bool = False) -> None:
        """What may be meant by the text; all of a closed list when it was just opened."""
        if self._field is None:
            return
        found, marked = suggestions(self._field, self._options, "" if open_all and self._options else self.text())
        if open_all and self._options:
            marked = self.text() if self.text() in found else None
        self.offers.offer(found, marked)

    def _on_picked(self, text: object) -> None:
        if isinstance(text, str) and self.editing:
            self.setText(text)
            self.offers.offer(())
            self.part.setFocus()
            self.textChanged.emit(self.text())
