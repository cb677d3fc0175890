"""The reading worker: recognises words in pictures of pages. A process of its own, so that pages are drawn meanwhile."""

import hashlib
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

from plextera_review.domain.words import Word
from plextera_review.pdf.optical import page_pixels, read_words
from plextera_review.pdf.words import page_words
from plextera_review.rendering.shelf import Shelf
from plextera_review.workers.child import serve
from plextera_review.workers.messages import WorkerError

_POLITENESS = 10


def reader_worker(pipe: Connection, memory_limit: int | None) -> None:
    """Entry of the child process; handlers ``fingerprint`` and ``read``, both of what no words of the file's own cover."""
    shelf = Shelf()

    def pixels_of(order: Mapping[str, Any]) -> Any:
        page = shelf.page(order)
        try:
            return page_pixels(page, order["clip"], page_words(page))
        except Exception as error:
            raise WorkerError("PAGE_BROKEN", "The page is damaged and cannot be read.") from error

    def fingerprint(order: Mapping[str, Any]) -> str:
        picture = pixels_of(order)
        return hashlib.sha256(b"%d %d " % (picture.width, picture.height) + picture.samples).hexdigest()

    def read(order: Mapping[str, Any]) -> list[Word]:
        return read_words(pixels_of(order), order["clip"])

    serve(pipe, {"fingerprint": fingerprint, "read": read}, memory_limit, politeness=_POLITENESS)
