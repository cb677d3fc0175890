"""Optical recognition of words in a picture, with RapidOCR and the models inside its package. Works without a network."""

from collections.abc import Iterator, Sequence
from typing import Any

import pymupdf

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word
from plextera_review.workers.messages import WorkerError

LONGEST_SIDE = 1800
"""Pixels of the longer side of a page that is read: about 150 dpi on A4, which the models are made for."""
_LEAST_CONFIDENCE = 0.3
_PAPER = (255, 255, 255)
_SIDEWAYS = 0.6
_TALL = 1.5
_DOUBTFUL = 0.85

_engine: Any = None


def page_pixels(page: pymupdf.Page, clip: NormRect | None = None, hidden: Sequence[Word] = ()) -> pymupdf.Pixmap:
    """The picture of a displayed page, or of a part of it, as it is read: RGB without alpha.

    Words of the file's own are ``hidden``, so that they are not read once more and what is read is not theirs.
    """
    whole = page.rect
    area = whole
    if clip is not None:
        area = pymupdf.Rect(clip.x, clip.y, clip.right, clip.bottom) * pymupdf.Matrix(whole.width, whole.height)
    longest = max(area.width, area.height, 1.0)
    scale = min(LONGEST_SIDE / longest, 6.0)
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), clip=area, colorspace=pymupdf.csRGB, alpha=False)
    to_pixels = pymupdf.Matrix(whole.width * scale, whole.height * scale)
    for word in hidden:
        box = word.rect
        covered = (pymupdf.Rect(box.x, box.y, box.right, box.bottom) * to_pixels).irect & pixels.irect
        if not covered.is_empty:
            pixels.set_rect(covered, _PAPER)
    return pixels


def read_words(pixels: pymupdf.Pixmap, clip: NormRect | None = None) -> list[Word]:
    """The words in a picture, line by line, with boxes on the displayed page (``clip`` is the part the picture shows).

    A picture whose lines stand upright is turned and read again. Raises WorkerError ``NO_OCR`` when the engine cannot be had.
    """
    if pixels.is_unicolor:
        return []
    import numpy as np

    rgb = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)
    picture = np.ascontiguousarray(rgb[:, :, ::-1])
    turns, result = _best(picture)
    part = clip or NormRect(0.0, 0.0, 1.0, 1.0)
    height, width = (pixels.height, pixels.width) if turns % 2 == 0 else (pixels.width, pixels.height)
    words: list[Word] = []
    for line, entries in enumerate(result):
        for index, (text, confidence, points) in enumerate(_parts(entries)):
            xs, ys = [each[0] / width for each in points], [each[1] / height for each in points]
            box = NormRect.from_corners(min(xs), min(ys), max(xs), max(ys)).turned(-turns).clamped()
            placed = NormRect(
                part.x + box.x * part.width,
                part.y + box.y * part.height,
                box.width * part.width,
                box.height * part.height,
            )
            if placed.width > 0 and placed.height > 0:
                words.append(Word(text, placed, 0, line, index, confidence=confidence))
    return words


def _best(picture: Any) -> tuple[int, list[Any]]:
    """Quarter turns clockwise that make the text read best, and its lines.

    Another direction is tried when most lines stand upright, or when what was read is doubtful: upside down, letters become others.
    """
    import numpy as np

    found = {0: _lines(picture)}
    boxes = [[point for word in line for point in word[2]] for line in found[0]]
    tall = sum(1 for points in boxes if _height(points) > _TALL * _width(points))
    if found[0] and tall >= _SIDEWAYS * len(found[0]):
        others: tuple[int, ...] = (1, 3)
    else:
        others = (2,) if found[0] and _certainty(found[0]) < _DOUBTFUL else ()
    for turns in others:
        found[turns] = _lines(np.ascontiguousarray(np.rot90(picture, -turns)))
    return max(found.items(), key=lambda each: _weight(each[1]))


def _certainty(lines: Sequence[Any]) -> float:
    """Mean confidence, 0..1, long words counting more."""
    lengths = sum(len(str(word[0])) for line in lines for word in line)
    return sum(float(word[1]) * len(str(word[0])) for line in lines for word in line) / max(lengths, 1)


def _weight(lines: Sequence[Any]) -> float:
    """Long words that were read with certainty speak for a direction."""
    return sum(float(word[1]) * max(len(str(word[0])) - 1, 0) for line in lines for word in line)


def _width(points: Sequence[Sequence[float]]) -> float:
    return max(each[0] for each in points) - min(each[0] for each in points)


def _height(points: Sequence[Sequence[float]]) -> float:
    return max(each[1] for each in points) - min(each[1] for each in points)


def _lines(picture: Any) -> list[Any]:
    """Lines from top to bottom; a line is a list of (text, confidence, four corners in pixels)."""
    result = _recogniser()(picture, return_word_box=True)
    found = [line for line in (result.word_results or ()) if isinstance(line, tuple | list)]
    lines = [[word for word in line if _is_word(word)] for line in found]
    return _in_reading_order([line for line in lines if line])


def _is_word(entry: Any) -> bool:
    """Where nothing was found the engine gives a line of empty parts instead of none."""
    return isinstance(entry, tuple | list) and len(entry) == 3 and entry[2] is not None and len(entry[2]) == 4


def _in_reading_order(lines: list[Any]) -> list[Any]:
    """Lines whose middles are level are read from left to right."""
    lines.sort(key=_middle)
    rows: list[list[Any]] = []
    for line in lines:
        height = _height(line[0][2])
        if rows and abs(_middle(line) - _middle(rows[-1][0])) < height / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda each: min(point[0] for point in each[0][2]))]


def _middle(line: Sequence[Any]) -> float:
    return sum(float(point[1]) for point in line[0][2]) / 4


def _parts(entries: Sequence[Any]) -> Iterator[tuple[str, float, Sequence[Sequence[float]]]]:
    for text, confidence, points in entries:
        if str(text).strip() and float(confidence) >= _LEAST_CONFIDENCE:
            yield str(text).strip(), round(float(confidence), 4), points


def _recogniser() -> Any:
    global _engine
    if _engine is None:
        try:
            from rapidocr import RapidOCR
        except ImportError as error:
            raise WorkerError("NO_OCR", "Text recognition is not installed here.") from error
        threads = "EngineConfig.onnxruntime.intra_op_num_threads"
        # Its own turning of single lines (use_cls) turns their pictures, but not the boxes of their words.
        _engine = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, threads: 1})
    return _engine
