"""The lines of a document: from its own words, and from the pictures of pages that have none or only a few beside them."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pymupdf

from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.words import PageText, Word, joined
from plextera_review.extraction import output
from plextera_review.extraction.layout import Line, page_lines
from plextera_review.extraction.limits import ENOUGH_WORDS, LARGE_SHARE, MOST_PAGES, MOST_PICTURES, READING_SECONDS
from plextera_review.extraction.recognised import recognised_lines, turns_to_upright
from plextera_review.pdf.words import page_text
from plextera_review.workers.messages import WorkerError


@dataclass(slots=True)
class Reading:
    """Lines from the first page to the last. ``pictures``: pages recognised; ``unread``: pages that should have been and were not.

    ``turns``: by page number, the quarter turns clockwise after which a page lying on its side was read; its boxes are of the turned
    page and :meth:`displayed` takes them back.
    """

    lines: list[Line] = field(default_factory=list)
    turns: dict[int, int] = field(default_factory=dict)
    pictures: int = 0
    unread: int = 0
    recogniser: bool = True
    broken: int = 0
    until: float = 0.0

    def displayed(self, fields: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """The contract's fields with their boxes on the displayed page."""
        return [self._displayed(each) for each in fields] if self.turns else list(fields)

    def _displayed(self, each: dict[str, Any]) -> dict[str, Any]:
        shown = dict(each)
        if "placements" in each:
            shown["placements"] = [self._place(place) for place in each["placements"]]
        if "rows" in each:
            shown["rows"] = [row | {"fields": self.displayed(row["fields"])} for row in each["rows"]]
        return shown

    def _place(self, place: dict[str, Any]) -> dict[str, Any]:
        rect = NormRect(place["x"], place["y"], place["width"], place["height"])
        return output.place(Placement(place["page"], rect.turned(-self.turns.get(place["page"], 0))))

    @property
    def gap(self) -> str:
        """A sentence on the pictures that were not read; empty when all were."""
        if not self.unread:
            return ""
        pages = "1 page" if self.unread == 1 else f"{self.unread} pages"
        why = "" if self.recogniser else ": text recognition is not installed here"
        return f"What is pictured on {pages} was not read{why}."


def read_document(document: pymupdf.Document) -> Reading:
    """What the first :data:`MOST_PAGES` pages say. Raises WorkerError ``BROKEN_DOCUMENT`` and ``NO_TEXT``."""
    reading = Reading(until=time.monotonic() + READING_SECONDS)
    count = min(document.page_count, MOST_PAGES)
    for number in range(count):
        try:
            page = document[number]
            aspect = page.rect.height / page.rect.width
            text = page_text(page)
            read = _recognised(page, text, reading) if _is_to_be_read(text) else []
            if read:
                _add_read(reading, number + 1, joined(text.words, read), aspect)
            else:
                reading.lines += page_lines(number + 1, text.words, aspect)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - MuPDF's errors have odd bases; the other pages are read
            reading.broken += 1
    if reading.broken == count:
        raise WorkerError("BROKEN_DOCUMENT", "The file is damaged: none of its pages can be read.")
    if not reading.lines:
        raise WorkerError("NO_TEXT", _nothing(reading))
    return reading


def _is_to_be_read(text: PageText) -> bool:
    """A scan, also one with a stamp; a page with enough words of its own only when most of it is a picture, not a logo or a chart."""
    return not text.is_whole and (len(text.words) < ENOUGH_WORDS or text.unread >= LARGE_SHARE)


def _add_read(reading: Reading, number: int, words: Sequence[Word], aspect: float) -> None:
    turns = turns_to_upright(words, aspect)
    if turns:
        reading.turns[number] = turns
        words = [replace(word, rect=word.rect.turned(turns)) for word in words]
    reading.lines += recognised_lines(number, words, 1 / aspect if turns % 2 else aspect)


def _recognised(page: pymupdf.Page, text: PageText, reading: Reading) -> list[Word]:
    """The words in the picture of a page beside its own; none when enough pictures were read, or when they cannot be."""
    if not reading.recogniser or reading.pictures >= MOST_PICTURES or time.monotonic() >= reading.until:
        reading.unread += 1
        return []
    from plextera_review.pdf.optical import page_pixels, read_words

    try:
        words = read_words(page_pixels(page, None, text.words))
    except WorkerError as error:
        if error.code != "NO_OCR":
            raise
        reading.recogniser = False
        reading.unread += 1
        return []
    reading.pictures += 1
    return words


def _nothing(reading: Reading) -> str:
    if not reading.recogniser:
        return "The pages hold no text, only pictures, and text recognition is not installed here."
    said = "The pages hold no text, and none was recognised in their pictures."
    return f"{said} {reading.gap}".rstrip()
