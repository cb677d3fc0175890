"""One worker process: answers, deadline, death, faults, recycling, cancellation. Real children."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from plextera_review.workers.messages import WorkerError
from plextera_review.workers.process import WorkerProcess
from tests.support.workers import misbehaving_worker


def with_worker(story: Callable[[WorkerProcess], Awaitable[None]], recycle_after: int = 500) -> None:
    async def main() -> None:
        worker = WorkerProcess("misbehaving", misbehaving_worker, recycle_after=recycle_after)
        try:
            await story(worker)
        finally:
            await worker.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("kind", "payload", "code"),
    [
        ("refuse", "no", "REFUSED"),
        ("break", "x", "WORKER_FAILED"),
        ("die", 3, "WORKER_DIED"),
        ("unknown", 1, "WORKER_FAILED"),
    ],
)
def test_a_fault_is_a_record_and_the_next_call_works(kind: str, payload: object, code: str) -> None:
    async def story(worker: WorkerProcess) -> None:
        with pytest.raises(WorkerError) as caught:
            await worker.call(kind, payload, 20)
        assert caught.value.code == code
        assert await worker.call("echo", {"a": 1}, 20) == {"a": 1}

    with_worker(story)


def test_a_hang_is_killed_at_its_deadline() -> None:
    async def story(worker: WorkerProcess) -> None:
        await worker.call("echo", 1, 20)
        hung = worker.process_id
        with pytest.raises(WorkerError) as caught:
            await worker.call("hang", 60.0, 0.3)
        assert caught.value.code == "WORKER_TIMEOUT"
        assert await worker.call("echo", 2, 20) == 2
        assert worker.process_id != hung

    with_worker(story)


def test_cancelling_a_call_frees_the_worker() -> None:
    async def story(worker: WorkerProcess) -> None:
        await worker.call("echo", 1, 20)
        task = asyncio.ensure_future(worker.call("hang", 60.0, 60))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await worker.call("echo", 2, 20) == 2

    with_worker(story)


def test_calls_wait_in_order_and_the_child_is_replaced() -> None:
    async def story(worker: WorkerProcess) -> None:
        assert await asyncio.gather(*(worker.call("echo", n, 20) for n in range(4))) == [0, 1, 2, 3]
        first = worker.process_id
        assert await worker.call("echo", 4, 20) == 4
        assert worker.process_id != first

    with_worker(story, recycle_after=4)


def test_a_stopped_worker_says_so() -> None:
    async def main() -> None:
        worker = WorkerProcess("misbehaving", misbehaving_worker)
        assert await worker.call("echo", 1, 20) == 1
        await worker.close()
        with pytest.raises(WorkerError) as caught:
            await worker.call("echo", 1, 20)
        assert caught.value.code == "WORKER_DIED"

    asyncio.run(main())
