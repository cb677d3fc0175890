"""A popover with every decision about one field."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from plextera_review.viewmodels.field_history import FieldHistoryViewModel, HistoryRow
from plextera_review.viewmodels.job_rows import relative_time
from plextera_review.viewmodels.line_list import Line
from plextera_review.widgets.activity_delegate import KIND_LOOK
from plextera_review.widgets.line_view import LineView
from plextera_review.widgets.pieces import Button, ElidedLabel, label, row
from plextera_review.widgets.theme import Theme


class FieldHistory(QFrame):
    """Newest first. Enter or the button takes an earlier decision up again; Escape or a click elsewhere closes."""

    def __init__(self, history: FieldHistoryViewModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._history, self._theme = history, theme
        self.setProperty("role", "card")
        self.setAccessibleName("History of this field")
        self._title = ElidedLabel("label")
        self.list = LineView(theme, "Decisions, newest first")
        self._told = label("", "caption", wrap=True)
        self._restore = Button(theme, "Restore this value", "undo")
        self._restore.clicked.connect(self.restore)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self.list, 1)
        foot = row(spacing=8)
        foot.addWidget(self._told, 1)
        foot.addWidget(self._restore)
        layout.addLayout(foot)
        self.list.chosen.connect(self._show)
        self.list.opened.connect(self.restore)
        history.changed.connect(self._refresh)
        theme.changed.connect(self._fit)
        self._fit()
        self._refresh()

    @property
    def row(self) -> HistoryRow | None:
        """The chosen decision."""
        line = self.list.line
        rows = self._history.rows
        return next((each for each in rows if line and each.verdict.client_reference == line.key), None)

    def show_at(self, place: QPoint) -> None:
        """Open with the upper left corner at a point of the screen, moved where it would not fit."""
        room = self.screen().availableGeometry()
        x = max(room.left(), min(place.x(), room.right() - self.width()))
        y = max(room.top(), min(place.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.list.setFocus()

    def restore(self, _line: object = None) -> None:
        """Take the chosen decision up again."""
        if (chosen := self.row) is not None and chosen.can_restore:
            self.close()
            self._history.restore(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _refresh(self) -> None:
        history = self._history
        self._title.setText(f"History of {history.name}")
        self.list.set_lines([_line(each) for each in history.rows])
        self._show(None)

    def _show(self, _line: object) -> None:
        chosen = self.row
        self._restore.setVisible(chosen is not None)
        self._restore.setEnabled(chosen is not None and chosen.can_restore)
        if chosen is None:
            self._told.setText("Reading." if self._history.loading else "Nobody decided about this field yet.")
            return
        when = f"{chosen.at.astimezone():%A, %d %B %Y, %H:%M:%S}"
        in_force = "in force now" if chosen.in_force else ""
        comment = f"“{chosen.comment}”" if chosen.comment else ""
        self._told.setText(" · ".join(part for part in (when, chosen.sent, in_force, comment) if part))

    def _fit(self) -> None:
        self.resize(self._theme.px(420), self._theme.px(320))


def _line(shown: HistoryRow) -> Line:
    icon, token = KIND_LOOK[shown.verdict.kind]
    text = f"{shown.change} · “{shown.comment}”" if shown.comment else shown.change
    side = relative_time(shown.at) + (f" · {shown.sent.lower()}" if shown.sent else "")
    return Line(shown.verdict.client_reference, icon, token, shown.title, text, side)
