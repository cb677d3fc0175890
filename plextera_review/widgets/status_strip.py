"""The strip at the bottom: where the documents live, what is still kept here, what works in the background."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from plextera_review.domain.connection import ConnectionState
from plextera_review.domain.send_state import SendState
from plextera_review.viewmodels.shell import ShellViewModel
from plextera_review.widgets.pieces import IconLabel, label, set_role
from plextera_review.widgets.theme import Theme

_CONNECTION = {
    ConnectionState.STARTING: ("processing", "text_muted"),
    ConnectionState.ONLINE: ("success", "success"),
    ConnectionState.OFFLINE: ("offline", "warning"),
    ConnectionState.UNAUTHORIZED: ("key", "danger"),
    ConnectionState.FAILING: ("error", "danger"),
}
_OUTBOX = {
    SendState.PENDING: ("kept", "text_muted"),
    SendState.SENDING: ("send", "info"),
    SendState.UNCONFIRMED: ("warning", "warning"),
    SendState.REJECTED: ("failed", "danger"),
}


class StatusStrip(QFrame):
    """Always says the truth about connection and outbox, in words and icons."""

    clicked = Signal()

    def __init__(self, shell: ShellViewModel, theme: Theme) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("role", "bar")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(14, 5, 14, 5)
        self._layout.setSpacing(6)
        self._icon = IconLabel(theme, "processing", "text_muted", 14)
        self._connection = label("", "caption")
        self._layout.addWidget(self._icon)
        self._layout.addWidget(self._connection)
        self._layout.addStretch(1)
        self._work_icon = IconLabel(theme, "upload", "info", 14)
        self._work = label("", "caption")
        self._layout.addWidget(self._work_icon)
        self._layout.addWidget(self._work)
        self._parts: dict[SendState, tuple[IconLabel, object]] = {}
        self._labels = {}
        for state, (icon, token) in _OUTBOX.items():
            picture, text = IconLabel(theme, icon, token, 14), label("", "caption")
            self._layout.addWidget(picture)
            self._layout.addWidget(text)
            self._labels[state] = (picture, text)
        self._clear_icon = IconLabel(theme, "check-double", "text_faint", 14)
        self._clear = label("Nothing waiting to be sent", "caption")
        self._layout.addWidget(self._clear_icon)
        self._layout.addWidget(self._clear)
        shell.connection.changed.connect(self._refresh)
        shell.counts_changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        connection = self._shell.connection
        self._icon.show_icon(*_CONNECTION[connection.state])
        self._connection.setText(connection.text)
        self._connection.setToolTip(connection.detail)
        set_role(self._connection, "danger" if connection.state is ConnectionState.UNAUTHORIZED else "caption")
        counts = {part.state: part.text for part in connection.outbox}
        for state, (picture, text) in self._labels.items():
            picture.setVisible(state in counts)
            text.setVisible(state in counts)
            text.setText(counts.get(state, ""))
        started = connection.state is not ConnectionState.STARTING
        self._clear.setVisible(started and not counts)
        self._clear_icon.setVisible(started and not counts)
        active = self._shell.active_uploads
        self._work.setVisible(bool(active))
        self._work_icon.setVisible(bool(active))
        self._work.setText(f"{active} {'upload' if active == 1 else 'uploads'} on the way")
