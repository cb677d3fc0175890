"""A data folder written by the first format goes on: jobs, feedback and counts are there, in both dialects."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from plextera_review.localservice.job_records import JobQuery, JobRecords
from plextera_review.localservice.schema import MIGRATIONS
from plextera_review.storage.connection import Database

AT = "2026-01-01T00:00:00.000+00:00"


def test_the_first_format_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "service.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(MIGRATIONS[0] + "PRAGMA user_version = 1;")
        db.execute("INSERT INTO files VALUES ('file_1', 'aa', 'a.pdf', 'application/pdf', 3, ?)", (AT,))
        for number, status in enumerate(("COMPLETED", "COMPLETED", "FAILED")):
            db.execute(
                "INSERT INTO jobs (id, file_id, sha256, status, metadata, output, created_at, updated_at) "
                "VALUES (?, 'file_1', 'aa', ?, '{}', '{}', ?, ?)",
                (f"dijob_{number}", status, AT, AT),
            )
        db.execute("INSERT INTO feedback VALUES ('fb_1', 'dijob_1', 'm', NULL, 'req_1', ?)", (AT,))

    async def main() -> None:
        database = Database(path, MIGRATIONS)
        await database.open()
        jobs = JobRecords(database)
        rows, total = await jobs.listed(JobQuery("COMPLETED", 0, 10))
        assert total == 2
        assert [row["id"] for row in rows] == ["dijob_1", "dijob_0"]
        twin = await jobs.get_extraction(rows[0]["extraction_id"])
        assert twin is not None
        assert (twin["id"], twin["output"]) == ("dijob_1", "{}")
        kept = await database.run(lambda db: db.execute("SELECT job_id, type FROM feedback").fetchall())
        assert [tuple(row) for row in kept] == [("dijob_1", "ERROR")]
        assert await database.run(lambda db: db.execute("PRAGMA foreign_key_check").fetchall()) == []
        await database.close()

    asyncio.run(main())
