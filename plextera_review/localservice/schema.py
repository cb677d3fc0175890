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
    # Both dialects over one record; documents by address; workflows; webhooks.
    """
    CREATE TABLE jobs_2 (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, extraction_id TEXT NOT NULL UNIQUE,
        file_id TEXT REFERENCES files (id), url TEXT, sha256 TEXT, status TEXT NOT NULL, wanted_hub_id TEXT,
        hub_id TEXT, hub_name TEXT, metadata TEXT NOT NULL, page_count INTEGER, output TEXT,
        error_code TEXT, error_message TEXT, worker_deaths INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL, started_at TEXT, completed_at TEXT,
        CHECK (file_id IS NOT NULL OR url IS NOT NULL)
    ) STRICT;
    INSERT INTO jobs_2 (seq, id, extraction_id, file_id, sha256, status, wanted_hub_id, hub_id, hub_name, metadata,
        page_count, output, error_code, error_message, worker_deaths, created_at, updated_at, started_at, completed_at)
    SELECT seq, id, lower(hex(randomblob(12))), file_id, sha256, status, wanted_hub_id, hub_id, hub_name, metadata,
        page_count, output, error_code, error_message, worker_deaths, created_at, updated_at, started_at, completed_at
    FROM jobs;
    CREATE TABLE feedback_2 (
        id TEXT PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs_2 (id), message TEXT NOT NULL, type TEXT NOT NULL,
        field_id TEXT, request_id TEXT NOT NULL, created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO feedback_2 SELECT id, job_id, message, 'ERROR', field_id, request_id, created_at FROM feedback;
    DROP TABLE feedback;
    DROP TABLE jobs;
    ALTER TABLE jobs_2 RENAME TO jobs;
    ALTER TABLE feedback_2 RENAME TO feedback;
    CREATE INDEX jobs_by_status ON jobs (status, seq);
    CREATE INDEX jobs_by_content ON jobs (sha256, seq);
    CREATE INDEX jobs_by_creation ON jobs (created_at, seq);
    CREATE INDEX jobs_by_update ON jobs (updated_at, seq);
    CREATE INDEX jobs_by_completion ON jobs (completed_at, seq);
    CREATE INDEX jobs_by_status_and_creation ON jobs (status, created_at, seq);
    CREATE INDEX jobs_by_status_and_update ON jobs (status, updated_at, seq);
    CREATE INDEX jobs_by_status_and_completion ON jobs (status, completed_at, seq);
    -- Lists say how many there are; counting 100,000 rows for each page would be most of its time.
    CREATE TABLE job_counts (status TEXT PRIMARY KEY, jobs INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO job_counts SELECT status, count(*) FROM jobs GROUP BY status;
    CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN
        INSERT INTO job_counts VALUES (new.status, 1) ON CONFLICT (status) DO UPDATE SET jobs = jobs + 1;
    END;
    CREATE TRIGGER job_moved AFTER UPDATE OF status ON jobs WHEN old.status <> new.status BEGIN
        UPDATE job_counts SET jobs = jobs - 1 WHERE status = old.status;
        INSERT INTO job_counts VALUES (new.status, 1) ON CONFLICT (status) DO UPDATE SET jobs = jobs + 1;
    END;
    CREATE TABLE runs (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, workflow_id TEXT NOT NULL,
        workflow_name TEXT NOT NULL, definition TEXT NOT NULL, input TEXT NOT NULL, status TEXT NOT NULL,
        parent_id TEXT REFERENCES runs (id), parent_step INTEGER, place INTEGER, error_code TEXT, error_message TEXT,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL, started_at TEXT, completed_at TEXT
    ) STRICT;
    CREATE INDEX runs_by_parent ON runs (parent_id, parent_step, place);
    CREATE INDEX runs_by_status ON runs (parent_id, status, seq);
    CREATE INDEX runs_by_workflow ON runs (parent_id, workflow_id, seq);
    CREATE TABLE run_steps (
        run_id TEXT NOT NULL REFERENCES runs (id), position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
        status TEXT NOT NULL, message TEXT, output TEXT, job_id TEXT, started_at TEXT, completed_at TEXT,
        active_ms INTEGER, PRIMARY KEY (run_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE subscriptions (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, endpoint_url TEXT NOT NULL,
        event_types TEXT NOT NULL, signing_secret TEXT NOT NULL, filters TEXT, created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE events (
        id TEXT PRIMARY KEY, subscription_id TEXT NOT NULL REFERENCES subscriptions (id) ON DELETE CASCADE,
        event_type TEXT NOT NULL, resource_id TEXT NOT NULL, data TEXT NOT NULL, occurred_at TEXT NOT NULL,
        state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next_try_at TEXT NOT NULL,
        UNIQUE (subscription_id, resource_id, event_type)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX events_due ON events (subscription_id, state, next_try_at);
    CREATE TABLE attempts (
        id TEXT PRIMARY KEY, event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE, at TEXT NOT NULL,
        http_status INTEGER, problem TEXT, duration_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX attempts_by_event ON attempts (event_id, id);
    """,
)
