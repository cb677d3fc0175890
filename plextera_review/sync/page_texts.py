"""The words of one document's pages, from the file or, where it has none, recognised in the picture."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from plextera_review.domain.errors import DocumentError, StorageError
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.text_search import Hit, find
from plextera_review.domain.words import PageText
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
        self._reading: dict[int, asyncio.Task[PageText]] = {}

    def known(self, page: int) -> PageText | None:
        """The words, if they were asked for before."""
        return self._pages.get(page)

    async def of(self, page: int, urgency: Urgency = Urgency.SOON) -> PageText:
        """The words of a page. Raises DocumentError when it can neither be read nor recognised."""
        found = self._pages.get(page)
        if found is not None:
            self._pages.move_to_end(page)
            return found
        task = self._reading.get(page)
        if task is None:
            task = asyncio.create_task(self._read(page, urgency))
            self._reading[page] = task
            task.add_done_callback(lambda done: self._done(page, done))
        return await asyncio.shield(task)

    async def region(self, page: int, part: NormRect) -> PageText:
        """The words inside a part of a page, recognised at once when the page has none of its own. Raises DocumentError."""
        known = self._pages.get(page)
        if known is None:
            own = await self._render.text(self._handle, page, Urgency.NOW)
            known = own if own.words else None
        if known is None:
            return await self._render.read(self._handle, page, part, Urgency.NOW)
        inside = tuple(each for each in known.words if _is_inside(each.rect, part))
        return PageText(inside, known.recognised)

    async def search(self, query: str) -> AsyncIterator[tuple[int, list[Hit]]]:
        """How many pages were searched so far and the new hits: first the pages with words, then those that must be read.

        Raises DocumentError.
        """
        count = len(self._handle.page_sizes)
        unread: list[int] = []
        searched = 0
        for first in range(1, count + 1, _PAGES_A_STEP):
            last = min(first + _PAGES_A_STEP - 1, count)
            hits, bare = await self._render.find(self._handle, query, first, last)
            unread += bare
            searched += last - first + 1 - len(bare)
            yield searched, hits
        for page in unread:
            hits = await self._recognised_hits(query, page)
            searched += 1
            yield searched, hits

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
        text = await self._render.text(self._handle, page, urgency)
        if not text.words:
            text = await self._recognised(page, urgency)
        self._pages[page] = text
        if len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)
        return text

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
