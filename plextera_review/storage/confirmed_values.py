"""What submitted reviews said, by document and sender: for ditto, for what changed, and for documents seen before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Connection

from plextera_review.domain.field import FieldValue
from plextera_review.domain.job import Job
from plextera_review.storage.connection import Database
from plextera_review.storage.records import time_text, value_from, value_json

_MOST_ROWS = 20_000  # of one sender, newest first


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a document is from: an identifier that is hers alone (VAT number, IBAN) and a name, both in plain form, each may be empty."""

    identifier: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.identifier or self.name)


@dataclass(frozen=True, slots=True)
class ConfirmedValue:
    """One value of one reviewed document."""

    job_id: str
    job_name: str
    field_key: str
    value: FieldValue
    shown: str
    reviewed_at: datetime


class ConfirmedValues:
    """The newest submit of a document counts."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(
        self,
        connection_id: str,
        job: Job,
        sender: Sender,
        reviewed_at: datetime,
        values: Mapping[str, tuple[FieldValue, str]],
    ) -> None:
        """Keep the values of a reviewed document: by field key the value and how it is shown."""
        rows = [
            (
                connection_id,
                job.id,
                key,
                job.display_name,
                sender.identifier,
                sender.name,
                time_text(reviewed_at),
                json.dumps(value_json(value), ensure_ascii=False),
                shown,
            )
            for key, (value, shown) in values.items()
        ]

        def change(connection: Connection) -> None:
            connection.execute(
                "DELETE FROM confirmed_values WHERE connection_id = ? AND job_id = ?", (connection_id, job.id)
            )
            connection.executemany("INSERT INTO confirmed_values VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

        await self._db.write(change)

    async def of_sender(self, connection_id: str, sender: Sender, but_job: str) -> list[ConfirmedValue]:
        """What is known of a sender's documents, newest first, one document left out."""

        def read(connection: Connection) -> list[ConfirmedValue]:
            rows = connection.execute(
                "SELECT * FROM confirmed_values WHERE connection_id = ? AND job_id != ? "
                "AND ((sender_id != '' AND sender_id = ?) OR (sender_name != '' AND sender_name = ?)) "
                "ORDER BY reviewed_at DESC, job_id LIMIT ?",
                (connection_id, but_job, sender.identifier, sender.name, _MOST_ROWS),
            )
            return [
                ConfirmedValue(
                    row["job_id"],
                    row["job_name"],
                    row["field_key"],
                    value_from(json.loads(row["value"])),
                    row["shown"],
                    datetime.fromisoformat(row["reviewed_at"]),
                )
                for row in rows
            ]

        return await self._db.run(read) if sender else []
