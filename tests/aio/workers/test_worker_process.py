"""One worker process: answers, deadline, death, faults, recycling, cancellation. Real children."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from plextera_review.workers import spawning
from plextera_review.workers.messages import WorkerError
from plextera_review.workers.process import WorkerProcess
from tests.support.workers import misbehaving_worker, polite_worker, slow_worker


def with_worker(story: Callable[[WorkerProcess], Awaitable[None]], recycle_after: int = 500) -> None:
    async def main() -> None:
        worker = WorkerProcess("misbehaving", misbehaving_worker, recycle_after=recycle_after)
        try:
            await story(worker)
        finally:
            await worker.close()

    asyncio.run(main())


@pytest.mark.skipif(not hasattr(os, "nice"), reason="nice(2)")
def test_a_polite_worker_lets_others_go_first() -> None:
    async def main() -> None:
        worker = WorkerProcess("polite", polite_worker, (7,))
        try:
            assert await worker.call("politeness", None, 20) == os.nice(0) + 7
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


@pytest.mark.parametrize("direct", [True, False])
def test_pipes_of_killed_children_are_closed_and_the_next_one_is_read_by_nobody_else(
    monkeypatch: pytest.MonkeyPatch, direct: bool
) -> None:
    """Also where a pipe cannot be left to a child: closed while it was read, its number went to the next child's."""
    monkeypatch.setattr(spawning, "DIRECT", direct and spawning.DIRECT)

    async def story(worker: WorkerProcess) -> None:
        assert await worker.call("echo", 0, 20) == 0
        open_files = _count_open_files()
        for number in range(1, 6):
            with pytest.raises(WorkerError) as caught:
                await worker.call("hang", 60.0, 0.05)
            assert caught.value.code == "WORKER_TIMEOUT"
            assert await worker.call("echo", {"a": number}, 20) == {"a": number}
        until = asyncio.get_running_loop().time() + 10
        while _count_open_files() > open_files and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.01)
        assert _count_open_files() == open_files

    with_worker(story)


def _count_open_files() -> int:
    """0 where nothing tells."""
    try:
        return len(list(Path("/proc/self/fd").iterdir()))
    except OSError:
        return 0


def test_how_long_a_child_takes_to_start_counts_for_no_call() -> None:
    async def main() -> None:
        worker = WorkerProcess("slow", slow_worker, (1.2,))
        try:
            for _ in range(2):  # once more after a child was killed
                first, second = (asyncio.ensure_future(worker.call("echo", each, 1.0, follows=True)) for each in (1, 2))
                assert await asyncio.gather(first, second) == [1, 2]
                with pytest.raises(WorkerError) as caught:
                    await worker.call("hang", 60.0, 0.1)
                assert caught.value.code == "WORKER_TIMEOUT"
        finally:
            await worker.close()

    asyncio.run(main())


def test_a_child_that_dies_when_it_starts_fails_each_call() -> None:
    async def main() -> None:
        worker = WorkerProcess("dead", slow_worker, (-1.0,))
        try:
            for each in range(3):
                with pytest.raises(WorkerError) as caught:
                    await worker.call("echo", each, 20)
                assert caught.value.code == "WORKER_DIED"
        finally:
            await worker.close()

    asyncio.run(main())


def test_a_worker_at_rest_ends_at_once_when_it_is_closed() -> None:
    async def main() -> None:
        worker = WorkerProcess("misbehaving", misbehaving_worker)
        assert await worker.call("echo", 1, 20) == 1
        child = worker._child
        assert child is not None
        await worker.close()
        assert child._process.returncode == 0, "it ended by itself: its pipe did"

    asyncio.run(main())


def test_a_child_that_does_not_listen_ends_with_the_program(tmp_path: Path) -> None:
    code = f"""
import time
from plextera_review.workers.spawning import spawn
from tests.support.workers import misbehaving_worker
child = spawn(misbehaving_worker, (), "busy", "import time, pathlib; pathlib.Path({str(tmp_path / "begun")!r}).touch(); time.sleep(60)")
while not __import__("pathlib").Path({str(tmp_path / "begun")!r}).exists():
    time.sleep(0.01)
print(child.process_id)
"""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=30, check=True
    )
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_a_call_that_follows_is_sent_before_the_one_before_it_is_answered() -> None:
    async def story(worker: WorkerProcess) -> None:
        await worker.call("echo", 1, 20)
        child = worker._child
        assert child is not None
        first = asyncio.ensure_future(worker.call("hang", 2.0, 20))
        await asyncio.sleep(0)
        # Its deadline is that of its own work, not of the waiting.
        second = asyncio.ensure_future(worker.call("echo", 2, 1.5, follows=True))
        await asyncio.sleep(0.05)
        assert len(worker._under_way) == 2
        third = asyncio.ensure_future(worker.call("echo", 3, 20))
        assert await asyncio.gather(first, second, third) == [None, 2, 3]
        assert worker.process_id == child.process_id

    with_worker(story)


@pytest.mark.parametrize(
    ("kind", "payload", "deadline", "code"), [("hang", 60.0, 0.3, "WORKER_TIMEOUT"), ("die", 3, 20, "WORKER_DIED")]
)
def test_what_follows_a_call_that_ends_the_child_is_done_by_the_next_one(
    kind: str, payload: object, deadline: float, code: str
) -> None:
    async def story(worker: WorkerProcess) -> None:
        await worker.call("echo", 1, 20)
        ended = worker.process_id
        held = asyncio.ensure_future(worker.call("hang", 0.2, 20))
        await asyncio.sleep(0)
        guilty = asyncio.ensure_future(worker.call(kind, payload, deadline, follows=True))
        innocent = [asyncio.ensure_future(worker.call("echo", number, 20, follows=True)) for number in (2, 3)]
        with pytest.raises(WorkerError) as caught:
            await guilty
        assert caught.value.code == code
        assert await asyncio.gather(held, *innocent) == [None, 2, 3]
        assert worker.process_id != ended

    with_worker(story)


def test_an_alarm_set_for_a_long_call_does_not_delay_the_next_deadline() -> None:
    async def story(worker: WorkerProcess) -> None:
        assert await worker.call("echo", 1, 500) == 1
        begin = asyncio.get_running_loop().time()
        with pytest.raises(WorkerError) as caught:
            await worker.call("hang", 60.0, 0.2)
        assert caught.value.code == "WORKER_TIMEOUT"
        assert asyncio.get_running_loop().time() - begin < 10

    with_worker(story)


def test_cancelling_one_of_two_calls_costs_the_other_nothing() -> None:
    async def story(worker: WorkerProcess) -> None:
        await worker.call("echo", 1, 20)
        first = asyncio.ensure_future(worker.call("hang", 60.0, 20))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(worker.call("echo", 2, 20, follows=True))
        await asyncio.sleep(0.05)
        first.cancel()
        assert await second == 2
        assert first.cancelled()

    with_worker(story)


def test_killing_a_worker_does_not_wait_until_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(worker: WorkerProcess) -> None:
        await worker.call("echo", 1, 20)
        child, gone = worker._child, threading.Event()
        assert child is not None
        kill = child.kill

        def slow_kill() -> None:
            assert gone.wait(20)
            kill()

        monkeypatch.setattr(child, "kill", slow_kill)
        worker.kill()  # comes back although the old one is still there
        assert await worker.call("echo", 2, 20) == 2
        assert worker.process_id != child.process_id
        gone.set()
        while child._process.returncode is None:
            await asyncio.sleep(0.01)

    with_worker(story)
