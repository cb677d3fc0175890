"""Bodies of the Workflows group."""

from typing import Any

from plextera_review.contract.wire.base import Answer, Failure, Moment


class WorkflowReference(Answer):
    """The workflow of a run."""

    id: str
    name: str


class RunProgress(Answer):
    """How many steps have ended."""

    steps_completed: int
    steps_total: int


class NestedRuns(Answer):
    """The runs a step started, without their steps."""

    count: int
    data: list["RunObject"]


class StepObject(Answer):
    """One step. Times and durations are an addition of the local service."""

    id: str
    name: str
    type: str
    status: str
    message: str | None = None
    output: Any = None
    nested_runs: NestedRuns | None = None
    started_at: Moment | None = None
    completed_at: Moment | None = None
    duration_ms: int | None = None
    computed_duration_ms: int | None = None


class RunObject(Answer):
    """A workflow run; ``steps`` only in the answer to a GET of one run."""

    id: str
    status: str
    created_at: Moment
    updated_at: Moment
    started_at: Moment | None = None
    completed_at: Moment | None = None
    error: Failure | None = None
    workflow: WorkflowReference
    progress: RunProgress
    duration_ms: int | None = None
    computed_duration_ms: int | None = None
    steps: list[StepObject] | None = None


NestedRuns.model_rebuild()
