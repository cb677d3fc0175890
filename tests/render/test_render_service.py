"""The render service with real workers: the right pixels at every turn, and what goes wrong costs one picture."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pymupdf
import pytest

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.geometry import NormRect, PointRect
from plextera_review.domain.page_fit import pixel_size
from plextera_review.rendering.entry import spawn_render
from plextera_review.rendering.keys import TileBlock, TileKey, preview_key, tiles_between
from plextera_review.rendering.service import DocumentHandle, Picture, RenderService
from tests.support.corpus import corpus_path
from tests.support.documents import endless_pdf

SQUARE = pymupdf.Rect(100, 150, 160, 180)


def document(path: Path, rotation: int = 0) -> Path:
    made = pymupdf.open()
    page = made.new_page(width=400, height=600)
    page.draw_rect(SQUARE, color=(0, 0, 1), fill=(0, 0, 1))
    page.set_rotation(rotation)
    made.new_page(width=300, height=200)
    made.save(path / f"document-{rotation}.pdf")
    return path / f"document-{rotation}.pdf"


def with_service(story: Callable[[RenderService], Awaitable[None]], tile_seconds: float = 10) -> None:
    async def main() -> None:
        service = RenderService(tile_seconds=tile_seconds)
        service.start()
        try:
            await story(service)
        finally:
            await service.close()

    asyncio.run(main())


def blue(tile: Picture) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of the opaque blue pixels (BGRA)."""
    found = [
        divmod(at // 4, tile.width)[::-1]
        for at in range(0, len(tile.data), 4)
        if tile.data[at : at + 4] == b"\xff\0\0\xff"
    ]
    if not found:
        return None
    return (
        min(x for x, _ in found),
        min(y for _, y in found),
        max(x for x, _ in found) + 1,
        max(y for _, y in found) + 1,
    )


def displayed(rotation: int) -> NormRect:
    """Where the square stands on the displayed page, by the definition of /Rotate."""
    rect = NormRect(SQUARE.x0 / 400, SQUARE.y0 / 600, SQUARE.width / 400, SQUARE.height / 600)
    return rect.turned(rotation // 90)


def test_a_box_lies_on_its_pixels_at_every_turn(tmp_path: Path) -> None:
    async def story(service: RenderService) -> None:
        for rotation in (0, 90, 180, 270):
            handle = await service.open(document(tmp_path, rotation), "application/pdf")
            size = handle.page_sizes[0]
            assert (size.width, size.height) == ((400, 600) if rotation % 180 == 0 else (600, 400))
            for turns in range(4):
                key = preview_key(handle.id, 1, size, turns)
                tile = await service.block(TileBlock(key))
                assert (tile.width, tile.height) == pixel_size(size, turns, key.scale)
                found = blue(tile)
                assert found is not None, (rotation, turns)
                box = displayed(rotation).turned(turns)
                edges = (box.x * tile.width, box.y * tile.height, box.right * tile.width, box.bottom * tile.height)
                assert found == pytest.approx(edges, abs=1.6), (rotation, turns)

    with_service(story)


def test_tiles_cover_the_page_without_gap_and_a_crop_shows_its_place(tmp_path: Path) -> None:
    async def story(service: RenderService) -> None:
        handle = await service.open(document(tmp_path), "application/pdf")
        size = handle.page_sizes[0]
        width, height = pixel_size(size, 0, 2.0)
        keys = list(tiles_between(handle.id, 1, size, 0, 2.0, (0, 0, width, height)))
        tiles = await asyncio.gather(*(service.block(TileBlock(key)) for key in keys))
        assert sum(tile.width * tile.height for tile in tiles) == width * height
        spots = [blue(tile) for tile in tiles]
        assert spots[0] == pytest.approx((200, 300, 320, 360), abs=2)
        crop = await service.crop(handle, 1, NormRect.from_points(PointRect(100, 150, 160, 180), size), 30)
        assert (crop.width, crop.height) == (60, 30)
        assert blue(crop) == (0, 0, 60, 30)

    with_service(story)


def test_a_killed_worker_costs_one_picture(tmp_path: Path) -> None:
    async def story(service: RenderService) -> None:
        handle = await service.open(document(tmp_path), "application/pdf")
        key = preview_key(handle.id, 1, handle.page_sizes[0], 0)
        before = await service.block(TileBlock(key))
        for process_id in service.process_ids:
            os.kill(process_id, signal.SIGKILL)
        results = await asyncio.gather(*(_tile_or_error(service, key) for _ in range(3)))
        assert results[-1] == before

    with_service(story)


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b""])
def test_a_worker_told_its_first_document_ahead_answers_as_any_other(tmp_path: Path, content: bytes) -> None:
    broken, sound = tmp_path / "broken.pdf", tmp_path / "sound.pdf"
    broken.write_bytes(content)
    with pymupdf.open() as made:
        made.new_page(width=300, height=200)
        made.save(sound)

    async def main() -> None:
        for first in (sound, broken, tmp_path / "missing.pdf"):
            child, drawing = spawn_render(str(first))
            assert drawing is not None
            drawing.close()
            service = RenderService(1, first=child)
            try:
                handle = await service.open(sound, None)
                assert handle.page_sizes[0].width == 300
                if first != sound:
                    with pytest.raises(DocumentError):
                        await service.open(first, None)
                assert service.restarts == 0
            finally:
                await service.close()

    asyncio.run(main())


async def _tile_or_error(service: RenderService, key: TileKey) -> Picture | DocumentError:
    try:
        return await service.block(TileBlock(key))
    except DocumentError as error:
        return error


@pytest.mark.parametrize(
    ("content", "mime", "code"),
    [
        (b"", "application/pdf", "EMPTY_DOCUMENT"),
        (b"\0junk" * 99, "application/pdf", "BROKEN_DOCUMENT"),
        (b"MZ\x90", "application/pdf", "UNSUPPORTED_DOCUMENT"),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, content: bytes, mime: str, code: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(content)

    async def story(service: RenderService) -> None:
        with pytest.raises(DocumentError) as caught:
            await service.open(path, mime)
        assert caught.value.code == code
        assert caught.value.message

    with_service(story)


@pytest.mark.skipif(corpus_path() is None, reason="the corpus of real documents is not here")
def test_a_page_whose_tags_are_knotted_is_drawn() -> None:
    """MuPDF alone takes more than 200 seconds for it."""
    corpus = corpus_path()
    assert corpus is not None

    async def story(service: RenderService) -> None:
        knotted = await service.open(corpus / "hostile/pdf/pymupdf/test_2548.pdf", "application/pdf")
        for page in (1, 15):
            picture = await service.block(TileBlock(preview_key(knotted.id, page, knotted.page_sizes[page - 1], 0)))
            assert min(picture.data) < 100, "there is ink"

    with_service(story, tile_seconds=5)


def test_a_page_that_never_finishes_costs_its_tile_only(tmp_path: Path) -> None:
    path = tmp_path / "endless.pdf"
    path.write_bytes(endless_pdf())

    async def story(service: RenderService) -> None:
        endless: DocumentHandle = await service.open(path, "application/pdf")
        good = await service.open(document(tmp_path), "application/pdf")
        good_key = preview_key(good.id, 1, good.page_sizes[0], 0)
        first, second = await asyncio.gather(
            _tile_or_error(service, preview_key(endless.id, 1, endless.page_sizes[0], 0)),
            _tile_or_error(service, good_key),
        )
        assert isinstance(first, DocumentError)
        assert first.code == "WORKER_TIMEOUT"
        assert isinstance(second, Picture)

    with_service(story, tile_seconds=2)


def test_a_page_thought_quick_that_never_finishes_holds_up_no_other_one(tmp_path: Path) -> None:
    path = tmp_path / "endless.pdf"
    path.write_bytes(endless_pdf())

    async def story(service: RenderService) -> None:
        sound = document(tmp_path)
        good, _ = [await service.open(sound, "application/pdf") for _ in range(2)]
        endless = await service.open(path, "application/pdf")
        assert good.home == endless.home
        keys = [preview_key(each.id, 1, each.page_sizes[0], 0) for each in (endless, good)]
        held, other = (asyncio.ensure_future(service.block(TileBlock(key), brief=True)) for key in keys)
        picture = await other
        assert not held.done()
        again = await service.block(TileBlock(keys[1]))
        assert (picture.width, picture.height, picture.data) == (again.width, again.height, again.data)
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)

    with_service(story, tile_seconds=60)
