"""The guided tour: the real window and the real service, driven through one document, with a picture of each step.

It passes only when the feedback lies in the service's database with the right field and message, so that it also checks an
installed package.
"""

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from plextera_review.app import hooks, loop
from plextera_review.app.application import make_application
from plextera_review.app.logs import start_logging
from plextera_review.app.main import start
from plextera_review.app.paths import Paths
from plextera_review.app.virtual_screen import some_screen
from plextera_review.domain.correction import SendState
from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.domain.job import JobStatus
from plextera_review.rendering.service import RenderService
from plextera_review.resources import resource_path

if TYPE_CHECKING:
    from plextera_review.app.window import ReviewWindow

_STEP_SECONDS = 30.0
_LOOK_SECONDS = 0.02
_SETTLE_SECONDS = 0.4
_CORRECTED_TEXT = "TOUR-0042"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One row of the service's feedback table."""

    field_id: str | None
    message: str


def play(out: Path, document: Path | None) -> int:
    """Play the tour into the folder ``out``; 0 when every step worked. Data lies in a throw-away folder."""
    document = document or resource_path("samples", "01-invoice-en.pdf")
    if not document.is_file():
        raise DocumentError(
            "NO_DOCUMENT", "There is no such document", f"{document} is not a file.", "Name another one."
        )
    out.mkdir(parents=True, exist_ok=True)
    with some_screen() as screen, tempfile.TemporaryDirectory(prefix="plextera-tour-") as folder:
        print(f"Playing on {screen} with {document.name}")
        places = Paths.below(Path(folder))
        places.create()
        start_logging(places.logs, "window")
        tour = Tour(out, document, places)
        code = loop.run_until_stopped(make_application(), tour.run, tour.report)
        if code:
            logs = out / "logs"
            shutil.copytree(places.logs, logs, dirs_exist_ok=True)
            print(f"The logs are in {logs}")
    return code


class Tour:
    """One run through the steps."""

    def __init__(self, out: Path, document: Path, places: Paths) -> None:
        self._out = out
        self._document = document
        self._places = places
        self._reporter = hooks.BugReporter()
        self._bugs: list[BaseException] = []
        self._number = 0
        self._begun = time.monotonic()
        self._window: ReviewWindow
        self._job_id = ""
        self._corrected = ""

    def report(self, error: BaseException) -> None:
        """An exception nobody caught fails the tour."""
        self._bugs.append(error)
        self._reporter.report(error)

    async def run(self, _stop: asyncio.Event) -> int:
        """Every step in order; stops at the first that fails."""
        hooks.install(self._reporter)
        try:
            self._window = await start(self._places, self._reporter, RenderService())
            await self._play()
        except KnownError as error:
            print(f"FAILED  {error.title}. {error.sentence}")
            return 1
        except TimeoutError as error:
            self._picture("failed")
            print(f"FAILED  {error}")
            return 1
        finally:
            await self._window.close_down()
        if self._bugs:
            print(f"FAILED  {len(self._bugs)} unexpected errors, the first: {self._bugs[0]!r}")
            return 1
        print(f"The tour is over; the pictures are in {self._out}")
        return 0

    async def _play(self) -> None:
        window, review = self._window, self._window.review
        await self._until(
            "the service is connected", lambda: window.core is not None and window.core.session is not None
        )
        await self._step("queue-empty", "The window is open and connected to its local service")
        self._drag()
        await self._step("drop", "A document is dragged over the window")
        self._drop()
        await self._until("the upload is on its way", lambda: window.widget.page == "uploads")
        await self._step("upload", "The document is dropped; it is checked and sent")
        self._job_id = await self._completed_job()
        window.widget.show_page("queue")
        await self._until("the queue lists the job", lambda: bool(window.shell.queue.table.rows))
        await self._step("extracted", "The service has read the document; the queue says what needs a look")
        window.shell.review_requested.emit(self._job_id)
        await self._until(
            "fields and page are there", lambda: bool(review.fields) and review.document.images is not None
        )
        await self._step("review", "The document is open: the page with a box on every field")
        field = next((each for each in review.fields if each.path == "invoiceNumber"), review.fields[0])
        review.select(field.path)
        await self._until("the field has the focus", lambda: review.current == field.path)
        await self._step("focus", f"“{field.field.name}” has the focus; its box is centred")
        self._type(_CORRECTED_TEXT)
        await self._step("typing", "A new value is typed")
        self._key(Qt.Key.Key_Return)
        await self._until("the correction is kept", lambda: self._verdict(field.path) is not None)
        self._corrected = field.path
        await self._step("corrected", "The correction is kept on this computer")
        self._key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await self._wait_for_acceptance()
        window.shell.review_requested.emit(self._job_id)
        await self._until("the mark says accepted", lambda: self._send_state(field.path) is SendState.ACCEPTED)
        await self._step("accepted", "Submitted: the service has accepted the correction")
        window.widget.show_page("activity")
        await self._step("activity", "The activity lists what was decided and sent")
        self._check_database(field.field.field_id)

    async def _completed_job(self) -> str:
        core = self._window.core
        assert core is not None and core.session is not None  # noqa: S101 - awaited before
        give_up = time.monotonic() + _STEP_SECONDS
        while time.monotonic() < give_up:
            for record in await core.session.jobs.records():
                if record.job.status is JobStatus.COMPLETED and record.open_fields is not None:
                    return record.job.id
                if record.job.status.is_final and record.job.error is not None:
                    raise DocumentError(record.job.error.code, "The document was not read", record.job.error.message)
            await asyncio.sleep(_LOOK_SECONDS)
        raise TimeoutError("the document was not read within 30 seconds")

    async def _wait_for_acceptance(self) -> None:
        core = self._window.core
        assert core is not None and core.session is not None  # noqa: S101 - awaited before
        give_up = time.monotonic() + _STEP_SECONDS
        while time.monotonic() < give_up:
            if (await core.stores.outbox.counts(core.session.profile.id)).get(SendState.ACCEPTED):
                return
            await asyncio.sleep(_LOOK_SECONDS)
        raise TimeoutError("the correction was not accepted within 30 seconds")

    def _check_database(self, field_id: str | None) -> None:
        with closing(sqlite3.connect(self._places.service_data / "service.sqlite")) as service:
            query = "SELECT field_id, message FROM feedback WHERE job_id = ?"
            rows = [Feedback(*row) for row in service.execute(query, (self._job_id,))]
        fits = [row for row in rows if row.field_id == field_id and f"Should be: {_CORRECTED_TEXT}" in row.message]
        if len(rows) != 1 or not fits:
            raise DocumentError("NO_FEEDBACK", "The feedback is not in the service's database", f"It holds {rows!r}.")
        print(f"        In the service's database: {rows[0].message!r}")

    def _verdict(self, path: str) -> object:
        return next(each.verdict for each in self._window.review.fields if each.path == path)

    def _send_state(self, path: str) -> SendState | None:
        return next((each.send_state for each in self._window.review.fields if each.path == path), None)

    def _drag(self) -> None:
        actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        event = QDragEnterEvent(QPoint(400, 300), actions, self._files(), buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._window.widget, event)

    def _drop(self) -> None:
        actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        event = QDropEvent(QPointF(400, 300), actions, self._files(), buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._window.widget, event)

    def _files(self) -> QMimeData:
        self._mime = QMimeData()  # kept: the event does not own it
        self._mime.setUrls([QUrl.fromLocalFile(str(self._document.resolve()))])
        return self._mime

    def _key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._focused(), key, modifier)

    def _type(self, text: str) -> None:
        """As a person would: the first character opens the editor, the others go to it."""
        for character in text:
            QTest.keyClicks(self._focused(), character)

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._window.review_page

    async def _until(self, what: str, holds: Callable[[], bool]) -> None:
        give_up = time.monotonic() + _STEP_SECONDS
        while not holds():
            if time.monotonic() > give_up:
                raise TimeoutError(f"{what}: not within {_STEP_SECONDS:.0f} seconds")
            await asyncio.sleep(_LOOK_SECONDS)

    async def _step(self, name: str, sentence: str) -> None:
        duration = time.monotonic() - self._begun
        await asyncio.sleep(_SETTLE_SECONDS)  # animations and tiles, not counted
        self._number += 1
        self._picture(f"{self._number:02d}-{name}")
        print(f"{self._number:>3}  {duration:6.2f} s  {sentence}")
        self._begun = time.monotonic()

    def _picture(self, name: str) -> None:
        self._window.widget.grab().save(str(self._out / f"{name}.png"))
