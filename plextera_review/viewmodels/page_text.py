"""The words of the document on the screen, and the search through it."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.text_search import Hit
from plextera_review.domain.words import PageText
from plextera_review.rendering.pool import Urgency
from plextera_review.viewmodels.tasks import TaskScope

_MOST_HITS = 5_000
_PAUSE_SECONDS = 0.12  # typing goes on; a search begins when it rests
_REST_SECONDS = 2.0  # who is on a page for less does not need the words in its picture, but does need the processor


class DocumentText(QObject):
    """``texts`` is the document's :class:`plextera_review.sync.page_texts.PageTexts`. ``ready`` carries the page whose words came,
    ``search_changed`` fires when hits or progress changed, ``hit_changed`` when another hit is the current one."""

    ready = Signal(object)
    search_changed = Signal()
    hit_changed = Signal()

    def __init__(self, texts: Any, page_count: int, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self._tasks = tasks
        self._failed: set[int] = set()
        self._wanted: list[int] = []
        self._looked_at: tuple[int, ...] = ()
        self._since = 0.0
        self._fetching: asyncio.Task[Any] | None = None
        self._recognising: asyncio.Task[Any] | None = None
        self.page_count = page_count
        self.query = ""
        self.hits: list[Hit] = []
        self._by_page: dict[int, list[Hit]] = {}
        self.current = -1
        self.searched = 0
        self.searching = False

    @property
    def texts(self) -> Any:
        """Where the words come from."""
        return self._texts

    def of(self, page: int) -> PageText | None:
        """The words of a page, if they are there."""
        found: PageText | None = self._texts.known(page)
        return found

    def want(self, pages: Iterable[int]) -> None:
        """These pages are looked at: get their own words at once, and once they were looked at for a while, page by page, those in
        their pictures.

        Replaces what was wanted before: pages that were only passed by are not read.
        """
        pages = tuple(pages)
        if pages != self._looked_at:
            self._looked_at, self._since = pages, time.monotonic()
        self._wanted = list(pages)
        self._drop_read()
        if self._wanted and self._fetching is None:
            self._fetching = self._tasks.spawn(self._fetch())

    def search(self, query: str, *, at_once: bool = False) -> None:
        """Find a text in the whole document; hits come page by page. An empty text ends the search."""
        self._tasks.cancel("search")
        self.query, self.hits, self.current, self.searched = query.strip(), [], -1, 0
        self._by_page = {}
        self.searching = bool(self.query)
        self.search_changed.emit()
        self.hit_changed.emit()
        if self.query:
            self._tasks.spawn(self._search(0.0 if at_once else _PAUSE_SECONDS), "search")

    def go(self, step: int, page: int = 1) -> None:
        """The next (1) or previous (-1) hit, round the ends; the first time the one nearest after the top of ``page``."""
        if not self.hits:
            return
        if self.current < 0:
            after = next((at for at, hit in enumerate(self.hits) if hit.page >= page), 0)
            self.current = after if step > 0 else (after - 1) % len(self.hits)
        else:
            self.current = (self.current + step) % len(self.hits)
        self.hit_changed.emit()

    def hits_on(self, page: int) -> Sequence[Hit]:
        """The hits on a page."""
        return self._by_page.get(page, ())

    @property
    def hit(self) -> Hit | None:
        """The current hit."""
        return self.hits[self.current] if 0 <= self.current < len(self.hits) else None

    def close(self) -> None:
        """The document is closed."""
        self._tasks.cancel("search")
        self._wanted = []
        self._texts.close()

    def _is_whole(self, page: int) -> bool:
        found = self.of(page)
        return found is not None and found.is_whole

    async def _fetch(self) -> None:
        """The own words of all wanted pages, also of those that come to be wanted while another page's picture is being read."""
        looked: set[int] = set()
        try:
            while (page := next((each for each in self._wanted if each not in looked), None)) is not None:
                looked.add(page)
                if self.of(page) is None:
                    await self._get(page, self._texts.printed(page))
        finally:
            self._fetching = None
        self._drop_read()
        if self._wanted and self._recognising is None:
            self._recognising = self._tasks.spawn(self._recognise())

    async def _recognise(self) -> None:
        """What is pictured on the wanted pages: pages without words, which cannot be selected before, come before the others."""
        try:
            while self._wanted and self._fetching is None:
                left = self._since + _REST_SECONDS - time.monotonic()
                if left > 0:
                    await asyncio.sleep(left)
                    continue
                page = next((each for each in self._wanted if self.of(each) is None), self._wanted[0])
                await self._get(page, self._texts.of(page, Urgency.SOON if self.of(page) is None else Urgency.LATER))
                if not self._is_whole(page):
                    self._failed.add(page)
                self._drop_read()
        finally:
            self._recognising = None

    def _drop_read(self) -> None:
        self._wanted = [each for each in self._wanted if each not in self._failed and not self._is_whole(each)]

    async def _get(self, page: int, words: Awaitable[PageText]) -> None:
        try:
            text = await words
        except DocumentError:
            self._failed.add(page)
            self._drop_read()
            text = None
        if text is None or text.words:
            self.ready.emit(page)

    def _take(self, hits: Sequence[Hit]) -> None:
        """In page order, whatever order they come in; the current hit stays the current one."""
        current = self.hit
        for hit in hits:
            self._by_page.setdefault(hit.page, []).append(hit)
        in_order = not self.hits or not hits or hits[0].page >= self.hits[-1].page
        self.hits += hits
        if not in_order:
            self.hits.sort(key=lambda each: each.page)
            self.current = self.hits.index(current) if current is not None else -1

    async def _search(self, pause: float) -> None:
        await asyncio.sleep(pause)
        try:
            async for searched, hits in self._texts.search(self.query):
                self._take(hits)
                self.searched = searched
                self.search_changed.emit()
                if len(self.hits) >= _MOST_HITS:
                    break
        finally:
            self.searching = False
            self.search_changed.emit()
