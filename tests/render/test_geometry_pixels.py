"""A word's box from the text layer lies where its ink is in the drawn tiles, whatever the page's boxes, unit and turning."""

import asyncio
import itertools
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from plextera_review.domain.page_fit import pixel_size
from plextera_review.rendering.document import DocumentHandle
from plextera_review.rendering.keys import TILE_PIXELS, TileBlock, tiles_between
from plextera_review.rendering.service import RenderService
from tests.support.rendering import with_render

INKS = {"INV-0042": (1, 0, 0), "Betrag": (0, 0, 1)}
"""Each word has a colour of its own, so that its ink is known from that of the others."""
MEDIA = {"at the origin": "[0 0 400 600]", "off the origin": "[-50 -30 420 650]", "beyond it": "[90 70 400 600]"}
CROP = {"no crop": None, "cropped": "[100 110 360 520]", "larger than the paper": "[-500 -500 900 900]"}
ZOOMS = (0.7, 1.6)


def document(path: Path, media: str, crop: str | None, rotation: int, unit: float) -> Path:
    """The words are written in user space first; the boxes around them are changed afterwards."""
    made = pymupdf.open()
    page = made.new_page(width=400, height=600)
    page.insert_text((120, 180), "INV-0042", fontsize=20, color=INKS["INV-0042"])
    page.insert_text((250, 440), "Betrag", fontsize=14, color=INKS["Betrag"])
    keys = {"MediaBox": media, "CropBox": crop or "null", "Rotate": str(rotation), "UserUnit": f"{unit:g}"}
    for key, value in keys.items():
        made.xref_set_key(page.xref, key, value)
    made.save(path)
    return path


async def drawn(service: RenderService, handle: DocumentHandle, turns: int, scale: float) -> np.ndarray:
    """The whole page put together from its tiles: rows, columns, BGRA."""
    size = handle.page_sizes[0]
    width, height = pixel_size(size, turns, scale)
    picture = np.zeros((height, width, 4), np.uint8)
    keys = list(tiles_between(handle.id, 1, size, turns, scale, (0, 0, width, height)))
    for key, tile in zip(keys, await asyncio.gather(*(service.block(TileBlock(key)) for key in keys)), strict=True):
        pixels = np.frombuffer(tile.data, np.uint8).reshape(tile.height, tile.width, 4)
        top, left = key.row * TILE_PIXELS, key.column * TILE_PIXELS
        picture[top : top + tile.height, left : left + tile.width] = pixels
    return picture


def ink(picture: np.ndarray, color: tuple[int, int, int]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is printed in a colour, as fractions of the picture."""
    strong, weak = (2, 0) if color[0] else (0, 2)  # of blue, green, red
    rows, columns = np.nonzero((picture[:, :, weak] < 155) & (picture[:, :, strong] > 100))
    assert len(rows) > 20
    high, wide = picture.shape[:2]
    return columns.min() / wide, rows.min() / high, (columns.max() + 1) / wide, (rows.max() + 1) / high


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("unit", [1.0, 2.0])
def test_words_lie_on_their_ink(tmp_path: Path, rotation: int, unit: float) -> None:
    async def story(service: RenderService) -> None:
        for media, crop in itertools.product(MEDIA, CROP):
            name = f"{media}, {crop}"
            handle = await service.open(
                document(tmp_path / f"{name}.pdf", MEDIA[media], CROP[crop], rotation, unit), None
            )
            words = {word.text: word.rect for word in (await service.text(handle, 1)).words}
            assert set(words) == set(INKS), name
            for turns, zoom in itertools.product(range(4), ZOOMS):
                picture = await drawn(service, handle, turns, zoom)
                upright = (rotation // 90 + turns) % 2 == 0
                for text, color in INKS.items():
                    box = words[text].turned(turns)
                    left, top, right, bottom = ink(picture, color)
                    across, down = 2.5 / picture.shape[1], 2.5 / picture.shape[0]  # pixels
                    about = (name, turns, zoom, text)
                    assert box.x - across <= left < right <= box.right + across, about
                    assert box.y - down <= top < bottom <= box.bottom + down, about
                    # The box is no longer than the word: its side bearings are a twentieth of the size of the type.
                    filled = (right - left) / box.width if upright else (bottom - top) / box.height
                    assert filled > 0.9, about

    with_render(story)


def test_pages_are_as_large_as_their_unit_says(tmp_path: Path) -> None:
    async def story(service: RenderService) -> None:
        sizes = {}
        for unit in (1.0, 2.0):
            path = document(tmp_path / f"{unit}.pdf", MEDIA["off the origin"], CROP["cropped"], 90, unit)
            [size] = (await service.open(path, None)).page_sizes
            sizes[unit] = (size.width, size.height)
        assert sizes == {1.0: (410, 260), 2.0: (820, 520)}

    with_render(story)
