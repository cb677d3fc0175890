"""Promise one: kill -9 at any moment loses nothing the screen showed as kept, and never sends twice in silence."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from plextera_review.api.client import PlexteraClient
from plextera_review.app.service_child import ServiceChild
from tests.support.documents import invoice_pdf

ROUNDS = int(os.environ.get("PLEXTERA_KILL_ROUNDS", "50"))
_LONGEST_LIFE = 1.2  # seconds after "ready"


class Child:
    """One run of the reviewer."""

    def __init__(self, folder: Path) -> None:
        self.said: list[str] = []
        self._more = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.reviewing_child", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, line: str, seconds: float = 90) -> None:
        with self._more:
            found = self._more.wait_for(
                lambda: line in self.said or any("failed" in each for each in self.said), seconds
            )
        assert found, f"no {line!r} in {self.said}"
        assert line in self.said, self.said

    def quit(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"quit\n")
        self._process.stdin.flush()

    def kill(self) -> list[str]:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._reader.join()
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self.said

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout:
            for line in self._process.stdout:
                with self._more:
                    self.said.append(line.decode().strip())
                    self._more.notify_all()


def documents_in_service(folder: Path) -> None:
    """Three extracted invoices before the reviewer comes."""

    async def main() -> None:
        child = ServiceChild(folder / "data" / "service", folder / "logs")
        address = await child.start()
        client = PlexteraClient(address.base_url, address.key)
        try:
            for number in range(3):
                path = folder / f"{number}.pdf"
                path.write_bytes(invoice_pdf(f"NO-{number}"))
                stored = await client.files.upload(path, path.name)
                job = await client.insights.create(stored.id, hub_id=None, metadata={})
                async with asyncio.timeout(30):
                    while not (await client.insights.get(job.id)).job.status.is_final:
                        await asyncio.sleep(0.05)
        finally:
            await client.close()
            await child.stop()

    asyncio.run(main())


def rows(path: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_nothing_is_lost_and_nothing_is_sent_twice(tmp_path: Path) -> None:
    documents_in_service(tmp_path)
    chance = random.Random(20260407)
    kept: set[str] = set()
    released: set[str] = set()
    for _ in range(ROUNDS):
        child = Child(tmp_path)
        child.wait_for("ready")
        threading.Event().wait(chance.uniform(0, _LONGEST_LIFE))
        said = [line.split() for line in child.kill()]
        kept |= {words[1] for words in said if words[0] == "kept"}
        ends = [place for place, words in enumerate(said) if words[0] == "submitted"]
        released |= {words[1] for words in said[: ends[-1] if ends else 0] if words[0] == "kept"}
        journal = {row[0] for row in rows(tmp_path / "data" / "review.sqlite", "SELECT client_reference FROM journal")}
        assert kept <= journal, f"lost: {kept - journal}"
    last = Child(tmp_path)
    last.wait_for("ready")
    last.quit()
    last.wait_for("ended")
    last.kill()
    states = dict(rows(tmp_path / "data" / "review.sqlite", "SELECT client_reference, state FROM outbox"))
    arrived = Counter(
        row[0] for row in rows(tmp_path / "data" / "service" / "service.sqlite", "SELECT request_id FROM feedback")
    )
    twice = {reference for reference, count in arrived.items() if count > 1}
    not_there = {reference for reference, state in states.items() if state == "accepted"} - set(arrived)
    # A newer verdict on the same field withdraws an unsent one: the last word counts.
    withdrawn = {
        row[0]
        for row in rows(
            tmp_path / "data" / "review.sqlite",
            "SELECT earlier.client_reference FROM journal AS earlier JOIN journal AS later "
            "USING (connection_id, job_id, field_path) WHERE later.seq > earlier.seq",
        )
    }
    unsent = {
        reference
        for reference in released
        if states.get(reference) not in {"accepted", "unconfirmed"}
        and not (reference not in states and reference in withdrawn)
    }
    print(
        f"{ROUNDS} kills: {len(kept)} shown as kept, {len(released)} of them submitted, {len(arrived)} arrived, "
        f"{sum(state == 'unconfirmed' for state in states.values())} unconfirmed, {len(twice)} twice, {len(not_there)} lost"
    )
    assert kept, "nothing was ever kept: the test proves nothing"
    assert arrived, "nothing ever arrived: the test proves nothing"
    assert twice == set()
    assert not_there == set()
    assert unsent == set()
    assert set(states.values()) <= {"draft", "accepted", "unconfirmed"}
