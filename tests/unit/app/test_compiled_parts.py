"""What PySide compiles at every start is kept compiled."""

import builtins
import sys
from pathlib import Path

import pytest

from plextera_review.app.qt_import import CompiledParts

SOURCE = b"answer = 6 * 7\n"


def run(parts: CompiledParts, source: bytes = SOURCE) -> object:
    names: dict[str, object] = {}
    exec(parts.compile(source, "part.py", "exec"), names)
    return names.get("answer")


def test_a_second_start_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    first = CompiledParts(str(tmp_path / "kept"))
    assert run(first) == 42
    first.keep()
    second = CompiledParts(str(tmp_path / "kept"))
    monkeypatch.setattr(second, "_compile", None)
    assert run(second) == 42
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_another_source_of_the_same_name_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    first = CompiledParts(str(tmp_path / "kept"))
    run(first)
    first.keep()
    assert run(CompiledParts(str(tmp_path / "kept")), b"answer = 43\n") == 43


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x00" * 40, b"i\x01\x00\x00\x00"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept").write_bytes(content)
    assert run(CompiledParts(str(tmp_path / "kept"))) == 42


def test_nothing_is_written_where_python_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    parts = CompiledParts(str(tmp_path / "kept"))
    run(parts)
    parts.keep()
    parts = CompiledParts(str(tmp_path / "no such folder" / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    run(parts)
    parts.keep()
    assert list(tmp_path.iterdir()) == []


def test_other_calls_go_to_the_builtin(tmp_path: Path) -> None:
    parts = CompiledParts(str(tmp_path / "kept"))
    assert eval(parts.compile("6 * 7", "x", "eval")) == 42
    assert parts.compile("x = 1", "x", "exec", dont_inherit=True).co_names == ("x",)
    with pytest.raises(SyntaxError):
        parts.compile(b"x =", "x", "exec")
    assert parts._kept == {}
    assert builtins.compile is parts._compile
