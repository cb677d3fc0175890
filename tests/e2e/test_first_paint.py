"""What is imported when the first page of a file shows: start-up is measured in such imports."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.documents import invoice_pdf

_LATER = {
    "network": ("httpx", "httpcore", "h11", "truststore", "urllib.request", "PySide6.QtNetwork"),
    "validation": ("pydantic", "pydantic_core"),
    "database": ("sqlite3", "plextera_review.storage.connection", "plextera_review.storage.journal"),
    "dates, numbers, identifiers": ("babel", "dateparser", "stdnum", "plextera_review.domain.rules"),
    "documents": ("pymupdf", "fitz", "openpyxl", "PIL", "numpy", "plextera_review.formats", "plextera_review.pdf"),
    "service": ("fastapi", "uvicorn", "starlette", "keyring", "watchfiles"),
    "what decides on fields": ("plextera_review.domain.projection", "plextera_review.domain.proof"),
    "pages that do not show": (
        *("plextera_review.widgets.review_page", "plextera_review.viewmodels.review"),
        *("plextera_review.widgets.queue_page", "plextera_review.viewmodels.queue"),
        *("plextera_review.widgets.settings_page", "plextera_review.widgets.activity_page"),
        *("plextera_review.viewmodels.contact_sheet", "plextera_review.viewmodels.actions"),
    ),
}

# The command line as a person uses it; what is imported is written down when the first page was sharp, before anything else begins.
_PROGRAM = """
import json, os, pathlib, sys
from plextera_review.__main__ import main

first_look = {}

def imported_at_first(window, kept):
    async def complete():
        canvas, place = window._look.canvas, window._look.canvas.pages.page(1)
        corner = canvas.viewport().mapTo(window.widget, canvas.viewport().rect().topLeft())
        visible = canvas.visible_rect()
        state = {
            "modules": sorted(sys.modules),
            "sharp": window._look is not None and window._look.canvas.is_sharp,
            "import": type(__import__).__name__ + ": " + __import__.__name__,
            "compile": type(compile).__name__ + ": " + compile.__name__,
            "first": first_look,
            "first is gone": not window._bare.shows_page,
            "page": (corner.x() + place.x - visible.x, corner.y() + place.y - visible.y, place.width, place.height),
        }
        pathlib.Path(os.environ["WRITE_TO"]).write_text(json.dumps(state))
        await kept(window)
        window.widget.close()
    return complete()

if __name__ == "__main__":
    import plextera_review.app.qt_import as begin
    plain = begin.import_qt
    def watched():
        folder = plain()
        import plextera_review.widgets.first_look as first
        shown = first.FirstLook.show_picture
        def show_picture(look, picture):
            shown(look, picture)
            rect = look.page_rect()
            first_look.update(
                modules=sorted(sys.modules),
                page=(rect.x, rect.y, rect.width, rect.height),
                enumerations="Qt" in vars(sys.modules["PySide6.QtCore"]),
            )
            look.page_painted.connect(lambda: first_look.update(painted=True))
        first.FirstLook.show_picture = show_picture
        import plextera_review.app.first_look as looking
        looking._HEAD_START_MS = 60_000  # on a busy machine the page may come later than that
        look_first = looking.look_first
        def looked(*wanted):
            window = look_first(*wanted)
            import plextera_review.app.window as made
            kept = made.ReviewWindow.complete
            made.ReviewWindow.complete = lambda window: imported_at_first(window, kept)
            return window
        looking.look_first = looked
        return folder
    begin.import_qt = watched
    raise SystemExit(main())
"""


def opened(script: Path, document: Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    variables = {
        "PLEXTERA_REVIEW_HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, script, "open", document]
    return subprocess.run(
        command, env=os.environ | variables | more, capture_output=True, text=True, timeout=80, check=False
    )


@pytest.fixture(scope="module")
def at_first_paint(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("start")
    document, script, written = folder / "invoice.pdf", folder / "program.py", folder / "state.json"
    document.write_bytes(invoice_pdf("NO-1"))
    script.write_text(_PROGRAM)
    done = opened(script, document, folder / "home", WRITE_TO=str(written))
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(written.read_text())
    return found


def test_the_page_shows_before_the_rest_is_made(at_first_paint: dict[str, object]) -> None:
    assert at_first_paint["sharp"] is True


@pytest.mark.parametrize("kind", _LATER)
def test_not_imported_before_the_first_paint(at_first_paint: dict[str, object], kind: str) -> None:
    modules = at_first_paint["modules"]
    assert isinstance(modules, list)
    assert "plextera_review.widgets.page_area" in modules
    assert sorted(set(modules) & set(_LATER[kind])) == []


def test_the_page_shows_before_anything_else_is_imported(at_first_paint: dict[str, object]) -> None:
    first = at_first_paint["first"]
    assert isinstance(first, dict)
    assert first["painted"] is True
    assert not first["enumerations"], "PySide takes 15 ms to make those of Qt"
    later = {"asyncio", "qasync", "filelock", "logging.handlers", "multiprocessing", "plextera_review.widgets.theme"}
    assert sorted(set(first["modules"]) & later) == []


def test_the_page_stays_where_it_was_shown_first(at_first_paint: dict[str, object]) -> None:
    first = at_first_paint["first"]
    assert isinstance(first, dict)
    assert first["page"] == at_first_paint["page"]
    assert at_first_paint["first is gone"] is True


def test_python_imports_by_itself_again(at_first_paint: dict[str, object]) -> None:
    """PySide's own ``__import__`` reads the source of every module."""
    assert at_first_paint["import"] == "builtin_function_or_method: __import__"
    assert at_first_paint["compile"] == "builtin_function_or_method: compile"


_CLOSED_AT_ONCE = """
from plextera_review.__main__ import main
import plextera_review.app.qt_import as begin

plain = begin.import_qt
def watched():
    folder = plain()
    import plextera_review.widgets.first_look as first
    made = first.FirstLook.__init__
    def init(look, window, *rest):
        made(look, window, *rest)
        look.page_painted.connect(window.close)
    first.FirstLook.__init__ = init
    return folder
begin.import_qt = watched
raise SystemExit(main())
"""


def test_a_window_that_is_closed_before_anything_is_in_it_ends_the_program(tmp_path: Path) -> None:
    document, script = tmp_path / "invoice.pdf", tmp_path / "program.py"
    document.write_bytes(invoice_pdf("NO-1"))
    script.write_text(_CLOSED_AT_ONCE)
    done = opened(script, document, tmp_path / "home")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "home").exists(), "it did not come to that"
