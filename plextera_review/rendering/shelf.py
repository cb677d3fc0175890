"""Open documents of one worker, the least used one given up first."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pymupdf

from plextera_review.formats.opening import open_source
from plextera_review.formats.source import Source
from plextera_review.workers.messages import WorkerError

_MOST_DOCUMENTS = 4
_MOST_BYTES = 200 * 1024 * 1024


class Shelf:
    """``on_closed`` hears the key of each document that is given up."""

    def __init__(self, on_closed: Callable[[str], None] = lambda _key: None) -> None:
        self._documents: OrderedDict[str, tuple[pymupdf.Document, int]] = OrderedDict()
        self._on_closed = on_closed

    def document(self, order: Mapping[str, Any]) -> pymupdf.Document:
        """The open document of ``order`` (``path``, ``mimeType``, ``password``, ``stamp``). Raises those of ``open_source``."""
        key = self.key(order)
        found = self._documents.get(key)
        if found is None:
            source = Source(Path(order["path"]), order.get("mimeType"), order.get("password"), order.get("stamp"))
            document = open_source(source)
            self._documents[key] = found = (document, source.path.stat().st_size)
            while len(self._documents) > 1 and (
                len(self._documents) > _MOST_DOCUMENTS
                or sum(size for _, size in self._documents.values()) > _MOST_BYTES
            ):
                old, _ = self._documents.popitem(last=False)
                self._on_closed(old)
        self._documents.move_to_end(key)
        return found[0]

    def page(self, order: Mapping[str, Any]) -> pymupdf.Page:
        """The page of ``order`` (``source``, ``page`` from 1). Raises WorkerError ``PAGE_BROKEN`` and those of ``open_source``."""
        document = self.document(order["source"])
        try:
            return document[order["page"] - 1]
        except Exception as error:
            raise WorkerError("PAGE_BROKEN", "The page is damaged and cannot be read.") from error

    @staticmethod
    def key(order: Mapping[str, Any]) -> str:
        """What tells one document from another: the file in one state of it."""
        return f"{order['path']}\0{order.get('stamp')}\0{order.get('password')}"
