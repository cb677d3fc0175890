"""Runs, subscriptions and events out of any JSON."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.contract.run_reading import read_run
from plextera_review.contract.subscription_reading import read_event, read_subscription
from plextera_review.domain.workflow import RunStatus

_KEYS = st.sampled_from(
    [
        *(
            "id",
            "status",
            "steps",
            "nestedRuns",
            "data",
            "count",
            "workflow",
            "progress",
            "error",
            "durationMs",
            "createdAt",
        ),
        *("eventTypes", "filters", "endpointUrl", "eventId", "eventType", "occurredAt", "runId", "jobId", "stepsTotal"),
    ]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=25,
)


@given(_JSON)
def test_any_json_is_read_or_refused(data: object) -> None:
    for read in (read_run, read_subscription, read_event):
        with contextlib.suppress(ValueError):
            assert read(data).id


def test_a_run_as_documented() -> None:
    nested = {"count": 1, "data": [{"id": "r2", "status": "CLOSED"}]}
    step = {"id": "step_01", "name": "Read", "type": "document_insights", "status": "COMPLETED", "nestedRuns": nested}
    run = read_run(
        {
            "id": "r1",
            "status": "PROCESSING",
            "createdAt": "2026-04-07T10:05:04Z",
            "workflow": {"id": "w", "name": "W"},
            "progress": {"stepsCompleted": 1, "stepsTotal": 2},
            "durationMs": 12,
            "steps": [step],
        }
    )
    assert (run.status, run.workflow_id, run.steps_completed, run.steps_total) == (RunStatus.PROCESSING, "w", 1, 2)
    assert (run.duration_ms, run.computed_duration_ms) == (12, None)
    assert run.steps[0].nested[0].status is RunStatus.CLOSED
    assert not run.status.is_final
    assert run.steps[0].nested[0].status.is_final


@pytest.mark.parametrize("key", ["jobId", "extractionId", "runId", "id"])
def test_an_event_names_its_resource_in_any_dialect(key: str) -> None:
    assert read_event({"eventId": "e", "eventType": "t", "data": {key: "x"}}).resource_id == "x"
