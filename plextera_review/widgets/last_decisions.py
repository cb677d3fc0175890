"""A popover with the last decisions over all documents."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from plextera_review.viewmodels.job_rows import relative_time
from plextera_review.viewmodels.last_decisions import LastDecision, LastDecisionsViewModel
from plextera_review.viewmodels.line_list import Line
from plextera_review.widgets.activity_delegate import KIND_LOOK
from plextera_review.widgets.line_view import LineView
from plextera_review.widgets.pieces import label
from plextera_review.widgets.theme import Theme


class LastDecisions(QFrame):
    """Newest first. Enter or a double click goes back to the field: ``wanted`` carries its :class:`LastDecision`. Escape closes."""

    wanted = Signal(object)

    def __init__(self, decisions: LastDecisionsViewModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._decisions, self._theme = decisions, theme
        self.setProperty("role", "card")
        self.setAccessibleName("Last decisions")
        self.list = LineView(theme, "Last decisions, newest first")
        self._told = label("", "caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(label("Last decisions", "label"))
        layout.addWidget(self.list, 1)
        layout.addWidget(self._told)
        self.list.opened.connect(self._on_opened)
        decisions.changed.connect(self._refresh)
        theme.changed.connect(self._fit)
        self._fit()
        self._refresh()

    def show_at(self, place: QPoint) -> None:
        """Open with the upper left corner at a point of the screen, moved where it would not fit."""
        room = self.screen().availableGeometry()
        x = max(room.left(), min(place.x(), room.right() - self.width()))
        y = max(room.top(), min(place.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _on_opened(self, line: object) -> None:
        chosen = next(
            (each for each in self._decisions.rows if isinstance(line, Line) and each.reference == line.key), None
        )
        if chosen is not None:
            self.close()
            self.wanted.emit(chosen)

    def _refresh(self) -> None:
        decisions = self._decisions
        self.list.set_lines([_line(each) for each in decisions.rows])
        if decisions.loading:
            self._told.setText("Reading.")
        else:
            self._told.setText(
                "Enter opens the document at the field." if decisions.rows else "Nothing was decided yet."
            )

    def _fit(self) -> None:
        self.resize(self._theme.px(460), self._theme.px(380))


def _line(shown: LastDecision) -> Line:
    icon, token = KIND_LOOK[shown.kind]
    title = f"{shown.field_name}: {shown.kind.value}"
    text = f"{shown.job_name} · {shown.text}" if shown.text else shown.job_name
    return Line(shown.reference, icon, token, title, text, relative_time(shown.at))
