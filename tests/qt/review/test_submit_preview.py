"""Before Submit: the exact messages, changed, left out, gone to; and the history of a field."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from plextera_review.domain.correction import FeedbackType, SendState, VerdictKind
from plextera_review.domain.feedback import MESSAGE_LIMIT, feedback_message, parse_feedback
from plextera_review.viewmodels.field_history import FieldHistoryViewModel
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.submit_preview import SubmitPreviewViewModel
from plextera_review.widgets.field_history import FieldHistory
from plextera_review.widgets.key_columns import KeyColumns
from plextera_review.widgets.submit_preview import SubmitPreview
from tests.support.activity_desk import HERE, ActivityDesk, at_activity, job, verdict

pytestmark = pytest.mark.usefixtures("qapp")
ACCEPTED = VerdictKind.ACCEPTED


async def opened(desk: ActivityDesk, *given) -> tuple[SubmitPreviewViewModel, SubmitPreview]:
    """The preview of a document with these verdicts."""
    for each in given:
        await desk.corrections.record(job(), each)
    preview = SubmitPreviewViewModel(desk.activity.tasks, desk.notices)
    dialog = SubmitPreview(preview, desk.theme, KeyMap())
    preview.show(desk.corrections, job())
    dialog.open()
    await desk.settled()
    assert QTest.qWaitForWindowActive(dialog)
    return preview, dialog


def test_it_lists_exactly_what_submit_sends_in_that_order(tmp_path: Path):
    given = [verdict("b"), verdict("a", "x " * 2000, original="y " * 2000), verdict("c", kind=VerdictKind.MISSING)]
    accepted = [verdict(path, kind=ACCEPTED) for path in ("d", "e")]

    async def story(desk: ActivityDesk) -> None:
        preview, dialog = await opened(desk, *given, *accepted)
        assert [row.sent.message for row in preview.rows] == [feedback_message(each) for each in given]
        assert [row.shortened for row in preview.rows] == [False, True, False]
        assert preview.rows[1].length == f"{MESSAGE_LIMIT:,}/{MESSAGE_LIMIT:,}"
        assert dialog._sentence.text() == "3 messages will be sent · 2 accepted fields send nothing."
        assert dialog.list.lines.line_at(1).text.startswith("ERROR · shortened · ")
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        assert dialog.editor.message == preview.rows[1].sent.message
        assert "field id a" in dialog._facts.text()
        dialog.close()
        await desk.corrections.submit(job())
        sent = await desk.stores.outbox.of_job(HERE, "j1")
        assert [row.message for row in sent] == [row.sent.message for row in preview.rows]

    at_activity(tmp_path, story)


def test_a_message_left_out_is_not_sent_the_decision_stays_and_it_can_be_put_back(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        preview, dialog = await opened(desk, verdict("a"), verdict("b"))
        QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
        await desk.settled()
        assert [row.left_out for row in preview.rows] == [True, False]
        assert preview.sentence == "1 message will be sent · 1 left out."
        assert await desk.stores.outbox.counts(HERE) == {SendState.DISCARDED: 1, SendState.DRAFT: 1}
        assert set(await desk.corrections.verdicts("j1")) == {"a", "b"}
        QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
        await desk.settled()
        assert preview.count == 2
        assert await desk.stores.outbox.counts(HERE) == {SendState.DRAFT: 2}
        dialog.close()

    at_activity(tmp_path, story)


def test_ctrl_enter_keeps_the_change_in_the_editor_before_it_submits(tmp_path: Path, qtbot):
    async def story(desk: ActivityDesk) -> None:
        preview, dialog = await opened(desk, verdict("a"))
        QTest.keyClick(dialog.list, Qt.Key.Key_F2)
        dialog.editor._text.setPlainText(dialog.editor._text.toPlainText() + "\nno label")
        with qtbot.assertNotEmitted(preview.submit_requested):
            QTest.keyClick(dialog.editor._text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await desk.settled()
        assert dialog.isVisible()
        dialog.editor._text.setPlainText(dialog.editor._text.toPlainText().replace("no label", "Comment: look again"))
        with qtbot.waitSignal(preview.submit_requested):
            QTest.keyClick(dialog.editor._text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await desk.settled()
        assert not dialog.isVisible()
        [row] = await desk.corrections.drafts("j1")
        assert parse_feedback(row.message).comment == "look again"

    at_activity(tmp_path, story)


def test_escape_gives_the_change_up_before_the_dialog_whatever_its_key_became(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        _preview, dialog = await opened(desk, verdict("a"))
        text = dialog.editor._text.toPlainText()
        for keys in (["Esc"], ["Ctrl+W"]):
            assert dialog.action_set.keys.rebind("preview_leave", keys) == ""
            QTest.keyClick(dialog.list, Qt.Key.Key_F2)
            dialog.editor._text.setPlainText("another")
            QTest.keyClick(dialog.editor._text, Qt.Key.Key_Escape)
            assert dialog.isVisible()
            assert (dialog.editor.editing, dialog.editor._text.toPlainText()) == (False, text)
        assert dialog._close.toolTip() == "Nothing is submitted (Ctrl+W)"
        QTest.keyClick(dialog.list, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
        assert not dialog.isVisible()

    at_activity(tmp_path, story)


def test_the_keys_of_the_preview_are_listed_over_it_and_only_they(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        _preview, dialog = await opened(desk, verdict("a"))
        QTest.keyClick(dialog.list, Qt.Key.Key_F1)
        sheet = dialog._keys_shown
        assert sheet.isVisible()
        said = sheet.findChild(KeyColumns).accessibleDescription()
        assert "Del Leave the message out, or put it back" in said
        assert "Ctrl+K" not in said
        QTest.keyClick(sheet.first(), Qt.Key.Key_F1)
        assert not sheet.isVisible()
        assert dialog.list.hasFocus()
        dialog.close()

    at_activity(tmp_path, story)


@pytest.mark.qt_log_ignore("does not support", extend=True)  # popups without a screen
def test_the_menu_of_a_message_greys_what_makes_no_sense(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        _preview, dialog = await opened(desk, verdict("a"))
        assert [dialog.action_set.can(each) for each in ("preview_edit", "preview_out", "preview_save")] == [
            True,
            True,
            False,
        ]
        QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
        await desk.settled()
        assert not dialog.action_set.can("preview_edit")
        dialog.list.customContextMenuRequested.emit(QPoint(5, 5))
        [menu] = dialog.findChildren(QMenu)
        assert menu.actions()[0].text() == "Go to the field of the message"
        menu.close()
        dialog.close()

    at_activity(tmp_path, story)


def test_enter_goes_to_the_field_and_escape_leaves_everything(tmp_path: Path, qtbot):
    async def story(desk: ActivityDesk) -> None:
        preview, dialog = await opened(desk, verdict("a"), verdict("b"))
        with qtbot.assertNotEmitted(preview.submit_requested):
            QTest.keyClick(dialog.list, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        dialog.open()
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        with qtbot.waitSignal(preview.field_requested) as asked:
            QTest.keyClick(dialog.list, Qt.Key.Key_Return)
        assert asked.args == ["b"]
        assert not dialog.isVisible()

    at_activity(tmp_path, story)


def test_nothing_to_send_says_so(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        preview, dialog = await opened(desk, verdict("a", kind=ACCEPTED))
        assert preview.sentence == "Nothing will be sent · 1 accepted field sends nothing."
        assert dialog._body.currentWidget() is dialog._empty
        assert dialog._submit.isEnabled()
        dialog.close()

    at_activity(tmp_path, story)


def test_a_comment_on_the_document_is_a_message_of_its_own(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        await desk.corrections.comment_on_document(job(), "Two invoices")
        await desk.corrections.comment_on_document(job(), "Two invoices in one file")
        preview, dialog = await opened(desk, verdict("a"))
        assert [row.name for row in preview.rows] == ["Whole document", "A"]
        assert preview.rows[0].gist == "“Two invoices in one file”"
        assert preview.rows[0].sent.field_id is None
        assert not dialog._go.isEnabled()
        await desk.corrections.comment_on_document(job(), "")
        assert len(await desk.corrections.drafts("j1")) == 1
        dialog.close()

    at_activity(tmp_path, story)


@pytest.mark.qt_log_ignore("does not support", extend=True)  # popups without a screen
def test_the_history_of_a_field_is_newest_first_and_an_earlier_decision_can_be_asked_for(tmp_path: Path, qtbot):
    async def story(desk: ActivityDesk) -> None:
        corrections = desk.corrections
        first = verdict("total", "12.00", comment="second line")
        reference = await desk.sent(first, SendState.ACCEPTED)
        for each in (verdict(kind=VerdictKind.CLEARED), verdict(kind=VerdictKind.MISSING), verdict(kind=ACCEPTED)):
            await corrections.record(job(), each)
        history = FieldHistoryViewModel(desk.activity.tasks)
        popover = FieldHistory(history, desk.theme)
        history.show(corrections, "j1", "total", "Total")
        await desk.settled()
        popover.show_at(QPoint(10, 10))
        assert [(row.title, row.change, row.sent, row.in_force) for row in history.rows] == [
            ("Accepted", "nothing → 10.00", "", True),
            ("Missing in the document", "10.00 → nothing", "", False),  # withdrawn by the acceptance
            ("Decision taken back", "12.00 → 10.00", "", False),
            ("Corrected", "10.00 → 12.00", "Accepted", False),
        ]
        assert not popover._restore.isEnabled()  # it is in force
        popover.list.setFocus()
        QTest.keyClick(popover.list, Qt.Key.Key_End)
        assert "second line" in popover._told.text()
        with qtbot.waitSignal(history.restore_requested) as asked:
            QTest.keyClick(popover.list, Qt.Key.Key_Return)
        assert asked.args[0].client_reference == reference
        assert not popover.isVisible()

    at_activity(tmp_path, story)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_paint_at_200_percent(tmp_path: Path, mode: str):
    async def story(desk: ActivityDesk) -> None:
        _preview, dialog = await opened(desk, verdict("a"), verdict("b", kind=VerdictKind.WAIVED, waived=("sum",)))
        assert not dialog.grab().isNull()
        for button in dialog.findChildren(type(dialog._submit)):
            assert button.accessibleName().strip()
        dialog.close()
        QApplication.processEvents()

    at_activity(tmp_path, story, mode=mode, scale=2.0)


def test_a_comment_on_the_whole_document_is_a_message_of_its_own(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        preview, dialog = await opened(desk, verdict("b"))
        dialog.action_set.by_id["preview_comment"].trigger()
        assert dialog.comment.hasFocus()
        QTest.keyClicks(dialog.comment, "The second page is missing.")
        QTest.keyClick(dialog.comment, Qt.Key.Key_Return)
        await desk.settled()
        assert preview.comment == "The second page is missing."
        [_, whole] = preview.rows
        assert whole.sent.field_id is None
        assert whole.sent.feedback_type is FeedbackType.INFO
        assert parse_feedback(whole.sent.message).comment == "The second page is missing."
        dialog.comment.setText("")
        dialog.submit()
        await desk.settled()
        assert [row.field_path for row in await desk.stores.outbox.drafts(HERE, "j1")] == ["b"]

    at_activity(tmp_path, story)
