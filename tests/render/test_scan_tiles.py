"""A scan is drawn whole once and cut up: every part of it is there and looks like the page."""

import asyncio
from pathlib import Path

import pymupdf
import pytest

from plextera_review.rendering.keys import TILE_PIXELS, TileBlock, TileKey, preview_key
from plextera_review.rendering.pool import Urgency
from plextera_review.rendering.rasters import Rasters
from plextera_review.rendering.service import RenderService
from plextera_review.rendering.shelf import Shelf
from plextera_review.rendering.slot import make_slot
from plextera_review.rendering.worker import Easel
from plextera_review.viewmodels.page_images import PageImages


def scan(path: Path, pages: int = 1) -> Path:
    """Left half red, right half blue, as one large picture with noise enough to be slow."""
    with pymupdf.open() as drawn, pymupdf.open() as made:
        page = drawn.new_page(width=1200, height=1600)
        page.draw_rect((0, 0, 600, 1600), color=None, fill=(1, 0, 0))
        page.draw_rect((600, 0, 1200, 1600), color=None, fill=(0, 0, 1))
        picture = page.get_pixmap(dpi=200)
        for _ in range(pages):
            target = made.new_page(width=600, height=800)
            target.insert_image(target.rect, stream=picture.tobytes("jpeg"))
        made.save(path)
    return path


def test_every_tile_of_a_scan_is_drawn(tmp_path: Path) -> None:
    async def story() -> None:
        service = RenderService(1)
        try:
            handle = await service.open(scan(tmp_path / "scan.pdf"), None)
            for row in range(3):
                for column in range(3):
                    tile = await service.block(TileBlock(TileKey(handle.id, 1, 0, 2.0, column, row)))
                    blue, _, red, _ = tile.data[:4]
                    expected = (0, 255) if column < 2 else (255, 0)
                    assert abs(blue - expected[0]) < 20
                    assert abs(red - expected[1]) < 20
            preview = await service.block(TileBlock(preview_key(handle.id, 1, handle.page_sizes[0], 0)))
            assert (preview.width, preview.height) == (384, 511)  # made from the whole page
            row = preview.data[255 * preview.stride : 256 * preview.stride]
            assert [channel // 128 for channel in row[40:43]] == [0, 0, 1]
            assert [channel // 128 for channel in row[-44:-41]] == [1, 0, 0]
        finally:
            await service.close()

    asyncio.run(story())


def test_a_small_picture_of_a_slow_page_is_made_from_the_whole_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    easel = Easel()
    source = {"path": str(scan(tmp_path / "scan.pdf")), "mimeType": None, "password": None, "stamp": None}
    easel._rasters.note(Shelf.key(source), 1.0)  # as if a part of it had taken a second
    slot = make_slot(TILE_PIXELS**2 * 4)
    try:
        order = {"source": source, "page": 1, "turns": 0, "slot": slot.name, "ofView": True}
        drawn = easel.draw({**order, "scale": 2.0, "clip": (0, 0, TILE_PIXELS, TILE_PIXELS)})
        assert drawn[:2] == (TILE_PIXELS, TILE_PIXELS)
        assert drawn[3], "other parts cost next to nothing now"
        monkeypatch.setattr("plextera_review.rendering.worker.drawn", None)  # nothing is drawn from here on
        assert easel.draw({**order, "scale": 2.0, "clip": (1024, 1024, 1200, 1536)})[:2] == (176, 512)
        assert easel.draw({**order, "scale": 0.5, "clip": (0, 0, 300, 400)})[:2] == (300, 400)
        left, right = (
            bytes(slot.buf[200 * 1200 + 40 : 200 * 1200 + 43]),
            bytes(slot.buf[201 * 1200 - 44 : 201 * 1200 - 41]),
        )
        assert [channel // 128 for channel in (*left, *right)] == [0, 0, 1, 1, 0, 0]
    finally:
        slot.close()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("urgency", Urgency)
def test_a_slow_document_that_is_looked_at_gets_another_worker_when_nothing_is_left_to_draw(
    tmp_path: Path, urgency: Urgency
) -> None:
    async def story() -> None:
        service = RenderService(2)
        try:
            handle = await service.open(scan(tmp_path / "scan.pdf"), None)
            images = PageImages(service, handle, urgency=urgency)
            keys = [TileKey(handle.id, 1, 0, 2.0, column, row) for row in range(4) for column in range(3)]
            for each in (keys[:1], keys):  # the first part tells that they take long
                images.want(each)
                while images.busy:
                    await asyncio.sleep(0.01)
            assert images.pace.is_slow
            assert len(service.process_ids) == (2 if urgency is Urgency.NOW else 1)
            images.close()
        finally:
            await service.close()

    asyncio.run(story())


@pytest.mark.usefixtures("qapp")
def test_whoever_turns_slow_pages_on_has_two_draw_though_there_was_no_peace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a slow machine these have another worker start as well.
    monkeypatch.setattr("plextera_review.rendering.pool._START_SECONDS", 60)
    monkeypatch.setattr("plextera_review.rendering.pool._PATIENCE_SECONDS", 60)

    async def story() -> None:
        service = RenderService(2)
        try:
            handle = await service.open(scan(tmp_path / "scan.pdf", 5), None)
            images = PageImages(service, handle)
            keys = [TileKey(handle.id, page, 0, 2.0, 0, 0) for page in range(1, 6)]
            images.want(keys)
            while not images.pace.is_slow:
                await asyncio.sleep(0.01)
            assert images.busy
            images.want(keys)
            assert len(service.process_ids) == 1, "nobody turned a page"
            images.want(keys[1:])
            assert len(service.process_ids) == 2
            images.close()
        finally:
            await service.close()

    asyncio.run(story())


def test_documents_that_are_quick_share_a_worker_and_take_turns_once_there_are_two(tmp_path: Path) -> None:
    async def story() -> None:
        service = RenderService(2)
        try:
            handles = [await service.open(scan(tmp_path / f"{each}.pdf"), None) for each in range(3)]
            assert {each.home for each in handles} == {0}
            assert len(service.process_ids) == 1
            service.start(everyone=True)
            handles = [await service.open(scan(tmp_path / f"{each}.pdf"), None) for each in range(4)]
            assert sorted(each.home for each in handles) == [0, 0, 1, 1]
        finally:
            await service.close()

    asyncio.run(story())


def test_slow_documents_are_drawn_whole_and_quick_ones_are_not() -> None:
    rasters = Rasters()
    rasters.note("slow", 0.05)
    rasters.note("quick", 0.001)
    assert rasters.is_worthwhile("slow", 1000, 1000)
    assert not rasters.is_worthwhile("slow", 10_000, 10_000)
    assert not rasters.is_worthwhile("quick", 1000, 1000)


def test_a_worker_draws_into_more_slots_than_it_keeps(tmp_path: Path) -> None:
    easel = Easel()
    source = {"path": str(scan(tmp_path / "scan.pdf")), "mimeType": None, "password": None, "stamp": None}
    slots = [make_slot(TILE_PIXELS**2 * 4) for _ in range(12)]
    order = {"source": source, "page": 1, "turns": 0, "scale": 0.5, "clip": (0, 0, 300, 400), "ofView": True}
    try:
        for each in (*slots, *slots):
            assert easel.draw({**order, "slot": each.name})[:2] == (300, 400)
        pictures = {bytes(each.buf[: 300 * 400 * 4]) for each in slots}
        assert len(pictures) == 1
        assert len(set(pictures.pop()[::4])) > 1
    finally:
        for each in slots:
            each.close()
