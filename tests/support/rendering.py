"""A render service for the length of a story, and documents to show with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pymupdf

from plextera_review.rendering.service import RenderService
from plextera_review.storage.connection import Database
from plextera_review.storage.page_texts import PageTextStore
from plextera_review.storage.schema import MIGRATIONS


def with_render(story: Callable[[RenderService], Awaitable[None]], workers: int = 1) -> None:
    """Run ``story`` with a service of its own."""

    async def main() -> None:
        service = RenderService(workers)
        try:
            await story(service)
        finally:
            await service.close()

    asyncio.run(main())


@asynccontextmanager
async def store_in(folder: Path, most_pages: int = 5000) -> AsyncIterator[PageTextStore]:
    """A store of recognised words in a database of that folder."""
    db = Database(folder / "review.sqlite", MIGRATIONS)
    await db.open()
    try:
        yield PageTextStore(db, most_pages)
    finally:
        await db.close()


def with_store(folder: Path, story: Callable[[PageTextStore], Awaitable[None]], most_pages: int = 5000) -> None:
    """Run ``story`` with such a store."""

    async def main() -> None:
        async with store_in(folder, most_pages) as store:
            await story(store)

    asyncio.run(main())


def add_text_page(document: pymupdf.Document, *lines: str, size: tuple[float, float] = (400, 300)) -> pymupdf.Page:
    """A page with lines of text, the first one 60 points from its top."""
    page = document.new_page(width=size[0], height=size[1])
    for number, line in enumerate(lines):
        page.insert_text((40, 60 + 40 * number), line, fontsize=16)
    return page


def add_scan(document: pymupdf.Document, *lines: str) -> dict[str, pymupdf.Rect]:
    """A page that shows the same as :func:`add_text_page`, as a picture; the places of its words in points."""
    with pymupdf.open() as drawn:
        page = add_text_page(drawn, *lines)
        truth = {word[4]: pymupdf.Rect(word[:4]) for word in page.get_text("words")}
        picture = page.get_pixmap(dpi=200)
        document.new_page(width=page.rect.width, height=page.rect.height).insert_image(page.rect, pixmap=picture)
    return truth


def saved(document: pymupdf.Document, path: Path) -> Path:
    """The document as a file."""
    document.save(path)
    document.close()
    return path
