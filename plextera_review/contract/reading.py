"""Reads jobs and extractions from any sensible JSON: missing, unknown and odd keys are no error."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from plextera_review.contract.field_parts import ID_KEYS, NAME_KEYS, first_text, inside, simple_value
from plextera_review.contract.folding import folded
from plextera_review.contract.json_values import number, text, texts, time, whole
from plextera_review.contract.placements import Sheets, default_placements, read_places, read_sheets
from plextera_review.domain.field import Extraction, Field, FieldKind
from plextera_review.domain.job import DocumentSummary, Job, JobError, JobStatus

_STATUSES = {each.value: each for each in JobStatus}
_KINDS = {each.value: each for each in FieldKind}
_DEEPEST = 12  # what lies deeper is told in the value of the field that holds it
_LONGEST_PATH = 256


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is kept while one output is read: its list of pages and the paths in use."""

    sheets: Sheets
    taken: set[str] = field(default_factory=set)


def read_extraction(job_id: str, output: Any) -> Extraction:
    """The fields of an ``output``; an empty extraction when there is nothing to read."""
    fields = output.get("fields") if isinstance(output, Mapping) else output
    return Extraction(job_id, _read_all(fields, "", _Reading(read_sheets(output)), 0))


def read_job(data: Any) -> Job:
    """One job. Raises ValueError only when it has no id."""
    source: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    identifier = text(source.get("id")) or text(source.get("jobId")) or text(source.get("extractionId"))
    if not identifier:
        raise ValueError("a job without an id")
    status_text = text(source.get("status")) or ""
    status = _STATUSES.get(status_text, JobStatus.UNKNOWN)
    error = source.get("error")
    return Job(
        id=identifier,
        status=status,
        status_text=status_text,
        created_at=time(source.get("createdAt")) or datetime.fromtimestamp(0, UTC),
        updated_at=time(source.get("updatedAt")),
        started_at=time(source.get("startedAt")),
        completed_at=time(source.get("completedAt")),
        output_available=source.get("outputAvailable") is True or isinstance(source.get("output"), Mapping),
        hub_id=text(source.get("hubId")),
        hub_name=text(source.get("hubName")),
        document=_read_document(source.get("document")),
        metadata=texts(source.get("metadata")) or texts(source.get("tags")),
        error=JobError(text(error.get("code")) or "UNKNOWN", text(error.get("message")) or "")
        if isinstance(error, Mapping)
        else None,
    )


def _read_document(value: Any) -> DocumentSummary:
    if not isinstance(value, Mapping):
        return DocumentSummary()
    return DocumentSummary(
        file_id=text(value.get("fileId")),
        file_name=text(value.get("fileName")),
        mime_type=text(value.get("mimeType")),
        size_bytes=whole(value.get("sizeBytes")),
        page_count=whole(value.get("pageCount")),
    )


def _read_all(value: Any, parent: str, reading: _Reading, depth: int) -> tuple[Field, ...]:
    pairs: Iterable[tuple[str | None, Any]]
    if isinstance(value, list):
        pairs = ((None, each) for each in value)
    elif isinstance(value, Mapping):
        pairs = ((text(key), each) for key, each in value.items())
    else:
        return ()
    return tuple(
        _read_field(each, key, parent, position, reading, depth) for position, (key, each) in enumerate(pairs, start=1)
    )


def _read_field(value: Any, key: str | None, parent: str, position: int, reading: _Reading, depth: int) -> Field:
    data: Mapping[str, Any] = value if isinstance(value, Mapping) else {"value": value}
    identifier = first_text(data, ID_KEYS) or key
    path = _unique((identifier or f"{parent}[{position - 1}]")[:_LONGEST_PATH], reading.taken)
    name = first_text(data, NAME_KEYS) or key or identifier or str(position)
    within = inside(data)
    told = ""
    children: tuple[Field, ...] = ()
    if within is not None and depth == _DEEPEST:
        told, places = folded(data, reading.sheets)
    else:
        places = read_places(data, reading.sheets)
        children = _read_all(within, path, reading, depth + 1)
    placements, unplaced = default_placements(places)
    type_text = (text(data.get("type")) or "").upper()
    kind = FieldKind.STRING if told else _KINDS.get(type_text, FieldKind.STRING)
    simple, simple_kind = (told, kind) if told else simple_value(data.get("value"))
    if children and kind is FieldKind.STRING:
        kind = FieldKind.GROUP
    elif kind is FieldKind.STRING and not type_text:
        kind = simple_kind
    return Field(
        path=path,
        name=name,
        kind=kind,
        field_id=identifier,
        value=None if children else simple,
        raw_text=text(data.get("rawText")),
        confidence=_confidence(data.get("confidence")),
        confidence_reason=text(data.get("confidenceReason")),
        placements=placements,
        unplaced_reason=unplaced,
        children=children,
        places=places,
        folded=bool(told),
        raw=value,
    )


def _confidence(value: Any) -> float | None:
    found = number(value.strip().rstrip("%") if isinstance(value, str) else value)
    if found is None or found < 0 or found > 100:
        return None
    is_percent = found > 1 or (isinstance(value, str) and value.strip().endswith("%"))
    return found / 100 if is_percent else found


def _unique(path: str, taken: set[str]) -> str:
    candidate, count = path, 1
    while candidate in taken:
        count += 1
        candidate = f"{path}#{count}"
    taken.add(candidate)
    return candidate
