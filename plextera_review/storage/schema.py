"""The tables of ``review.sqlite``, one script a format version. Never change a script that was released: append.

``journal`` and ``outbox`` are written by people's actions, ``jobs`` and ``outputs`` by server answers, ``outbox_steps`` is every state a
feedback came to, ``review_states`` the state of this computer, ``page_texts`` what was recognised in pictures of pages, ``confirmed_values`` what
submitted reviews said of each sender's documents (both derived: they may be thrown away).
"""

MIGRATIONS = (
    """
    CREATE TABLE jobs (
        connection_id TEXT NOT NULL, job_id TEXT NOT NULL, job TEXT NOT NULL, created_at TEXT NOT NULL,
        open_fields INTEGER, total_fields INTEGER, reason TEXT,
        PRIMARY KEY (connection_id, job_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE outputs (
        connection_id TEXT NOT NULL, job_id TEXT NOT NULL, output TEXT NOT NULL,
        PRIMARY KEY (connection_id, job_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE review_states (
        connection_id TEXT NOT NULL, job_id TEXT NOT NULL, state TEXT NOT NULL,
        PRIMARY KEY (connection_id, job_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE uploads (
        id TEXT PRIMARY KEY, connection_id TEXT NOT NULL, sha256 TEXT, upload TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE blobs (
        connection_id TEXT NOT NULL, file_id TEXT NOT NULL, sha256 TEXT NOT NULL,
        PRIMARY KEY (connection_id, file_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, connection_id TEXT NOT NULL, job_id TEXT NOT NULL,
        job_name TEXT NOT NULL, kind TEXT NOT NULL, field_path TEXT NOT NULL, field_name TEXT NOT NULL,
        text TEXT NOT NULL, client_reference TEXT NOT NULL, verdict TEXT
    ) STRICT;
    CREATE INDEX journal_by_job ON journal (connection_id, job_id, seq);
    CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, client_reference TEXT NOT NULL UNIQUE, connection_id TEXT NOT NULL,
        job_id TEXT NOT NULL, job_name TEXT NOT NULL, field_path TEXT NOT NULL, field_id TEXT,
        field_name TEXT NOT NULL, feedback_type TEXT NOT NULL, message TEXT NOT NULL, state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0, next_try_at TEXT, feedback_id TEXT, last_code TEXT, last_message TEXT,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX outbox_by_state ON outbox (connection_id, state, seq);
    CREATE INDEX outbox_by_job ON outbox (connection_id, job_id, field_path);
    """,
    """
    CREATE TABLE page_texts (
        fingerprint TEXT PRIMARY KEY, words TEXT NOT NULL, used_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX page_texts_by_use ON page_texts (used_at);
    """,
    """
    CREATE TABLE outbox_steps (
        seq INTEGER PRIMARY KEY, client_reference TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL,
        code TEXT, message TEXT
    ) STRICT;
    CREATE INDEX outbox_steps_by_reference ON outbox_steps (client_reference, seq);
    CREATE TRIGGER outbox_step AFTER UPDATE OF state ON outbox WHEN new.state IS NOT old.state BEGIN
        INSERT INTO outbox_steps (client_reference, at, state, code, message)
        VALUES (new.client_reference, new.updated_at, new.state, new.last_code, new.last_message);
    END;
    CREATE TRIGGER outbox_withdrawn AFTER DELETE ON outbox BEGIN
        DELETE FROM outbox_steps WHERE client_reference = old.client_reference;
    END;
    CREATE INDEX journal_by_reference ON journal (client_reference);
    """,
    """
    ALTER TABLE jobs ADD COLUMN risk REAL;
    """,
    """
    CREATE TABLE confirmed_values (
        connection_id TEXT NOT NULL, job_id TEXT NOT NULL, field_key TEXT NOT NULL, job_name TEXT NOT NULL,
        sender_id TEXT NOT NULL, sender_name TEXT NOT NULL, reviewed_at TEXT NOT NULL, value TEXT NOT NULL, shown TEXT NOT NULL,
        PRIMARY KEY (connection_id, job_id, field_key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX confirmed_values_by_id ON confirmed_values (connection_id, sender_id) WHERE sender_id != '';
    CREATE INDEX confirmed_values_by_name ON confirmed_values (connection_id, sender_name) WHERE sender_name != '';
    """,
)
