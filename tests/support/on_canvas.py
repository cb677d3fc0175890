"""The real canvas with the real render service and a document's words, and the pointer that acts on it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from plextera_review.canvas.layout import ViewRect
from plextera_review.canvas.palette import CanvasPalette
from plextera_review.canvas.view import PageCanvas
from plextera_review.domain.words import Word
from plextera_review.rendering.service import RenderService
from plextera_review.sync.page_texts import PageTexts
from plextera_review.viewmodels.page_images import PageImages
from plextera_review.viewmodels.page_text import DocumentText
from plextera_review.viewmodels.tasks import TaskScope
from plextera_review.widgets.tokens import Tokens

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def palette() -> CanvasPalette:
    """The colours of the light theme."""
    colors = Tokens.load("light").qcolors
    return CanvasPalette.from_colors(colors, colors)


async def until(holds: Callable[[], object]) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.005)


def mouse(
    target: QWidget,
    kind: QEvent.Type,
    at: QPointF,
    held: Qt.MouseButton = LEFT,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """One event of the pointer."""
    button = NONE if kind is QEvent.Type.MouseMove else LEFT
    buttons = NONE if kind is QEvent.Type.MouseButtonRelease else held
    event = QMouseEvent(kind, at, target.mapToGlobal(at), button, buttons, modifiers)
    QApplication.sendEvent(target, event)


def drag(target: QWidget, *points: QPointF) -> None:
    """Press at the first point, move over the others, let go at the last one."""
    mouse(target, QEvent.Type.MouseButtonPress, points[0])
    for each in points[1:]:
        mouse(target, QEvent.Type.MouseMove, each)
    mouse(target, QEvent.Type.MouseButtonRelease, points[-1])


@dataclass
class Bench:
    """A canvas that shows a document."""

    canvas: PageCanvas
    images: PageImages
    text: DocumentText

    async def words(self, page: int) -> dict[str, Word]:
        """The words of a page, by their text."""
        self.text.want([page])
        await until(lambda: self.text.of(page) is not None)
        found = self.text.of(page)
        assert found is not None
        return {word.text: word for word in found.words}

    def in_view(self, rect: ViewRect, across: float = 0.5, down: float = 0.5) -> QPointF:
        """A point of a rectangle of the content, as the viewport sees it."""
        view = self.canvas.visible_rect()
        return QPointF(rect.x + across * rect.width - view.x, rect.y + down * rect.height - view.y)

    def on_word(self, word: Word, page: int = 1, across: float = 0.5) -> QPointF:
        """A point on a word."""
        return self.in_view(self.canvas.pages.rect(page, word.rect), across)

    async def picture(self) -> QImage:
        """What shows once nothing more is to be drawn."""
        self.canvas.on_view_changed()
        await until(lambda: not self.images.busy)
        return self.canvas.viewport().grab().toImage()


def on_canvas(path: Path, story: Callable[[Bench], Awaitable[None]]) -> None:
    """Run ``story`` with a canvas of 640 × 480 logical pixels."""

    async def main() -> None:
        service, errors, bugs = RenderService(workers=1), [], []
        canvas = PageCanvas(palette())
        canvas.resize(640, 480)
        canvas.show()
        tasks = TaskScope(errors.append, bugs.append)
        try:
            handle = await service.open(path, None)
            images = PageImages(service, handle)
            text = DocumentText(PageTexts(service, handle, None), len(handle.frames), tasks)
            canvas.set_document(images, text)
            await story(Bench(canvas, images, text))
            text.close()
            images.close()
            canvas.set_document(None)
        finally:
            tasks.dispose()
            canvas.close()
            canvas.deleteLater()
            await service.close()
        assert errors == bugs == []

    asyncio.run(main())
