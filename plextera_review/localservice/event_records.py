"""Events for subscribers: written in the same transaction as the end they tell of, so that none is lost or made up."""

import json
from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from plextera_review.domain.ids import new_ulid
from plextera_review.localservice.clock import now_text


def note_job_ended(db: Connection, job_id: str) -> None:
    """One event a subscription and dialect for a job that has just reached a terminal state."""
    row = db.execute("SELECT id, extraction_id, status FROM jobs WHERE id = ?", (job_id,)).fetchone()
    state = row["status"].lower()
    for kind, name, resource in (
        ("job", "jobId", row["id"]),
        ("extraction", "extractionId", row["extraction_id"]),
    ):
        data = {name: resource, "status": row["status"]}
        _note(db, f"document-insights.{kind}.{state}", resource, data, {"documentInsightsOperation": "extract"})


def note_run_ended(db: Connection, run_id: str) -> None:
    """One event a subscription for a run that has just ended; nested runs are their parent's own business."""
    row = db.execute("SELECT workflow_id, status, parent_id FROM runs WHERE id = ?", (run_id,)).fetchone()
    if row["parent_id"] is not None:
        return
    data = {"runId": run_id, "workflowId": row["workflow_id"], "status": row["status"]}
    _note(db, f"workflow.run.{row['status'].lower()}", run_id, data, {"workflowId": row["workflow_id"]})


def _note(db: Connection, event_type: str, resource: str, data: Mapping[str, Any], facts: Mapping[str, str]) -> None:
    now = now_text()
    for row in db.execute("SELECT * FROM subscriptions WHERE status = 'active' ORDER BY seq").fetchall():
        filters = json.loads(row["filters"] or "{}")
        if event_type not in json.loads(row["event_types"]):
            continue
        if any(key in filters and filters[key] != value for key, value in facts.items()):
            continue
        db.execute(
            "INSERT OR IGNORE INTO events (id, subscription_id, event_type, resource_id, data, occurred_at, state, "
            "next_try_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending', ?6)",
            (f"evt_{new_ulid()}", row["id"], event_type, resource, json.dumps(data), now),
        )
