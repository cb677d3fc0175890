"""Delivers events to subscribers: signed, retried with growing pauses, across restarts, until they arrive or are given up."""

import asyncio
import json
import logging
import random
import time
from collections import Counter
from datetime import UTC, datetime
from sqlite3 import Row

from plextera_review.contract import signature
from plextera_review.contract.wire.subscriptions import EventObject
from plextera_review.domain.ids import new_ulid
from plextera_review.localservice.bell import Bell
from plextera_review.localservice.clock import now_text
from plextera_review.localservice.outgoing import CallFailed, Outgoing
from plextera_review.localservice.subscription_records import Attempt, SubscriptionRecords

_log = logging.getLogger(__name__)
FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 3600.0
_GIVE_UP_SECONDS = 24 * 3600
_SECONDS = 10.0
_AT_ONCE_EACH = 4
_LOOK_SECONDS = 0.5


class Webhooks:
    """The sender. ``first_pause``: seconds before the first retry; each later one takes twice as long, with jitter."""

    def __init__(
        self,
        records: SubscriptionRecords,
        outgoing: Outgoing,
        ended: Bell,
        *,
        first_pause: float = FIRST_PAUSE_SECONDS,
    ) -> None:
        self._records = records
        self._outgoing = outgoing
        self._ended = ended
        self._first_pause = first_pause
        self._rng = random.Random()  # noqa: S311 - jitter
        self._loop: asyncio.Task[None] | None = None
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._busy: Counter[str] = Counter()  # deliveries under way, by subscription

    async def start(self) -> None:
        """Deliver what is due, now and later."""
        self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what is under way is sent again at the next start, under the same event id."""
        tasks = [*self._sending.values(), *([self._loop] if self._loop else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            ended = self._ended.listen()
            try:
                for event in await self._records.due(2 * _AT_ONCE_EACH):  # those under way are among them
                    self._begin(event)
            except Exception:  # noqa: BLE001 - deliveries must go on
                _log.exception("looking for events to deliver failed")
            await ended.wait(_LOOK_SECONDS)

    def _begin(self, event: Row) -> None:
        """A slow endpoint holds up only its own events."""
        subscription = event["subscription_id"]
        if event["id"] in self._sending or self._busy[subscription] >= _AT_ONCE_EACH:
            return
        self._busy[subscription] += 1
        task = asyncio.create_task(self._deliver(event))
        self._sending[event["id"]] = task

        def done(_task: object) -> None:
            del self._sending[event["id"]]
            self._busy[subscription] -= 1
            self._ended.ring()  # there is room for the next one

        task.add_done_callback(done)

    async def _deliver(self, event: Row) -> None:
        delivery_id, at, began = f"dlv_{new_ulid()}", now_text(), time.monotonic()
        body = event_object(event).model_dump_json(by_alias=True).encode()
        status, problem = None, None
        try:
            reply = await self._outgoing.send(
                "POST",
                event["endpoint_url"],
                body=body,
                headers=_headers(event, delivery_id, body),
                seconds=_SECONDS,
                limit=None,  # a 2xx is delivered, whatever comes after it
            )
        except CallFailed as failure:
            problem = str(failure)
        else:
            status = reply.status
            problem = None if reply.is_success else f"The endpoint answered with status {status}."
        taken = round((time.monotonic() - began) * 1000)
        attempt = Attempt(delivery_id, at, status, problem, taken)
        age = (datetime.now(UTC) - datetime.fromisoformat(event["occurred_at"])).total_seconds()
        state = "delivered" if problem is None else "given_up" if age > _GIVE_UP_SECONDS else "pending"
        try:
            await self._records.settle(event["id"], attempt, state, self._pause(event["tries"]))
        except Exception:  # noqa: BLE001 - it is sent again
            _log.exception("the outcome of delivery %s could not be kept", delivery_id)
            await asyncio.sleep(self._first_pause)

    def _pause(self, tries: int) -> float:
        pause = min(self._first_pause * 2 ** min(tries, 30), _LONGEST_PAUSE_SECONDS)
        return float(pause * self._rng.uniform(0.75, 1.0))


def event_object(event: Row) -> EventObject:
    """The body of an event's deliveries: the same bytes at every try."""
    return EventObject(
        event_id=event["id"],
        event_type=event["event_type"],
        occurred_at=datetime.fromisoformat(event["occurred_at"]),
        data=json.loads(event["data"]),
    )


def _headers(event: Row, delivery_id: str, body: bytes) -> dict[str, str]:
    occurred = datetime.fromisoformat(event["occurred_at"]).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "Content-Type": "application/json",
        "User-Agent": "Plextera-Review-Local-Service",
        signature.DELIVERY_ID_HEADER: delivery_id,
        signature.EVENT_ID_HEADER: event["id"],
        signature.EVENT_TYPE_HEADER: event["event_type"],
        signature.OCCURRED_AT_HEADER: occurred,
        signature.API_VERSION_HEADER: "v1",
        signature.SIGNATURE_HEADER: signature.signature(event["signing_secret"], body, int(time.time())),
    }
