"""A layer over the whole window with one card on it: the palette, the list of keys."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from plextera_review.widgets.pieces import card
from plextera_review.widgets.theme import Theme

_SHADE = QColor(10, 12, 18, 110)


class Overlay(QWidget):
    """Covers ``window`` while it is open. Escape or a click beside the card closes it, and the keyboard goes back to where it was.

    Subclasses fill :attr:`card`, place it in :meth:`arrange` and say in :meth:`first` what gets the keyboard.
    """

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._theme = window, theme
        self._before: QWidget | None = None
        self.card: QFrame = card()
        self.card.setParent(self)
        window.installEventFilter(self)
        theme.changed.connect(self._on_theme)
        self.hide()

    def open(self) -> None:
        """Show it over the window; opening it again does nothing."""
        if self.isVisible():
            return
        self._before = QApplication.focusWidget()
        self.setGeometry(self._window.rect())
        self.arrange()
        self.raise_()
        self.show()
        self.first().setFocus(Qt.FocusReason.PopupFocusReason)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def close_over(self) -> None:
        """Hide it and give the keyboard back."""
        if not self.isVisible():
            return
        self._leave()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def toggle(self) -> None:
        """Open it, or close it."""
        if self.isVisible():
            self.close_over()
        else:
            self.open()

    def arrange(self) -> None:
        """Place the card; called when it opens and when window or text size change."""

    def first(self) -> QWidget:
        """What gets the keyboard."""
        return self.card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_over()
        event.accept()  # nothing of the page below works meanwhile

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_over()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays on the card."""
        parts = [
            each
            for each in self.card.findChildren(QWidget)
            if each.isVisibleTo(self) and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if parts:
            now = QApplication.focusWidget()
            at = parts.index(now) if now in parts else -1
            parts[(at + (1 if forward else -1)) % len(parts)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self.arrange()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), _SHADE)
        painter.end()

    def _leave(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.disconnect(self._on_focus)
        self.hide()

    def _on_focus(self, _old: object, now: object) -> None:
        if isinstance(now, QWidget) and now.window() is self._window and not self.isAncestorOf(now):
            self._leave()  # something else took the keyboard: a document that opened meanwhile

    def _on_theme(self) -> None:
        if self.isVisible():
            self.arrange()
