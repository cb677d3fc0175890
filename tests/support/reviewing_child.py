"""A reviewer without end, in a process of its own that tests may kill: ``python -m tests.support.reviewing_child FOLDER``.

Drives the real window with key events and says on standard output what the screen shows: ``ready``, ``kept REFERENCE`` once a
correction is marked as kept, ``submitted JOB`` once the document is reviewed. Ends at ``quit`` on standard input, when nothing is pending.
"""

import asyncio
import contextlib
import itertools
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.app import hooks, loop
from plextera_review.app.application import make_application
from plextera_review.app.main import start
from plextera_review.app.paths import Paths
from plextera_review.app.window import ReviewWindow
from plextera_review.domain.correction import SendState
from plextera_review.domain.job import JobStatus
from plextera_review.rendering.service import RenderService

_FIELDS_A_ROUND = 3


def say(text: str) -> None:
    """One line the parent can trust: it is written at once."""
    os.write(1, f"{text}\n".encode())


class Reviewer:
    """Corrects the first fields of one document after the other, round and round."""

    def __init__(self, folder: Path) -> None:
        self._places = Paths.below(folder)
        self._places.create()
        self._quit = asyncio.Event()
        self._window: ReviewWindow

    async def run(self, _stop: asyncio.Event) -> int:
        event_loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(event_loop,), daemon=True).start()
        self._window = await start(self._places, hooks.BugReporter(), RenderService())
        window = self._window
        await self._until(lambda: window.core is not None and window.core.session is not None)
        say("ready")
        for number in itertools.count():
            if self._quit.is_set():
                break
            await self._round(number)
        await self._drained()
        await window.close_down()
        say("ended")
        return 0

    async def _round(self, number: int) -> None:
        session = self._window.core.session
        jobs = [record.job.id for record in await session.jobs.records() if record.job.status is JobStatus.COMPLETED]
        if not jobs:
            await asyncio.sleep(0.02)
            return
        job_id = jobs[number % len(jobs)]
        review = self._window.review
        self._window.shell.review_requested.emit(job_id)
        await self._until(lambda: review.job is not None and review.job.id == job_id and bool(review.fields))
        for field in review.fields[:_FIELDS_A_ROUND]:
            review.select(field.path)
            self._window.review_page.panel.list.setFocus()  # a reviewed document opens with the focus on Submit
            text = f"R{number}-{os.getpid()}"
            before = _reference(review, field.path)
            for character in text:  # one by one: the first opens the editor, which takes the focus
                QTest.keyClicks(QApplication.focusWidget() or self._window.review_page, character)
            QTest.keyClick(QApplication.focusWidget() or self._window.review_page, Qt.Key.Key_Return)
            await self._until(lambda path=field.path, before=before: _reference(review, path) not in {None, before})
            say(f"kept {_reference(review, field.path)}")
        await session.corrections.submit(review.job)
        say(f"submitted {job_id}")

    async def _drained(self) -> None:
        core = self._window.core
        while True:
            counts = await core.stores.outbox.counts(core.session.profile.id)
            if not counts.get(SendState.PENDING) and not counts.get(SendState.SENDING):
                return
            await asyncio.sleep(0.02)

    def _listen(self, event_loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            if line.strip() == "quit":
                with contextlib.suppress(RuntimeError):
                    event_loop.call_soon_threadsafe(self._quit.set)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():
                await asyncio.sleep(0.01)


def _reference(review: object, path: str) -> str | None:
    verdict = next((each.verdict for each in review.fields if each.path == path), None)
    return verdict.client_reference if verdict else None


def _failed(error: BaseException) -> None:
    say(f"failed {error!r}")
    os._exit(3)


if __name__ == "__main__":
    raise SystemExit(loop.run_until_stopped(make_application(), Reviewer(Path(sys.argv[1])).run, _failed))
