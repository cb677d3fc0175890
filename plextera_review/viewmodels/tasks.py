"""The one bridge from view-models to asyncio: strong references, latest wins by key, errors routed, cancelled on dispose."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from plextera_review.domain.errors import KnownError

ErrorHandler = Callable[[KnownError], None]
BugHandler = Callable[[BaseException], None]


class TaskScope:
    """Tasks that live as long as one screen.

    ``on_error`` gets every :class:`KnownError`; anything else goes to ``on_bug`` or, without one, to the loop's exception handler.
    Writes that must outlive a screen do not belong here but into the supervisor's scope.
    """

    def __init__(self, on_error: ErrorHandler, on_bug: BugHandler | None = None) -> None:
        self._on_error = on_error
        self._on_bug = on_bug
        self._tasks: set[asyncio.Task[Any]] = set()
        self._by_key: dict[str, asyncio.Task[Any]] = {}
        self._disposed = False

    def spawn(self, coro: Coroutine[Any, Any, Any], key: str | None = None) -> "asyncio.Task[Any] | None":
        """Start ``coro``; an earlier task of the same ``key`` is cancelled. None when the scope is disposed or no loop runs."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if self._disposed or loop is None:
            coro.close()
            return None
        if key is not None and (earlier := self._by_key.get(key)) is not None:
            earlier.cancel()
        task = loop.create_task(coro)
        self._tasks.add(task)
        if key is not None:
            self._by_key[key] = task
        task.add_done_callback(self._finished)
        return task

    def runs(self, key: str) -> bool:
        """True while a task of that key is under way."""
        return key in self._by_key

    def cancel(self, key: str) -> None:
        """Cancel the task of that key, if one runs."""
        if (task := self._by_key.get(key)) is not None:
            task.cancel()

    def dispose(self) -> None:
        """Cancel everything; later :meth:`spawn` calls do nothing."""
        self._disposed = True
        for task in tuple(self._tasks):
            task.cancel()

    async def settled(self) -> None:
        """Wait until every task started so far, and those they start, has ended."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))
            await asyncio.sleep(0)

    def _finished(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        for key, each in tuple(self._by_key.items()):
            if each is task:
                del self._by_key[key]
        if task.cancelled():
            return
        error = task.exception()
        if error is None or self._disposed:
            return
        if isinstance(error, KnownError):
            self._on_error(error)
        elif self._on_bug is not None:
            self._on_bug(error)
        else:
            task.get_loop().call_exception_handler({"message": "A view-model's task failed", "exception": error})
