"""Uploads: what is on its way with progress and reasons, and hub and metadata for the next ones."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from plextera_review.domain.upload import UploadState
from plextera_review.viewmodels.uploads import UploadRow, UploadsViewModel
from plextera_review.widgets.pieces import Button, EmptyState, IconLabel, card, label, page_layout, row, set_role
from plextera_review.widgets.row_list import RowList
from plextera_review.widgets.theme import Theme

_LOOK = {
    UploadState.WAITING: ("hourglass", "text_muted"),
    UploadState.CHECKING: ("search", "info"),
    UploadState.SENDING: ("upload", "info"),
    UploadState.CREATING: ("processing", "info"),
    UploadState.FOLLOWING: ("processing", "info"),
    UploadState.DONE: ("success", "success"),
    UploadState.FAILED: ("failed", "danger"),
    UploadState.REFUSED: ("blocked", "danger"),
    UploadState.UNCERTAIN: ("warning", "warning"),
    UploadState.CANCELLED: ("close", "text_muted"),
}


class UploadCard(QFrame):
    """One upload."""

    def __init__(self, uploads: UploadsViewModel, theme: Theme, upload_id: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._icon = IconLabel(theme, "upload", "info", 18)
        self._name = label("", "label")
        self._state = label("", "caption")
        self._detail = label("", "caption", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._open = Button(theme, "Review", "review")
        self._anyway = Button(theme, "Send anyway", "send")
        self._retry = Button(theme, "Send again", "retry")
        self._cancel = Button(theme, "Cancel", "close", "ghost")
        self._remove = Button(theme, "", "trash", "ghost")
        self._remove.setToolTip("Take off the list")
        self._does = {
            self._open: "Review",
            self._anyway: "Send anyway",
            self._retry: "Send again",
            self._cancel: "Cancel",
            self._remove: "Take off the list",
        }
        self._row: UploadRow | None = None
        self._anyway.clicked.connect(lambda: uploads.send_anyway(upload_id))
        self._retry.clicked.connect(lambda: uploads.retry(upload_id))
        self._cancel.clicked.connect(lambda: uploads.cancel(upload_id))
        self._remove.clicked.connect(lambda: uploads.remove(upload_id))
        self._open.clicked.connect(lambda: uploads.open_requested.emit(self._row.upload.job_id if self._row else None))
        texts = QVBoxLayout()
        texts.setSpacing(3)
        texts.addWidget(self._name)
        texts.addWidget(self._bar)
        texts.addWidget(self._detail)
        layout = row(self._icon, spacing=12)
        layout.setContentsMargins(16, 10, 10, 10)
        layout.addLayout(texts, 1)
        layout.addWidget(self._state)
        for button in (self._open, self._anyway, self._retry, self._cancel, self._remove):
            layout.addWidget(button)
        self.setLayout(layout)

    def show_row(self, shown: UploadRow) -> None:
        """Show a state."""
        self._row = shown
        state = shown.upload.state
        self._icon.show_icon(*_LOOK[state])
        self._name.setText(shown.upload.name)
        self._state.setText(shown.state_text)
        self._detail.setText(shown.detail)
        set_role(self._detail, "danger" if state in {UploadState.FAILED, UploadState.REFUSED} else "caption")
        self._bar.setVisible(state.is_active)
        self._bar.setValue(round(shown.fraction * 1000))
        self._bar.setAccessibleName(f"{shown.upload.name}: {shown.fraction:.0%} sent")
        self._open.setVisible(shown.can_open)
        self._anyway.setVisible(shown.can_send_anyway)
        self._retry.setVisible(shown.can_retry)
        self._cancel.setVisible(shown.can_cancel)
        self._remove.setVisible(not state.is_active)
        for button, does in self._does.items():  # which document it is about is seen, but not heard
            button.setAccessibleName(f"{does}: {shown.upload.name}")


class UploadsPage(QWidget):
    """Uploads and the settings of the next ones."""

    choose_files = Signal()

    def __init__(self, uploads: UploadsViewModel, theme: Theme) -> None:
        super().__init__()
        self._uploads, self._theme = uploads, theme
        layout = page_layout(self)
        choose = Button(theme, "Choose documents", "plus", "primary")
        choose.clicked.connect(self.choose_files)
        clear = Button(theme, "Clear ended", "trash", "ghost")
        clear.clicked.connect(uploads.clear_ended)
        layout.addLayout(row(label("Uploads", "title"), None, clear, choose))
        layout.addWidget(self._next_card())
        self._list = RowList(lambda key: UploadCard(uploads, theme, key), _show)
        self._list.setAccessibleName("Uploads")
        self._empty = EmptyState(theme)
        self._empty.say(
            "drop",
            "Nothing on its way",
            "Drop documents or folders anywhere on this window, or paste them with Ctrl+V.",
        )
        self._body = QStackedWidget()
        self._body.addWidget(self._list)
        self._body.addWidget(self._empty)
        layout.addWidget(self._body, 1)
        uploads.changed.connect(self._refresh)
        self._refresh()

    def _next_card(self) -> QFrame:
        frame = card()
        self._hub = QComboBox()
        self._hub.setAccessibleName("Hub of the next uploads")
        self._hub.setMinimumWidth(220)
        self._hub.activated.connect(self._on_hub)
        self._metadata = QLineEdit()
        self._metadata.setAccessibleName("Metadata of the next uploads")
        self._metadata.setPlaceholderText("key = value; key = value")
        self._metadata.textChanged.connect(self._on_metadata)
        self._issue = label("", "danger", wrap=True)
        self._issue.hide()
        hub_label, data_label = label("Hub", "label"), label("Metadata", "label")
        hub_label.setBuddy(self._hub)
        data_label.setBuddy(self._metadata)
        line = row(label("Next uploads", "muted"), 8, hub_label, self._hub, 8, data_label, self._metadata)
        line.setStretch(line.count() - 1, 1)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(16, 10, 16, 10)
        inner.addLayout(line)
        inner.addWidget(self._issue)
        return frame

    def _on_hub(self, place: int) -> None:
        self._uploads.set_hub(self._hub.itemData(place))

    def _on_metadata(self, text: str) -> None:
        pairs = [part.partition("=") for part in text.split(";") if part.strip()]
        self._uploads.set_metadata({key.strip(): value.strip() for key, _, value in pairs})

    def _refresh(self) -> None:
        rows = self._uploads.rows
        self._body.setCurrentIndex(0 if rows else 1)
        self._list.set_rows([(each.upload.id, each) for each in rows])
        wanted: list[tuple[str | None, str]] = [(None, "Chosen by the server"), *self._uploads.hubs]
        if [self._hub.itemData(place) for place in range(self._hub.count())] != [key for key, _ in wanted]:
            self._hub.clear()
            for key, name in wanted:
                self._hub.addItem(name, key)
        issues = self._uploads.issues
        self._issue.setText(" ".join(issues[:2]))
        self._issue.setVisible(bool(issues))
        if self._metadata.property("invalid") != bool(issues):
            self._metadata.setProperty("invalid", bool(issues))
            self._metadata.style().unpolish(self._metadata)
            self._metadata.style().polish(self._metadata)


def _show(target: QWidget, shown: UploadRow) -> None:
    if isinstance(target, UploadCard):
        target.show_row(shown)
