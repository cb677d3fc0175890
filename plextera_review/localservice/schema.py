"""The tables of ``service.sqlite``, one script a format version. Never change a script that was released: append."""

MIGRATIONS = (
    """
    CREATE TABLE files (
        id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, mime_type TEXT NOT NULL,
        size_bytes INTEGER NOT NULL, created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE jobs (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, file_id TEXT NOT NULL REFERENCES files (id),
        sha256 TEXT NOT NULL, status TEXT NOT NULL, wanted_hub_id TEXT, hub_id TEXT, hub_name TEXT,
        metadata TEXT NOT NULL, page_count INTEGER, output TEXT, error_code TEXT, error_message TEXT,
        worker_deaths INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL, started_at TEXT, completed_at TEXT
    ) STRICT;
    CREATE INDEX jobs_by_status ON jobs (status, seq);
    CREATE INDEX jobs_by_content ON jobs (sha256, seq);
    CREATE TABLE feedback (
        id TEXT PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs (id), message TEXT NOT NULL, field_id TEXT,
        request_id TEXT NOT NULL, created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
)
