"""Images as documents: one page a frame, upright."""

import io
import warnings
from collections.abc import Iterator
from typing import Final

import pymupdf
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from plextera_review.workers.messages import WorkerError

_ORIENTATION: Final = 0x0112
_MOST_PIXELS = 120_000_000
_MOST_FRAMES = 200
_BY_MUPDF = {"image/jpeg": "jpeg", "image/png": "png", "image/tiff": "tiff"}
_SCREEN_DPI = 96.0
_ODD_DPI = (20.0, 2400.0)

Image.MAX_IMAGE_PIXELS = _MOST_PIXELS


def open_picture(data: bytes, mime_type: str) -> pymupdf.Document:
    """The frames of an image as pages. Raises WorkerError ``BROKEN_DOCUMENT`` or ``TOO_LARGE``.

    MuPDF draws JPEG, PNG and TIFF straight from the file, which is fastest; it ignores the orientation mark (EXIF 2.32, tag 0x0112)
    and knows neither WebP, GIF, HEIC, AVIF nor BigTIFF, so Pillow reads those.
    """
    kind = _BY_MUPDF.get(mime_type)
    upright = _is_upright(data)
    if kind is not None and upright and not data.startswith((b"II+\x00", b"MM\x00+")):
        try:
            document = pymupdf.open(stream=data, filetype=kind)
            if document.page_count and document[0].rect.is_valid:
                document[0].get_displaylist()
                return document
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001, S110 - MuPDF's errors have odd bases; Pillow may read it still
            pass
    if mime_type == "image/heic":
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    return _by_pillow(data)


def _is_upright(data: bytes) -> bool:
    """Also refuses a picture whose size alone says that it is made to fill the memory."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise WorkerError("TOO_LARGE", f"The picture is too large ({image.width} × {image.height} pixels).")
                return image.getexif().get(_ORIENTATION, 1) in {0, 1}
    except Image.DecompressionBombError:
        raise WorkerError("TOO_LARGE", "The picture is too large to be unpacked.") from None
    except (WorkerError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a damaged header; the readers say so
        return True


def _by_pillow(data: bytes) -> pymupdf.Document:
    document = pymupdf.open()
    try:
        for png, width, height in _frames(data):
            page = document.new_page(width=width, height=height)
            page.insert_image(page.rect, stream=png)
    except Image.DecompressionBombError:
        raise WorkerError("TOO_LARGE", "The picture is too large to be unpacked.") from None
    except (WorkerError, MemoryError):
        raise
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        TypeError,
        KeyError,
        IndexError,
    ) as error:
        if document.page_count:
            return document  # the frames before the damaged one
        raise WorkerError("BROKEN_DOCUMENT", "The picture is damaged and cannot be opened.") from error
    return document


def _frames(data: bytes) -> Iterator[tuple[bytes, float, float]]:
    """PNG bytes, width and height in points of every frame."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= _MOST_FRAMES:
                    return
                if frame.width * frame.height > _MOST_PIXELS:
                    raise WorkerError("TOO_LARGE", "The picture is too large to be unpacked.")
                dpi = _dpi(frame)
                shown = ImageOps.exif_transpose(frame)
                flat = _on_white(shown)
                made = io.BytesIO()
                flat.save(made, "PNG", compress_level=1)
                yield made.getvalue(), max(flat.width * 72 / dpi, 1.0), max(flat.height * 72 / dpi, 1.0)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"1", "L", "RGB"}:
        return image
    if image.mode.startswith(("I", "F")):  # 16-bit and floating grey: stretched to what a screen shows
        low, high = image.convert("F").getextrema()
        spread = max(float(high) - float(low), 1.0)  # type: ignore[arg-type]
        return image.convert("F").point(lambda value: (value - low) * 255 / spread).convert("L")
    if "A" in image.mode or "a" in image.mode or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", clear.size, (255, 255, 255))
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image.convert("RGB")


def _dpi(image: Image.Image) -> float:
    try:
        said = float(image.info.get("dpi", (_SCREEN_DPI,))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return _SCREEN_DPI
    return said if _ODD_DPI[0] <= said <= _ODD_DPI[1] else _SCREEN_DPI
