"""A document's pages alone: what shows of the review page while a file is only looked at."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from plextera_review.viewmodels.document import DocumentViewModel
from plextera_review.widgets.page_area import PageArea
from plextera_review.widgets.review_header import ReviewHeader

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from plextera_review.rendering.document import DocumentHandle
    from plextera_review.viewmodels.tasks import TaskScope
    from plextera_review.widgets.theme import Theme

LOOKING = "On this computer only · nothing was uploaded"


class LookPage(QWidget):
    """Paints before the review page is imported, which then takes ``header`` and ``pages`` over as they are."""

    def __init__(self, theme: "Theme", tasks: "TaskScope", document: DocumentViewModel | None = None) -> None:
        super().__init__()
        self.document = document or DocumentViewModel(tasks)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = ReviewHeader(theme)
        self.header.arrange(looking=True)
        self.pages = PageArea(self.document, theme, tasks)
        self.pages.set_pointing(possible=False)
        self.canvas = self.pages.canvas
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.pages, 1)

    def look_at(self, path: "Path", opening: "asyncio.Task[DocumentHandle] | None" = None) -> None:
        """Show a file of this computer; ``opening`` when that was begun before."""
        self.document.look_at(path, opening)
        self.header.say(path.name, LOOKING, "")
