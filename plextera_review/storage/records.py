"""Domain values as JSON text in the database, and back."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from sqlite3 import Row
from typing import Any

from plextera_review.domain.correction import FeedbackType, OutboxRow, SendState, Verdict, VerdictKind
from plextera_review.domain.field import FieldValue, Money
from plextera_review.domain.geometry import NormRect, Placement


def time_text(moment: datetime) -> str:
    """UTC, fixed width, so that texts sort like times."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def verdict_text(verdict: Verdict) -> str:
    """A verdict as JSON."""
    data: dict[str, Any] = asdict(verdict)
    data["decided_at"] = time_text(verdict.decided_at)
    return json.dumps(data, ensure_ascii=False)


def verdict_from(text: str) -> Verdict:
    """The verdict in a JSON text."""
    data = json.loads(text)
    return Verdict(
        client_reference=data["client_reference"],
        job_id=data["job_id"],
        field_path=data["field_path"],
        kind=VerdictKind(data["kind"]),
        decided_at=datetime.fromisoformat(data["decided_at"]),
        field_id=data["field_id"],
        field_name=data["field_name"],
        original=data["original"],
        value=value_from(data["value"]),
        value_text=data["value_text"],
        comment=data["comment"],
        placements=_placements_from(data),
        waived=tuple(data.get("waived", ())),
    )


def outbox_row(row: Row) -> OutboxRow:
    """One row of the table ``outbox``."""
    return OutboxRow(
        client_reference=row["client_reference"],
        connection_id=row["connection_id"],
        job_id=row["job_id"],
        job_name=row["job_name"],
        field_path=row["field_path"],
        field_id=row["field_id"],
        field_name=row["field_name"],
        feedback_type=FeedbackType(row["feedback_type"]),
        message=row["message"],
        state=SendState(row["state"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        attempts=row["attempts"],
        next_try_at=datetime.fromisoformat(row["next_try_at"]) if row["next_try_at"] else None,
        feedback_id=row["feedback_id"],
        last_code=row["last_code"],
        last_message=row["last_message"],
    )


def _placements_from(data: dict[str, Any]) -> tuple[Placement, ...]:
    """Earlier versions kept one place as ``placement``."""
    places = data["placements"] if "placements" in data else [data["placement"]] if data.get("placement") else []
    return tuple(Placement(each["page"], NormRect(**each["rect"])) for each in places)


def value_json(value: FieldValue) -> Any:
    """A value as it is kept in JSON."""
    return asdict(value) if isinstance(value, Money) else value


def value_from(value: Any) -> FieldValue:
    """The value kept in JSON."""
    if isinstance(value, dict):
        return Money(value["amount"], value["currency"])
    return value  # type: ignore[no-any-return]
