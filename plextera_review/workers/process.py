"""The parent's side of one worker: spawn, call with a deadline, kill, restart.

One duplex pipe and one reader thread a worker. `ProcessPoolExecutor` is not used: one crash fails all its futures and a running
call cannot be cancelled.
"""

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from plextera_review.workers.messages import Answer, Request, WorkerError
from plextera_review.workers.spawning import Child, spawn


class WorkerProcess:
    """A child process that answers one call at a time; calls beyond that wait in the pipe's lock in order.

    ``entry`` is a module-level function ``entry(pipe, *arguments)`` that ends in :func:`plextera_review.workers.child.serve`. The
    process starts with the first call or :meth:`start`, and again after a crash or a kill. It is replaced after ``recycle_after``
    calls (None: when :meth:`renew` says so), so that leaks of native code stay bounded. ``child`` is the process when it was spawned before.
    """

    def __init__(
        self,
        name: str,
        entry: Callable[..., None],
        arguments: tuple[Any, ...] = (),
        recycle_after: int | None = 500,
        child: Child | None = None,
    ) -> None:
        self._name = name
        self._entry = entry
        self._arguments = arguments
        self._recycle_after = recycle_after
        self._numbers = itertools.count(1)
        self._turn = asyncio.Lock()
        self._child = child
        self._reader: threading.Thread | None = None
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._calls = 0
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """Process id of the running child, for memory figures and tests."""
        return self._child.process_id if self._child is not None else None

    def start(self) -> None:
        """Spawn the child now, so that the first call need not wait for it. Before the loop runs, answers are not yet read."""
        if self._child is not None or self._closed:
            return
        self._child = spawn(self._entry, self._arguments, self._name)
        self._calls, self._reader = 0, None
        with contextlib.suppress(RuntimeError):
            self._listen(asyncio.get_running_loop())

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._reader is None and self._child is not None:
            self._reader = threading.Thread(
                target=self._read, args=(self._child, self._child.pipe, loop), name=f"{self._name}-reader", daemon=True
            )
            self._reader.start()

    async def call(self, kind: str, payload: Any, deadline: float) -> Any:
        """The handler's value. Raises :class:`WorkerError`; after ``deadline`` seconds the child is killed.

        Cancelling the awaiting task kills the child if the call had begun: native code cannot be interrupted otherwise.
        """
        async with self._turn:
            if self._closed:
                raise WorkerError("WORKER_DIED", "The worker was stopped.")
            if self._recycle_after is not None and self._calls >= self._recycle_after:
                await self._end()
            self.start()
            self._listen(asyncio.get_running_loop())
            self._calls += 1
            number = next(self._numbers)
            future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            self._waiting[number] = future
            try:
                self._send(Request(number, kind, payload))
                async with asyncio.timeout(deadline):
                    answer = await future
            except TimeoutError:
                self.kill()
                raise WorkerError(
                    "WORKER_TIMEOUT", f"The work took longer than {deadline:g} seconds and was stopped."
                ) from None
            except asyncio.CancelledError:
                self.kill()
                raise
            finally:
                self._waiting.pop(number, None)
        if not answer.ok:
            code, message = answer.payload
            raise WorkerError(code, message)
        return answer.payload

    async def renew(self) -> None:
        """End the child once it is idle; the next call starts a fresh one."""
        async with self._turn:
            await self._end()

    def kill(self) -> None:
        """End the child at once; the next call starts a new one."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.hang_up()

    async def close(self) -> None:
        """Stop for good: the child sees the end of its pipe, gets a second, then is killed."""
        self._closed = True
        await self._end()

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.hang_up()
        for _ in range(100):
            if not child.is_alive:
                break
            await asyncio.sleep(0.01)
        child.kill()
        self._refuse_waiting()

    def _refuse_waiting(self) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(WorkerError("WORKER_DIED", "The worker ended unexpectedly."))

    def _send(self, request: Request) -> None:
        assert self._child is not None  # noqa: S101 - start() made it
        try:
            self._child.pipe.send(request)
        except OSError:
            self.kill()
            raise WorkerError("WORKER_DIED", "The worker ended unexpectedly.") from None

    def _read(self, child: Child, pipe: Connection, loop: asyncio.AbstractEventLoop) -> None:
        """Reader thread: hands answers to the loop; the end of the pipe fails what still waits on it."""
        while True:
            try:
                answer: Answer = pipe.recv()
            except (EOFError, OSError, TypeError):
                break
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(self._settle, answer)
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self._died, child)

    def _settle(self, answer: Answer) -> None:
        future = self._waiting.get(answer.number)
        if future is not None and not future.done():
            future.set_result(answer)

    def _died(self, child: Child) -> None:
        if child is not self._child:
            return  # an older child, already replaced
        self.kill()
        self._refuse_waiting()
