"""Rules import-linter cannot express, read from the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import plextera_review

PACKAGE = Path(plextera_review.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 300


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_view_models_do_not_import_widgets() -> None:
    found = [path.name for path in (PACKAGE / "viewmodels").rglob("*.py") if "PySide6.QtWidgets" in set(_imports(path))]
    assert found == []


def test_the_rule_sees_widgets_where_they_are() -> None:
    assert any("PySide6.QtWidgets" in set(_imports(path)) for path in (PACKAGE / "widgets").rglob("*.py"))


def test_no_wait_may_swallow_a_cancellation() -> None:
    """``asyncio.wait_for`` before Python 3.12 loses a cancellation that comes with the result: a stop then hangs."""
    found = [
        str(path.relative_to(PACKAGE)) for path in MODULES if "asyncio.wait_for(" in path.read_text(encoding="utf-8")
    ]
    assert found == []


@pytest.mark.parametrize("forbidden", [".exec(", "processEvents", "run_until_complete", "QThread"])
def test_nothing_blocks_or_nests_the_loop(forbidden: str) -> None:
    found = [str(path.relative_to(PACKAGE)) for path in MODULES if forbidden in path.read_text(encoding="utf-8")]
    assert found == (["app/first_look.py"] if forbidden == ".exec(" else []), (
        "the first look ends before the loop begins"
    )
