"""The next documents, opened and drawn before they are asked for."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from plextera_review.domain.errors import KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.job import Job
from plextera_review.rendering.keys import TileKey
from plextera_review.rendering.pool import Urgency
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.document import Opened, opened_document
from plextera_review.viewmodels.evidence import pages_to_index
from plextera_review.viewmodels.page_images import PageImages
from plextera_review.viewmodels.tasks import TaskScope


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is ready: its pages, and what was read from it; once its words were ``read``, with its places on them."""

    opened: Opened
    extraction: Extraction
    read: bool = False


MOST_DOCUMENTS = 2
"""How many documents are kept ready."""
_MOST_BYTES = 24 * 1024 * 1024  # of pictures, a document


class DocumentPrefetch:
    """``keys_for`` tells which pictures of a document would show first; the canvas knows."""

    def __init__(self, tasks: TaskScope) -> None:
        self._tasks = tasks
        self._ready: dict[str, Prepared] = {}
        self.keys_for: Callable[[PageImages], Sequence[TileKey]] = lambda _images: ()

    @property
    def ready(self) -> frozenset[str]:
        """The jobs whose documents are open."""
        return frozenset(self._ready)

    @property
    def drawn(self) -> frozenset[str]:
        """Those of them whose first pictures are there, too."""
        return frozenset(job_id for job_id, each in self._ready.items() if not each.opened.images.busy)

    def prepare(self, core: CoreLike, session: Any, jobs: Sequence[Job]) -> None:
        """Get these documents ready, the first one first; others that were ready are closed."""
        wanted = {job.id for job in jobs[:MOST_DOCUMENTS]}
        for job_id in set(self._ready) - wanted:
            self._close(self._ready.pop(job_id))
        self._tasks.spawn(self._prepare(core, session, jobs[:MOST_DOCUMENTS]), "prefetch")

    def take(self, job_id: str) -> Prepared | None:
        """The document of a job if it is ready; it is the caller's from now on."""
        return self._ready.pop(job_id, None)

    def extraction_of(self, job_id: str) -> Extraction | None:
        """What was read from a document that is ready."""
        prepared = self._ready.get(job_id)
        return prepared.extraction if prepared is not None else None

    def forget(self, job_id: str) -> None:
        """The server reads something else now: what was got ready is out of date."""
        prepared = self._ready.pop(job_id, None)
        if prepared is not None:
            self._close(prepared)

    def clear(self) -> None:
        """Close everything."""
        self._tasks.cancel("prefetch")
        for each in self._ready.values():
            self._close(each)
        self._ready.clear()

    async def _prepare(self, core: CoreLike, session: Any, jobs: Sequence[Job]) -> None:
        for job in jobs:  # pages first: words of pictures take seconds
            if job.id not in self._ready:
                await self._open(core, session, job)
        for job in jobs:
            prepared = self._ready.get(job.id)
            if prepared is not None and not prepared.read:
                await self._read(core, session, job.id, prepared)

    async def _open(self, core: CoreLike, session: Any, job: Job) -> None:
        try:
            extraction = await session.jobs.extraction(job.id)
            path = await session.documents.file_for(job)
            handle = await core.render.open(path, job.document.mime_type, urgency=Urgency.LATER)
        except KnownError:
            return  # said when the document is opened
        opened = opened_document(core.render, core.stores.page_texts, handle, self._tasks, Urgency.LATER)
        opened.images.allow(_MOST_BYTES)
        self._ready[job.id] = Prepared(opened, extraction)
        opened.images.want(self.keys_for(opened.images))

    async def _read(self, core: CoreLike, session: Any, job_id: str, prepared: Prepared) -> None:
        """Find the places and read the words, so that what they say is known when the document opens."""
        opened, extraction = prepared.opened, prepared.extraction
        with contextlib.suppress(KnownError):
            extraction = await session.placements.placed(
                core.render, opened.images.handle, opened.text.texts, extraction
            )
        await opened.index.fill(pages_to_index(extraction, opened.index.page_count))
        if job_id in self._ready:
            self._ready[job_id] = Prepared(opened, extraction, read=True)

    @staticmethod
    def _close(prepared: Prepared) -> None:
        prepared.opened.text.close()
        prepared.opened.images.close()
