"""Recognised words of documents without a text layer, kept in a folder so that a table run again need not read them again."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word
from plextera_review.formats.opening import open_document
from plextera_review.pdf import optical


@dataclass
class OcrWords:
    """``words_for(path, page)``: the words of a page from 1, from the folder or read now. ``seconds``: of each page read now."""

    folder: Path
    told: Callable[[str], None] = print

    def __post_init__(self) -> None:
        """Files are named by the document's content and by the code that reads it: a change of either reads anew."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.seconds: list[float] = []
        self._code = hashlib.sha256(Path(optical.__file__).read_bytes()).hexdigest()[:8]

    def __call__(self, path: Path, page: int) -> Sequence[Word]:
        """Words in reading order with boxes on the displayed page."""
        name = hashlib.sha256(path.read_bytes()).hexdigest()[:24]
        kept = self.folder / f"{name}-{page}-{self._code}.json"
        if not kept.is_file():
            kept.write_text(json.dumps([_row(word) for word in self._read(path, page)]), encoding="utf-8")
        return [_word(row) for row in json.loads(kept.read_text(encoding="utf-8"))]

    def _read(self, path: Path, page: int) -> list[Word]:
        start = time.perf_counter()
        with open_document(path) as document:
            words = optical.read_words(optical.page_pixels(document[page - 1])) if page <= document.page_count else []
        self.seconds.append(time.perf_counter() - start)
        self.told(f"read {path.name}, page {page}: {len(words)} words in {self.seconds[-1]:.1f} s")
        return words


def _row(word: Word) -> list[Any]:
    rect = word.rect
    return [word.text, rect.x, rect.y, rect.width, rect.height, word.block, word.line, word.index, word.confidence]


def _word(row: list[Any]) -> Word:
    return Word(row[0], NormRect(*row[1:5]), row[5], row[6], row[7], confidence=row[8])
