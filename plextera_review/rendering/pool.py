"""Shares work among worker processes: the most urgent first, a document's work in its own worker unless that one is held up."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from plextera_review.workers.messages import WorkerError
from plextera_review.workers.process import WorkerProcess

_PATIENCE_SECONDS = 0.15
_WAIT_SECONDS = 0.03  # of what somebody waits for, before another worker takes it
_START_SECONDS = 0.3  # the same where that worker does not run yet: starting it takes about as long
_READY_SECONDS = 30.0
_OPENS_BEFORE_RENEWAL = 200
_MOST_BRIEF = 2  # under way in a worker


class Urgency(IntEnum):
    """How soon an answer is of use."""

    NOW = 0
    """Somebody looks at the place where it belongs."""
    SOON = 1
    """Beside what is looked at: crops, the page's words."""
    LATER = 2
    """Prefetch, search, whole documents."""


@dataclass(order=True)
class _Order:
    urgency: int
    number: int
    home: int = field(compare=False)
    kind: str = field(compare=False)
    payload: Any = field(compare=False)
    deadline: float = field(compare=False)
    answer: "asyncio.Future[Any]" = field(compare=False)
    away: bool = field(compare=False)
    since: float = field(compare=False)
    brief: bool = field(compare=False, default=False)


class WorkerPool:
    """``make(n)`` builds the n-th worker. An order that is no longer wanted (its task was cancelled) is dropped if it has not begun;
    one that has begun is finished unheard, because ending the worker would cost everybody else more."""

    def __init__(self, count: int, make: Callable[[int], WorkerProcess]) -> None:
        self._workers = [make(number) for number in range(count)]
        self._under_way: list[list[_Order]] = [[] for _ in range(count)]
        self._since = [0.0] * count  # since when each worker is at what it is at
        self._opens = [0] * count
        self._orders: list[_Order] = []
        self._numbers = itertools.count()
        self._running: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.restarts = 0
        self._closed = False

    def __len__(self) -> int:
        return len(self._workers)

    @property
    def process_ids(self) -> list[int]:
        """The running workers."""
        return [worker.process_id for worker in self._workers if worker.process_id is not None]

    def home_of(self, number: int) -> int:
        """The worker of the n-th document: those that run take turns. Another one is started only when work is slow."""
        running = [at for at, worker in enumerate(self._workers) if worker.process_id is not None] or [0]
        return running[number % len(running)]

    def start(self, only: int | None = None) -> None:
        """Spawn the workers, or one of them, now."""
        for worker in self._workers if only is None else self._workers[only : only + 1]:
            worker.start()

    async def call(
        self,
        home: int,
        kind: str,
        payload: Any,
        deadline: float,
        urgency: Urgency = Urgency.NOW,
        *,
        away: bool = True,
        brief: bool = False,
    ) -> Any:
        """The worker's answer. Raises WorkerError. ``deadline`` in seconds counts from when the work begins; ``away`` False keeps
        the order in its home worker; ``brief`` is expected to take some milliseconds: two such orders are under way in a worker, which
        then need not wait for the window between them. The second one is refused with ``WORKER_HELD_UP`` when the first one takes long
        after all; the worker may still come to it."""
        if self._closed:
            raise WorkerError("WORKER_DIED", "The worker was stopped.")
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        now = asyncio.get_running_loop().time()
        order = _Order(
            urgency, next(self._numbers), home % len(self), kind, payload, deadline, answer, away, now, brief
        )
        heapq.heappush(self._orders, order)
        self._hand_out()
        return await answer

    def rest(self) -> None:
        """End idle workers; the next order starts them again."""
        for number, worker in enumerate(self._workers):
            if not self._under_way[number]:
                worker.kill()

    async def close(self) -> None:
        """Stop every worker; what still waits is refused."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for order in self._orders:
            _refuse(order, WorkerError("WORKER_DIED", "The worker was stopped."))
        self._orders.clear()
        for worker in self._workers:
            await worker.close()
        for task in self._running:  # a worker that is stopped never answers; nobody waits for the deadline
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _hand_out(self) -> None:
        now = asyncio.get_running_loop().time()
        for number, under_way in enumerate(self._under_way):
            while len(under_way) < _MOST_BRIEF and all(each.brief for each in under_way):
                order = self._next_for(number, now)
                if order is None:
                    break
                if order.home != number and self._workers[number].process_id is None:
                    # Its home may be done with it before the helper has started.
                    heapq.heappush(self._orders, order)
                    order = self._start_of(number, now)
                if not under_way:
                    self._since[number] = now
                under_way.append(order)
                task = asyncio.ensure_future(self._run(number, order))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        may_help = self._orders and not all(self._under_way)
        if may_help or any(len(each) > 1 for each in self._under_way):  # or what follows may be given back
            self._look_again()

    def _may_help(self, order: _Order, number: int, now: float) -> bool:
        """Whether a worker that is not its home may take the order: when the home is held up, or somebody waits because it is slow."""
        if self._under_way[number] or not self._under_way[order.home] or not order.away:
            return False
        runs = self._workers[number].process_id is not None
        waits = order.urgency == Urgency.NOW and now - order.since >= (_WAIT_SECONDS if runs else _START_SECONDS)
        return waits or now - self._since[order.home] >= _PATIENCE_SECONDS

    def _start_of(self, number: int, now: float) -> _Order:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())  # the next order will tell
        return _Order(
            Urgency.NOW, next(self._numbers), number, "ready", None, _READY_SECONDS, answer, away=False, since=now
        )

    def _next_for(self, number: int, now: float) -> _Order | None:
        waiting = [each for each in self._orders if not each.answer.done()]
        if len(waiting) != len(self._orders):
            self._orders = waiting
            heapq.heapify(self._orders)
        fitting = [each for each in waiting if each.home == number or self._may_help(each, number, now)]
        chosen = min(fitting, default=None)
        if chosen is None or (self._under_way[number] and not chosen.brief):
            return None
        self._orders.remove(chosen)
        heapq.heapify(self._orders)
        return chosen

    def _look_again(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_WAIT_SECONDS / 2, self._on_time)

    def _on_time(self) -> None:
        self._timer = None
        if not self._closed:
            self._give_back()
            self._hand_out()

    def _give_back(self) -> None:
        """What is stuck behind an order that takes long may be asked for anew, of another worker."""
        now = asyncio.get_running_loop().time()
        for since, under_way in zip(self._since, self._under_way, strict=True):
            if now - since >= _PATIENCE_SECONDS:
                for order in under_way[1:]:
                    _refuse(order, WorkerError("WORKER_HELD_UP", "The worker is held up by something else."))

    async def _run(self, number: int, order: _Order) -> None:
        worker = self._workers[number]
        try:
            if order.kind == "open":
                self._opens[number] += 1
                if self._opens[number] > _OPENS_BEFORE_RENEWAL:
                    self._opens[number] = 0
                    await worker.renew()
            value = await worker.call(order.kind, order.payload, order.deadline, follows=order.brief)
        except WorkerError as error:
            if error.code in {"WORKER_TIMEOUT", "WORKER_DIED"}:
                self.restarts += 1
            _refuse(order, error)
        except asyncio.CancelledError:  # the pool was closed
            _refuse(order, WorkerError("WORKER_DIED", "The worker was stopped."))
            raise
        except BaseException as error:  # noqa: BLE001 - whoever asked is told
            _refuse(order, error)
        else:
            if not order.answer.done():
                order.answer.set_result(value)
        finally:
            self._under_way[number].remove(order)
            self._since[number] = asyncio.get_running_loop().time()
            if not self._closed:
                self._hand_out()


def _refuse(order: _Order, error: BaseException) -> None:
    if not order.answer.done():
        order.answer.set_exception(error)
