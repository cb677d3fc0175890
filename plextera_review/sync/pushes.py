"""Events of the local service, so that its jobs update without polling. Over the internet nobody can call us: there we poll."""

import asyncio
import contextlib
import secrets
from urllib.parse import urlsplit

from plextera_review.api.subscriptions import SubscriptionCalls
from plextera_review.domain.errors import KnownError
from plextera_review.domain.subscription import JOB_ENDS, Event
from plextera_review.sync.jobs import JobSync
from plextera_review.sync.receiver import PATH, Receiver

_PAUSE_SECONDS = 2.0
_GOODBYE_SECONDS = 2.0


class Pushes:
    """Subscribes with a secret made for this run, and unsubscribes at its end."""

    def __init__(self, calls: SubscriptionCalls, jobs: JobSync) -> None:
        self._calls = calls
        self._jobs = jobs

    async def run(self) -> None:
        """Receive until cancelled; while it does not work, jobs are polled."""
        secret = secrets.token_urlsafe(32)
        receiver = Receiver(secret, self._on_event)
        url = await receiver.start()
        subscription_id: str | None = None
        try:
            while subscription_id is None:
                try:
                    await self._forget_earlier()
                    # One event a job is enough: both dialects tell of the same end.
                    types = [each for each in JOB_ENDS if ".job." in each]
                    subscription_id = (await self._calls.create(url, types, secret)).id
                except KnownError:
                    await asyncio.sleep(_PAUSE_SECONDS)
            self._jobs.set_pushed(pushed=True)
            await asyncio.Event().wait()
        finally:
            self._jobs.set_pushed(pushed=False)
            if subscription_id is not None:
                with contextlib.suppress(KnownError, TimeoutError):
                    async with asyncio.timeout(_GOODBYE_SECONDS):
                        await self._calls.delete(subscription_id)
            await receiver.stop()

    async def _forget_earlier(self) -> None:
        """Subscriptions of a window that was killed: only one window uses a service at a time."""
        stale = [each.id async for each in self._calls.every() if _is_ours(each.endpoint_url)]
        for each in stale:
            await self._calls.delete(each)

    def _on_event(self, event: Event) -> None:
        if event.type in JOB_ENDS:
            self._jobs.wake()


def _is_ours(url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname == "127.0.0.1" and parts.path == PATH
