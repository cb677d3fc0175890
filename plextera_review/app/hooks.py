"""Where unexpected exceptions end: the log, then one dialog with a report that can be copied."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qVersion

from plextera_review import __version__
from plextera_review.app.logs import redacted

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class BugReporter:
    """Collects bugs; shows the first of a run, counts the others in the log."""

    def __init__(self) -> None:
        self._show: Callable[[str], None] | None = None
        self._shown = False

    def show_with(self, show: Callable[[str], None]) -> None:
        """From now on a report is handed to ``show`` on the window's thread."""
        self._show = show

    def report(self, error: BaseException) -> None:
        """Log a bug and show it once."""
        _log.error("unexpected error", exc_info=error)
        if self._show is not None and not self._shown and threading.current_thread() is threading.main_thread():
            self._shown = True
            self._show(report_text(error))

    def dismissed(self) -> None:
        """The person closed the dialog; the next bug may be shown."""
        self._shown = False


def report_text(error: BaseException) -> str:
    """A report for the clipboard: versions and traceback, keys blotted out, no document content."""
    import platform

    trace = "".join(traceback.format_exception(error))
    head = f"Plextera Review {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return redacted(f"{head}\n\n{trace}")


def install(reporter: BugReporter) -> None:
    """Route every road an exception can take: main thread, other threads, Qt's own messages."""

    def except_hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        reporter.report(error)

    def thread_hook(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            reporter.report(arguments.exc_value)

    def qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        _log.log(_LEVELS.get(kind, logging.INFO), "Qt: %s (%s)", message, context.category)

    sys.excepthook = except_hook
    threading.excepthook = thread_hook
    qInstallMessageHandler(qt_message)
