"""Every loop ends when it is told to, also in the very moment it is woken."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import SimpleNamespace

import pytest

from plextera_review.domain.errors import OfflineError
from plextera_review.sync.bus import Bus
from plextera_review.sync.connectivity import Connectivity
from plextera_review.sync.drain import Drain


class EmptyOutbox:
    async def claim(self, connection_id: str, now: datetime) -> None:
        return None


async def _offline() -> None:
    raise OfflineError("OFFLINE", "Offline", "The server cannot be reached.")


def _drain() -> Drain:
    return Drain("here", SimpleNamespace(), EmptyOutbox(), Bus(), lambda error: None)


def _connectivity() -> Connectivity:
    return Connectivity(_offline, Bus())


@pytest.mark.parametrize("make", [_drain, _connectivity])
@pytest.mark.parametrize("turns", range(4))
def test_a_loop_woken_and_ended_at_once_ends(make: Callable[[], Drain | Connectivity], turns: int) -> None:
    async def main() -> None:
        loop = make()
        run: Callable[[], Awaitable[None]] = loop.run
        task = asyncio.ensure_future(run())
        for _ in range(5):
            await asyncio.sleep(0)
        loop.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=2)
        assert done, "the cancellation was lost"
        assert task.cancelled()

    asyncio.run(main())
