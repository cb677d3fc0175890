"""Imports Qt's core without what that import does for nobody at every start."""

import builtins
import importlib
import importlib.util
import marshal
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Compile = Callable[..., Any]


class CompiledParts:
    """PySide carries parts of itself as source in an archive, which Python cannot keep compiled: 16 ms at every start, and nearly as much again
    where the source is long. They are kept compiled beside this module's own bytecode, each under its source: another PySide finds nothing."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._compile: Compile = builtins.compile
        self._kept: dict[tuple[str, bytes], CodeType] = {}
        with suppress(OSError, ValueError, EOFError, TypeError, AttributeError), open(file, "rb") as kept:  # noqa: PTH123 - before pathlib
            found = marshal.load(kept)  # noqa: S302 - written below, where Python writes its own
            self._kept = {key: code for key, code in found.items() if isinstance(code, CodeType)}
        self._new = False

    def compile(self, source: Any, name: Any, mode: str, *options: Any, **more: Any) -> Any:
        """As the builtin, whose place it takes."""
        if mode != "exec" or options or more or not isinstance(source, bytes):
            return self._compile(source, name, mode, *options, **more)
        key = (str(name), source)
        if key not in self._kept:
            self._kept[key] = self._compile(source, name, mode)
            self._new = True
        return self._kept[key]

    def keep(self) -> None:
        """Write what was compiled, unless Python is told to write no bytecode or cannot write there."""
        if not self._new or sys.dont_write_bytecode:
            return
        partial = f"{self._file}.{os.getpid()}"
        with suppress(OSError):
            with open(partial, "wb") as file:  # noqa: PTH123
                marshal.dump(self._kept, file)
            os.replace(partial, self._file)  # noqa: PTH105


def import_qt() -> "Path":
    """Import Qt's core; returns PySide's folder.

    PySide puts a function of its own in the place of ``__import__``, for ``from __feature__ import`` alone. It reads the source of every
    module that is imported from then on: 20 ms until the window shows.
    """
    parts = CompiledParts(importlib.util.cache_from_source(__file__) + ".pyside")
    plain_import, plain_compile = builtins.__import__, builtins.compile
    builtins.compile = parts.compile  # type: ignore[assignment]
    try:
        core = importlib.import_module("PySide6.QtCore")
    finally:
        builtins.compile, builtins.__import__ = plain_compile, plain_import
    parts.keep()
    from pathlib import Path  # which Qt's core has imported

    return Path(str(core.__file__)).parent
