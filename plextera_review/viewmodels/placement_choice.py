"""How the places of the open document are read: what was found out, and what a person pinned."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.convention import Convention, Origin, Unit
from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.placing import replaced
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.page_images import PageImages
from plextera_review.viewmodels.page_text import DocumentText
from plextera_review.viewmodels.tasks import TaskScope

CHOICES = (
    Convention(),
    Convention(unit=Unit.PERCENT),
    Convention(unit=Unit.PERMILLE),
    Convention(unit=Unit.POINTS),
    Convention(unit=Unit.POINTS, origin=Origin.BOTTOM_LEFT),
    Convention(unit=Unit.INCHES),
    Convention(unit=Unit.NATIVE),
    *(Convention(unit=Unit.PIXELS, dpi=float(dpi)) for dpi in (96, 150, 200, 300)),
)
"""The usual conventions, for a person to choose from; each also with pages counted from 0."""


class PlacementChoice(QObject):
    """``found`` fires with the :class:`Extraction` whose places were read anew; ``changed`` when there is something else to say."""

    found = Signal(object)
    changed = Signal()

    def __init__(self, tasks: TaskScope, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._notices = tasks, notices
        self._finding: Any = None
        self._extraction: Extraction | None = None
        self._images: PageImages | None = None
        self._text: DocumentText | None = None
        self.sentence = ""
        self.convention: Convention | None = None
        self.pinned = False

    def clear(self) -> None:
        """No document is open."""
        self._tasks.cancel("placements")
        self._images = self._extraction = None
        self.sentence, self.convention, self.pinned = "", None, False
        self.changed.emit()

    def use(self, finding: Any, extraction: Extraction, images: PageImages, text: DocumentText) -> None:
        """Find out where the values of ``extraction`` stand on these pages."""
        self._finding, self._extraction, self._images, self._text = finding, extraction, images, text
        self._tasks.spawn(self._find(), "placements")

    def pin(self, convention: Convention | None) -> None:
        """Always use that convention on this connection; None finds it out again."""
        if self._finding is None:
            return
        try:
            self._finding.remember(convention, pinned=convention is not None)
        except KnownError as error:
            self._notices.show_error(error)  # it holds for this run
        self._tasks.spawn(self._find(), "placements")

    async def _find(self) -> None:
        finding, extraction, images, text = self._finding, self._extraction, self._images, self._text
        if extraction is None or images is None or text is None:
            return
        known = finding.known
        if known.pinned:
            self._take(known.convention, f"{known.convention.describe()} — pinned by hand", extraction, pinned=True)
            return
        try:
            result = await finding.find(images.service, images.handle, text.texts, extraction)
        except DocumentError:
            return  # the page itself says what is wrong with it
        if images is self._images and result is not None:
            self._take(result.convention, result.sentence, extraction, pinned=False)

    def _take(self, convention: Convention, sentence: str, extraction: Extraction, *, pinned: bool) -> None:
        images = self._images
        if images is None:
            return
        self.convention, self.sentence, self.pinned = convention, sentence, pinned
        self.changed.emit()
        self.found.emit(replaced(extraction, convention, images.handle.frames))
