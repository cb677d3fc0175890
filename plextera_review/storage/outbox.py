"""Feedback on its way: claimed before it leaves, settled when the answer is in, never repeated in silence."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from sqlite3 import Connection

from plextera_review.domain.correction import OutboxRow, SendState
from plextera_review.storage.connection import Database
from plextera_review.storage.records import outbox_row, time_text

# First in, first out per document; a document with a row in flight or waiting for its next try is skipped; documents in
# turn by attempts, so that one poisoned row starves nobody.
_NEXT = """
SELECT * FROM outbox AS candidate WHERE connection_id = :connection AND state = 'pending'
AND (next_try_at IS NULL OR next_try_at <= :now)
AND NOT EXISTS (
    SELECT 1 FROM outbox AS other WHERE other.connection_id = candidate.connection_id
    AND other.job_id = candidate.job_id
    AND (other.state = 'sending' OR (other.state = 'pending' AND other.seq < candidate.seq))
) ORDER BY attempts, seq LIMIT 1
"""


class Outbox:
    """The send states of every feedback."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def recover(self) -> int:
        """At start: what was being sent when the program died may have arrived; returns how many became unconfirmed."""

        def change(connection: Connection) -> int:
            return connection.execute(
                "UPDATE outbox SET state = 'unconfirmed', last_code = 'INTERRUPTED', updated_at = ?, "
                "last_message = 'The program ended while this was being sent.' WHERE state = 'sending'",
                (time_text(datetime.now(UTC)),),
            ).rowcount

        return await self._db.write(change)

    async def claim(self, connection_id: str, now: datetime) -> OutboxRow | None:
        """The next due row, already ``sending`` on disk when this returns; ``None`` when nothing is due."""

        def change(connection: Connection) -> OutboxRow | None:
            row = connection.execute(_NEXT, {"connection": connection_id, "now": time_text(now)}).fetchone()
            if row is None:
                return None
            connection.execute(
                "UPDATE outbox SET state = 'sending', attempts = attempts + 1, updated_at = ? WHERE seq = ?",
                (time_text(now), row["seq"]),
            )
            return outbox_row(connection.execute("SELECT * FROM outbox WHERE seq = ?", (row["seq"],)).fetchone())

        return await self._db.write(change)

    async def settle_accepted(self, reference: str, feedback_id: str | None) -> None:
        """The server has it."""
        await self._move(reference, ("sending",), SendState.ACCEPTED, feedback_id=feedback_id)

    async def settle_retry(self, reference: str, next_try_at: datetime | None, code: str, message: str) -> None:
        """It surely did not arrive; it is due again at ``next_try_at``."""
        await self._move(reference, ("sending",), SendState.PENDING, code, message, next_try_at=next_try_at)

    async def settle_unconfirmed(self, reference: str, code: str, message: str) -> None:
        """It may have arrived: only a person repeats it."""
        await self._move(reference, ("sending",), SendState.UNCONFIRMED, code, message)

    async def settle_rejected(self, reference: str, code: str, message: str) -> None:
        """The server refused it: a person must see it."""
        await self._move(reference, ("sending",), SendState.REJECTED, code, message)

    async def retry(self, reference: str) -> None:
        """The person wants it sent (again) now."""
        await self._move(reference, ("rejected", "unconfirmed", "pending"), SendState.PENDING)

    async def discard(self, reference: str) -> None:
        """The person does not want it sent."""
        states = ("draft", "pending", "rejected", "unconfirmed")
        await self._move(reference, states, SendState.DISCARDED)

    async def mark_arrived(self, reference: str) -> None:
        """The person found out that an unconfirmed one arrived."""
        await self._move(reference, ("unconfirmed",), SendState.ACCEPTED)

    async def rows(
        self, connection_id: str, states: Iterable[SendState] | None = None, search: str = ""
    ) -> list[OutboxRow]:
        """Rows, the latest first."""
        wanted = None if states is None else set(states)
        needle = search.casefold()

        def read(connection: Connection) -> list[OutboxRow]:
            found = connection.execute(
                "SELECT * FROM outbox WHERE connection_id = ? ORDER BY seq DESC", (connection_id,)
            )
            rows = (outbox_row(row) for row in found)
            return [
                row
                for row in rows
                if (wanted is None or row.state in wanted)
                and needle in f"{row.job_name} {row.field_name} {row.message} {row.client_reference}".casefold()
            ]

        return await self._db.run(read)

    async def counts(self, connection_id: str) -> dict[SendState, int]:
        """How many rows stand in each state; states without rows are left out."""

        def read(connection: Connection) -> dict[SendState, int]:
            rows = connection.execute(
                "SELECT state, count(*) AS n FROM outbox WHERE connection_id = ? GROUP BY state", (connection_id,)
            )
            return {SendState(row["state"]): row["n"] for row in rows}

        return await self._db.run(read)

    async def send_states(self, connection_id: str, job_id: str) -> dict[str, SendState]:
        """The send state of each feedback of a document, by client reference."""

        def read(connection: Connection) -> dict[str, SendState]:
            rows = connection.execute(
                "SELECT client_reference, state FROM outbox WHERE connection_id = ? AND job_id = ?",
                (connection_id, job_id),
            )
            return {row["client_reference"]: SendState(row["state"]) for row in rows}

        return await self._db.run(read)

    async def _move(
        self,
        reference: str,
        before: tuple[str, ...],
        after: SendState,
        code: str | None = None,
        message: str | None = None,
        *,
        feedback_id: str | None = None,
        next_try_at: datetime | None = None,
    ) -> None:
        due = time_text(next_try_at) if next_try_at else None
        now = time_text(datetime.now(UTC))

        def change(connection: Connection) -> None:
            connection.execute(
                "UPDATE outbox SET state = ?, last_code = ?, last_message = ?, next_try_at = ?, updated_at = ?, "
                "feedback_id = coalesce(?, feedback_id) "
                "WHERE client_reference = ? AND state IN (SELECT value FROM json_each(?))",
                (after.value, code, message, due, now, feedback_id, reference, json.dumps(before)),
            )

        await self._db.write(change)
