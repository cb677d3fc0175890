"""One window a user: a second start hands its documents to the first and ends."""

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, Signal

from plextera_review.app.window_lock import LOCK_NAME

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ANSWER_MILLISECONDS = 2000
_KNOCK_SECONDS = 0.05


class SingleInstance(QObject):
    """The lock on a data folder and the door by which a second start knocks."""

    paths_received = Signal(object)  # tuple[Path, ...] to upload; empty: only come to the front
    look_requested = Signal(object)  # Path to show without uploading it

    def __init__(self, data_dir: Path) -> None:
        super().__init__()
        digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
        self._name = f"plextera-review-{digest}"
        self._lock = FileLock(data_dir / LOCK_NAME)
        self._server: QLocalServer | None = None

    def acquire(self) -> bool:
        """True for the first window on this data folder."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def listen(self) -> None:
        """Open the door; until then a second start waits before it."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)  # left by a killed window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)

    def hand_over(self, paths: Sequence[Path], look_at: Path | None = None) -> bool:
        """Give the documents to the first window; False when it does not answer within two seconds."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        until = time.monotonic() + _ANSWER_MILLISECONDS / 1000
        socket.connectToServer(self._name)
        while not socket.waitForConnected(_ANSWER_MILLISECONDS):  # there is no door yet: the first window is starting
            if time.monotonic() >= until:
                return False
            time.sleep(_KNOCK_SECONDS)
            socket.connectToServer(self._name)
        message = {"upload": [str(path.resolve()) for path in paths], "lookAt": str(look_at) if look_at else None}
        socket.write(json.dumps(message).encode() + b"\n")
        delivered = socket.waitForBytesWritten(_ANSWER_MILLISECONDS)
        socket.disconnectFromServer()
        return bool(delivered)

    def release(self) -> None:
        """Close the door and give up the lock."""
        if self._server is not None:
            self._server.close()
        self._lock.release()

    def _on_connection(self) -> None:
        assert self._server is not None  # noqa: S101 - the signal is its own
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: "QLocalSocket") -> None:
        if not socket.canReadLine():
            return
        try:
            message = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        names, look_at = message.get("upload"), message.get("lookAt")
        if isinstance(names, list):
            self.paths_received.emit(tuple(Path(name) for name in names if isinstance(name, str)))
        if isinstance(look_at, str):
            self.look_requested.emit(Path(look_at))
