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

def imported_at_first(window, kept):
    async def complete():
        state = {
            "modules": sorted(sys.modules),
            "sharp": window._look is not None and window._look.canvas.is_sharp,
            "import": type(__import__).__name__ + ": " + __import__.__name__,
        }
        pathlib.Path(os.environ["WRITE_TO"]).write_text(json.dumps(state))
        await kept(window)
        window.widget.close()
    return complete()

if __name__ == "__main__":
    import plextera_review.app.cli as cli
    plain = cli._import_qt
    def watched():
        folder = plain()
        import plextera_review.app.window as made
        kept = made.ReviewWindow.complete
        made.ReviewWindow.complete = lambda window: imported_at_first(window, kept)
        return folder
    cli._import_qt = watched
    raise SystemExit(main())
"""


@pytest.fixture(scope="module")
def at_first_paint(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("start")
    document, script, written = folder / "invoice.pdf", folder / "program.py", folder / "state.json"
    document.write_bytes(invoice_pdf("NO-1"))
    script.write_text(_PROGRAM)
    variables = os.environ | {
        "PLEXTERA_REVIEW_HOME": str(folder / "home"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "WRITE_TO": str(written),
    }
    done = subprocess.run(
        [sys.executable, script, "open", document],
        env=variables,
        capture_output=True,
        text=True,
        timeout=80,
        check=False,
    )
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


def test_python_imports_by_itself_again(at_first_paint: dict[str, object]) -> None:
    """PySide's own ``__import__`` reads the source of every module."""
    assert at_first_paint["import"] == "builtin_function_or_method: __import__"
