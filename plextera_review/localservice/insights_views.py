"""One job record in the form of either dialect."""

import json
from sqlite3 import Row
from typing import Any

from plextera_review.contract.wire.base import Failure
from plextera_review.contract.wire.insights import DocumentObject, ExtractionObject, JobObject
from plextera_review.localservice.clock import moment, moment_if_any


def job_object(row: Row) -> JobObject:
    """The ``jobs`` dialect."""
    return JobObject(
        **_common(row),
        id=row["id"],
        started_at=moment_if_any(row["started_at"]),
        hub_id=row["hub_id"],
        hub_name=row["hub_name"],
        metadata=json.loads(row["metadata"]) or None,
    )


def extraction_object(row: Row) -> ExtractionObject:
    """The ``extractions`` dialect."""
    return ExtractionObject(**_common(row), id=row["extraction_id"], tags=json.loads(row["metadata"]) or None)


def _common(row: Row) -> dict[str, Any]:
    output = row["output"] if "output" in row.keys() else None  # noqa: SIM118 - a row looks into its values
    return {
        "status": row["status"],
        "output_available": bool(row["output_available"]),
        "created_at": moment(row["created_at"]),
        "updated_at": moment(row["updated_at"]),
        "completed_at": moment_if_any(row["completed_at"]),
        "error": Failure(code=row["error_code"], message=row["error_message"]) if row["error_code"] else None,
        "document": DocumentObject(
            file_id=row["file_id"],
            file_name=row["name"],
            mime_type=row["mime_type"],
            size_bytes=row["size_bytes"],
            page_count=row["page_count"],
        ),
        "output": json.loads(output) if output else None,
    }
