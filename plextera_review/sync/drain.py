"""Sends what the outbox holds: one feedback a document at a time, documents in parallel, nothing twice in silence."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from plextera_review.api.results import FeedbackReceipt
from plextera_review.domain.correction import FeedbackType, OutboxRow, SendState
from plextera_review.domain.errors import (
    AuthorizationError,
    KnownError,
    OfflineError,
    ServerError,
    UnknownOutcomeError,
)
from plextera_review.storage.outbox import Outbox
from plextera_review.sync.bus import Bus
from plextera_review.sync.events import Notice, OutboxChanged

MAX_SERVER_FAILURES = 10
_AT_ONCE = 4
_LOOK_AGAIN_SECONDS = 5.0
_CAP_SECONDS = 60.0


class FeedbackSender(Protocol):
    """The one call of the client that the drain needs."""

    async def send_feedback(
        self, job_id: str, *, message: str, kind: FeedbackType, field_id: str | None, request_id: str
    ) -> FeedbackReceipt:
        """Send one feedback, once."""
        ...


class Drain:
    """Works off the outbox of one connection until its task is cancelled.

    ``report`` hears the outcome of every request (``None``: it worked), so that the connection's state is known.
    """

    def __init__(
        self,
        connection_id: str,
        sender: FeedbackSender,
        outbox: Outbox,
        bus: Bus,
        report: Callable[[KnownError | None], None],
        rng: random.Random | None = None,
    ) -> None:
        self._connection_id = connection_id
        self._sender = sender
        self._outbox = outbox
        self._bus = bus
        self._report = report
        self._rng = rng or random.Random()  # noqa: S311 - jitter
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There is something new to send, or the connection is back."""
        self._wake.set()

    async def run(self) -> None:
        """Send what is due, then wait to be woken or for the next look."""
        while True:
            self._wake.clear()
            await self._send_due()
            try:
                async with asyncio.timeout(_LOOK_AGAIN_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _send_due(self) -> None:
        sending: set[asyncio.Task[bool]] = set()
        go_on = True
        try:
            while True:
                while go_on and len(sending) < _AT_ONCE:
                    row = await self._outbox.claim(self._connection_id, datetime.now(UTC))
                    if row is None:
                        break
                    self._changed()
                    sending.add(asyncio.create_task(self._send(row)))
                if not sending:
                    return
                done, sending = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                outcomes = [task.result() for task in done]
                go_on = go_on and all(outcomes)
        except asyncio.CancelledError:
            # What has left may have arrived: it settles itself as unconfirmed before the drain ends.
            for task in sending:
                task.cancel()
            await asyncio.gather(*sending, return_exceptions=True)
            raise

    async def _send(self, row: OutboxRow) -> bool:
        """Send and settle one row; False when the next one would fare no better."""
        reference = row.client_reference
        try:
            receipt = await self._sender.send_feedback(
                row.job_id,
                message=row.message,
                kind=row.feedback_type,
                field_id=row.field_id,
                request_id=reference,
            )
        except asyncio.CancelledError:
            text = "It was being sent when the connection was closed."
            await self._outbox.settle_unconfirmed(reference, "INTERRUPTED", text)
            raise
        except KnownError as error:
            return await self._settle_failure(row, error)
        else:
            await self._outbox.settle_accepted(reference, receipt.id)
            self._report(None)
            return True
        finally:
            self._changed()

    async def _settle_failure(self, row: OutboxRow, error: KnownError) -> bool:
        reference, now = row.client_reference, datetime.now(UTC)
        if isinstance(error, UnknownOutcomeError):
            await self._outbox.settle_unconfirmed(reference, error.code, error.sentence)
            await self._tell(row, error)
            return True
        if isinstance(error, OfflineError | AuthorizationError):
            await self._outbox.settle_retry(reference, now, error.code, error.sentence)
            self._report(error)
            return False
        if isinstance(error, ServerError) and error.retryable and row.attempts < MAX_SERVER_FAILURES:
            due = now + timedelta(seconds=self._pause(row.attempts, error.retry_after))
            await self._outbox.settle_retry(reference, due, error.code, error.sentence)
            self._report(error)
            return True
        if isinstance(error, ServerError) and not error.retryable:
            # A good status with an answer that is not the contract: it may well have arrived.
            await self._outbox.settle_unconfirmed(reference, error.code, error.sentence)
        else:
            await self._outbox.settle_rejected(reference, error.code, error.sentence)
        await self._tell(row, error)
        return True

    async def _tell(self, row: OutboxRow, error: KnownError) -> None:
        """One notice a document, whatever the number of its messages that need a person."""
        states = [each.state for each in await self._outbox.of_job(self._connection_id, row.job_id)]
        refused, unconfirmed = states.count(SendState.REJECTED), states.count(SendState.UNCONFIRMED)
        parts = [f"{refused} refused"] if refused else []
        if unconfirmed:
            parts.append(f"of {unconfirmed} it is not known whether it arrived")
        total = refused + unconfirmed
        name = row.job_name or row.job_id
        said = f"“{name}”: {total} {'message needs' if total == 1 else 'messages need'} you ({', '.join(parts)}). "
        why = f"Last answer for “{row.field_name or row.field_path}”: {error.message or error.title} "
        text = f"{said}{why}The others are not held up."
        self._bus.publish(Notice("error" if refused else "warning", text, f"unfinished:{row.job_id}", "activity"))

    def _pause(self, attempts: int, retry_after: float | None) -> float:
        """Seconds to the next try: what the server asked for, else full jitter up to 2^n seconds, at most a minute."""
        if retry_after is not None:
            return retry_after
        return self._rng.uniform(0, min(_CAP_SECONDS, 2.0 ** min(attempts, 10)))

    def _changed(self) -> None:
        self._bus.publish(OutboxChanged(self._connection_id))
