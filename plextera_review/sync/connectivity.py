"""Is the server there? Told by every request's outcome and, while it is not, by a probe with growing pauses."""

import asyncio
from collections.abc import Awaitable, Callable

from plextera_review.domain.connection import ConnectionState
from plextera_review.domain.errors import AuthorizationError, KnownError, OfflineError
from plextera_review.sync.bus import Bus
from plextera_review.sync.events import ConnectivityChanged

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


class Connectivity:
    """The state of one connection; changes are published."""

    def __init__(self, check: Callable[[], Awaitable[None]], bus: Bus) -> None:
        self._check = check
        self._bus = bus
        self._wake = asyncio.Event()
        self.state = ConnectionState.STARTING
        self.error: KnownError | None = None

    def report(self, error: KnownError | None) -> None:
        """The outcome of a request: ``None`` when the server answered as it should."""
        state = _state_of(error)
        if state is self.state:
            return
        self.state, self.error = state, error
        self._wake.set()
        self._bus.publish(ConnectivityChanged(state, error))

    def wake(self) -> None:
        """Look again now (the person asked, the network changed)."""
        self._wake.set()

    async def run(self) -> None:
        """Probe while the server is not known to be there; sleep while it is."""
        pause = _FIRST_PAUSE
        while True:
            self._wake.clear()
            if self.state is ConnectionState.ONLINE:
                pause = _FIRST_PAUSE
                await self._wake.wait()
                continue
            try:
                await self._check()
            except KnownError as error:
                self.report(error)
            else:
                self.report(None)
                continue
            self._wake.clear()  # the probe's own report is no reason to probe again at once
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            except TimeoutError:
                pause = min(pause * 2, _LONGEST_PAUSE)


def _state_of(error: KnownError | None) -> ConnectionState:
    if error is None:
        return ConnectionState.ONLINE
    if isinstance(error, OfflineError):
        return ConnectionState.OFFLINE
    if isinstance(error, AuthorizationError):
        return ConnectionState.UNAUTHORIZED
    return ConnectionState.FAILING
