"""A calendar that opens from a date's editor."""

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from plextera_review.widgets.shortcut_guard import ShortcutGuard
from plextera_review.widgets.theme import Theme


class CalendarPopup(QFrame):
    """``picked`` carries the day as ``year-month-day``. Arrows move, Enter or a click picks, Escape closes."""

    picked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self.setProperty("role", "card")
        self.setAccessibleName("Calendar")
        self._calendar = QCalendarWidget()
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.setGridVisible(False)
        self._calendar.activated.connect(self._on_picked)
        self._calendar.clicked.connect(self._on_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._calendar)
        ShortcutGuard(self)

    def open_at(self, place: QPoint, day: str) -> None:
        """Open below a point of the screen at a day as ``year-month-day``; today when it is none."""
        chosen = QDate.fromString(day, Qt.DateFormat.ISODate)
        self._calendar.setSelectedDate(chosen if chosen.isValid() else _today())
        plain = QTextCharFormat()
        plain.setForeground(self._theme.color("text"))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._calendar.setWeekdayTextFormat(weekday, plain)
        self.resize(self.sizeHint())
        room = self.screen().availableGeometry()
        x = max(room.left(), min(place.x(), room.right() - self.width()))
        y = max(room.top(), min(place.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self._calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _on_picked(self, day: QDate) -> None:
        self.close()
        self.picked.emit(day.toString(Qt.DateFormat.ISODate))


def _today() -> QDate:
    today = date.today()  # noqa: DTZ011 - a person's today
    return QDate(today.year, today.month, today.day)
