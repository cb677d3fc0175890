"""The first page's picture from a worker that can do nothing else yet: real processes, pixels compared with those drawn later."""

import asyncio
import select
import time
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.page_fit import MARGIN, bounded_scale, device_scale, fitting_scale, overview_width
from plextera_review.rendering.entry import spawn_render
from plextera_review.rendering.first_picture import FirstPicture, FirstPictureWanted, View
from plextera_review.rendering.keys import TILE_PIXELS, TileBlock, TileKey
from plextera_review.rendering.service import RenderService
from tests.support.documents import endless_pdf

VIEW = View(900, 640, 1.0)


def looked_at(path: Path, view: View | None = VIEW, seconds: float = 10.0) -> tuple[FirstPicture | None, RenderService]:
    """What the first worker shows of a file, and the service that has this worker."""
    child, drawing = spawn_render(str(path))
    assert drawing is not None
    wanted = FirstPictureWanted(drawing)
    if view is not None:
        wanted.order(view)
        assert select.select([wanted.descriptor], [], [], seconds)[0], "neither a picture nor the end"
    picture = wanted.receive() if view is not None else None
    wanted.close()
    return picture, RenderService(1, first=child)


def saved(path: Path, change: Callable[[pymupdf.Document], None] = lambda _: None, **options: object) -> Path:
    with pymupdf.open() as document:
        page = document.new_page(width=420, height=600)
        page.insert_text((60, 90), "Invoice 4711", fontsize=22)
        page.draw_rect(pymupdf.Rect(100, 200, 240, 260), color=(0, 0, 1), fill=(1, 0.5, 0))
        change(document)
        document.save(path, **options)
    return path


def turn(document: pymupdf.Document) -> None:
    document[0].set_rotation(90)


def crop(document: pymupdf.Document) -> None:
    document[0].set_cropbox(pymupdf.Rect(40, 60, 400, 500))


def lengthen(document: pymupdf.Document) -> None:
    for _ in range(5):
        document.new_page()


def shrink(document: pymupdf.Document) -> None:
    document[0].set_mediabox(pymupdf.Rect(50, 490, 350, 580))


@pytest.mark.parametrize("change", [lambda _: None, turn, crop, lengthen, shrink])
@pytest.mark.parametrize("view", [VIEW, View(512.5, 300, 2.0)])
def test_it_is_what_the_page_looks_like_later(
    tmp_path: Path, change: Callable[[pymupdf.Document], None], view: View
) -> None:
    path = saved(tmp_path / "a.pdf", change)
    picture, service = looked_at(path, view)
    assert picture is not None

    async def main() -> None:
        try:
            handle = await service.open(path, None)
            assert picture.page_count == len(handle.page_sizes)
            size = handle.page_sizes[0]
            assert picture.points == (size.width, size.height)
            room = view.width - overview_width(picture.page_count)
            scale = device_scale(bounded_scale(fitting_scale(size, 0, room, None)), view.ratio)
            width, height = picture.size
            block = TileBlock(
                TileKey(handle.id, 1, 0, scale, 0, 0), -(-width // TILE_PIXELS), -(-height // TILE_PIXELS)
            )
            later = await service.block(block)
            assert picture.page[0] >= width
            assert height == min(picture.page[1], round((view.height - MARGIN) * view.ratio))
            whole = memoryview(later.data)
            for row in range(height):
                line = bytes(picture.pixels[row * width * 4 : (row + 1) * width * 4])
                assert line == bytes(whole[row * later.width * 4 : row * later.width * 4 + width * 4]), row
            assert min(picture.pixels[: width * height * 4]) < 100, "there is ink"
        finally:
            await service.close()

    asyncio.run(main())


def test_no_picture_of_what_shows_no_page(tmp_path: Path) -> None:
    locked = saved(tmp_path / "locked.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="owner")
    text, broken = tmp_path / "text.txt", tmp_path / "broken.pdf"
    text.write_text("no PDF")
    about = tmp_path / "about.txt"
    about.write_text("How a file begins\n%PDF-1.7\n")
    broken.write_bytes(b"%PDF-1.7 nothing")

    async def main(service: RenderService, path: Path, code: str | None) -> None:
        try:
            if code is None:
                assert (await service.open(path, None)).page_sizes
            else:
                with pytest.raises(DocumentError) as caught:
                    await service.open(path, None)
                assert caught.value.code == code
            assert service.restarts == 0
        finally:
            await service.close()

    for path, code in (
        (locked, "PASSWORD_NEEDED"),
        (text, None),
        (about, "BROKEN_DOCUMENT"),
        (broken, "BROKEN_DOCUMENT"),
        (tmp_path / "missing.pdf", "FILE_GONE"),
        (tmp_path, "FILE_GONE"),
    ):
        picture, service = looked_at(path)
        assert picture is None, path
        asyncio.run(main(service, path, code))


def test_a_window_that_wants_none_after_all_holds_up_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf")
    picture, service = looked_at(path, view=None)
    assert picture is None

    async def main() -> None:
        try:
            assert (await service.open(path, None)).page_sizes
            assert service.restarts == 0
        finally:
            await service.close()

    asyncio.run(main())


def test_a_page_that_takes_for_ever_holds_up_the_worker_for_a_second(tmp_path: Path) -> None:
    path = tmp_path / "endless.pdf"
    path.write_bytes(endless_pdf())
    begin = time.monotonic()
    picture, service = looked_at(path)
    assert picture is None
    took = time.monotonic() - begin
    assert 0.9 < took < 8, "it was given up, not left out"

    async def main() -> None:
        try:
            assert (await service.open(saved(tmp_path / "a.pdf"), None)).page_sizes
            assert (await service.open(path, None)).page_sizes, "which page is drawn is another question"
            assert service.restarts == 0
        finally:
            await service.close()

    asyncio.run(main())
