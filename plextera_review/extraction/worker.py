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
from plextera_review.extraction.layout import Line
from plextera_review.extraction.lone_dates import find_lone_date
from plextera_review.extraction.pairs import find_pairs
from plextera_review.extraction.parties import Wording, find_parties
from plextera_review.extraction.reading import read_document
from plextera_review.extraction.tables import find_rows
from plextera_review.extraction.totals import find_totals
from plextera_review.extraction.trust import all_weighed, weighed, weighed_rows
from plextera_review.formats.opening import open_document
from plextera_review.workers.child import serve
from plextera_review.workers.messages import WorkerError

_POLITENESS = 10
_LEAST_LETTERS = 40
_NO_DOCUMENT = {
    "IS_ARCHIVE": "The file is an archive: unpack it and upload the documents in it one by one.",
    "IS_RECORDING": "The file is a recording: the local service reads documents, it does not write down what is spoken.",
}


def extraction_worker(pipe: Connection, memory_limit: int | None) -> None:
    """Entry of the child process; handler ``extract``."""
    serve(pipe, {"extract": extract}, memory_limit, politeness=_POLITENESS)


def extract(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a document: ``hubId``, ``hubName``, ``routedBy``, ``pageCount``, ``output``.

    Payload: ``path``, ``mimeType``, ``hubId`` or None, ``metadata``. Raises WorkerError: those of ``open_document`` and
    ``read_document``, and ``UNSUPPORTED_LANGUAGE``.
    """
    with _opened(payload) as document:
        page_count = document.page_count
        reading = read_document(document)
    lines = reading.lines
    text = _text(lines)
    _check_script(text)
    hub, routed_by = route(load_hubs(), payload.get("hubId"), payload.get("metadata") or {}, text)
    fields = reading.displayed(_fields(hub, lines, text, reading.gap))
    return {
        "hubId": hub.id,
        "hubName": hub.name,
        "routedBy": routed_by,
        "pageCount": page_count,
        "output": {"fieldCount": len(fields), "fields": fields},
    }


def _opened(payload: Mapping[str, Any]) -> pymupdf.Document:
    try:
        return open_document(Path(payload["path"]), payload.get("mimeType"))
    except WorkerError as error:
        raise WorkerError(error.code, _NO_DOCUMENT.get(error.code, error.message)) from None


def _fields(hub: Hub, lines: Sequence[Line], text: str, gap: str) -> list[dict[str, Any]]:
    """``gap``: a sentence on pages that were not read, for the fields that may stand on them."""
    if hub.pairs:
        return [output.found_field(field, weighed(settled(finding, text))) for field, finding in find_pairs(lines)]
    wording = Wording.of(hub)
    found = find_totals(hub.fields, lines) | find_parties(hub.fields, lines, wording)
    for field in hub.fields:
        finding = find_field(field, lines, wording.labels) if not field.role else None
        if finding is not None:
            found[field.id] = settled(finding, text)
    found |= find_lone_date(hub.fields, lines, found, text)
    found = all_weighed(found)
    absent = {"confidenceReason": gap} if gap else {}
    fields = [
        output.found_field(field, found[field.id]) if field.id in found else output.absent_field(field) | absent
        for field in hub.fields
    ]
    if hub.table is not None:
        sums = frozenset(
            label for field in hub.fields if field.role in {"net", "tax", "gross"} for label in field.labels
        )
        fields.append(output.table_field(hub.table, weighed_rows(find_rows(hub.table, lines, sums))))
    return fields


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
