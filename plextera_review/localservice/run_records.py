"""The records of workflow runs and their steps. Each write is one transaction."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Any

from plextera_review.localservice.clock import now_text
from plextera_review.localservice.event_records import note_run_ended
from plextera_review.localservice.workflows.definition import Workflow, flat
from plextera_review.storage.connection import Database


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a nested run belongs: its run, the position of its step, its place among that step's runs."""

    run_id: str
    position: int
    place: int


class RunRecords:
    """Runs in the service's database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, workflow: Workflow, given: Mapping[str, Any], parent: Parent | None = None) -> Row:
        """Queue a run; for a nested one that is there already (the service died meanwhile), that one."""

        def change(db: Connection) -> Row:
            if parent is not None:
                place = (parent.run_id, parent.position, parent.place)
                query = "SELECT * FROM runs WHERE parent_id = ? AND parent_step = ? AND place = ?"
                there: Row | None = db.execute(query, place).fetchone()
                if there is not None:
                    return there
            identifier, now = os.urandom(12).hex(), now_text()
            db.execute(
                "INSERT INTO runs (id, workflow_id, workflow_name, definition, input, status, parent_id, parent_step, "
                "place, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, 'QUEUED', ?6, ?7, ?8, ?9, ?9)",
                (
                    identifier,
                    workflow.id,
                    workflow.name,
                    workflow.model_dump_json(by_alias=True),
                    json.dumps(given),
                    parent.run_id if parent else None,
                    parent.position if parent else None,
                    parent.place if parent else None,
                    now,
                ),
            )
            db.executemany(
                "INSERT INTO run_steps (run_id, position, name, type, status) VALUES (?, ?, ?, ?, 'QUEUED')",
                [(identifier, place, step.name, step.type) for place, step in enumerate(flat(workflow.steps), start=1)],
            )
            return _get(db, identifier)  # type: ignore[return-value]

        return await self._db.write(change)

    async def get(self, run_id: str) -> Row | None:
        """One run."""
        return await self._db.run(lambda db: _get(db, run_id))

    async def steps(self, run_ids: Sequence[str]) -> dict[str, list[Row]]:
        """The steps of runs, in order, by run."""

        def read(db: Connection) -> dict[str, list[Row]]:
            marks = ", ".join("?" * len(run_ids))
            query = f"SELECT * FROM run_steps WHERE run_id IN ({marks}) ORDER BY run_id, position"
            found: dict[str, list[Row]] = {each: [] for each in run_ids}
            for row in db.execute(query, tuple(run_ids)):
                found[row["run_id"]].append(row)
            return found

        return await self._db.run(read)

    async def nested(self, run_id: str) -> list[Row]:
        """The runs started by a run, in order."""
        query = "SELECT * FROM runs WHERE parent_id = ? ORDER BY parent_step, place"
        return await self._db.run(lambda db: db.execute(query, (run_id,)).fetchall())

    async def listed(self, status: str | None, workflow_id: str | None, page: int, size: int) -> tuple[list[Row], int]:
        """A page of runs that were triggered from outside, newest first, and how many there are in all."""
        where = "parent_id IS NULL"
        where += " AND status = :status" if status else ""
        where += " AND workflow_id = :workflow" if workflow_id else ""
        values = {"status": status, "workflow": workflow_id, "size": size, "start": page * size}

        def read(db: Connection) -> tuple[list[Row], int]:
            [total] = db.execute(f"SELECT count(*) FROM runs WHERE {where}", values).fetchone()
            query = f"SELECT * FROM runs WHERE {where} ORDER BY seq DESC LIMIT :size OFFSET :start"
            return db.execute(query, values).fetchall(), total

        return await self._db.run(read)

    async def unfinished(self) -> list[str]:
        """The runs from outside that have not ended, oldest first."""
        query = "SELECT id FROM runs WHERE parent_id IS NULL AND status IN ('QUEUED', 'PROCESSING') ORDER BY seq"
        return await self._db.run(lambda db: [row["id"] for row in db.execute(query)])

    async def begin(self, run_id: str) -> None:
        """The run is being worked on."""
        await self._db.write(
            lambda db: db.execute(
                "UPDATE runs SET status = 'PROCESSING', started_at = coalesce(started_at, ?1), updated_at = ?1 "
                "WHERE id = ?2",
                (now_text(), run_id),
            )
        )

    async def begin_step(self, run_id: str, position: int) -> str:
        """The step is being worked on; when it began, which after a restart is earlier than now."""

        def change(db: Connection) -> str:
            now = now_text()
            db.execute(
                "UPDATE run_steps SET status = 'PROCESSING', started_at = coalesce(started_at, ?1) "
                "WHERE run_id = ?2 AND position = ?3",
                (now, run_id, position),
            )
            db.execute("UPDATE runs SET updated_at = ? WHERE id = ?", (now, run_id))
            query = "SELECT started_at FROM run_steps WHERE run_id = ? AND position = ?"
            began: str = db.execute(query, (run_id, position)).fetchone()["started_at"]
            return began

        return await self._db.write(change)

    async def set_job(self, run_id: str, position: int, job_id: str) -> None:
        """The step waits for this job."""
        await self._db.write(
            lambda db: db.execute(
                "UPDATE run_steps SET job_id = ? WHERE run_id = ? AND position = ?", (job_id, run_id, position)
            )
        )

    async def end_step(
        self, run_id: str, position: int, status: str, message: str | None, output: Any, active_ms: int
    ) -> None:
        """The step is over."""
        row = (status, message, json.dumps(output), now_text(), active_ms, run_id, position)
        await self._db.write(
            lambda db: db.execute(
                "UPDATE run_steps SET status = ?1, message = ?2, output = ?3, completed_at = ?4, active_ms = ?5 "
                "WHERE run_id = ?6 AND position = ?7",
                row,
            )
        )

    async def end(self, run_id: str, status: str, code: str | None, message: str | None) -> None:
        """The run is over; steps that were not reached are closed."""

        def change(db: Connection) -> None:
            db.execute(
                "UPDATE runs SET status = ?1, error_code = ?2, error_message = ?3, updated_at = ?4, completed_at = ?4 "
                "WHERE id = ?5",
                (status, code, message, now_text(), run_id),
            )
            db.execute(
                "UPDATE run_steps SET status = 'CLOSED', message = 'Not reached.' "
                "WHERE run_id = ? AND status IN ('QUEUED', 'PROCESSING')",
                (run_id,),
            )
            note_run_ended(db, run_id)

        await self._db.write(change)


def _get(db: Connection, run_id: str) -> Row | None:
    row: Row | None = db.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
    return row
