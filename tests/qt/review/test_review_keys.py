"""The review page driven by keys, over real storage."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from plextera_review.canvas.scroll_view import Fit
from plextera_review.domain.correction import SendState
from plextera_review.domain.field import Money
from plextera_review.domain.job import ReviewState
from plextera_review.domain.projection import Mark
from tests.support.reviewing import HERE, Desk, at_desk

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


def test_k_flagged_fields_take_k_plus_one_keys(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        assert desk.review.current == "number"
        assert desk.review.open_fields == 3
        while desk.review.job.id == "j2":
            desk.press(ENTER)
            await desk.settled()
            assert desk.keys < 10
        assert desk.keys == 4
        assert await desk.kinds() == {"number": "accepted", "date": "accepted", "total": "accepted"}
        states = {each.job.id: each.review_state for each in await desk.mirror.jobs(HERE)}
        assert states == {"j1": ReviewState.TO_REVIEW, "j2": ReviewState.REVIEWED}
        assert desk.review.job.id == "j1"
        assert await desk.outbox.counts(HERE) == {}

    at_desk(tmp_path, story)


def test_keys_faster_than_the_disk_lose_nothing(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.type("INV-0042")
        for _ in range(5):
            desk.press(ENTER)  # three fields, submit, and one too many: it must not submit the next document
        await desk.settled()
        assert await desk.kinds() == {"number": "corrected", "date": "accepted", "total": "accepted"}
        assert await desk.outbox.counts(HERE) == {SendState.PENDING: 1}
        assert desk.review.job.id == "j1"
        states = {each.job.id: each.review_state for each in await desk.mirror.jobs(HERE)}
        assert states["j1"] is ReviewState.TO_REVIEW

    at_desk(tmp_path, story)


def test_text_of_the_wrong_kind_is_kept_with_a_hint(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.review.select("total")
        desk.type("12 mal")
        assert "An amount is expected" in desk.page.panel.said
        desk.press(ENTER)
        await desk.settled()
        assert (await desk.journal.verdicts(HERE, "j2"))["total"].value_text == "12 mal"

    at_desk(tmp_path, story)


def test_a_clean_document_takes_one_key(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        await desk.settled()
        assert desk.review.job.id == "j1"

    at_desk(tmp_path, story, sure=True)


def test_typing_and_enter_corrects_and_moves_on(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.review.select("total")
        desk.type("1.243,50")
        desk.press(ENTER)
        assert desk.review.current == "number"
        await desk.settled()
        kept = (await desk.journal.verdicts(HERE, "j2"))["total"]
        assert kept.value == Money("1243.50", "EUR")
        assert kept.value_text == "1243.50 EUR"
        assert kept.original == "1234.50 EUR"
        assert kept.placement is not None
        assert await desk.outbox.counts(HERE) == {SendState.DRAFT: 1}
        desk.press(ENTER, CONTROL)
        await desk.settled()
        assert await desk.outbox.counts(HERE) == {SendState.PENDING: 1}
        assert desk.review.job.id == "j1"

    at_desk(tmp_path, story)


def test_escape_restores_and_f2_edits(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_F2)
        editor = desk.page.panel.editor
        assert editor.editing
        assert editor.text() == "INV-O042"
        desk.type("wrong")
        desk.press(Qt.Key.Key_Escape)
        assert not editor.editing
        await desk.settled()
        assert await desk.kinds() == {}
        assert desk.review.row.shown_value == "INV-O042"
        desk.press(Qt.Key.Key_Tab)
        assert desk.review.current == "date"
        desk.press(Qt.Key.Key_Backtab, SHIFT)
        desk.press(Qt.Key.Key_Down)
        assert desk.review.current == "date"
        await desk.settled()
        assert await desk.kinds() == {}

    at_desk(tmp_path, story)


def test_undo_and_redo_every_act(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.type("INV-0042")
        desk.press(ENTER)
        desk.press(Qt.Key.Key_M, CONTROL)
        desk.press(Qt.Key.Key_U, CONTROL)
        await desk.settled()
        assert await desk.kinds() == {"number": "corrected", "date": "missing", "total": "unreadable"}
        first = (await desk.journal.verdicts(HERE, "j2"))["number"]
        for _ in range(3):
            desk.press(Qt.Key.Key_Z, CONTROL)
        await desk.settled()
        assert await desk.kinds() == {}
        assert await desk.outbox.counts(HERE) == {}
        assert desk.review.current == "number"
        assert desk.review.open_fields == 3
        desk.press(Qt.Key.Key_Z, CONTROL | SHIFT)
        await desk.settled()
        again = (await desk.journal.verdicts(HERE, "j2"))["number"]
        assert again.value_text == "INV-0042"
        assert again.client_reference != first.client_reference

    at_desk(tmp_path, story)


def test_accept_the_rest_is_one_act_and_says_what_nobody_saw(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.press(ENTER, CONTROL | SHIFT)
        await desk.settled()
        assert set((await desk.kinds()).values()) == {"accepted"}
        assert len(await desk.kinds()) == 7
        assert "6 of them never looked at" in desk.notices.items[-1].text
        desk.press(Qt.Key.Key_Z, CONTROL)
        await desk.settled()
        assert await desk.kinds() == {}

    at_desk(tmp_path, story)


def test_a_full_disk_keeps_the_text_in_the_editor(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.journal.full = True
        desk.type("INV-0042")
        desk.press(ENTER)
        await desk.settled()
        editor = desk.page.panel.editor
        assert desk.review.current == "number"
        assert editor.editing
        assert editor.text() == "INV-0042"
        assert "disk is full" in desk.review.problems["number"]
        assert desk.review.row.verdict is None
        assert [each.text for each in desk.notices.items] == ["The disk is full. Free some space."]
        desk.journal.full = False
        desk.press(ENTER)
        await desk.settled()
        assert await desk.kinds() == {"number": "corrected"}
        assert desk.review.problems == {}
        assert desk.notices.items == ()

    at_desk(tmp_path, story)


def test_comment_postpone_and_documents(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_C, CONTROL | SHIFT)
        desk.type("the letter O is a zero")
        desk.press(ENTER)
        await desk.settled()
        assert (await desk.journal.verdicts(HERE, "j2"))["number"].comment == "the letter O is a zero"
        assert await desk.outbox.counts(HERE) == {SendState.DRAFT: 1}
        desk.press(Qt.Key.Key_Right, CONTROL)
        await desk.settled()
        assert desk.review.job.id == "j1"
        desk.press(Qt.Key.Key_Left, CONTROL)
        await desk.settled()
        assert desk.review.job.id == "j2"
        desk.press(Qt.Key.Key_P, CONTROL)
        await desk.settled()
        assert desk.review.job.id == "j1"
        states = {each.job.id: each.review_state for each in await desk.mirror.jobs(HERE)}
        assert states["j2"] is ReviewState.POSTPONED
        desk.press(ENTER, CONTROL)
        await desk.settled()
        assert desk.review.finished

    at_desk(tmp_path, story)


def test_keys_of_the_view(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        canvas = desk.page.canvas
        canvas.box_clicked.emit("total")
        assert desk.review.current == "total"
        assert canvas.boxes_visible
        desk.press(Qt.Key.Key_H, CONTROL)
        assert not canvas.boxes_visible
        desk.press(Qt.Key.Key_G, CONTROL)
        desk.press(Qt.Key.Key_G, CONTROL)
        assert canvas.fit is Fit.PAGE

    at_desk(tmp_path, story)


def test_a_rule_that_fails_on_the_typed_value_keeps_enter_from_submitting(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.review.select("date")
        desk.type("some day")
        for _ in range(3):  # date, total, number
            desk.press(ENTER)
        await desk.settled()
        assert desk.review.current == "date"
        assert desk.review.row.mark is Mark.RULE_FAILED
        assert not desk.page.submit.hasFocus()
        desk.press(ENTER)
        assert desk.page.panel.waiver.isVisible()
        desk.press(ENTER)
        await desk.settled()
        assert desk.review.row_of("date").mark is Mark.WAIVED
        assert desk.page.submit.hasFocus()
        assert (await desk.kinds())["date"] == "corrected"

    at_desk(tmp_path, story)


def test_enter_in_an_editor_nobody_typed_in_accepts(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_F2)
        desk.press(ENTER)
        await desk.settled()
        assert await desk.kinds() == {"number": "accepted"}
        assert desk.review.current == "date"

    at_desk(tmp_path, story)
