"""The document beside the fields: its pages, or what stands in their place."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.rendering.document import DocumentHandle
from plextera_review.rendering.pool import Urgency
from plextera_review.sync.page_texts import PageTexts
from plextera_review.viewmodels.page_images import PageImages
from plextera_review.viewmodels.page_text import DocumentText
from plextera_review.viewmodels.tasks import TaskScope

if TYPE_CHECKING:
    from plextera_review.rendering.service import RenderService
    from plextera_review.viewmodels.evidence import DocumentIndex

_DEEPEST = 4
_LOCKED = {"PASSWORD_NEEDED", "PASSWORD_WRONG"}
_UNSAFE = re.compile(r"[^\w.\- ]+")


class Face(StrEnum):
    """What is shown where the pages would be."""

    EMPTY = "empty"
    LOADING = "loading"
    PAGES = "pages"
    LOCKED = "locked"
    CONTENTS = "contents"
    RECORDING = "recording"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Opened:
    """A document that is ready to be shown."""

    path: Path
    images: PageImages
    text: DocumentText

    @cached_property
    def index(self) -> "DocumentIndex":
        """Its words, to be searched for values; made on first use: what is only looked at needs none."""
        from plextera_review.viewmodels.evidence import DocumentIndex

        return DocumentIndex(self.text.texts, self.text.page_count)


class DocumentViewModel(QObject):
    """Shows one file at a time; archives are entered and left again. ``changed`` fires when another face shows.

    ``members`` are the files of an archive, ``facts`` those of a recording, ``trail`` the names of the archives around the file.
    """

    changed = Signal()

    def __init__(self, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._render: RenderService | None = None
        self._store: Any = None
        self._levels: list[tuple[str, Path]] = []
        self._mime: str | None = None
        self._folder: Path | None = None
        self._count = 0
        self._locked_member: str | None = None
        self.face = Face.EMPTY
        self.images: PageImages | None = None
        self.text: DocumentText | None = None
        self._opened: Opened | None = None
        self.problem: KnownError | None = None
        self.members: list[Any] = []
        self.more_members = False
        self.facts: list[tuple[str, str]] = []

    def attach(self, render: "RenderService", store: Any = None) -> None:
        """Who draws, and where recognised words are kept once the database is open."""
        self._render, self._store = render, store

    @property
    def path(self) -> Path | None:
        """The file that is shown."""
        return self._levels[-1][1] if self._levels else None

    @property
    def name(self) -> str:
        """Its name."""
        return self._levels[-1][0] if self._levels else ""

    @property
    def index(self) -> "DocumentIndex | None":
        """The words of the document, to be searched for values; None without pages."""
        return self._opened.index if self._opened is not None else None

    @property
    def trail(self) -> tuple[str, ...]:
        """The archives the file lies in, outermost first."""
        return tuple(name for name, _ in self._levels[:-1])

    def show(self, name: str, mime_type: str | None, fetch: Callable[[], Awaitable[Path]]) -> None:
        """Fetch a file and show it."""
        self.clear()
        self.face = Face.LOADING
        self.changed.emit()
        self._tasks.spawn(self._fetch(name, mime_type, fetch), "pages")

    def look_at(self, path: Path, opening: "asyncio.Task[DocumentHandle] | None" = None) -> None:
        """Show a file of this computer; ``opening`` is the opening of it, when that was begun before."""
        self.clear()
        self._levels, self.face = [(path.name, path)], Face.LOADING
        self.changed.emit()
        self._tasks.spawn(self._open(None, opening), "pages")

    def show_opened(self, name: str, mime_type: str | None, opened: Opened) -> None:
        """Show a document that was opened ahead."""
        self.clear()
        self._levels, self._mime = [(name, opened.path)], mime_type
        opened.images.allow()
        opened.images.urgency = Urgency.NOW
        self._show(opened)
        self.changed.emit()

    def clear(self) -> None:
        """Show nothing."""
        self._tasks.cancel("pages")
        self._drop()
        self._levels, self._mime = [], None
        self.face = Face.EMPTY

    def enter_password(self, password: str) -> None:
        """Try to open the file, or the file of the archive, with a password."""
        path, member = self.path, self._locked_member
        if path is None or not password:
            return
        if member is None:
            self._tasks.spawn(self._open(password), "pages")
            return
        self._levels.pop()  # the file that was not opened
        self._tasks.spawn(self._enter(member, path, password), "pages")

    def enter_member(self, name: str) -> None:
        """Show a file of the archive."""
        if self.path is None:
            return
        if len(self._levels) > _DEEPEST:
            text = f"Archives inside archives are opened {_DEEPEST} deep."
            self._fail(DocumentError("TOO_DEEP", "Not opened", text, "Unpack it and drop the file you need."))
            return
        self._tasks.spawn(self._enter(name, self.path), "pages")

    def leave_member(self) -> None:
        """Back to the archive the file lies in."""
        if len(self._levels) > 1:
            self._levels.pop()
            self._mime = None
            self._tasks.spawn(self._open(None), "pages")

    def try_again(self) -> None:
        """Open the file once more."""
        if self.path is not None:
            self._tasks.spawn(self._open(None), "pages")

    async def playable(self) -> Path | None:
        """The file under its own name, for other programs: documents are kept here by their hash. Raises DocumentError."""
        path, name = self.path, self.name
        if path is None:
            return None
        target = self._place_for(name)
        try:
            await asyncio.to_thread(shutil.copyfile, path, target)
        except OSError as error:
            text = f"It could not be copied for the player ({error.strerror})."
            raise DocumentError("NOT_COPIED", "The recording cannot be played", text, "Free some space.") from error
        return target

    def dispose(self) -> None:
        """The program ends: what was unpacked is removed."""
        self.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    # -- inside

    async def _fetch(self, name: str, mime_type: str | None, fetch: Callable[[], Awaitable[Path]]) -> None:
        try:
            path = await fetch()
        except KnownError as error:
            self._fail(error)
            return
        self._levels, self._mime = [(name, path)], mime_type
        await self._open(None)

    async def _open(self, password: str | None, opening: "asyncio.Task[DocumentHandle] | None" = None) -> None:
        render, path = self._render, self.path
        if render is None or path is None:
            return
        self._drop()
        try:
            handle = await (opening or render.open(path, self._mime, password))
        except KnownError as error:
            await self._without_pages(render, path, error, password)
            return
        opened = opened_document(render, self._store, handle, self._tasks)
        self._show(opened)
        self.problem = None
        self.changed.emit()

    async def _without_pages(
        self, render: "RenderService", path: Path, error: KnownError, password: str | None
    ) -> None:
        try:
            match error.code:
                case code if code in _LOCKED:
                    self.problem, self.face = error, Face.LOCKED
                case "IS_ARCHIVE":
                    self.members, self.more_members = await render.members(path, password)
                    self.problem, self.face = None, Face.CONTENTS
                case "IS_RECORDING":
                    self.facts = await render.facts(path)
                    self.problem, self.face = None, Face.RECORDING
                case _:
                    raise error
        except KnownError as failure:
            if failure.code not in _LOCKED:
                self._fail(failure)
                return
            self.problem, self.face = failure, Face.LOCKED  # an archive whose list of files is encrypted
        self.changed.emit()

    async def _enter(self, member: str, path: Path, password: str | None = None) -> None:
        render = self._render
        if render is None:
            return
        name = PurePosixPath(member.replace("\\", "/")).name
        try:
            target = self._place_for(name)
            await render.unpack(path, member, target, password)
        except KnownError as error:
            self._levels.append((name, path))  # so that the way back is there
            self._fail(error, Face.LOCKED if error.code in _LOCKED else Face.PROBLEM)
            self._locked_member = member
            return
        self._levels.append((name, target))
        self._mime = None
        await self._open(None)

    def _place_for(self, name: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="plextera-"))
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        return folder / (_UNSAFE.sub("_", name)[-100:].strip() or "file")

    def _fail(self, error: KnownError, face: Face = Face.PROBLEM) -> None:
        self._drop()
        self.problem, self.face = error, face
        self.changed.emit()

    def _show(self, opened: Opened) -> None:
        self._opened, self.images, self.text, self.face = opened, opened.images, opened.text, Face.PAGES

    def _drop(self) -> None:
        if self.text is not None:
            self.text.close()
        if self.images is not None:
            self.images.close()
        self.images, self.text, self._opened, self.problem = None, None, None, None
        self.members, self.facts, self._locked_member = [], [], None


def opened_document(
    render: "RenderService", store: Any, handle: DocumentHandle, tasks: TaskScope, urgency: Urgency = Urgency.NOW
) -> Opened:
    """The pictures and words of an open document; ``store`` keeps recognised words."""
    texts = PageTexts(render, handle, store)
    images = PageImages(render, handle, urgency=urgency)
    return Opened(handle.path, images, DocumentText(texts, len(handle.frames), tasks))
