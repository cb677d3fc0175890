"""Design tokens: colours and lengths by name, one file for each look. Few imports: the window's first look needs its colours before anything else
is there."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PySide6.QtGui import QColor

from plextera_review.resources import resource_path

LOOKS = ("light", "dark", "contrast-light", "contrast-dark")


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


def _color(text: str) -> QColor:
    if len(text) == 9:
        color = QColor(text[:7])
        color.setAlpha(int(text[7:], 16))
        return color
    return QColor(text)
