"""The server as it last spoke: jobs and outputs. Only server answers write here."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from sqlite3 import Connection, Row
from typing import Any

from plextera_review.domain.job import DocumentSummary, Job, JobError, JobStatus, ReviewState
from plextera_review.storage.connection import Database
from plextera_review.storage.records import time_text


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job with what this computer knows of its review.

    ``lowest_reason`` is the strongest reason to look; ``risk`` how many of its values are expected to be wrong.
    """

    job: Job
    review_state: ReviewState = ReviewState.TO_REVIEW
    open_fields: int | None = None
    total_fields: int | None = None
    lowest_reason: str | None = None
    risk: float = 0.0


class Mirror:
    """Jobs and outputs by connection."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put_jobs(self, connection_id: str, jobs: Sequence[Job]) -> None:
        """Take over what the server says of these jobs."""
        rows = [(connection_id, job.id, _job_text(job), time_text(job.created_at)) for job in jobs]
        await self._db.write(
            lambda connection: connection.executemany(
                "INSERT INTO jobs (connection_id, job_id, job, created_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET job = excluded.job, created_at = excluded.created_at",
                rows,
            )
        )

    async def job(self, connection_id: str, job_id: str) -> Job | None:
        """One job, if it was ever seen."""

        def read(connection: Connection) -> Job | None:
            row = connection.execute(
                "SELECT job FROM jobs WHERE connection_id = ? AND job_id = ?", (connection_id, job_id)
            ).fetchone()
            return _job_from(row["job"]) if row else None

        return await self._db.run(read)

    async def record(self, connection_id: str, job_id: str) -> JobRecord | None:
        """One job with its review state on this computer."""

        def read(connection: Connection) -> JobRecord | None:
            row = connection.execute(
                "SELECT jobs.*, review_states.state FROM jobs LEFT JOIN review_states USING (connection_id, job_id) "
                "WHERE jobs.connection_id = ? AND jobs.job_id = ?",
                (connection_id, job_id),
            ).fetchone()
            return _record(row) if row else None

        return await self._db.run(read)

    async def jobs(self, connection_id: str) -> list[JobRecord]:
        """Every job, newest first, with its review state on this computer."""

        def read(connection: Connection) -> list[JobRecord]:
            rows = connection.execute(
                "SELECT jobs.*, review_states.state FROM jobs LEFT JOIN review_states USING (connection_id, job_id) "
                "WHERE jobs.connection_id = ? ORDER BY jobs.created_at DESC",
                (connection_id,),
            )
            return [_record(row) for row in rows]

        return await self._db.run(read)

    async def put_output(self, connection_id: str, job_id: str, output: Any) -> None:
        """Keep the output of a job as the server sent it."""
        row = (connection_id, job_id, json.dumps(output))
        await self._db.write(
            lambda connection: connection.execute(
                "INSERT INTO outputs VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET output = excluded.output", row
            )
        )

    async def output(self, connection_id: str, job_id: str) -> Any | None:
        """The output of a job as the server sent it, ``None`` when it was not fetched yet."""

        def read(connection: Connection) -> Any | None:
            row = connection.execute(
                "SELECT output FROM outputs WHERE connection_id = ? AND job_id = ?", (connection_id, job_id)
            ).fetchone()
            return json.loads(row["output"]) if row else None

        return await self._db.run(read)

    async def note_open_fields(
        self, connection_id: str, job_id: str, open_fields: int, total: int, reason: str | None, risk: float = 0.0
    ) -> None:
        """Remember how many fields need a look, the strongest reason and the expected number of errors, for the queue."""
        await self._db.write(
            lambda connection: connection.execute(
                "UPDATE jobs SET open_fields = ?, total_fields = ?, reason = ?, risk = ? "
                "WHERE connection_id = ? AND job_id = ?",
                (open_fields, total, reason, risk, connection_id, job_id),
            )
        )


def _job_text(job: Job) -> str:
    data = asdict(job)
    for name in ("created_at", "updated_at", "started_at", "completed_at"):
        data[name] = time_text(data[name]) if data[name] else None
    return json.dumps(data, ensure_ascii=False)


def _job_from(text: str) -> Job:
    data = json.loads(text)
    for name in ("created_at", "updated_at", "started_at", "completed_at"):
        data[name] = datetime.fromisoformat(data[name]) if data[name] else None
    data["status"] = JobStatus(data["status"])
    data["document"] = DocumentSummary(**data["document"])
    data["error"] = JobError(**data["error"]) if data["error"] else None
    return Job(**data)


def _record(row: Row) -> JobRecord:
    return JobRecord(
        _job_from(row["job"]),
        ReviewState(row["state"]) if row["state"] else ReviewState.TO_REVIEW,
        row["open_fields"],
        row["total_fields"],
        row["reason"],
        row["risk"] or 0.0,
    )
