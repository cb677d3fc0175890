"""The records of event subscriptions, and of the events on their way to them. Each write is one transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Any

from plextera_review.domain.ids import new_ulid
from plextera_review.localservice.clock import later_text, now_text
from plextera_review.storage.connection import Database


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver an event; ``problem`` says why it did not arrive."""

    delivery_id: str
    at: str
    http_status: int | None
    problem: str | None
    duration_ms: int


class SubscriptionRecords:
    """Subscriptions and deliveries in the service's database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, values: Mapping[str, Any]) -> Row:
        """A new, active subscription. ``values``: ``endpoint_url``, ``event_types``, ``signing_secret``, ``filters``."""
        identifier, now = f"sub_{new_ulid()}", now_text()

        def change(db: Connection) -> Row:
            stored = {**_stored(values), "id": identifier, "now": now}
            db.execute(
                "INSERT INTO subscriptions (id, status, endpoint_url, event_types, signing_secret, filters, created_at, "
                "updated_at) VALUES (:id, 'active', :endpoint_url, :event_types, :signing_secret, :filters, :now, :now)",
                stored,
            )
            return _get(db, identifier)  # type: ignore[return-value]

        return await self._db.write(change)

    async def get(self, subscription_id: str) -> Row | None:
        """One subscription."""
        return await self._db.run(lambda db: _get(db, subscription_id))

    async def listed(self, status: str | None, event_type: str | None, page: int, size: int) -> tuple[list[Row], int]:
        """A page of subscriptions, newest first, and how many there are in all."""
        where = "(:status IS NULL OR status = :status) AND (:type IS NULL OR EXISTS "
        where += "(SELECT 1 FROM json_each(event_types) WHERE value = :type))"
        values = {"status": status, "type": event_type, "size": size, "start": page * size}

        def read(db: Connection) -> tuple[list[Row], int]:
            [total] = db.execute(f"SELECT count(*) FROM subscriptions WHERE {where}", values).fetchone()
            query = f"SELECT * FROM subscriptions WHERE {where} ORDER BY seq DESC LIMIT :size OFFSET :start"
            return db.execute(query, values).fetchall(), total

        return await self._db.run(read)

    async def change(self, subscription_id: str, values: Mapping[str, Any]) -> Row | None:
        """Set what is given; ``None`` when there is no such subscription."""
        stored = _stored(values)
        sets = "".join(f"{name} = :{name}, " for name in stored)

        def change(db: Connection) -> Row | None:
            query = f"UPDATE subscriptions SET {sets}updated_at = :now WHERE id = :id"
            db.execute(query, {**stored, "now": now_text(), "id": subscription_id})
            return _get(db, subscription_id)

        return await self._db.write(change)

    async def remove(self, subscription_id: str) -> bool:
        """Forget a subscription with its secret and its history; False when there was none."""
        query = "DELETE FROM subscriptions WHERE id = ?"
        return await self._db.write(lambda db: db.execute(query, (subscription_id,)).rowcount > 0)

    async def due(self, most: int) -> list[Row]:
        """Events to be delivered now, at most so many a subscription, with the endpoint and secret of this moment."""
        query = (
            "SELECT events.*, endpoint_url, signing_secret FROM events "
            "JOIN subscriptions ON subscriptions.id = events.subscription_id "
            "WHERE subscription_id = ? AND state = 'pending' AND next_try_at <= ? ORDER BY next_try_at LIMIT ?"
        )

        def read(db: Connection) -> list[Row]:
            active = db.execute("SELECT id FROM subscriptions WHERE status = 'active'").fetchall()
            now = now_text()
            return [row for each in active for row in db.execute(query, (each["id"], now, most))]

        return await self._db.run(read)

    async def settle(self, event_id: str, attempt: Attempt, state: str, pause: float) -> None:
        """Keep an attempt and where the event stands after it; ``pause``: seconds to the next one."""
        row = (
            attempt.delivery_id,
            event_id,
            attempt.at,
            attempt.http_status,
            attempt.problem,
            attempt.duration_ms,
        )

        def change(db: Connection) -> None:
            values = (state, later_text(pause), event_id)
            query = "UPDATE events SET state = ?, tries = tries + 1, next_try_at = ? WHERE id = ?"
            if db.execute(query, values).rowcount:  # the subscription may be gone meanwhile
                db.execute("INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?)", row)

        await self._db.write(change)

    async def history(self, subscription_id: str, most: int) -> list[tuple[Row, list[Row]]]:
        """The latest events of a subscription, each with its attempts in order."""

        def read(db: Connection) -> list[tuple[Row, list[Row]]]:
            query = "SELECT * FROM events WHERE subscription_id = ? ORDER BY id DESC LIMIT ?"
            tries = "SELECT * FROM attempts WHERE event_id = ? ORDER BY id"
            return [
                (event, db.execute(tries, (event["id"],)).fetchall())
                for event in db.execute(query, (subscription_id, most)).fetchall()
            ]

        return await self._db.run(read)


def _get(db: Connection, subscription_id: str) -> Row | None:
    row: Row | None = db.execute("SELECT * FROM subscriptions WHERE id = ?", (subscription_id,)).fetchone()
    return row


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(values)
    if "event_types" in stored:
        stored["event_types"] = json.dumps(list(dict.fromkeys(stored["event_types"])))
    if stored.get("filters") is not None:
        stored["filters"] = json.dumps(stored["filters"])
    return stored
