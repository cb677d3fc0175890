"""Journal and outbox as one list: sorted and searched in SQL, read a page at a time, so that its length does not matter."""

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from plextera_review.domain.correction import OutboxRow, SendState
from plextera_review.storage.connection import Database
from plextera_review.storage.journal import JournalEntry, journal_entry
from plextera_review.storage.records import outbox_row

# What needs a person first, then newest first. Keys of the outbox are even, those of the journal odd.
_KEYS = """
SELECT seq * 2 AS key, state NOT IN ('unconfirmed', 'rejected') AS calm, updated_at AS at FROM outbox
WHERE connection_id = :connection AND state IN (SELECT value FROM json_each(:states)) AND NOT EXISTS (
    SELECT 1 FROM json_each(:words) WHERE instr(folded(
        job_name || ' ' || field_name || ' ' || field_path || ' ' || message || ' ' || client_reference || ' ' ||
        coalesce(last_message, '') || ' ' || coalesce(feedback_id, '')), value) = 0
) UNION ALL
SELECT seq * 2 + 1, 1, at FROM journal
WHERE :decisions AND connection_id = :connection AND NOT EXISTS (
    SELECT 1 FROM json_each(:words) WHERE instr(folded(
        job_name || ' ' || field_name || ' ' || field_path || ' ' || text || ' ' || client_reference || ' ' ||
        coalesce(json_extract(verdict, '$.comment'), '')), value) = 0
) ORDER BY calm, at DESC, key DESC
"""


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One line: a feedback of the outbox (``row``) or an act of the journal (``entry``). ``key`` tells it from all others."""

    key: int
    row: OutboxRow | None = None
    entry: JournalEntry | None = None

    @property
    def at(self) -> datetime:
        """When it happened last."""
        if self.row is not None:
            return self.row.updated_at
        assert self.entry is not None  # noqa: S101 - one of the two
        return self.entry.at


class ActivityLog:
    """Reads only; what happens to a feedback is the outbox' affair."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def keys(
        self, connection_id: str, states: Iterable[SendState], *, decisions: bool, search: str = ""
    ) -> Sequence[int]:
        """The keys of all lines in order: feedback in one of ``states``, and with ``decisions`` the journal.

        Lines must hold every word of ``search``, in any case, in document, field, text, answer or reference.
        """
        bound = {
            "connection": connection_id,
            "states": json.dumps([each.value for each in states]),
            "decisions": decisions,
            "words": json.dumps(search.casefold().split()),
        }

        def read(connection: Connection) -> Sequence[int]:
            connection.create_function("folded", 1, str.casefold, deterministic=True)
            return array("q", (row[0] for row in connection.execute(_KEYS, bound)))

        return await self._db.run(read)

    async def records(self, keys: Sequence[int]) -> dict[int, ActivityRecord]:
        """The lines of these keys; those that are gone are left out."""
        sent = json.dumps([key // 2 for key in keys if not key % 2])
        decided = json.dumps([key // 2 for key in keys if key % 2])

        def read(connection: Connection) -> dict[int, ActivityRecord]:
            rows = connection.execute("SELECT * FROM outbox WHERE seq IN (SELECT value FROM json_each(?))", (sent,))
            found = {row["seq"] * 2: ActivityRecord(row["seq"] * 2, outbox_row(row)) for row in rows}
            rows = connection.execute("SELECT * FROM journal WHERE seq IN (SELECT value FROM json_each(?))", (decided,))
            for row in rows:
                key = row["seq"] * 2 + 1
                found[key] = ActivityRecord(key, entry=journal_entry(row))
            return found

        return await self._db.run(read)

    async def states(self, keys: Iterable[int]) -> dict[str, SendState]:
        """The send state of each feedback among these keys, by client reference; acts of the journal are left out."""
        sent = json.dumps([key // 2 for key in keys if not key % 2])

        def read(connection: Connection) -> dict[str, SendState]:
            rows = connection.execute(
                "SELECT client_reference, state FROM outbox WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq",
                (sent,),
            )
            return {row["client_reference"]: SendState(row["state"]) for row in rows}

        return await self._db.run(read)

    async def decision_count(self, connection_id: str) -> int:
        """How many acts the journal holds."""

        def read(connection: Connection) -> int:
            row = connection.execute(
                "SELECT count(*) FROM journal WHERE connection_id = ?", (connection_id,)
            ).fetchone()
            return int(row[0])

        return await self._db.run(read)
