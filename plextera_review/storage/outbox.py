"""Feedback on its way: claimed before it leaves, settled when the answer is in, never repeated in silence."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection, Row

from plextera_review.domain.correction import FeedbackType, OutboxRow, SendState
from plextera_review.domain.errors import KnownError
from plextera_review.domain.feedback import MESSAGE_LIMIT, FeedbackFormError, parse_feedback
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

# A discarded feedback comes back only while its verdict is the last one of its field.
_RESTORE = """
UPDATE outbox SET state = ?, updated_at = ? WHERE client_reference = ? AND state = 'discarded' AND NOT EXISTS (
    SELECT 1 FROM journal AS own JOIN journal AS later ON later.connection_id = own.connection_id
    AND later.job_id = own.job_id AND later.field_path = own.field_path AND later.seq > own.seq
    WHERE own.client_reference = outbox.client_reference AND later.verdict IS NOT NULL
)
"""
_HELD = ("draft", "pending", "rejected", "unconfirmed")
_WITHOUT_ANSWER = frozenset({SendState.DRAFT, SendState.SENDING, SendState.DISCARDED})


@dataclass(frozen=True, slots=True)
class SendStep:
    """A state one feedback came to, and the answer that brought it there."""

    at: datetime
    state: SendState
    code: str | None = None
    message: str | None = None


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
        await self._move((reference,), ("sending",), SendState.ACCEPTED, feedback_id=feedback_id)

    async def settle_retry(self, reference: str, next_try_at: datetime | None, code: str, message: str) -> None:
        """It surely did not arrive; it is due again at ``next_try_at``."""
        await self._move((reference,), ("sending",), SendState.PENDING, code, message, next_try_at=next_try_at)

    async def settle_unconfirmed(self, reference: str, code: str, message: str) -> None:
        """It may have arrived: only a person repeats it."""
        await self._move((reference,), ("sending",), SendState.UNCONFIRMED, code, message)

    async def settle_rejected(self, reference: str, code: str, message: str) -> None:
        """The server refused it: a person must see it."""
        await self._move((reference,), ("sending",), SendState.REJECTED, code, message)

    async def retry(self, *references: str) -> int:
        """The person wants these sent (again) now; returns how many will be.

        A discarded one is sent after all unless its field was decided anew since.
        """
        states = ("rejected", "unconfirmed", "pending")
        moved = await self._move(references, states, SendState.PENDING)
        return moved + await self.restore(dict.fromkeys(references, SendState.PENDING))

    async def mark_arrived(self, *references: str) -> int:
        """The person found out that these unconfirmed ones arrived; returns how many were unconfirmed."""
        said = "Marked as arrived by a person."
        return await self._move(references, ("unconfirmed",), SendState.ACCEPTED, "MARKED", said)

    async def discard(self, *references: str) -> dict[str, SendState]:
        """The person does not want these sent; returns what each one was before, for :meth:`restore`. Their last answers stay."""

        def change(connection: Connection) -> dict[str, SendState]:
            bound = (json.dumps(references), json.dumps(_HELD))
            rows = connection.execute(
                "SELECT client_reference, state FROM outbox WHERE client_reference IN (SELECT value FROM json_each(?)) "
                "AND state IN (SELECT value FROM json_each(?))",
                bound,
            ).fetchall()
            connection.execute(
                "UPDATE outbox SET state = 'discarded', updated_at = ? "
                "WHERE client_reference IN (SELECT value FROM json_each(?)) "
                "AND state IN (SELECT value FROM json_each(?))",
                (time_text(datetime.now(UTC)), *bound),
            )
            return {row["client_reference"]: SendState(row["state"]) for row in rows}

        return await self._db.write(change)

    async def restore(self, states: Mapping[str, SendState]) -> int:
        """Take a discard back; returns how many are what they were. One whose field was decided anew since stays discarded."""

        def change(connection: Connection) -> int:
            now = time_text(datetime.now(UTC))
            rows = [(state.value, now, reference) for reference, state in states.items()]
            return sum(connection.execute(_RESTORE, row).rowcount for row in rows)

        return await self._db.write(change)

    async def edit(self, reference: str, message: str, feedback_type: FeedbackType | None = None) -> bool:
        """Change what will be sent, and its type unless None; False when it is being sent, was accepted or is discarded: then nothing changes.

        Raises KnownError (``FEEDBACK_LENGTH``, ``FEEDBACK_FORM``) for a message that is not of the fixed form with this reference.
        """
        check_message(reference, message)

        def change(connection: Connection) -> bool:
            return bool(
                connection.execute(
                    "UPDATE outbox SET message = ?, feedback_type = coalesce(?, feedback_type), updated_at = ? "
                    "WHERE client_reference = ? AND state IN (SELECT value FROM json_each(?))",
                    (message, feedback_type, time_text(datetime.now(UTC)), reference, json.dumps(_HELD)),
                ).rowcount
            )

        return await self._db.write(change)

    async def rows(self, connection_id: str, states: Iterable[SendState] | None = None) -> list[OutboxRow]:
        """Rows, the latest first."""
        wanted = json.dumps([each.value for each in (SendState if states is None else states)])
        return await self._select(
            "SELECT * FROM outbox WHERE connection_id = ? AND state IN (SELECT value FROM json_each(?)) "
            "ORDER BY seq DESC",
            (connection_id, wanted),
        )

    async def drafts(self, connection_id: str, job_id: str) -> list[OutboxRow]:
        """What the next submit of a document will send, in that order."""
        return await self._select(
            "SELECT * FROM outbox WHERE connection_id = ? AND job_id = ? AND state = 'draft' ORDER BY seq",
            (connection_id, job_id),
        )

    async def of_job(self, connection_id: str, job_id: str) -> list[OutboxRow]:
        """Every feedback of a document, oldest first."""
        return await self._select(
            "SELECT * FROM outbox WHERE connection_id = ? AND job_id = ? ORDER BY seq", (connection_id, job_id)
        )

    async def trail(self, reference: str) -> list[SendStep]:
        """Every state one feedback came to after it was a draft, oldest first."""

        def read(connection: Connection) -> list[SendStep]:
            rows = connection.execute(
                "SELECT * FROM outbox_steps WHERE client_reference = ? ORDER BY seq", (reference,)
            )
            return [_step(row) for row in rows]

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

    async def _select(self, query: str, parameters: tuple[str, ...]) -> list[OutboxRow]:
        return await self._db.run(lambda connection: [outbox_row(row) for row in connection.execute(query, parameters)])

    async def _move(
        self,
        references: Sequence[str],
        before: tuple[str, ...],
        after: SendState,
        code: str | None = None,
        message: str | None = None,
        *,
        feedback_id: str | None = None,
        next_try_at: datetime | None = None,
    ) -> int:
        due = time_text(next_try_at) if next_try_at else None
        now = time_text(datetime.now(UTC))

        def change(connection: Connection) -> int:
            return connection.execute(
                "UPDATE outbox SET state = ?, last_code = ?, last_message = ?, next_try_at = ?, updated_at = ?, "
                "feedback_id = coalesce(?, feedback_id) WHERE client_reference IN (SELECT value FROM json_each(?)) "
                "AND state IN (SELECT value FROM json_each(?))",
                (after.value, code, message, due, now, feedback_id, json.dumps(references), json.dumps(before)),
            ).rowcount

        return await self._db.write(change)


def check_message(reference: str, message: str) -> None:
    """Raises KnownError (``FEEDBACK_LENGTH``, ``FEEDBACK_FORM``) when a message is not of the fixed form with this reference."""
    if not 1 <= len(message) <= MESSAGE_LIMIT:
        text = f"A message has 1 to {MESSAGE_LIMIT:,} characters; this one has {len(message):,}."
        raise KnownError("FEEDBACK_LENGTH", "The message is too long", text, "Shorten a line.")
    try:
        parsed = parse_feedback(message)
    except FeedbackFormError as error:
        raise KnownError("FEEDBACK_FORM", "The message lost its form", str(error)) from error
    if parsed.reference != reference:
        text = "The reference in the last line must stay as it is."
        raise KnownError("FEEDBACK_FORM", "The message lost its form", text, f"It is {reference}.")


def _step(row: Row) -> SendStep:
    state = SendState(row["state"])
    told = state not in _WITHOUT_ANSWER  # the row still holds the answer to an earlier try
    return SendStep(
        datetime.fromisoformat(row["at"]), state, row["code"] if told else None, row["message"] if told else None
    )
