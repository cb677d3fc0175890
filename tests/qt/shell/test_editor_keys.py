"""While a text is edited, keys that edit text are the text's and all others the window's, whatever the system thinks of them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from plextera_review.widgets.composing import Composing
from plextera_review.widgets.editor_keys import EditorKeys
from tests.support.claimed_keys import claims, command_keys

TEXT = {"Ctrl+C", "Ctrl+V", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Left", "Ctrl+Right", "Ctrl+Del"}
"""Default keys of the registry that edit text where there is some."""
OWN = {"ValueLine": {"Alt+Down", "Alt+Up"}, "ReasonLine": {"Alt+1", "Alt+2", "Alt+3"}}
"""Keys an input has a use of its own for: its list or calendar, the usual reasons."""


class Greedy(QLineEdit):
    """Wants every key, as inputs of some systems want Ctrl+U."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


class GreedyComposing(Composing, Greedy):
    """The same with compositions."""


@pytest.fixture(params=[Greedy, GreedyComposing])
def greedy(request, qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    line = request.param(page)
    EditorKeys(page)
    yield line


def test_commands_are_let_through_and_text_keys_are_kept(greedy):
    kept = {key.toString() for key in command_keys() if claims(greedy, key)}
    assert kept == TEXT
    assert len(command_keys()) > 40


@pytest.mark.parametrize(
    "key", ["Ctrl+A", "Ctrl+X", "Ctrl+Backspace", "Ctrl+Shift+Left", "Ctrl+Home", "A", "Shift+Left", "Del"]
)
def test_keys_that_edit_are_the_texts(greedy, key):
    assert claims(greedy, QKeySequence(key))


def test_a_character_typed_with_altgr_is_no_command(greedy):
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Q, held, "@")
    event.ignore()
    greedy.event(event)
    assert event.isAccepted()


def test_a_word_is_deleted_where_the_key_also_removes_rows(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    line = QLineEdit("one two", page)
    EditorKeys(page)
    removed = []
    page.addAction("Remove the rows", QKeySequence("Ctrl+Del"), lambda: removed.append(1))
    page.show()
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    line.setFocus()
    line.home(False)
    QTest.keyClick(line, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), removed) == ("two", [])
    page.setFocus()
    line.clearFocus()
    QTest.keyClick(page, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert removed == [1]


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="xvfb-run is not installed")
def test_no_input_of_the_window_keeps_a_command_on_a_real_screen():
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-m", "tests.support.claimed_keys"],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["platform"] == "xcb"
    assert len(said["claimed"]) > 15
    wrong = {
        name: more
        for name, keys in said["claimed"].items()
        if (more := set(keys) - TEXT - OWN.get(name.split()[0], set()))
    }
    assert wrong == {}
