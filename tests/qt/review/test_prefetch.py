"""Documents opened before they are asked for: no more than a number, handed over once, drawn where they show first."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtWidgets import QApplication

from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.domain.field import Extraction
from plextera_review.domain.job import DocumentSummary, Job, JobStatus
from plextera_review.rendering.keys import TileKey, preview_key
from plextera_review.rendering.pool import Urgency
from plextera_review.rendering.service import RenderService
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.placement_finding import PlacementFinding
from plextera_review.viewmodels.document import DocumentViewModel, Face
from plextera_review.viewmodels.page_images import PageImages
from plextera_review.viewmodels.prefetch import MOST_DOCUMENTS, DocumentPrefetch
from plextera_review.viewmodels.tasks import TaskScope
from tests.support.documents import pdf
from tests.support.on_canvas import until


def first_page(images: PageImages) -> list[TileKey]:
    return [preview_key(images.document_id, 1, images.page_sizes[0], 0)]


@dataclass
class Ahead:
    """A prefetch with five documents, of which ``gone`` cannot be fetched."""

    prefetch: DocumentPrefetch
    core: SimpleNamespace
    session: SimpleNamespace
    tasks: TaskScope
    jobs: list[Job]
    fetched: list[str]
    gone: set[str]

    async def prepared(self, *numbers: int) -> None:
        self.prefetch.prepare(self.core, self.session, [self.jobs[number] for number in numbers])
        await self.tasks.settled()


def ahead(folder: Path, story: Callable[[Ahead], Awaitable[None]]) -> None:
    async def main() -> None:
        errors: list[KnownError] = []
        bugs: list[BaseException] = []
        service, tasks = RenderService(workers=1), TaskScope(errors.append, bugs.append)
        jobs = [
            Job(f"j{at}", JobStatus.COMPLETED, datetime(2026, 3, 1, tzinfo=UTC), document=DocumentSummary(f"{at}.pdf"))
            for at in range(5)
        ]
        fetched: list[str] = []
        gone: set[str] = set()

        async def file_for(job: Job) -> Path:
            fetched.append(job.id)
            if job.id in gone:
                raise DocumentError("GONE", "The file is gone", "The server no longer has it.", "Review it alone.")
            path = folder / f"{job.id}.pdf"
            path.write_bytes(pdf(f"document {job.id}"))
            return path

        async def extraction(job_id: str) -> Extraction:
            return Extraction(job_id)

        core = SimpleNamespace(render=service, stores=SimpleNamespace(page_texts=None))
        session = SimpleNamespace(
            jobs=SimpleNamespace(extraction=extraction),
            documents=SimpleNamespace(file_for=file_for),
            placements=PlacementFinding("here", Preferences(folder / "settings.json")),
        )
        prefetch = DocumentPrefetch(tasks)
        prefetch.keys_for = first_page
        try:
            await story(Ahead(prefetch, core, session, tasks, jobs, fetched, gone))
            prefetch.clear()
            assert prefetch.ready == frozenset()
        finally:
            tasks.dispose()
            await service.close()
        assert errors == bugs == []

    asyncio.run(main())


def test_at_most_two_documents_are_kept_ready(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Ahead) -> None:
        await desk.prepared(0, 1, 2, 3)
        assert desk.prefetch.ready == {"j0", "j1"}
        assert desk.fetched == ["j0", "j1"]
        await desk.prepared(1, 2, 3)
        assert desk.prefetch.ready == {"j1", "j2"}
        assert desk.fetched == ["j0", "j1", "j2"]  # what is ready is not fetched again
        assert len(desk.prefetch.ready) <= MOST_DOCUMENTS == 2

    ahead(tmp_path, story)


def test_a_document_that_is_ready_is_handed_over_once_with_its_pictures(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Ahead) -> None:
        await desk.prepared(0, 1)
        prepared = desk.prefetch.take("j0")
        assert prepared is not None
        opened = prepared.opened
        assert opened is not None
        assert desk.prefetch.take("j0") is None
        assert desk.prefetch.take("j4") is None
        assert desk.prefetch.ready == {"j1"}
        assert opened.images.urgency is Urgency.LATER
        [key] = first_page(opened.images)
        await until(lambda: opened.images.image(key) is not None)
        document = DocumentViewModel(desk.tasks)
        document.attach(desk.core.render)
        document.show_opened("0.pdf", None, opened)
        assert (document.face, document.path, document.images) == (Face.PAGES, tmp_path / "j0.pdf", opened.images)
        assert opened.images.urgency is Urgency.NOW
        desk.prefetch.clear()
        assert opened.images.image(key) is not None  # it is no longer the prefetch's to close
        document.text.want([1])
        await until(lambda: document.text.of(1) is not None)
        assert [word.text for word in document.text.of(1).words] == ["document", "j0"]
        document.clear()
        assert opened.images.image(key) is None

    ahead(tmp_path, story)


def test_a_document_that_cannot_be_fetched_does_not_stop_the_next(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Ahead) -> None:
        desk.gone.add("j0")
        await desk.prepared(0, 1)
        assert desk.prefetch.ready == {"j1"}
        assert desk.fetched == ["j0", "j1"]

    ahead(tmp_path, story)
