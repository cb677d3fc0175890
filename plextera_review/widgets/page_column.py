"""The pages with the table dock under them; the dock's height is remembered."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.widgets.table_dock import TableDock
from plextera_review.widgets.theme import Theme

_HEIGHT = "tableDockHeight"
_USUAL = 220
_LEAST = 120


class PageColumn(QSplitter):
    """Drag the edge between the two; dragged to the bottom, the dock is closed as by its key."""

    def __init__(self, pages: QWidget, dock: TableDock, settings: SettingsViewModel, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._dock, self._settings, self._theme = dock, settings, theme
        self.addWidget(pages)
        self.addWidget(dock)
        self.setCollapsible(0, False)
        self.setStretchFactor(0, 1)
        pages.setMinimumHeight(theme.px(160))
        dock.shown.connect(self._on_shown)
        theme.changed.connect(self._on_theme)
        self.splitterMoved.connect(self._on_moved)

    def _on_shown(self) -> None:
        kept = self._settings.layout(_HEIGHT)
        wanted = self._theme.px(kept if isinstance(kept, int | float) and kept >= _LEAST else _USUAL)
        height = min(wanted, max(self.height() // 2, self._theme.px(_LEAST)))
        self.setSizes([max(self.height() - height, 1), height])

    def _on_theme(self) -> None:
        if self._dock.isVisible():
            self._on_shown()

    def _on_moved(self, _place: int, _index: int) -> None:
        height = self.sizes()[1]
        if height == 0 and self._dock.isVisible():
            self._dock.close_by_hand()
        elif height:
            self._settings.keep_layout(_HEIGHT, round(height / self._theme.scale))
