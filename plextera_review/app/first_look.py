"""Shows a document's first page while the program is still being imported."""

import importlib
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from plextera_review.app.bare_window import BareWindow
from plextera_review.app.paths import Paths
from plextera_review.app.window_lock import is_held

if TYPE_CHECKING:
    from plextera_review.rendering.first_picture import FirstPictureWanted

_MODULES = (
    "plextera_review.app.main",
    "plextera_review.app.window",
    "plextera_review.widgets.window_frame",
    "plextera_review.widgets.drop_target",
    "plextera_review.widgets.look_page",
)
_HEAD_START_MS = 40  # for the worker that draws: imports hold up the window's thread, by 15 ms at a time
_SWITCH_SECONDS = 0.001


class _Imports(QObject):
    """Imports in a thread of its own; ``done`` fires when that is through or has failed."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start, if that was not done."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="imports", daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Wait until nothing is being imported any more."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        with suppress(Exception):  # whoever needs it next hears of it
            for name in _MODULES:
                importlib.import_module(name)
        self.done.emit()


def look_first(places: Paths, wanted: "FirstPictureWanted") -> BareWindow | None:
    """Show the window, and the first page in it when it comes, until everything is imported that the window needs next.

    None where another window has the data folder: that one shows the document.
    """
    if is_held(places.data):
        wanted.close()
        return None
    imports, loop = _Imports(), QEventLoop()
    imports.done.connect(loop.quit)
    window = BareWindow(places)
    window.look_first(wanted, imports.begin)
    QTimer.singleShot(_HEAD_START_MS, imports.begin)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    loop.exec()  # the loop of asyncio is among what is being imported
    imports.finish()  # the window may have been closed
    sys.setswitchinterval(usual)
    return window
