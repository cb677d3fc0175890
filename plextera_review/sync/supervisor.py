"""Tasks that belong to the whole program: loops that are started again when they fail, and writes no screen may cancel."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_log = logging.getLogger(__name__)
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class Supervisor:
    """Owns its tasks with strong references; nothing else may cancel them."""

    def __init__(self) -> None:
        self._loops: dict[str, asyncio.Task[None]] = {}
        self._writes: set[asyncio.Task[Any]] = set()

    def start(self, name: str, loop: Callable[[], Awaitable[None]]) -> None:
        """Run ``loop()`` until it returns; after an exception again, with a growing pause. One of a name at a time."""
        earlier = self._loops.pop(name, None)
        if earlier is not None:
            earlier.cancel()
        self._loops[name] = asyncio.get_running_loop().create_task(_repeated(name, loop), name=name)

    async def end(self, name: str) -> None:
        """End one loop, if it runs, and wait until it has."""
        task = self._loops.pop(name, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def run(self, write: Coroutine[Any, Any, T], name: str = "write") -> T:
        """The result of ``write``, which goes on to its end even when the awaiting task is cancelled."""
        task = asyncio.get_running_loop().create_task(write, name=name)
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        return await asyncio.shield(task)

    async def stop(self, deadline: float) -> None:
        """End all loops, and give writes under way ``deadline`` seconds."""
        loops = list(self._loops.values())
        self._loops.clear()
        for task in loops:
            task.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        if self._writes:
            _, late = await asyncio.wait(set(self._writes), timeout=deadline)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _repeated(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    pause = _FIRST_PAUSE
    while True:
        try:
            await loop()
        except Exception:  # noqa: BLE001 - logged; the loop must come back
            _log.exception("%s failed; it starts again in %.1f s", name, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return
