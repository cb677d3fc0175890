"""Finds the data files shipped with the program (icons, themes, fonts, hubs, samples).

In an installed wheel they lie inside the package, in a checkout beside it.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Absolute path of a shipped data file or folder, e.g. ``resource_path("hubs", "invoice.json")``."""
    installed = _PACKAGE / "_resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
