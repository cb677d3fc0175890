"""Documents of which something is missing, fields or pages: the page says why, and what can be done."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from plextera_review.domain.connection import ConnectionState
from plextera_review.domain.errors import OfflineError
from plextera_review.domain.job import Job, JobError, JobStatus
from plextera_review.sync.events import ConnectivityChanged
from tests.support.reviewing import Desk, at_desk


def test_an_empty_extraction_can_be_submitted(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.outputs["j1"] = ()
        desk.review.open("j1")
        await desk.settled()
        assert desk.page.panel._none.text() == "Nothing was read from this document."
        assert not desk.page.panel.list.isVisible()
        assert desk.page.submit.hasFocus()
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert desk.review.job.id == "j2"
        assert desk.page.panel.list.isVisible()

    at_desk(tmp_path, story)


def test_a_failed_document_says_why_and_takes_no_submit(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        job = await desk.mirror.job("local", "j1")
        job = type(job)(job.id, JobStatus.FAILED, job.created_at, error=JobError("NO_TEXT", "The pages hold no text."))
        await desk.mirror.put_jobs("local", [job])
        desk.review.open("j1")
        await desk.settled()
        said = "The pages hold no text. There is nothing to correct; the page can be looked at."
        assert desk.page.panel._none.text() == said
        assert not desk.page.submit.isEnabled()

    at_desk(tmp_path, story)


def test_typing_and_arrows_reach_the_fields_from_submit(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        assert desk.page.submit.hasFocus()
        first = desk.review.current
        desk.press(Qt.Key.Key_Down)
        assert desk.review.current != first
        desk.page.submit.setFocus()
        desk.type("NEW-7")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert desk.review.row.shown_value == "NEW-7"
        assert await desk.kinds() == {desk.review.current: "corrected"}

    at_desk(tmp_path, story, sure=True)


def test_pages_missed_while_offline_come_with_the_connection(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        offline = OfflineError("OFFLINE", "Offline", "The server cannot be reached.")
        asked: list[str] = []

        async def file_for(job: Job) -> Path:
            asked.append(job.id)
            raise offline

        desk.review.core.session.documents.file_for = file_for
        desk.review.open("j1")
        await desk.settled()
        assert desk.review.document.problem is offline
        desk.review.core.bus.publish(ConnectivityChanged(ConnectionState.ONLINE, None))
        await desk.settled()
        assert [each for each in asked if each == "j1"] == ["j1", "j1"]

    at_desk(tmp_path, story)
