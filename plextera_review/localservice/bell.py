"""Wakes those who wait for something to have changed."""

import asyncio


class Listening:
    """Made before looking, waited for after: a ring in between is not missed."""

    def __init__(self, rung: asyncio.Event) -> None:
        self._rung = rung

    async def wait(self, seconds: float) -> None:
        """Until the bell rang since the listening began, at most ``seconds``."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return


class Bell:
    """Rung on the loop's thread; everyone who listens wakes."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something changed."""
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    def listen(self) -> Listening:
        """Begin to listen."""
        return Listening(self._rung)
