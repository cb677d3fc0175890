"""Every decision of a person, in order, for ever; written before the screen shows it as kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Connection, Row

from plextera_review.domain.correction import SendState, Verdict, VerdictKind
from plextera_review.domain.feedback import feedback_message, feedback_type
from plextera_review.domain.job import Job, ReviewState
from plextera_review.storage.connection import Database
from plextera_review.storage.records import time_text, verdict_from, verdict_text

_SUBMITTED = "submitted"
_UNSENT = (SendState.DRAFT.value, SendState.PENDING.value)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One act: a verdict on a field, or of kind ``submitted`` (without ``verdict``) that a document was submitted.

    ``text`` is the value or else the comment the verdict holds; ``field_path`` is empty for acts on the document as a whole.
    """

    seq: int
    at: datetime
    kind: str
    job_id: str
    job_name: str
    field_name: str
    text: str
    client_reference: str
    field_path: str = ""
    verdict: Verdict | None = None


class Journal:
    """The journal and the drafts that follow from it, each act one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def record(self, connection_id: str, job: Job, verdict: Verdict) -> None:
        """Keep a verdict; on disk when this returns. Its feedback becomes a draft, an unsent one of the same field is withdrawn.

        A feedback that is being sent or was sent is never touched: a new verdict then makes a second one.
        """
        await self._db.write(lambda connection: _keep(connection, connection_id, job, verdict))

    async def record_all(self, connection_id: str, job: Job, verdicts: Sequence[Verdict]) -> None:
        """Keep the verdicts of one act, each as :meth:`record` does: all are on disk when this returns, or none."""

        def change(connection: Connection) -> None:
            for each in verdicts:
                _keep(connection, connection_id, job, each)

        await self._db.write(change)

    async def verdicts(self, connection_id: str, job_id: str) -> dict[str, Verdict]:
        """The verdict in force of each field, by field path; taken-back ones are left out."""

        def read(connection: Connection) -> dict[str, Verdict]:
            rows = connection.execute(
                "SELECT field_path, verdict FROM journal "
                "WHERE connection_id = ? AND job_id = ? AND verdict IS NOT NULL ORDER BY seq",
                (connection_id, job_id),
            )
            found = {row["field_path"]: verdict_from(row["verdict"]) for row in rows}
            return {path: each for path, each in found.items() if each.kind is not VerdictKind.CLEARED}

        return await self._db.run(read)

    async def submit(self, connection_id: str, job: Job) -> int:
        """Release the drafts of a document for sending and call it reviewed; returns how many were released."""

        def change(connection: Connection) -> int:
            now = time_text(datetime.now(UTC))
            released = connection.execute(
                "UPDATE outbox SET state = ?, updated_at = ? WHERE connection_id = ? AND job_id = ? AND state = ?",
                (SendState.PENDING.value, now, connection_id, job.id, SendState.DRAFT.value),
            ).rowcount
            _append(connection, now, connection_id, job, _SUBMITTED, None)
            _set_state(connection, connection_id, job.id, ReviewState.REVIEWED)
            return released

        return await self._db.write(change)

    async def set_review_state(self, connection_id: str, job_id: str, state: ReviewState) -> None:
        """Postpone or reopen a document on this computer."""
        await self._db.write(lambda connection: _set_state(connection, connection_id, job_id, state))

    async def history(self, connection_id: str, job_id: str, field_path: str) -> list[JournalEntry]:
        """Every decision about one field, oldest first, those taken back too."""
        return await self._select(
            "SELECT * FROM journal WHERE connection_id = ? AND job_id = ? AND field_path = ? AND verdict IS NOT NULL "
            "ORDER BY seq",
            (connection_id, job_id, field_path),
        )

    async def decisions(self, connection_id: str, job_id: str, limit: int = 100) -> list[JournalEntry]:
        """The last decisions about a document, newest first."""
        return await self._select(
            "SELECT * FROM journal WHERE connection_id = ? AND job_id = ? AND verdict IS NOT NULL "
            "ORDER BY seq DESC LIMIT ?",
            (connection_id, job_id, limit),
        )

    async def latest(self, connection_id: str, limit: int) -> list[JournalEntry]:
        """The last decisions over all documents, newest first."""
        return await self._select(
            "SELECT * FROM journal WHERE connection_id = ? AND verdict IS NOT NULL ORDER BY seq DESC LIMIT ?",
            (connection_id, limit),
        )

    async def submitted(self, connection_id: str, job_id: str) -> list[datetime]:
        """When a document was submitted, oldest first; empty when it never was."""
        entries = await self._select(
            "SELECT * FROM journal WHERE connection_id = ? AND job_id = ? AND kind = ? ORDER BY seq",
            (connection_id, job_id, _SUBMITTED),
        )
        return [each.at for each in entries]

    async def _select(self, query: str, parameters: Iterable[str | int]) -> list[JournalEntry]:
        bound = tuple(parameters)
        return await self._db.run(lambda connection: [journal_entry(row) for row in connection.execute(query, bound)])


def journal_entry(row: Row) -> JournalEntry:
    """One row of the table ``journal``."""
    return JournalEntry(
        row["seq"],
        datetime.fromisoformat(row["at"]),
        row["kind"],
        row["job_id"],
        row["job_name"],
        row["field_name"],
        row["text"],
        row["client_reference"],
        row["field_path"],
        verdict_from(row["verdict"]) if row["verdict"] else None,
    )


def _keep(connection: Connection, connection_id: str, job: Job, verdict: Verdict) -> None:
    now = time_text(verdict.decided_at)
    _append(connection, now, connection_id, job, verdict.kind.value, verdict)
    connection.execute(  # a decision on a submitted document takes it up again, else it would never be sent
        "UPDATE review_states SET state = ? WHERE connection_id = ? AND job_id = ? AND state = ?",
        (ReviewState.TO_REVIEW.value, connection_id, job.id, ReviewState.REVIEWED.value),
    )
    connection.execute(
        "DELETE FROM outbox WHERE connection_id = ? AND job_id = ? AND field_path = ? AND state IN (?, ?)",
        (connection_id, job.id, verdict.field_path, *_UNSENT),
    )
    if verdict.needs_feedback:
        connection.execute(
            "INSERT INTO outbox (client_reference, connection_id, job_id, job_name, field_path, field_id, "
            "field_name, feedback_type, message, state, created_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                verdict.client_reference,
                connection_id,
                job.id,
                job.display_name,
                verdict.field_path,
                verdict.field_id,
                verdict.field_name,
                feedback_type(verdict).value,
                feedback_message(verdict),
                SendState.DRAFT.value,
                now,
                now,
            ),
        )


def _append(connection: Connection, at: str, connection_id: str, job: Job, kind: str, verdict: Verdict | None) -> None:
    text = (verdict.value_text or verdict.comment or "") if verdict else ""
    connection.execute(
        "INSERT INTO journal (at, connection_id, job_id, job_name, kind, field_path, field_name, text, "
        "client_reference, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            at,
            connection_id,
            job.id,
            job.display_name,
            kind,
            verdict.field_path if verdict else "",
            verdict.field_name if verdict else "",
            text,
            verdict.client_reference if verdict else "",
            verdict_text(verdict) if verdict else None,
        ),
    )


def _set_state(connection: Connection, connection_id: str, job_id: str, state: ReviewState) -> None:
    connection.execute(
        "INSERT INTO review_states VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state",
        (connection_id, job_id, state.value),
    )
