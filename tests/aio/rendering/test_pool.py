"""Several workers as one: who gets which order and when, what is dropped, and what a worker's end costs. Real children."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from plextera_review.rendering import pool as pool_module
from plextera_review.rendering.pool import Urgency, WorkerPool
from plextera_review.workers.messages import WorkerError
from plextera_review.workers.process import WorkerProcess
from tests.support.pool_worker import noting_worker


class Bench:
    """A pool whose workers write down what they do; ``holding`` keeps one busy until it is let go."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.pool = WorkerPool(
            count, lambda number: WorkerProcess(f"noting-{number}", noting_worker, (str(folder), number), None)
        )

    def call(
        self, home: int, name: str, urgency: Urgency = Urgency.NOW, *, away: bool = True, brief: bool = False
    ) -> "asyncio.Task[int]":
        return asyncio.ensure_future(self.pool.call(home, "note", name, 60, urgency, away=away, brief=brief))

    async def holding(self, home: int, name: str, deadline: float = 60) -> "asyncio.Task[int]":
        """An order that has begun and goes on until :meth:`let_go`."""
        (self.folder / name).touch()
        task = asyncio.ensure_future(self.pool.call(home, "hold", name, deadline, away=False))
        await self.until(lambda: (home, name) in self.done)
        return task

    def let_go(self, name: str) -> None:
        (self.folder / name).unlink()

    @property
    def done(self) -> list[tuple[int, str]]:
        """Worker and name of what was begun, in order."""
        log = self.folder / "log"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        return [(int(line.partition(" ")[0]), line.partition(" ")[2]) for line in lines]

    @staticmethod
    async def until(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():
                await asyncio.sleep(0.002)


def at_bench(folder: Path, story: Callable[[Bench], Awaitable[None]], count: int = 2) -> None:
    async def main() -> None:
        bench = Bench(folder, count)
        try:
            await story(bench)
        finally:
            await bench.pool.close()

    asyncio.run(main())


def test_the_most_urgent_order_is_next_and_equals_keep_their_turn(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        held = await bench.holding(0, "held")
        orders = [
            bench.call(0, "later 1", Urgency.LATER),
            bench.call(0, "soon 1", Urgency.SOON),
            bench.call(0, "later 2", Urgency.LATER),
            bench.call(0, "now 1"),
            bench.call(0, "soon 2", Urgency.SOON),
            bench.call(0, "now 2"),
        ]
        await asyncio.sleep(0)
        bench.let_go("held")
        await asyncio.gather(held, *orders)
        names = [name for _, name in bench.done]
        assert names == ["held", "now 1", "now 2", "soon 1", "soon 2", "later 1", "later 2"]

    at_bench(tmp_path, story, 1)


def test_orders_are_done_at_home_while_home_is_quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_PATIENCE_SECONDS", "_WAIT_SECONDS", "_START_SECONDS"):  # a slow machine is not a held-up worker
        monkeypatch.setattr(pool_module, name, 60.0)

    async def story(bench: Bench) -> None:
        orders = [bench.call(number % 2, f"{number}") for number in range(12)]
        found = await asyncio.gather(*orders)
        assert sorted(bench.done) == sorted((number % 2, f"{number}") for number in range(12))
        assert [name for home, name in bench.done if home == 0] == [f"{number}" for number in range(0, 12, 2)]
        assert len(set(found[::2])) == len(set(found[1::2])) == 1
        assert set(found) == set(bench.pool.process_ids)
        assert (await bench.call(7, "beyond the last worker")) in found[1::2]

    at_bench(tmp_path, story)


def test_another_worker_helps_when_home_is_held_up(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        held = await bench.holding(0, "held")
        faithful = bench.call(0, "faithful", away=False)
        await bench.call(0, "helped")
        assert (1, "helped") in bench.done
        assert not held.done()
        assert not faithful.done()
        bench.let_go("held")
        await asyncio.gather(held, faithful)
        assert (0, "faithful") in bench.done
        assert bench.pool.restarts == 0

    at_bench(tmp_path, story)


def test_help_comes_to_what_somebody_waits_for_and_later_to_the_rest(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        await bench.call(1, "awake")  # what a start takes is not measured
        (tmp_path / "held").touch()
        begin = asyncio.get_running_loop().time()
        held = asyncio.ensure_future(bench.pool.call(0, "hold", "held", 60, away=False))
        await bench.call(0, "wanted now")
        assert asyncio.get_running_loop().time() - begin >= 0.03
        await bench.call(0, "helped", Urgency.SOON)
        assert asyncio.get_running_loop().time() - begin >= 0.15
        bench.let_go("held")
        await held

    at_bench(tmp_path, story)


def test_a_cancelled_order_that_has_not_begun_is_dropped(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        held = await bench.holding(0, "held")
        dropped, kept = bench.call(0, "dropped"), bench.call(0, "kept")
        await asyncio.sleep(0)
        dropped.cancel()
        bench.let_go("held")
        await asyncio.gather(held, kept)
        assert [name for _, name in bench.done] == ["held", "kept"]
        with pytest.raises(asyncio.CancelledError):
            await dropped

    at_bench(tmp_path, story, 1)


def test_a_cancelled_order_that_has_begun_ends_unheard_and_its_worker_lives(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        before = await bench.call(0, "before")
        held = await bench.holding(0, "held")
        held.cancel()
        with pytest.raises(asyncio.CancelledError):
            await held
        after = bench.call(0, "after")
        await asyncio.sleep(0)
        assert (0, "after") not in bench.done
        bench.let_go("held")
        assert await after == before
        assert bench.pool.restarts == 0

    at_bench(tmp_path, story, 1)


def test_a_deadline_ends_one_worker_and_spares_the_others(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        first, second = await bench.call(0, "a"), await bench.call(1, "b")
        other = await bench.holding(1, "other")
        (tmp_path / "late").touch()
        with pytest.raises(WorkerError) as caught:
            await bench.pool.call(0, "hold", "late", 0.1, away=False)
        assert caught.value.code == "WORKER_TIMEOUT"
        assert bench.pool.restarts == 1
        bench.let_go("other")
        assert await other == second
        assert await bench.call(0, "again", away=False) != first

    at_bench(tmp_path, story)


def test_the_deadline_counts_from_the_begin_of_the_work(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        held = await bench.holding(0, "held")
        waiting = asyncio.ensure_future(bench.pool.call(0, "note", "waited", 5.0))
        patient = asyncio.ensure_future(bench.pool.call(0, "note", "waited longer", 0.5))
        await asyncio.sleep(0.6)  # longer than the deadline: that is what is tested
        assert not patient.done()
        bench.let_go("held")
        await asyncio.gather(held, waiting, patient)
        assert bench.pool.restarts == 0

    at_bench(tmp_path, story, 1)


def test_a_fault_of_the_work_is_passed_on_and_costs_no_worker(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        before = await bench.call(0, "before")
        with pytest.raises(WorkerError) as caught:
            await bench.pool.call(0, "refuse", "no", 60)
        assert (caught.value.code, caught.value.message) == ("REFUSED", "no")
        assert await bench.call(0, "after") == before
        assert bench.pool.restarts == 0

    at_bench(tmp_path, story, 1)


def test_a_worker_is_renewed_after_many_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_OPENS_BEFORE_RENEWAL", 3)

    async def story(bench: Bench) -> None:
        ids = [await bench.pool.call(0, "open", f"{number}", 60) for number in range(5)]
        assert len(set(ids[:3])) == len(set(ids[3:])) == 1
        assert ids[2] != ids[3]
        assert bench.pool.restarts == 0

    at_bench(tmp_path, story, 1)


def test_closing_refuses_what_waits_and_what_comes_later(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        held = await bench.holding(0, "held")
        waiting = [bench.call(0, "waiting", urgency) for urgency in Urgency]
        await asyncio.sleep(0)
        await bench.pool.close()
        results = await asyncio.gather(held, *waiting, bench.call(0, "late"), return_exceptions=True)
        assert [each.code for each in results if isinstance(each, WorkerError)] == ["WORKER_DIED"] * 5
        assert [name for _, name in bench.done] == ["held"]
        assert bench.pool.process_ids == []

    at_bench(tmp_path, story, 1)


def test_two_brief_orders_are_under_way_and_nothing_else_joins_them(tmp_path: Path) -> None:
    async def story(bench: Bench) -> None:
        await bench.call(0, "started")
        orders = [
            bench.call(0, "brief 1", brief=True),
            bench.call(0, "brief 2", brief=True),
            bench.call(0, "brief 3", brief=True),
            bench.call(0, "long"),
            bench.call(0, "brief 4", brief=True),
        ]
        await asyncio.sleep(0)
        names = [each.payload for each in bench.pool._under_way[0]]
        assert names == ["brief 1", "brief 2"]
        assert len(set(await asyncio.gather(*orders))) == 1
        assert bench.done == [(0, name) for name in ("started", "brief 1", "brief 2", "brief 3", "long", "brief 4")]

    at_bench(tmp_path, story, count=1)
