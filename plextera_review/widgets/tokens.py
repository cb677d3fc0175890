"""Design tokens: colours and lengths by name, one file for each look, and which look is in force. Few imports: the window's first picture needs
its colours before anything else is there."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication

from plextera_review.resources import resource_path

MODES = ("system", "light", "dark", "contrast")


@dataclass(frozen=True)
class Tokens:
    """One theme file: colours by name, and lengths in pixels at 100 % text size."""

    name: str
    dark: bool
    colors: dict[str, str]
    spacing: dict[str, int]
    radii: dict[str, int]
    font_sizes: dict[str, int]

    @classmethod
    def load(cls, name: str) -> "Tokens":
        """Read ``resources/themes/<name>.json``."""
        data: dict[str, Any] = json.loads(resource_path("themes", f"{name}.json").read_text("utf-8"))
        return cls(**data)

    @cached_property
    def qcolors(self) -> dict[str, QColor]:
        """Every colour as QColor; ``#RRGGBBAA`` in the file, alpha last."""
        return {name: _color(text) for name, text in self.colors.items()}


def is_dark(mode: str) -> bool:
    """True when ``mode``, one of :data:`MODES`, means dark colours here and now."""
    if mode in {"system", "contrast"}:
        hints = QGuiApplication.styleHints()
        return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
    return mode == "dark"


def is_strong(mode: str) -> bool:
    """True when ``mode`` means high contrast here and now: chosen in the program, or asked for by the system."""
    return mode == "contrast" or (mode == "system" and _system_wants_contrast())


def name_in_force(mode: str) -> str:
    """The name of the tokens that ``mode`` means here and now."""
    name = "dark" if is_dark(mode) else "light"
    return f"contrast-{name}" if is_strong(mode) else name


def _system_wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    return hints is not None and hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def _color(text: str) -> QColor:
    if len(text) == 9:
        color = QColor(text[:7])
        color.setAlpha(int(text[7:], 16))
        return color
    return QColor(text)
