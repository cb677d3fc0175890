"""The window of the pages on another screen, and when that screen is gone. Qt reads its screens once: each run is a program of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

_LEFT = {
    "name": "left",
    "x": 0,
    "y": 0,
    "width": 1400,
    "height": 1000,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}
_RIGHT = {**_LEFT, "name": "right", "x": 1400, "width": 1200, "height": 900}

_PROGRAM = """\
import json, sys
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from plextera_review.widgets.page_window import PageWindow

application = QApplication([])
main = QMainWindow()
owner = QWidget()
main.setCentralWidget(owner)
main.setGeometry(50, 50, 900, 600)
main.show()
window = PageWindow(owner)
place = sys.argv[1] if len(sys.argv) > 1 else None
restored = window.restore_place(place)
if not restored:
    window.settle()
window.take(QWidget())
window.show()
QTest.qWait(50)
print(json.dumps({
    "restored": restored,
    "place": window.place,
    "screen": window.screen().name(),
    "inside": window.screen().availableGeometry().contains(window.geometry()),
    "main": main.screen().name(),
}))
"""


def run(folder: Path, screens: list[dict[str, object]], *arguments: str) -> dict[str, object]:
    """What the program finds on these screens."""
    description = folder / "screens.json"
    description.write_text(json.dumps({"screens": screens}))
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={description}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_pages_go_to_the_other_screen_and_are_there_again(tmp_path: Path) -> None:
    first = run(tmp_path, [_LEFT, _RIGHT])
    assert (first["main"], first["screen"], first["inside"]) == ("left", "right", True)
    again = run(tmp_path, [_LEFT, _RIGHT], str(first["place"]))
    assert again["restored"]
    assert (again["screen"], again["place"]) == ("right", first["place"])


def test_pages_are_seen_when_their_screen_is_gone(tmp_path: Path) -> None:
    first = run(tmp_path, [_LEFT, _RIGHT])
    alone = run(tmp_path, [_LEFT], str(first["place"]))
    assert alone["restored"]
    assert (alone["screen"], alone["inside"]) == ("left", True)


def test_beside_the_middle_of_the_only_screen(tmp_path: Path) -> None:
    found = run(tmp_path, [_LEFT])
    assert (found["restored"], found["screen"], found["inside"]) == (False, "left", True)
