"""Reads and writes the service's records. Each write is one transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection, Row
from typing import Any

from plextera_review.contract.wire import DocumentObject, FeedbackObject, FileObject, JobErrorObject, JobObject
from plextera_review.domain.ids import new_ulid
from plextera_review.domain.job import JobStatus
from plextera_review.localservice.files import StoredContent
from plextera_review.storage.connection import Database

_JOB = "SELECT jobs.*, files.name, files.mime_type, files.size_bytes FROM jobs JOIN files ON files.id = jobs.file_id"


@dataclass(frozen=True, slots=True)
class Work:
    """One claimed job for the pipeline."""

    job_id: str
    sha256: str
    mime_type: str
    size_bytes: int
    hub_id: str | None
    metadata: Mapping[str, str]
    duplicate_of: str | None
    worker_deaths: int


class Repository:
    """The service's database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add_file(self, name: str, stored: StoredContent) -> FileObject:
        """Record an upload whose bytes are on disk."""
        identifier, now = f"file_{new_ulid()}", _now()
        row = (identifier, stored.sha256, name, stored.content.mime, stored.size_bytes, now)
        await self._db.write(lambda db: db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", row))
        return _file(await self._one("SELECT * FROM files WHERE id = ?", identifier))

    async def file(self, file_id: str) -> tuple[FileObject, str] | None:
        """A file and the hash of its content."""
        row = await self._one("SELECT * FROM files WHERE id = ?", file_id)
        return (_file(row), row["sha256"]) if row else None

    async def add_job(self, file_id: str, hub_id: str | None, metadata: Mapping[str, str]) -> JobObject:
        """Queue a job for a file that exists."""
        identifier, now = f"dijob_{new_ulid()}", _now()

        def change(db: Connection) -> None:
            db.execute(
                "INSERT INTO jobs (id, file_id, sha256, status, wanted_hub_id, metadata, created_at, updated_at) "
                "SELECT ?, id, sha256, 'QUEUED', ?, ?, ?, ? FROM files WHERE id = ?",
                (identifier, hub_id, json.dumps(dict(metadata)), now, now, file_id),
            )

        await self._db.write(change)
        job = await self.job(identifier)
        assert job is not None  # noqa: S101 - just written
        return job

    async def job(self, job_id: str) -> JobObject | None:
        """One job with its output."""
        row = await self._one(f"{_JOB} WHERE jobs.id = ?", job_id)
        return _job(row, with_output=True) if row else None

    async def jobs(self, status: str | None, page: int, size: int) -> tuple[list[JobObject], int]:
        """A page of jobs, newest first, and how many there are in all."""

        def read(db: Connection) -> tuple[list[JobObject], int]:
            [total] = db.execute("SELECT count(*) FROM jobs WHERE ?1 IS NULL OR status = ?1", (status,)).fetchone()
            rows = db.execute(
                f"{_JOB} WHERE ?1 IS NULL OR status = ?1 ORDER BY seq DESC LIMIT ?2 OFFSET ?3",
                (status, size, page * size),
            )
            return [_job(row, with_output=False) for row in rows], total

        return await self._db.run(read)

    async def add_feedback(self, job_id: str, message: str, field_id: str | None, request_id: str) -> FeedbackObject:
        """Keep a feedback for a job that exists."""
        identifier, now = f"fb_{new_ulid()}", _now()
        row = (identifier, job_id, message, field_id, request_id, now)
        await self._db.write(lambda db: db.execute("INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?)", row))
        moment = datetime.fromisoformat(now)
        return FeedbackObject(id=identifier, job_id=job_id, message=message, field_id=field_id, created_at=moment)

    async def recover(self) -> None:
        """At start: what was being worked on when the service died is queued again. A document cannot end the service, only a worker."""
        await self._db.write(lambda db: db.execute("UPDATE jobs SET status = 'QUEUED' WHERE status = 'PROCESSING'"))

    async def claim(self) -> Work | None:
        """The oldest queued job, PROCESSING from now on."""

        def change(db: Connection) -> Work | None:
            row = db.execute(f"{_JOB} WHERE status = 'QUEUED' ORDER BY seq LIMIT 1").fetchone()
            if row is None:
                return None
            now = _now()
            db.execute(
                "UPDATE jobs SET status = 'PROCESSING', started_at = coalesce(started_at, ?1), updated_at = ?1 "
                "WHERE seq = ?2",
                (now, row["seq"]),
            )
            earlier = db.execute(
                "SELECT id FROM jobs WHERE sha256 = ? AND seq < ? AND status NOT IN ('FAILED', 'REJECTED') LIMIT 1",
                (row["sha256"], row["seq"]),
            ).fetchone()
            return Work(
                row["id"],
                row["sha256"],
                row["mime_type"],
                row["size_bytes"],
                row["wanted_hub_id"],
                json.loads(row["metadata"]),
                earlier["id"] if earlier else None,
                row["worker_deaths"],
            )

        return await self._db.write(change)

    async def complete(self, job_id: str, result: Mapping[str, Any]) -> None:
        """The pipeline is done: keep the output."""
        row = (result["hubId"], result["hubName"], result["pageCount"], json.dumps(result["output"]), _now(), job_id)
        await self._db.write(
            lambda db: db.execute(
                "UPDATE jobs SET status = 'COMPLETED', hub_id = ?1, hub_name = ?2, page_count = ?3, output = ?4, "
                "updated_at = ?5, completed_at = ?5 WHERE id = ?6",
                row,
            )
        )

    async def end_badly(self, job_id: str, status: JobStatus, code: str, message: str) -> None:
        """FAILED or REJECTED with its reason."""
        row = (status.value, code, message, _now(), job_id)
        await self._db.write(
            lambda db: db.execute(
                "UPDATE jobs SET status = ?1, error_code = ?2, error_message = ?3, updated_at = ?4, completed_at = ?4 "
                "WHERE id = ?5",
                row,
            )
        )

    async def requeue(self, job_id: str) -> None:
        """The worker died: once more."""
        await self._db.write(
            lambda db: db.execute(
                "UPDATE jobs SET status = 'QUEUED', worker_deaths = worker_deaths + 1 WHERE id = ?", (job_id,)
            )
        )

    async def _one(self, query: str, parameter: str) -> Any:
        return await self._db.run(lambda db: db.execute(query, (parameter,)).fetchone())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _file(row: Row) -> FileObject:
    return FileObject(
        id=row["id"],
        name=row["name"],
        mime_type=row["mime_type"],
        size_bytes=row["size_bytes"],
        created_at=datetime.fromisoformat(row["created_at"]),
    )


def _job(row: Row, *, with_output: bool) -> JobObject:
    return JobObject(
        id=row["id"],
        status=row["status"],
        output_available=row["output"] is not None,
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        started_at=_time(row["started_at"]),
        completed_at=_time(row["completed_at"]),
        error=JobErrorObject(code=row["error_code"], message=row["error_message"]) if row["error_code"] else None,
        hub_id=row["hub_id"],
        hub_name=row["hub_name"],
        metadata=json.loads(row["metadata"]) or None,
        document=DocumentObject(
            file_id=row["file_id"],
            file_name=row["name"],
            mime_type=row["mime_type"],
            size_bytes=row["size_bytes"],
            page_count=row["page_count"],
        ),
        output=json.loads(row["output"]) if with_output and row["output"] else None,
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
