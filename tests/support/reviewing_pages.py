"""Pages for the review page of :mod:`tests.support.reviewing`, from the real render service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from plextera_review.rendering.service import RenderService
from tests.support.reviewing import Desk


@asynccontextmanager
async def pages(desk: Desk, path: Path) -> AsyncIterator[None]:
    """Document j1 open with this file as its pages; every other document has the same."""
    service = RenderService(workers=1)

    async def file_for(_job: object) -> Path:
        return path

    desk.review.core.render = service
    desk.review.document.attach(service)
    desk.review.core.session.documents.file_for = file_for
    try:
        desk.review.open("j1")
        await desk.settled()
        yield
        await desk.settled()
    finally:
        desk.review.document.clear()
        await service.close()
