"""A submitted document can be taken up again; what was sent stays sent."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from plextera_review.domain.correction import SendState
from plextera_review.domain.job import ReviewState
from tests.support.reviewing import HERE, Desk, at_desk

CONTROL = Qt.KeyboardModifier.ControlModifier


async def state(desk: Desk, job_id: str) -> ReviewState:
    record = await desk.mirror.record(HERE, job_id)
    assert record is not None
    return record.review_state


def test_a_decision_on_a_submitted_document_takes_it_up_again_and_is_sent_with_the_next_submit(
    qapp: QApplication, tmp_path: Path
) -> None:
    async def story(desk: Desk) -> None:
        desk.type("INV-0042")
        desk.press(Qt.Key.Key_Return)
        desk.press(Qt.Key.Key_Return, CONTROL)
        await desk.settled()
        assert await state(desk, "j2") is ReviewState.REVIEWED
        assert await desk.outbox.counts(HERE) == {SendState.PENDING: 1}
        desk.review.open("j2")
        await desk.settled()
        assert await state(desk, "j2") is ReviewState.REVIEWED  # looking at it changes nothing
        desk.review.select("date")
        desk.press(Qt.Key.Key_M, CONTROL)
        await desk.settled()
        assert await state(desk, "j2") is ReviewState.TO_REVIEW
        assert await desk.outbox.counts(HERE) == {SendState.PENDING: 1, SendState.DRAFT: 1}
        desk.press(Qt.Key.Key_Return, CONTROL)
        await desk.settled()
        assert await state(desk, "j2") is ReviewState.REVIEWED
        assert await desk.outbox.counts(HERE) == {SendState.PENDING: 2}

    at_desk(tmp_path, story)
