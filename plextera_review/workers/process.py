"""The parent's side of one worker: spawn, call with a deadline, kill, restart.

One duplex pipe and one reader thread a worker. `ProcessPoolExecutor` is not used: one crash fails all its futures and a running
call cannot be cancelled.
"""

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from plextera_review.workers.messages import STARTED, Answer, Request, WorkerError
from plextera_review.workers.spawning import Child, spawn

_START_SECONDS = 30.0


class _NotBegunError(Exception):
    """The child ended before it came to this call."""


@dataclass(eq=False, slots=True)
class _Call:
    answer: asyncio.Future[Answer]
    deadline: float
    until: float | None = None  # of the loop's time, once the child has come to it


class WorkerProcess:
    """A child process that works at one call at a time; calls beyond that wait here in order, or where they say so, in the pipe.

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
        self._has_started = False
        self._reader: threading.Thread | None = None
        self._under_way: dict[int, _Call] = {}  # in the order the child comes to them
        self._alarm: tuple[float, asyncio.Handle] | None = None
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
        self._calls, self._reader, self._has_started = 0, None, False
        with contextlib.suppress(RuntimeError):
            self._listen(asyncio.get_running_loop())

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._reader is None and self._child is not None:
            self._reader = threading.Thread(
                target=self._read, args=(self._child, self._child.pipe, loop), name=f"{self._name}-reader", daemon=True
            )
            self._reader.start()

    async def call(self, kind: str, payload: Any, deadline: float, *, follows: bool = False) -> Any:
        """The handler's value. Raises :class:`WorkerError`; after ``deadline`` seconds of work at it the child is killed. How long a
        child takes to start does not count.

        Cancelling the awaiting task kills the child if the call was sent: native code cannot be interrupted otherwise. ``follows``: it
        is sent while the child still works at the call before, so that it need not wait for this side. It is sent once more when the
        child ends over that one; its request must fit into the pipe (some 100 kB).
        """
        while True:
            try:
                if follows and self._under_way:
                    answer = await self._exchange(kind, payload, deadline)
                else:
                    async with self._turn:
                        await self._settled()
                        if self._recycle_after is not None and self._calls >= self._recycle_after:
                            await self._end()
                        answer = await self._exchange(kind, payload, deadline)
                break
            except _NotBegunError:
                continue
        if not answer.ok:
            code, message = answer.payload
            raise WorkerError(code, message)
        return answer.payload

    async def _exchange(self, kind: str, payload: Any, deadline: float) -> Answer:
        if self._closed:
            raise WorkerError("WORKER_DIED", "The worker was stopped.")
        self.start()
        self._listen(asyncio.get_running_loop())
        self._calls += 1
        number = next(self._numbers)
        self._send(Request(number, kind, payload))
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._under_way[number] = _Call(answer, deadline)
        self._watch()
        try:
            return await answer
        except asyncio.CancelledError:
            self.kill()
            raise
        finally:
            self._under_way.pop(number, None)

    async def renew(self) -> None:
        """End the child once it is idle; the next call starts a fresh one."""
        async with self._turn:
            await self._settled()
            await self._end()

    def kill(self) -> None:
        """End the child at once; the next call starts a new one, and what the child had not begun is sent to it."""
        child, self._child = self._child, None
        if child is not None:
            child.hang_up()
            # Not waited for here: one that holds half a gigabyte takes 70 ms to go.
            threading.Thread(target=child.kill, name=f"{self._name}-end", daemon=True).start()
        for call in self._unanswered():
            call.answer.set_exception(_NotBegunError())

    async def close(self) -> None:
        """Stop for good: the child sees the end of its pipe, gets a second, then is killed."""
        self._closed = True
        if self._alarm is not None:
            self._alarm[1].cancel()
        await self._end()

    async def _settled(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait([call.answer for call in self._under_way.values()])

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
        for call in self._unanswered():
            call.answer.set_exception(_died())

    def _unanswered(self) -> list[_Call]:
        return [call for call in self._under_way.values() if not call.answer.done()]

    def _send(self, request: Request) -> None:
        assert self._child is not None  # noqa: S101 - start() made it
        try:
            self._child.pipe.send(request)
        except OSError:
            follows = bool(self._unanswered())
            self._fail()
            raise (_NotBegunError() if follows else _died()) from None

    def _read(self, child: Child, pipe: Connection, loop: asyncio.AbstractEventLoop) -> None:
        """Reader thread: hands answers to the loop; the end of the pipe fails what still waits on it."""
        while True:
            try:
                answer: Answer = pipe.recv()
            except (EOFError, OSError, TypeError):
                break
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(self._settle, child, answer)
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(self._on_end, child)

    def _settle(self, child: Child, answer: Answer) -> None:
        if answer.number == STARTED and child is self._child:
            self._has_started = True
            for each in self._unanswered()[:1]:
                each.until = None  # its time begins now
            self._watch()
            return
        call = self._under_way.get(answer.number)
        if call is not None and not call.answer.done():
            call.answer.set_result(answer)
            self._watch()

    def _watch(self) -> None:
        """The time of the call that the child is at runs. One alarm serves many calls: hardly any of them lasts until it rings."""
        begun = next(iter(self._unanswered()), None)
        if begun is None:
            return
        loop = asyncio.get_running_loop()
        if begun.until is None:
            begun.until = loop.time() + begun.deadline + (0.0 if self._has_started else _START_SECONDS)
        if self._alarm is not None and self._alarm[0] > begun.until:
            self._alarm[1].cancel()
            self._alarm = None
        if self._alarm is None:
            self._alarm = begun.until, loop.call_at(begun.until, self._on_alarm)

    def _on_alarm(self) -> None:
        self._alarm = None
        begun = next(iter(self._unanswered()), None)
        if begun is not None and begun.until is not None and asyncio.get_running_loop().time() >= begun.until:
            message = f"The work took longer than {begun.deadline:g} seconds and was stopped."
            begun.answer.set_exception(WorkerError("WORKER_TIMEOUT", message))
            self.kill()
        self._watch()

    def _on_end(self, child: Child) -> None:
        if child is not self._child:
            return  # an older child, already replaced
        self._fail()

    def _fail(self) -> None:
        """The child ended by itself: the call it was at is to blame."""
        for call in self._unanswered()[:1]:
            call.answer.set_exception(_died())
        self.kill()


def _died() -> WorkerError:
    return WorkerError("WORKER_DIED", "The worker ended unexpectedly.")
