"""The records of extraction jobs and their feedback: one record, shown in either dialect. Each write is one transaction."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Any

from plextera_review.domain.ids import new_ulid
from plextera_review.domain.job import JobStatus
from plextera_review.localservice.clock import now_text
from plextera_review.localservice.event_records import note_job_ended
from plextera_review.storage.connection import Database

# ``output`` can be long and lies on pages of its own: lists ask only whether it is there.
_LISTED = """
SELECT jobs.seq, jobs.id, jobs.extraction_id, jobs.file_id, jobs.url, jobs.status, jobs.hub_id, jobs.hub_name,
    jobs.metadata, jobs.page_count, jobs.output IS NOT NULL AS output_available, jobs.error_code, jobs.error_message,
    jobs.created_at, jobs.updated_at, jobs.started_at, jobs.completed_at, jobs.worker_deaths, jobs.wanted_hub_id,
    jobs.sha256, files.name, files.mime_type, files.size_bytes {more}
FROM jobs LEFT JOIN files ON files.id = jobs.file_id
"""
_LIST = _LISTED.format(more="")
_SHOW = _LISTED.format(more=", jobs.output")
_ORDERS = {"createdAt": "jobs.created_at", "updatedAt": "jobs.updated_at", "completedAt": "jobs.completed_at"}


@dataclass(frozen=True, slots=True)
class NewJob:
    """What a job is made from: a stored file or an address, the hub asked for, metadata or tags."""

    file_id: str | None
    url: str | None
    hub_id: str | None
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class JobQuery:
    """Which jobs, in which order. ``sort_by``: ``createdAt``, ``updatedAt`` or ``completedAt``."""

    status: str | None
    page: int
    size: int
    sort_by: str = "createdAt"
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One claimed job for the pipeline; without ``sha256`` its document must be fetched from ``url`` first."""

    job_id: str
    sha256: str | None
    url: str | None
    mime_type: str
    size_bytes: int
    hub_id: str | None
    metadata: Mapping[str, str]
    duplicate_of: str | None
    worker_deaths: int


class JobRecords:
    """Jobs in the service's database. Rows come back as they are; the dialects give them their form."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, job: NewJob) -> Row:
        """Queue a job."""
        identifier, now = f"dijob_{new_ulid()}", now_text()

        def change(db: Connection) -> Row:
            db.execute(
                "INSERT INTO jobs (id, extraction_id, file_id, url, sha256, status, wanted_hub_id, metadata, "
                "created_at, updated_at) "
                "VALUES (?1, ?2, ?3, ?4, (SELECT sha256 FROM files WHERE id = ?3), 'QUEUED', ?5, ?6, ?7, ?7)",
                (identifier, os.urandom(12).hex(), job.file_id, job.url, job.hub_id, json.dumps(job.metadata), now),
            )
            row: Row = db.execute(f"{_SHOW} WHERE jobs.id = ?", (identifier,)).fetchone()
            return row

        return await self._db.write(change)

    async def get(self, job_id: str) -> Row | None:
        """One job with its output."""
        return await self._one(f"{_SHOW} WHERE jobs.id = ?", job_id)

    async def get_extraction(self, extraction_id: str) -> Row | None:
        """The same, by its id in the other dialect."""
        return await self._one(f"{_SHOW} WHERE jobs.extraction_id = ?", extraction_id)

    async def same_document(self, file_id: str) -> Row | None:
        """The first job under way or completed over the same bytes."""
        query = (
            f"{_SHOW} WHERE jobs.sha256 = (SELECT sha256 FROM files WHERE id = ?) "
            "AND jobs.status NOT IN ('FAILED', 'REJECTED') ORDER BY seq LIMIT 1"
        )
        return await self._one(query, file_id)

    async def listed(self, query: JobQuery) -> tuple[list[Row], int]:
        """A page of jobs without their output, and how many there are in all."""
        where = "WHERE status = :status" if query.status else ""
        direction = "ASC" if query.ascending else "DESC"
        order = f"{_ORDERS[query.sort_by]} {direction}, seq {direction}"
        values = {"status": query.status, "size": query.size, "start": query.page * query.size}

        def read(db: Connection) -> tuple[list[Row], int]:
            [total] = db.execute(f"SELECT coalesce(sum(jobs), 0) FROM job_counts {where}", values).fetchone()
            if query.page * query.size >= total:
                return [], total
            # The page's keys first, from an index alone: rows are long, and are read and joined only for those.
            keys = f"SELECT seq FROM jobs {where} ORDER BY {order} LIMIT :size OFFSET :start"
            rows = db.execute(f"{_LIST} WHERE seq IN ({keys}) ORDER BY {order}", values)
            return rows.fetchall(), total

        return await self._db.run(read)

    async def add_feedback(
        self, job_id: str, message: str, kind: str, field_id: str | None, request_id: str
    ) -> tuple[str, str]:
        """Keep a feedback for a job that exists: its id and time."""
        identifier, now = f"fb_{new_ulid()}", now_text()
        row = (identifier, job_id, message, kind, field_id, request_id, now)
        await self._db.write(lambda db: db.execute("INSERT INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?)", row))
        return identifier, now

    async def recover(self) -> None:
        """At start: what was being worked on when the service died is queued again. A document cannot end the service, only a worker."""
        await self._db.write(lambda db: db.execute("UPDATE jobs SET status = 'QUEUED' WHERE status = 'PROCESSING'"))

    async def claim(self) -> Work | None:
        """The oldest queued job, PROCESSING from now on."""

        def change(db: Connection) -> Work | None:
            row = db.execute(f"{_LIST} WHERE status = 'QUEUED' ORDER BY seq LIMIT 1").fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE jobs SET status = 'PROCESSING', started_at = coalesce(started_at, ?1), updated_at = ?1 "
                "WHERE seq = ?2",
                (now_text(), row["seq"]),
            )
            return _work(db, row)

        return await self._db.write(change)

    async def set_file(self, job_id: str, file_id: str) -> Work:
        """A document given by address was fetched: go on with its file."""

        def change(db: Connection) -> Work:
            db.execute(
                "UPDATE jobs SET file_id = ?1, sha256 = (SELECT sha256 FROM files WHERE id = ?1) WHERE id = ?2",
                (file_id, job_id),
            )
            return _work(db, db.execute(f"{_LIST} WHERE jobs.id = ?", (job_id,)).fetchone())

        return await self._db.write(change)

    async def complete(self, job_id: str, result: Mapping[str, Any]) -> None:
        """The pipeline is done: keep the output."""
        row = (
            result["hubId"],
            result["hubName"],
            result["pageCount"],
            json.dumps(result["output"]),
            now_text(),
            job_id,
        )
        await self._end(
            "UPDATE jobs SET status = 'COMPLETED', hub_id = ?1, hub_name = ?2, page_count = ?3, output = ?4, "
            "updated_at = ?5, completed_at = ?5 WHERE id = ?6",
            row,
        )

    async def end_badly(self, job_id: str, status: JobStatus, code: str, message: str) -> None:
        """FAILED or REJECTED with its reason."""
        await self._end(
            "UPDATE jobs SET status = ?1, error_code = ?2, error_message = ?3, updated_at = ?4, completed_at = ?4 "
            "WHERE id = ?5",
            (status.value, code, message, now_text(), job_id),
        )

    async def requeue(self, job_id: str) -> None:
        """The worker died: once more."""
        await self._db.write(
            lambda db: db.execute(
                "UPDATE jobs SET status = 'QUEUED', worker_deaths = worker_deaths + 1 WHERE id = ?", (job_id,)
            )
        )

    async def _end(self, query: str, values: tuple[Any, ...]) -> None:
        def change(db: Connection) -> None:
            db.execute(query, values)
            note_job_ended(db, values[-1])

        await self._db.write(change)

    async def _one(self, query: str, parameter: str) -> Row | None:
        row: Row | None = await self._db.run(lambda db: db.execute(query, (parameter,)).fetchone())
        return row


def _work(db: Connection, row: Row) -> Work:
    earlier = db.execute(
        "SELECT id FROM jobs WHERE sha256 = ? AND seq < ? AND status NOT IN ('FAILED', 'REJECTED') LIMIT 1",
        (row["sha256"], row["seq"]),
    ).fetchone()
    return Work(
        job_id=row["id"],
        sha256=row["sha256"],
        url=row["url"],
        mime_type=row["mime_type"] or "",
        size_bytes=row["size_bytes"] or 0,
        hub_id=row["wanted_hub_id"],
        metadata=json.loads(row["metadata"]),
        duplicate_of=earlier["id"] if earlier else None,
        worker_deaths=row["worker_deaths"],
    )
