"""Workflow runs as the window sees them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class RunStatus(StrEnum):
    """Status of a run or a step. Unknown texts from a newer server are ``UNKNOWN``."""

    QUEUED = "QUEUED"
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CLOSED = "CLOSED"
    UNKNOWN = "UNKNOWN"

    @property
    def is_final(self) -> bool:
        """True when the server will not change it any more."""
        return self in {RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CLOSED}


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run. ``output`` is any JSON; ``nested`` are runs without their steps."""

    id: str
    name: str
    type: str
    status: RunStatus
    status_text: str = ""
    message: str | None = None
    output: Any = None
    nested: "tuple[Run, ...]" = ()
    nested_count: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a workflow. ``duration_ms``: wall clock; ``computed_duration_ms``: time at work, without waits."""

    id: str
    status: RunStatus
    created_at: datetime | None = None
    status_text: str = ""
    updated_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    error_code: str | None = None
    error_message: str | None = None
    workflow_id: str | None = None
    workflow_name: str | None = None
    steps_completed: int | None = None
    steps_total: int | None = None
    duration_ms: int | None = None
    computed_duration_ms: int | None = None
    steps: tuple[RunStep, ...] = ()
