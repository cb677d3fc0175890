"""What stands in the place of pages: a locked file, an archive's contents, a recording, or why nothing can be shown."""

from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from plextera_review.domain.errors import KnownError
from plextera_review.viewmodels.document import DocumentViewModel, Face
from plextera_review.viewmodels.tasks import TaskScope
from plextera_review.widgets.pieces import Button, EmptyState, IconLabel, label, row
from plextera_review.widgets.theme import Theme

_CARD = 420


class LockedFace(QWidget):
    """Asks for the password of a file."""

    def __init__(self, document: DocumentViewModel, theme: Theme) -> None:
        super().__init__()
        self._document = document
        self._text = label("", "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("Password")
        self.password.setAccessibleName("Password of the document")
        self.button = Button(theme, "Open", "key", "primary")
        self.button.clicked.connect(self.submit)
        self.password.textChanged.connect(lambda text: self.button.setEnabled(bool(text)))
        self.button.setEnabled(False)
        card = QWidget()
        card.setFixedWidth(_CARD)
        inside = QVBoxLayout(card)
        inside.setSpacing(10)
        inside.addLayout(row(None, IconLabel(theme, "lock", "text_faint", 40), None))
        inside.addLayout(row(None, label("Protected by a password", "heading"), None))
        inside.addWidget(self._text)
        entry = row(self.password, self.button)
        entry.setStretch(0, 1)
        inside.addLayout(entry)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def show_state(self) -> None:
        """Say whether the password is needed or was wrong."""
        problem = self._document.problem
        self._text.setText(problem.sentence if problem is not None else "")
        self._text.setMinimumHeight(self._text.heightForWidth(_CARD))  # wrapped text does not ask for it by itself
        self.password.clear()

    def submit(self) -> bool:
        """Try the password; False when none was typed."""
        text = self.password.text()
        self._document.enter_password(text)
        return bool(text)


class ContentsFace(QWidget):
    """The files in an archive; Enter or a double click opens one."""

    def __init__(self, document: DocumentViewModel) -> None:
        super().__init__()
        self._document = document
        self._head = label("", "heading")
        self._more = label("", "muted", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName("Files in the archive")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setSpacing(3)
        self.list.itemDoubleClicked.connect(self._on_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(self._head)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._more)

    def show_state(self) -> None:
        """List the files."""
        members = self._document.members
        self._head.setText(f"{self._document.name} · {len(members)} files" if members else "The archive is empty")
        self.list.clear()
        for each in members:
            self._add(each)
        if members:
            self.list.setCurrentRow(0)
        more = " Only the first files are listed." if self._document.more_members else ""
        self._more.setText("Enter or a double click opens a file here; nothing is unpacked elsewhere." + more)

    def open_selected(self) -> bool:
        """Open the selected file; False when there is none that can be opened."""
        item = self.list.currentItem()
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return False
        self._document.enter_member(str(item.data(Qt.ItemDataRole.UserRole)))
        return True

    def _add(self, member: Any) -> None:
        size = (
            f"{member.size / 1e6:.1f} MB"
            if member.size >= 1e6
            else f"{member.size / 1e3:.1f} kB"
            if member.size
            else ""
        )
        text = "    ".join(part for part in (member.name, size, member.refusal) if part)
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, member.name)
        if member.refusal is not None:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        self.list.addItem(item)

    def _on_chosen(self, _item: object) -> None:
        self.open_selected()


class RecordingFace(QWidget):
    """Facts about a recording, and the way to the system's player."""

    def __init__(self, document: DocumentViewModel, theme: Theme, tasks: TaskScope) -> None:
        super().__init__()
        self._document, self._tasks = document, tasks
        self._state = EmptyState(theme)
        self.button = Button(theme, "Open in the player", "send", "primary")
        self.button.clicked.connect(self.play)
        self._state.add_button(self.button)
        layout = QVBoxLayout(self)
        layout.addWidget(self._state)

    def show_state(self) -> None:
        """Say what is known of it."""
        text = "\n".join(f"{name}: {value}" for name, value in self._document.facts)
        self._state.say("activity", self._document.name, text)

    def play(self) -> None:
        """Hand the recording to the player of the system."""
        self._tasks.spawn(self._play(), "play")

    async def _play(self) -> None:
        path = await self._document.playable()
        if path is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            text = "The system has no player for it, or did not start it."
            raise KnownError("NO_PLAYER", "The recording was not played", text, f"The file is at {path}.")


class DocumentFaces(QWidget):
    """Everything but pages; ``canvas`` is shown for those. A face is made when it shows first."""

    def __init__(self, document: DocumentViewModel, canvas: QWidget, theme: Theme, tasks: TaskScope) -> None:
        super().__init__()
        self._document, self._theme, self._tasks = document, theme, tasks
        self._canvas = canvas
        self.back = Button(theme, "Back to the archive", "arrow-left", "ghost")
        self.back.clicked.connect(document.leave_member)
        self._trail = label("", "muted")
        self.again = Button(theme, "Try again", "retry", "ghost")
        self.again.clicked.connect(document.try_again)
        head = row(self.back, self._trail, None, self.again)
        head.setContentsMargins(8, 4, 8, 4)
        self._head = QWidget()
        self._head.setLayout(head)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(holder, 1)
        document.changed.connect(self.show_state)
        self.show_state()

    @cached_property
    def locked(self) -> LockedFace:
        """Asks for the password."""
        from plextera_review.widgets.editor_keys import EditorKeys

        made = LockedFace(self._document, self._theme)
        EditorKeys(made)
        self._stack.addWidget(made)
        return made

    @cached_property
    def contents(self) -> ContentsFace:
        """Lists an archive's files."""
        made = ContentsFace(self._document)
        self._stack.addWidget(made)
        return made

    @cached_property
    def recording(self) -> RecordingFace:
        """Offers the system's player."""
        made = RecordingFace(self._document, self._theme, self._tasks)
        self._stack.addWidget(made)
        return made

    def _face(self) -> LockedFace | ContentsFace | RecordingFace | None:
        match self._document.face:
            case Face.LOCKED:
                return self.locked
            case Face.CONTENTS:
                return self.contents
            case Face.RECORDING:
                return self.recording
            case _:
                return None

    def show_state(self) -> None:
        """Show the face of the document."""
        trail = self._document.trail
        failed = self._document.face is Face.PROBLEM and self._document.path is not None
        self.back.setVisible(bool(trail))
        self.again.setVisible(failed)
        self._head.setVisible(bool(trail) or failed)
        self._trail.setText(" › ".join((*trail, self._document.name)) if trail else "")
        face = self._face()
        if face is not None:
            face.show_state()
        self._stack.setCurrentWidget(face or self._canvas)
        if isinstance(face, LockedFace):
            face.password.setFocus()
        elif isinstance(face, ContentsFace):
            face.list.setFocus()

    def take_enter(self) -> bool:
        """Enter where a face has the focus: opens what is chosen there. False when none has."""
        face = self._face()
        if isinstance(face, LockedFace) and face.password.hasFocus():
            return face.submit()
        return isinstance(face, ContentsFace) and face.list.hasFocus() and face.open_selected()
