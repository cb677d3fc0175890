"""Where the pages lie in the window."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QRect


class PagesPlace(NamedTuple):
    """What is left of, above, right of and below the pages, and what their scroll bar takes, all in logical pixels."""

    left: int
    top: int
    right: int
    bottom: int
    bar: int

    @classmethod
    def read(cls, kept: Any, usual: "PagesPlace") -> "PagesPlace":
        """What was kept as a list; ``usual`` where that is none."""
        if isinstance(kept, Sequence) and len(kept) == len(usual) and all(type(each) is int for each in kept):
            return cls(*kept)
        return usual

    def area(self, window: QRect) -> QRect:
        """The place of the pages, their scroll bar and overview in a window."""
        return window.adjusted(self.left, self.top, -self.right, -self.bottom)
