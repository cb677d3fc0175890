"""How lists and single jobs of the local service grow with the number of jobs, over real HTTP.

    python -m tests.benchmarks.service_load [--sizes 100,10000] [--rounds 200]

Each size has a database of its own, filled with copies of one really read invoice; the calls of one round are spread over the sizes, so that
a busy machine slows all of them alike. The table gives medians and 99th percentiles in milliseconds, and ratios to the smallest size.
"""

import argparse
import asyncio
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from plextera_review.app.service_child import ServiceChild
from plextera_review.domain.ids import new_ulid
from tests.support.documents import invoice_pdf

_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = "100,1000,10000,100000"
PAGES = {
    "list, first page of 50": "/document-insights/jobs",
    "list, first page of 100": "/document-insights/jobs?size=100",
    "list, last page of 50": "/document-insights/jobs?page={last}",
    "filter COMPLETED": "/document-insights/jobs?status=COMPLETED",
    "filter FAILED (1 %)": "/document-insights/jobs?status=FAILED",
    "extractions by completedAt": "/document-insights/extractions?sortBy=completedAt&sort=asc",
    "FAILED by updatedAt": "/document-insights/extractions?status=FAILED&sortBy=updatedAt",
    "get one job": "/document-insights/jobs/{job}",
    "get one extraction": "/document-insights/extractions/{extraction}",
}


class Filled:
    """A service over that many jobs."""

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        self._folder = folder / str(size)
        self.child = ServiceChild(self._folder / "data", self._folder / "logs", ("--offline",))
        self.ids: list[tuple[str, str]] = []
        self.http: httpx.AsyncClient | None = None

    async def open(self) -> None:
        http = await self._start()
        answer = await http.post("/document-insights/extractions/upload", files={"file": ("a.pdf", invoice_pdf())})
        while (await http.get(f"/document-insights/extractions/{answer.json()['id']}")).json()["status"] != "COMPLETED":
            await asyncio.sleep(0.05)
        await self.close()
        self._fill()
        await self._start()

    async def close(self) -> None:
        if self.http is not None:
            await self.http.aclose()
        await self.child.stop()

    async def _start(self) -> httpx.AsyncClient:
        address = await self.child.start()
        headers = {"Authorization": f"api-key {address.key}"}
        self.http = httpx.AsyncClient(base_url=address.base_url, headers=headers, timeout=60, trust_env=False)
        return self.http

    def _fill(self) -> None:
        with closing(sqlite3.connect(self._folder / "data" / "service.sqlite")) as db, db:
            columns = [row[1] for row in db.execute("PRAGMA table_info(jobs)") if row[1] != "seq"]
            row = dict(zip(columns, db.execute(f"SELECT {', '.join(columns)} FROM jobs").fetchone(), strict=True))
            marks = ", ".join(f":{name}" for name in columns)
            query = f"INSERT INTO jobs ({', '.join(columns)}) VALUES ({marks})"
            db.executemany(query, (self._copy(row, number) for number in range(self.size - 1)))
            self.ids = db.execute("SELECT id, extraction_id FROM jobs").fetchall()

    def _copy(self, row: dict[str, Any], number: int) -> dict[str, Any]:
        at = (_FIRST + timedelta(seconds=number)).isoformat(timespec="milliseconds")
        times = dict.fromkeys(("created_at", "updated_at", "completed_at"), at)
        new = {"id": f"dijob_{new_ulid()}", "extraction_id": os.urandom(12).hex(), **times}
        if number % 100 == 0:
            new |= {"status": "FAILED", "output": None, "error_code": "X", "error_message": "no"}
        return row | new


async def measured(services: list[Filled], rounds: int) -> dict[tuple[str, int], list[float]]:
    """Milliseconds by page and size."""
    taken: dict[tuple[str, int], list[float]] = defaultdict(list)
    chance = random.Random(7)
    for _ in range(rounds):
        for name, page in PAGES.items():
            for service in services:
                job, extraction = chance.choice(service.ids)
                path = page.format(last=(service.size - 1) // 50, job=job, extraction=extraction)
                assert service.http is not None
                began = time.perf_counter()
                answer = await service.http.get(path)
                taken[name, service.size].append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, answer.text
                assert answer.json()
    return taken


async def main(sizes: list[int], rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        services = [Filled(Path(folder), size) for size in sizes]
        try:
            for service in services:
                await service.open()
            await measured(services, 5)  # warm up
            taken = await measured(services, rounds)
        finally:
            for service in services:
                await service.close()
    print(f"{rounds} rounds; ms: median / p99 (ratio of medians to {sizes[0]} jobs)")
    print(f"{'':28}" + "".join(f"{size:>26,} jobs"[-26:] for size in sizes))
    for name in PAGES:
        base = statistics.median(taken[name, sizes[0]])
        cells = []
        for size in sizes:
            values = taken[name, size]
            median, p99 = statistics.median(values), statistics.quantiles(values, n=100)[98]
            cells.append(f"{median:.1f} / {p99:.1f} (×{median / base:.2f})")
        print(f"{name:28}" + "".join(f"{cell:>26}" for cell in cells))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    asyncio.run(main([int(each) for each in options.sizes.split(",")], options.rounds))
