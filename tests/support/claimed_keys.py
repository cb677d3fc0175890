"""Which keys of the registry the text inputs of the whole window keep for themselves. Run as a program, it prints them as JSON: what they
are depends on the platform Qt talks to."""

import json
import sys

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from plextera_review.viewmodels.actions import ACTIONS
from plextera_review.viewmodels.key_rules import sequences
from plextera_review.viewmodels.review import ReviewViewModel
from plextera_review.viewmodels.shell import ShellViewModel
from plextera_review.widgets.main_window import MainWindow
from plextera_review.widgets.review_page import ReviewPage
from plextera_review.widgets.submit_preview import SubmitPreview
from plextera_review.widgets.theme import Theme

HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def command_keys() -> list[QKeySequence]:
    """Every default key with Ctrl or Alt."""
    every = (each for action in ACTIONS for each in sequences(action.keys))
    return [each for each in every if each[0].keyboardModifiers() & HELD]


def claims(part: QWidget, key: QKeySequence) -> bool:
    """True when the part wants to have the key although it is a shortcut."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key[0].key(), key[0].keyboardModifiers())
    event.ignore()
    QApplication.sendEvent(part, event)
    return event.isAccepted()


def inputs(part: QWidget) -> list[QWidget]:
    """Every text input below ``part``."""
    return [each for kind in (QLineEdit, QPlainTextEdit) for each in part.findChildren(kind)]


def claimed_in_window() -> dict[str, list[str]]:
    """Keys by the class and name of the input that keeps them, over all pages, palette and preview; inputs without any, too."""
    theme = Theme("light")
    window = MainWindow()
    window.furnish(ShellViewModel(), theme)
    review = ReviewViewModel(window.shell.notices, window.shell.settings)
    window.set_review_page(ReviewPage(review, theme))
    for _ in window.make_pages():
        pass
    preview = SubmitPreview(review.preview, theme, review.keys, window)
    found = {}
    for each in {*inputs(window), *inputs(preview)}:
        kept = {key.toString() for key in command_keys() if claims(each, key)}
        found[f"{type(each).__name__} {each.accessibleName()}"] = sorted(kept)
    review.dispose()
    window.shell.dispose()
    return found


if __name__ == "__main__":
    application = QApplication([])
    print(json.dumps({"platform": application.platformName(), "claimed": claimed_in_window()}))
    sys.stdout.flush()
