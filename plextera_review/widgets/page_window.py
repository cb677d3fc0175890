"""A window of its own for the pages of the review, on a second screen for instance."""

from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QMoveEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from plextera_review.viewmodels.actions import BY_ID

_AT_THE_PAGES = {"search", "go_to_page", "draw_box", "pick_words"}
_ANYWHERE = {"View", "Text"}
_AT_REST_MS = 400


class PageWindow(QWidget):
    """Belongs to the window of ``owner``, the review: it is over it where both lie on one screen, and goes with it.

    Every key of the review works here, too, and the keyboard goes where an action needs it: to the pages for a search, say, to the
    owner's window for what is done to fields. ``closed`` fires when a person closes it, ``placed`` a moment after it was moved or resized.
    """

    closed = Signal()
    placed = Signal()

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Window)
        self._main = main = owner.window()
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the keyboard stays with the fields
        self.setWindowIcon(main.windowIcon())
        main.installEventFilter(self)
        self.setAcceptDrops(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._followed: set[QAction] = set()
        self._at_rest = QTimer(self)
        self._at_rest.setSingleShot(True)
        self._at_rest.setInterval(_AT_REST_MS)
        self._at_rest.timeout.connect(self.placed)

    def take(self, pages: QWidget) -> None:
        """Show ``pages``."""
        layout = self.layout()
        assert layout is not None  # noqa: S101 - made above
        layout.addWidget(pages)
        pages.show()

    def follow(self, actions: list[QAction]) -> None:
        """Let these work here as well, by their keys."""
        for each in actions:
            if each not in self._followed and each.objectName() in BY_ID:
                self._followed.add(each)
                self.addAction(each)
                each.triggered.connect(partial(self._bring_keyboard, each.objectName()))

    @property
    def place(self) -> str:
        """Where it is and how large, for :meth:`restore_place`."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def restore_place(self, place: object) -> bool:
        """Go where it was; on a screen that is there when that one is not. False when ``place`` says nothing."""
        return isinstance(place, str) and self.restoreGeometry(QByteArray.fromBase64(place.encode()))

    def settle(self) -> None:
        """Take its usual place: most of another screen where there is one, else beside the middle of its own."""
        screens = self._main.screen().virtualSiblings()
        other = next((each for each in screens if each is not self._main.screen()), None)
        room = (other or self._main.screen()).availableGeometry()
        if other is not None:
            self.setGeometry(
                room.adjusted(room.width() // 20, room.height() // 20, -room.width() // 20, -room.height() // 20)
            )
        else:
            self.setGeometry(
                room.x() + room.width() // 2, room.y() + room.height() // 20, room.width() // 2, room.height() * 9 // 10
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._main.dragEnterEvent(event)  # documents can be dropped anywhere, and go the same way

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._main.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._main.dropEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._main and event.type() == QEvent.Type.Close:
            self.hide()  # the program goes on until all is put away
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.spontaneous():  # by a person, not because the program ends
            self.closed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._at_rest.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._at_rest.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._at_rest.start()

    def _bring_keyboard(self, action_id: str) -> None:
        if not self.isVisible():
            return
        group = BY_ID[action_id].group
        if group == "Tables" or action_id in _AT_THE_PAGES:
            self.activateWindow()
        elif group not in _ANYWHERE and not isinstance(self.focusWidget(), QLineEdit):  # Enter there was for the search
            self._main.activateWindow()
