"""Pictures as pages: upright whatever the camera noted, every frame, white under what is clear, and no bombs."""

import io
import struct
import zlib
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from plextera_review.formats.opening import open_document
from plextera_review.workers.messages import WorkerError

QUARTERS = {(0, 0): (200, 30, 30), (1, 0): (30, 160, 30), (0, 1): (30, 30, 200), (1, 1): (220, 200, 40)}
WIDTH, HEIGHT = 96, 64
SIDES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
"""EXIF 2.32, tag 0x0112: which side of the scene the stored first row and first column are."""


def scene(x: int, y: int) -> tuple[int, int, int]:
    return QUARTERS[x * 2 // WIDTH, y * 2 // HEIGHT]


def stored(orientation: int) -> Image.Image:
    """The scene as a camera held that way stores it, put together from the tag's definition pixel by pixel."""
    row_side, column_side = SIDES[orientation]
    swapped = row_side in {"left", "right"}
    made = Image.new("RGB", (HEIGHT, WIDTH) if swapped else (WIDTH, HEIGHT))
    for row in range(made.height):
        for column in range(made.width):
            along = {row_side: row, column_side: column}
            x = along["left"] if "left" in along else WIDTH - 1 - along["right"]
            y = along["top"] if "top" in along else HEIGHT - 1 - along["bottom"]
            made.putpixel((column, row), scene(x, y))
    return made


def opened(folder: Path, name: str, picture: Image.Image, **options: object) -> pymupdf.Document:
    picture.save(folder / name, **options)
    return open_document(folder / name)


def close_to(seen: tuple[int, ...], wanted: tuple[int, ...], slack: int = 12) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(seen, wanted, strict=True))


def looks_like_the_scene(page: pymupdf.Page) -> bool:
    pixels = page.get_pixmap(alpha=False)
    wide, high = pixels.width, pixels.height
    assert wide / high == pytest.approx(WIDTH / HEIGHT, rel=0.05)
    return all(
        close_to(pixels.pixel(int(wide * (0.25 + 0.5 * x)), int(high * (0.25 + 0.5 * y))), color)
        for (x, y), color in QUARTERS.items()
    )


@pytest.mark.parametrize("orientation", SIDES)
@pytest.mark.parametrize("suffix", ["jpg", "webp", "png"])
def test_a_photograph_stands_upright(tmp_path: Path, orientation: int, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = opened(tmp_path, f"a.{suffix}", stored(orientation), exif=exif, quality=95)
    assert shown.page_count == 1
    assert looks_like_the_scene(shown[0])


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.webp", {"lossless": True}),
        ("a.tif", {"compression": "tiff_lzw"}),
        ("big.tif", {"big_tiff": True}),
        ("a.png", {}),
        ("a.jpg", {"quality": 95, "progressive": True}),
    ],
)
def test_every_kind_of_picture_opens(tmp_path: Path, name: str, options: dict[str, object]) -> None:
    shown = opened(tmp_path, name, stored(1), **options)
    if name == "big.tif":
        assert (tmp_path / name).read_bytes()[2] == 43
    assert looks_like_the_scene(shown[0])


@pytest.mark.parametrize("big", [False, True])
def test_every_frame_of_a_fax_is_a_page(tmp_path: Path, big: bool) -> None:
    colors = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    frames = [Image.new("RGB", (30 + 10 * at, 40), color) for at, color in enumerate(colors)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:], big_tiff=big)
    shown = open_document(tmp_path / "a.tif")
    assert [page.get_pixmap().pixel(5, 5) for page in shown] == colors
    widths = [page.rect.width for page in shown]
    assert widths == pytest.approx([widths[0] * (30 + 10 * at) / 30 for at in range(3)])


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_of_grey_keep_their_order(tmp_path: Path, suffix: str) -> None:
    made = Image.new("I;16", (60, 20))
    for x in range(60):
        for y in range(20):
            made.putpixel((x, y), (0, 30000, 65535)[x // 20])
    pixels = opened(tmp_path, f"a.{suffix}", made)[0].get_pixmap(colorspace=pymupdf.csGRAY, alpha=False)
    dark, middle, light = (pixels.pixel(int(pixels.width * part), pixels.height // 2)[0] for part in (0.15, 0.5, 0.85))
    assert dark < 10
    assert 60 < middle < 200
    assert light > 245


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif"])
def test_what_is_clear_in_a_picture_shows_white_paper(tmp_path: Path, name: str) -> None:
    made = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    made.paste((10, 120, 10, 255), (20, 0, 40, 20))
    pixels = opened(tmp_path, name, made)[0].get_pixmap(alpha=False)
    assert close_to(pixels.pixel(pixels.width // 4, pixels.height // 2), (255, 255, 255))
    assert close_to(pixels.pixel(pixels.width * 3 // 4, pixels.height // 2), (10, 120, 10))


def test_a_picture_is_as_large_as_it_was_scanned(tmp_path: Path) -> None:
    shown = opened(tmp_path, "a.webp", Image.new("RGB", (96, 192), "white"), dpi=(96, 96))
    assert (shown[0].rect.width, shown[0].rect.height) == (72, 144)
    scan = opened(tmp_path, "a.tif", Image.new("RGB", (600, 300), "white"), dpi=(300, 300))
    assert (scan[0].rect.width, scan[0].rect.height) == pytest.approx((144, 72))


def png_head(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    made = io.BytesIO()
    stored(1).save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("bomb.png", png_head(100_000, 100_000), "TOO_LARGE"),
        ("large.png", png_head(12_000, 12_000), "TOO_LARGE"),
        ("cut.png", png_head(50, 50)[:30], "BROKEN_DOCUMENT"),
        ("cut.jpg", jpeg()[:60], "BROKEN_DOCUMENT"),
        ("cut.webp", b"RIFF\x20\x00\x00\x00WEBPVP8 \x10\x00\x00\x00" + bytes(8), "BROKEN_DOCUMENT"),
        ("cut.tif", b"II+\x00\x08\x00\x00\x00" + b"\xff" * 8, "BROKEN_DOCUMENT"),
        ("empty.png", b"", "EMPTY_DOCUMENT"),
    ],
)
def test_a_damaged_or_monstrous_picture_says_so(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(WorkerError) as caught:
        open_document(tmp_path / name)
    assert caught.value.code == code
