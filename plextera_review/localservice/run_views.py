"""Run records in the form of the API, with the durations the contract defines.

``durationMs`` is the wall clock from ``startedAt`` to ``completedAt``. ``computedDurationMs`` is the time the run was at work: the sum over
its steps of the time each was active itself. Waits and time in the queue count nothing, a branch that waits for the others counts nothing, and
branches that work at the same time count each, so that it can be more than the wall clock.
"""

import json
from collections.abc import Sequence
from sqlite3 import Row

from plextera_review.contract.wire.base import Failure
from plextera_review.contract.wire.workflows import (
    NestedRuns,
    RunObject,
    RunProgress,
    StepObject,
    WorkflowReference,
)
from plextera_review.localservice.clock import milliseconds, moment, moment_if_any
from plextera_review.localservice.run_records import RunRecords

_ENDED = {"COMPLETED", "FAILED"}


async def run_object(records: RunRecords, run: Row) -> RunObject:
    """One run with its steps, and the runs nested in them."""
    nested = await records.nested(run["id"])
    steps = await records.steps([run["id"], *(each["id"] for each in nested)])
    shown = _run(run, steps[run["id"]])
    shown.steps = [
        _step(row, [_run(each, steps[each["id"]]) for each in nested if each["parent_step"] == row["position"]])
        for row in steps[run["id"]]
    ]
    return shown


async def run_list(records: RunRecords, runs: Sequence[Row]) -> list[RunObject]:
    """Runs without their steps."""
    steps = await records.steps([run["id"] for run in runs])
    return [_run(run, steps[run["id"]]) for run in runs]


def _run(run: Row, steps: Sequence[Row]) -> RunObject:
    duration = milliseconds(run["started_at"], run["completed_at"])
    return RunObject(
        id=run["id"],
        status=run["status"],
        created_at=moment(run["created_at"]),
        updated_at=moment(run["updated_at"]),
        started_at=moment_if_any(run["started_at"]),
        completed_at=moment_if_any(run["completed_at"]),
        error=Failure(code=run["error_code"], message=run["error_message"]) if run["error_code"] else None,
        workflow=WorkflowReference(id=run["workflow_id"], name=run["workflow_name"]),
        progress=RunProgress(
            steps_completed=sum(step["status"] == "COMPLETED" for step in steps), steps_total=len(steps)
        ),
        duration_ms=duration,
        computed_duration_ms=sum(step["active_ms"] or 0 for step in steps) if duration is not None else None,
    )


def _step(row: Row, nested: Sequence[RunObject]) -> StepObject:
    return StepObject(
        id=f"step_{row['position']:02}",
        name=row["name"],
        type=row["type"],
        status=row["status"],
        message=row["message"],
        output=json.loads(row["output"]) if row["output"] else None,
        nested_runs=NestedRuns(count=len(nested), data=list(nested)) if nested else None,
        started_at=moment_if_any(row["started_at"]),
        completed_at=moment_if_any(row["completed_at"]),
        duration_ms=milliseconds(row["started_at"], row["completed_at"]),
        computed_duration_ms=row["active_ms"] if row["status"] in _ENDED else None,
    )
