"""Event subscriptions and the events they bring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

JOB_ENDS = tuple(
    f"document-insights.{kind}.{end}" for kind in ("job", "extraction") for end in ("completed", "failed", "rejected")
)
"""Event types that tell of the end of a job, in both dialects."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription; its secret is never told."""

    id: str
    endpoint_url: str
    is_paused: bool = False
    event_types: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One event as delivered. ``resource_id``: the job, extraction or run it tells of."""

    id: str
    type: str
    occurred_at: datetime | None
    resource_id: str | None
    workflow_id: str | None = None
    data: Any = field(default=None, compare=False, repr=False)
