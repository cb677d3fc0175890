"""Tiles drawn in blocks are the tiles drawn one by one, and one that cannot be drawn costs itself alone."""

import asyncio
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.page_fit import pixel_size
from plextera_review.rendering.document import DocumentHandle, Picture
from plextera_review.rendering.keys import TILE_PIXELS, TileBlock, TileKey, block_of, tiles_between
from plextera_review.rendering.pool import Urgency
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.page_images import PageImages
from tests.support.rendering import with_render

KEYS = st.builds(
    TileKey,
    st.just("doc"),
    st.integers(1, 2),
    st.just(0),
    st.sampled_from((1.0, 2.0)),
    st.integers(0, 6),
    st.integers(0, 6),
)
SCALE = 2.0


@given(st.lists(KEYS, min_size=1, max_size=20), st.integers(1, 16))
def test_a_block_holds_the_first_key_and_no_other_page_or_scale(keys: list[TileKey], most: int) -> None:
    block = block_of(keys, most)
    tiles = list(block.tiles())
    assert keys[0] in tiles
    assert len(set(tiles)) == len(tiles) == block.count <= most
    assert {(each.page, each.scale) for each in tiles} == {(keys[0].page, keys[0].scale)}
    alike = keys[: next((at for at, each in enumerate(keys) if each.scale != keys[0].scale), len(keys))]
    columns, rows = ({getattr(each, side) for each in alike if each.page == keys[0].page} for side in ("column", "row"))
    assert {each.column for each in tiles} <= set(range(min(columns), max(columns) + 1))
    assert {each.row for each in tiles} <= set(range(min(rows), max(rows) + 1))


def text(path: Path) -> Path:
    with pymupdf.open() as made:
        page = made.new_page(width=600, height=800)
        for line in range(40):
            page.insert_text((30 + line, 30 + line * 18), f"Line {line} of the invoice: 1,234.{line:02}", fontsize=14)
        made.save(path)
    return path


def pixels(picture: Picture) -> np.ndarray:
    return np.frombuffer(picture.data, np.uint8).reshape(picture.height, picture.width, 4)


def test_a_block_looks_like_its_tiles(tmp_path: Path) -> None:
    async def story(service: RenderService) -> None:
        handle = await service.open(text(tmp_path / "text.pdf"), None)
        width, height = pixel_size(handle.page_sizes[0], 0, SCALE)
        keys = list(tiles_between(handle.id, 1, handle.page_sizes[0], 0, SCALE, (0, 0, width, height)))
        block = block_of(keys, len(keys))
        assert set(block.tiles()) == set(keys)
        whole = pixels(await service.block(block))
        assert whole.shape == (height, width, 4)
        assert (whole[:, :, :3] < 100).any(), "there is ink"
        for key in keys:
            tile = pixels(await service.block(TileBlock(key)))
            top, left = key.row * TILE_PIXELS, key.column * TILE_PIXELS
            assert np.array_equal(tile, whole[top : top + tile.shape[0], left : left + tile.shape[1]])

    with_render(story)


class Spoilt(RenderService):
    """One part of the page cannot be drawn."""

    async def block(self, block: TileBlock, urgency: Urgency = Urgency.NOW, *, brief: bool = False) -> Picture:
        if any((each.column, each.row) == (1, 1) for each in block.tiles()):
            raise DocumentError("PAGE_BROKEN", "The page cannot be shown", "This part is damaged.", "")
        return await super().block(block, urgency, brief=brief)


@pytest.mark.usefixtures("qapp")
def test_a_damaged_part_costs_its_own_tile(tmp_path: Path) -> None:
    async def main() -> None:
        service = Spoilt(1)
        try:
            handle: DocumentHandle = await service.open(text(tmp_path / "text.pdf"), None)
            images = PageImages(service, handle)
            first = TileKey(handle.id, 1, 0, SCALE, 0, 0)
            keys = [first._replace(column=column, row=row) for row in range(2) for column in range(2)]
            told: list[TileKey] = []
            images.ready.connect(told.extend)
            images.want(keys)
            async with asyncio.timeout(20):
                while len(told) < 4:
                    await asyncio.sleep(0.01)
            assert [images.image(key) is not None for key in keys] == [True, True, True, False]
            assert images.problem(keys[3]) == "This part is damaged."
            assert sorted(told, key=keys.index) == keys
            images.close()
        finally:
            await service.close()

    asyncio.run(main())


@pytest.mark.usefixtures("qapp")
def test_what_is_wanted_outlasts_what_was_looked_at_later(tmp_path: Path) -> None:
    async def story(service: RenderService) -> None:
        handle = await service.open(text(tmp_path / "text.pdf"), None)
        images = PageImages(service, handle)
        keys = [TileKey(handle.id, 1, 0, SCALE, column, row) for row in range(2) for column in range(2)]
        ahead, *behind = keys
        newer = ahead._replace(scale=2 * SCALE)
        for wanted in (keys, [newer, ahead]):
            images.want(wanted)
            async with asyncio.timeout(20):
                while images.busy:
                    await asyncio.sleep(0.01)
            pictures = [
                found for key in keys if (found := images.image(key)) is not None
            ]  # as if painted, what is ahead first
            images.allow(sum(each.width() * each.height() * 4 for each in pictures))  # no room for another one
        assert images.image(ahead) is not None
        assert images.image(newer) is not None
        assert [images.image(key) is None for key in behind] == [True, False, False]
        images.close()

    with_render(story)


@pytest.mark.usefixtures("qapp")
def test_what_is_wanted_is_kept_however_much_it_is(tmp_path: Path) -> None:
    async def main() -> None:
        service = RenderService(1)
        try:
            handle: DocumentHandle = await service.open(text(tmp_path / "text.pdf"), None)
            images = PageImages(service, handle, most_bytes=1)
            wanted = [TileKey(handle.id, 1, 0, SCALE, column, row) for row in range(3) for column in range(3)]
            other = TileKey(handle.id, 1, 0, SCALE / 2, 0, 0)
            for keys in (wanted, [other]):
                images.want(keys)
                async with asyncio.timeout(20):
                    while images.busy:
                        await asyncio.sleep(0.01)
                assert all(images.image(key) is not None for key in keys)
            assert images.image(wanted[0]) is None  # given up for what is wanted now
            images.close()
        finally:
            await service.close()

    asyncio.run(main())
