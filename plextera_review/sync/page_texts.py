"""The words of one document's pages, from the file and, where it has only pictures, recognised in those."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from plextera_review.domain.errors import DocumentError, StorageError
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.text_search import Hit, find
from plextera_review.domain.words import PageText, joined
from plextera_review.rendering.document import DocumentHandle
from plextera_review.rendering.pool import Urgency

if TYPE_CHECKING:
    from plextera_review.rendering.service import RenderService
    from plextera_review.storage.page_texts import PageTextStore

_KEPT_PAGES = 64
_PAGES_A_STEP = 50


class PageTexts:
    """Asked for by page; equal questions are joined. What was recognised is kept by the picture's fingerprint for every document."""

    def __init__(self, render: "RenderService", handle: DocumentHandle, store: "PageTextStore | None") -> None:
        self._render = render
        self._handle = handle
        self._store = store
        self._pages: OrderedDict[int, PageText] = OrderedDict()
        self._wordless: set[int] = set()
        self._reading: dict[int, asyncio.Task[PageText]] = {}

    def known(self, page: int) -> PageText | None:
        """The words, as far as they were found so far; None when nobody asked for them."""
        return self._pages.get(page)

    async def of(self, page: int, urgency: Urgency = Urgency.SOON) -> PageText:
        """The words of a page, those in its pictures too. Raises DocumentError when it can neither be read nor recognised."""
        task = self._reading.get(page)
        if task is None:
            found = self._pages.get(page)
            if found is not None and found.is_whole:
                self._pages.move_to_end(page)
                return found
            task = asyncio.create_task(self._read(page, urgency))
            self._reading[page] = task
            task.add_done_callback(lambda done: self._done(page, done))
        return await asyncio.shield(task)

    async def own(self, page: int, urgency: Urgency = Urgency.SOON) -> PageText:
        """The file's own words without waiting for those in pictures, which only a page without any waits for. Raises DocumentError."""
        text = await self.printed(page, urgency)
        return text if text.words else await self.of(page, urgency)

    async def printed(self, page: int, urgency: Urgency = Urgency.SOON) -> PageText:
        """What is :meth:`known` of a page, else the file's own words, which takes milliseconds; empty for a scan. Raises DocumentError."""
        found = self._pages.get(page)
        if found is not None:
            return found
        if page in self._wordless:
            return PageText()
        text = await self._render.text(self._handle, page, urgency)
        if not text.words:
            self._wordless.add(page)
        elif page not in self._pages:
            self._keep(page, text)
        return self._pages.get(page, text)

    async def region(self, page: int, part: NormRect) -> PageText:
        """The words inside a part of a page; recognised at once when it has none of its own, or the page has pictures to be read.

        Raises DocumentError.
        """
        text = self._pages.get(page) or await self._render.text(self._handle, page, Urgency.NOW)
        inside = tuple(each for each in text.words if _is_inside(each.rect, part))
        if inside and text.is_whole:
            return PageText(inside, text.recognised)
        try:
            read = await self._render.read(self._handle, page, part, Urgency.NOW)
        except DocumentError:
            if inside:
                return PageText(inside)
            raise
        own = tuple(each for each in inside if each.confidence is None)
        return PageText(joined(own, read.words), recognised=True)

    async def search(self, query: str) -> AsyncIterator[tuple[int, list[Hit]]]:
        """How many pages were searched so far and the new hits: first in the file's own words, then in pictures that must be read.

        Raises DocumentError.
        """
        count = len(self._handle.page_sizes)
        unread: list[int] = []
        told: set[Hit] = set()
        searched = 0
        for first in range(1, count + 1, _PAGES_A_STEP):
            last = min(first + _PAGES_A_STEP - 1, count)
            hits, pictured = await self._render.find(self._handle, query, first, last)
            unread += pictured
            told.update(hits)
            searched += last - first + 1 - len(pictured)
            yield searched, hits
        for page in unread:
            hits = await self._recognised_hits(query, page)
            searched += 1
            yield searched, [hit for hit in hits if hit not in told]

    def close(self) -> None:
        """Give up what is being read."""
        for task in tuple(self._reading.values()):
            task.cancel()

    async def _recognised_hits(self, query: str, page: int) -> list[Hit]:
        try:
            text = await self.of(page, Urgency.LATER)
        except DocumentError:
            return []  # the page itself says what is wrong with it
        return find(query, page, text.words)

    async def _read(self, page: int, urgency: Urgency) -> PageText:
        text = await self.printed(page, urgency)
        if text.is_whole:
            return text
        try:
            read = await self._recognised(page, urgency)
        except DocumentError:
            if not text.words:
                raise
            return text  # what the file says itself
        if text.words:  # on a dense page longer than a frame
            read = PageText(await asyncio.to_thread(joined, text.words, read.words), recognised=True)
        text = read
        self._keep(page, text)
        return text

    def _keep(self, page: int, text: PageText) -> None:
        self._pages[page] = text
        if len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)

    async def _recognised(self, page: int, urgency: Urgency) -> PageText:
        fingerprint = await self._render.fingerprint(self._handle, page)
        try:
            kept = await self._store.get(fingerprint) if self._store is not None else None
        except StorageError:
            kept = None  # read it once more
        if kept is not None:
            return PageText(kept, recognised=True)
        text = await self._render.read(self._handle, page, None, urgency)
        if self._store is not None:
            with contextlib.suppress(StorageError):  # only the next look takes longer
                await self._store.put(fingerprint, text.words)
        return text

    def _done(self, page: int, task: asyncio.Task[PageText]) -> None:
        self._reading.pop(page, None)
        if not task.cancelled():
            task.exception()  # whoever awaited it was told


def _is_inside(word: NormRect, part: NormRect) -> bool:
    x, y = word.x + word.width / 2, word.y + word.height / 2
    return part.x <= x <= part.right and part.y <= y <= part.bottom
