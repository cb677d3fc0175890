"""A scan is drawn whole once and cut up: every part of it is there and looks like the page."""

import asyncio
from pathlib import Path

import pymupdf

from plextera_review.rendering.keys import TileBlock, TileKey
from plextera_review.rendering.rasters import Rasters
from plextera_review.rendering.service import RenderService


def scan(path: Path) -> Path:
    """Left half red, right half blue, as one large picture with noise enough to be slow."""
    with pymupdf.open() as drawn, pymupdf.open() as made:
        page = drawn.new_page(width=1200, height=1600)
        page.draw_rect((0, 0, 600, 1600), color=None, fill=(1, 0, 0))
        page.draw_rect((600, 0, 1200, 1600), color=None, fill=(0, 0, 1))
        picture = page.get_pixmap(dpi=200)
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
