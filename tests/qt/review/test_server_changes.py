"""The server changes its mind about a document while a person decides on it."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from plextera_review.domain.field import Money
from plextera_review.domain.job import JobError, JobStatus
from plextera_review.sync.events import JobsChanged, OutputChanged
from tests.support.reviewing import HERE, Desk, at_desk


def test_read_again_with_decisions_open_keeps_them_and_says_what_changed(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.type("INV-0042")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        before = desk.outputs["j2"]
        changed = tuple(
            replace(each, value="INV-0999")
            if each.path == "number"
            else replace(each, value=Money("99.00", "EUR"))
            if each.path == "total"
            else each
            for each in before
            if each.path != "order"
        )
        desk.outputs["j2"] = changed
        desk.review.core.bus.publish(OutputChanged(HERE, "j2"))
        await desk.settled()
        number = desk.review.row_of("number")
        assert number.original_value == "INV-0999"
        assert number.shown_value == "INV-0042"
        assert desk.review.row_of("total").shown_value == "99.00 EUR"
        [notice] = [each for each in desk.notices.items if each.key == "server-change"]
        assert "2 changed (Invoice number, Total), 1 gone (Order number)" in notice.text
        assert "kept, also on Invoice number" in notice.text
        assert await desk.kinds() == {"number": "corrected"}

    at_desk(tmp_path, story)


def test_what_is_being_typed_stays_in_its_editor(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.type("INV-00")
        desk.outputs["j2"] = tuple(replace(each, confidence=0.5) for each in desk.outputs["j2"])
        desk.review.core.bus.publish(OutputChanged(HERE, "j2"))
        await desk.settled()
        assert desk.page.panel.editor.editing
        assert desk.page.panel.editor.text() == "INV-00"
        assert not [each for each in desk.notices.items if each.key == "server-change"]  # no value is another one

    at_desk(tmp_path, story)


def test_a_status_that_changes_under_the_reviewer_is_told_and_nothing_is_lost(
    qapp: QApplication, tmp_path: Path
) -> None:
    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        failed = replace(
            desk.review.job, status=JobStatus.FAILED, error=JobError("GONE_WRONG", "The hub was taken away.")
        )
        await desk.mirror.put_jobs(HERE, [failed])
        desk.review.core.bus.publish(JobsChanged(HERE, ("j2",)))
        await desk.settled()
        [notice] = [each for each in desk.notices.items if each.key == "server-change"]
        assert "FAILED" in notice.text
        assert "The hub was taken away." in notice.text
        assert desk.review.fields
        assert await desk.kinds() == {"number": "accepted"}

    at_desk(tmp_path, story)
