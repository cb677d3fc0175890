"""A line across a page: an icon, a sentence and at most one button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from plextera_review.widgets.announcing import announce
from plextera_review.widgets.pieces import Button, IconLabel, label, row, set_role
from plextera_review.widgets.theme import Theme

_ICONS = {"info": "info", "warning": "warning", "danger": "error", "success": "success"}


class Banner(QFrame):
    """Hidden until it has something to say."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self._icon = IconLabel(theme, "info", "info")
        self._text = label("", wrap=True)
        self.button = Button(theme, "")
        self._act: Callable[[], object] | None = None
        self.button.clicked.connect(self._on_clicked)
        line = row(self._icon, self._text, self.button, spacing=10)
        line.setAlignment(self._icon, Qt.AlignmentFlag.AlignVCenter)
        line.setStretch(1, 1)
        line.setContentsMargins(16, 6, 16, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown; empty while hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, kind: str = "info", button: str = "", act: Callable[[], object] | None = None) -> None:
        """Show a sentence; ``kind`` is info, warning, danger or success. ``act`` is what the button does, no button without it."""
        if text != self.text:
            announce(self, text)
        self._act = act
        self._text.setText(text)
        self.setAccessibleName(text)
        self._icon.show_icon(_ICONS[kind], kind)
        set_role(self, "banner" if kind in {"info", "success"} else "banner-warning")
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(act is not None)
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Nothing to say any more."""
        self.hide()

    def _on_clicked(self) -> None:
        if self._act is not None:
            self._act()
