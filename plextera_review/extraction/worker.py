"""The extraction worker: opens a document, reads its words, finds what its hub asks for. Runs in a process of its own."""

import unicodedata
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pymupdf

from plextera_review.extraction import output
from plextera_review.extraction.date_order import settled
from plextera_review.extraction.finder import find_field
from plextera_review.extraction.hubs import Hub, load_hubs, route
from plextera_review.extraction.layout import Line, page_lines
from plextera_review.extraction.pairs import find_pairs
from plextera_review.extraction.parties import Wording, find_parties
from plextera_review.extraction.tables import find_rows
from plextera_review.extraction.totals import find_totals
from plextera_review.formats.opening import open_document
from plextera_review.pdf.words import page_words
from plextera_review.workers.child import serve
from plextera_review.workers.messages import WorkerError

_MOST_PAGES = 50
_LEAST_LETTERS = 40


def extraction_worker(pipe: Connection, memory_limit: int | None) -> None:
    """Entry of the child process; handler ``extract``."""
    serve(pipe, {"extract": extract}, memory_limit)


def extract(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a document: ``hubId``, ``hubName``, ``routedBy``, ``pageCount``, ``output``.

    Payload: ``path``, ``mimeType``, ``hubId`` or None, ``metadata``. Raises WorkerError: those of ``open_document``, ``UNSUPPORTED_LANGUAGE`` and ``NO_TEXT``.
    """
    with open_document(Path(payload["path"]), payload.get("mimeType")) as document:
        page_count = document.page_count
        lines = _lines(document, _MOST_PAGES)
    if not lines:
        raise WorkerError("NO_TEXT", "The pages hold no text, only pictures. The local service cannot read scans yet.")
    text = _text(lines)
    _check_script(text)
    hub, routed_by = route(load_hubs(), payload.get("hubId"), payload.get("metadata") or {}, text)
    fields = _fields(hub, lines, text)
    return {
        "hubId": hub.id,
        "hubName": hub.name,
        "routedBy": routed_by,
        "pageCount": page_count,
        "output": {"fieldCount": len(fields), "fields": fields},
    }


def _fields(hub: Hub, lines: Sequence[Line], text: str) -> list[dict[str, Any]]:
    if hub.pairs:
        return [output.found_field(field, settled(finding, text)) for field, finding in find_pairs(lines)]
    wording = Wording.of(hub)
    found = find_totals(hub.fields, lines) | find_parties(hub.fields, lines, wording)
    for field in hub.fields:
        finding = find_field(field, lines, wording.labels) if not field.role else None
        if finding is not None:
            found[field.id] = settled(finding, text)
    fields = [
        output.found_field(field, found[field.id]) if field.id in found else output.absent_field(field)
        for field in hub.fields
    ]
    if hub.table is not None:
        sums = frozenset(
            label for field in hub.fields if field.role in {"net", "tax", "gross"} for label in field.labels
        )
        fields.append(output.table_field(hub.table, find_rows(hub.table, lines, sums)))
    return fields


def _lines(document: pymupdf.Document, most: int) -> list[Line]:
    lines: list[Line] = []
    broken = 0
    count = min(document.page_count, most)
    for number in range(count):
        try:
            page = document[number]
            words = page_words(page)
            if words:
                lines += page_lines(number + 1, words, page.rect.height / page.rect.width)
        except Exception:  # noqa: BLE001 - MuPDF's errors have odd bases; the other pages are read
            broken += 1
    if broken == count:
        raise WorkerError("BROKEN_DOCUMENT", "The file is damaged: none of its pages can be read.")
    return lines


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(" ".join(segment.text for segment in line) for line in lines)


def _check_script(text: str) -> None:
    letters = [character for character in text[:20_000] if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for character in letters)
    if len(letters) >= _LEAST_LETTERS and latin < len(letters) / 2:
        raise WorkerError(
            "UNSUPPORTED_LANGUAGE",
            "The text is not in a language with Latin letters; the local service reads only those.",
        )
