"""The local service killed with SIGKILL while it is used: what it acknowledged is there afterwards, whole."""

import asyncio
import hashlib
import os
import random
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from plextera_review.api.client import PlexteraClient
from plextera_review.app.service_child import ServiceChild
from plextera_review.domain.correction import FeedbackType
from plextera_review.domain.ids import new_ulid
from tests.support.documents import invoice_pdf

ROUNDS = 12
_LONGEST_LIFE = 0.6  # seconds after the service listens


class Acknowledged:
    """What the service has answered with success, over all its lives."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.jobs: set[str] = set()
        self.feedback: set[str] = set()

    async def use(self, client: PlexteraClient, folder: Path) -> None:
        """Upload, create, give feedback, until the service is gone."""
        while True:
            content = invoice_pdf(f"NO-{len(self.files)}")
            path = folder / "upload.pdf"
            path.write_bytes(content)
            stored = await client.files.upload(path, path.name)
            self.files[stored.id] = content
            job = await client.insights.create(stored.id, hub_id=None, metadata={})
            self.jobs.add(job.id)
            reference = new_ulid()
            await client.insights.send_feedback(
                job.id, message="checked", kind=FeedbackType.INFO, field_id=None, request_id=reference
            )
            self.feedback.add(reference)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_service_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    done = Acknowledged()
    chance = random.Random(20260408)
    asyncio.run(_lives(tmp_path, done, chance))
    with closing(sqlite3.connect(tmp_path / "data" / "service.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        files = dict(db.execute("SELECT id, sha256 FROM files"))
        jobs = dict(db.execute("SELECT id, status FROM jobs"))
        feedback = {row[0] for row in db.execute("SELECT request_id FROM feedback")}
    assert done.jobs
    assert done.feedback
    assert done.jobs <= set(jobs)
    assert set(jobs.values()) == {"COMPLETED"}
    assert done.feedback <= feedback
    for file_id, content in done.files.items():
        digest = hashlib.sha256(content).hexdigest()
        assert files[file_id] == digest
    stored = [path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in stored)
    assert len(stored) >= len(set(files.values()))


async def _lives(folder: Path, done: Acknowledged, chance: random.Random) -> None:
    for _ in range(ROUNDS):
        child = ServiceChild(folder / "data", folder / "logs")
        address = await child.start()
        client = PlexteraClient(address.base_url, address.key)
        use = asyncio.create_task(done.use(client, folder))
        await asyncio.sleep(chance.uniform(0, _LONGEST_LIFE))
        assert child.process_id is not None
        os.kill(child.process_id, signal.SIGKILL)
        await asyncio.gather(use, return_exceptions=True)
        await client.close()
        await child.stop()
    child = ServiceChild(folder / "data", folder / "logs")
    address = await child.start()
    client = PlexteraClient(address.base_url, address.key)
    async with asyncio.timeout(60):
        for job_id in done.jobs:  # jobs that were under way at a kill are taken up again
            while not (await client.insights.get(job_id)).job.status.is_final:
                await asyncio.sleep(0.02)
    await client.close()
    await child.stop()
