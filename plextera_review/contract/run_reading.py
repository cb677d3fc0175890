"""Reads workflow runs from any sensible JSON: missing, unknown and odd keys are no error."""

from collections.abc import Mapping
from typing import Any

from plextera_review.contract.json_values import text, time, whole
from plextera_review.domain.workflow import Run, RunStatus, RunStep

_STATUSES = {each.value: each for each in RunStatus}
_DEEPEST = 6


def read_run(data: Any, depth: int = 0) -> Run:
    """One run. Raises ValueError only when it has no id."""
    source = data if isinstance(data, Mapping) else {}
    identifier = text(source.get("id")) or text(source.get("runId"))
    if not identifier:
        raise ValueError("a run without an id")
    error, workflow, progress = (_map(source.get(key)) for key in ("error", "workflow", "progress"))
    steps = source.get("steps")
    status = text(source.get("status")) or ""
    return Run(
        id=identifier,
        status=_STATUSES.get(status, RunStatus.UNKNOWN),
        status_text=status,
        created_at=time(source.get("createdAt")),
        updated_at=time(source.get("updatedAt")),
        started_at=time(source.get("startedAt")),
        completed_at=time(source.get("completedAt")),
        error_code=text(error.get("code")),
        error_message=text(error.get("message")),
        workflow_id=text(workflow.get("id")) or text(source.get("workflowId")),
        workflow_name=text(workflow.get("name")),
        steps_completed=whole(progress.get("stepsCompleted")),
        steps_total=whole(progress.get("stepsTotal")),
        duration_ms=whole(source.get("durationMs")),
        computed_duration_ms=whole(source.get("computedDurationMs")),
        steps=tuple(_step(each, place, depth) for place, each in enumerate(steps, start=1))
        if isinstance(steps, list) and depth < _DEEPEST
        else (),
    )


def _step(value: Any, place: int, depth: int) -> RunStep:
    source = _map(value)
    nested = _map(source.get("nestedRuns"))
    runs = nested.get("data")
    found = [
        read_run(each, depth + 1)
        for each in (runs if isinstance(runs, list) else [])
        if isinstance(each, Mapping) and (text(each.get("id")) or text(each.get("runId")))
    ]
    count = whole(nested.get("count"))
    status = text(source.get("status")) or ""
    return RunStep(
        id=text(source.get("id")) or f"step_{place:02}",
        name=text(source.get("name")) or text(source.get("id")) or f"Step {place}",
        type=text(source.get("type")) or "",
        status=_STATUSES.get(status, RunStatus.UNKNOWN),
        status_text=status,
        message=text(source.get("message")),
        output=source.get("output"),
        nested=tuple(found),
        nested_count=count if count is not None else len(found),
    )


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
