"""The activity page over real storage: found, chosen, acted on by keys, and quick with 20,000 lines."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from plextera_review.domain.correction import SendState, VerdictKind
from plextera_review.domain.errors import StorageError
from plextera_review.domain.feedback import feedback_message, parse_feedback
from plextera_review.sync.events import Notice
from plextera_review.viewmodels.activity import UNFINISHED, ActivityState
from plextera_review.viewmodels.activity_rows import ActivityFilter, Deed
from plextera_review.viewmodels.activity_table import PAGE, ActivityTableModel
from plextera_review.viewmodels.shell import ShellViewModel
from tests.support.activity_desk import HERE, ActivityDesk, at_activity, job, verdict

pytestmark = pytest.mark.usefixtures("qapp")


async def choose(desk: ActivityDesk, *references: str) -> None:
    """Select the messages with these references."""
    table, model = desk.page.table, desk.activity.table
    table.setFocus()
    table.clearSelection()
    flags = QItemSelectionModel.SelectionFlag
    found = await desk.stores.activity.records(model.keys)
    for place, key in enumerate(model.keys):
        row = found[key].row
        if row is not None and row.client_reference in references:
            index = model.index(place, 0)
            table.selectionModel().select(index, flags.Select | flags.Rows)
            table.selectionModel().setCurrentIndex(index, flags.NoUpdate)
    await desk.settled()


def test_the_model_is_sound_and_reads_a_page_when_it_is_looked_at(qtbot, qtmodeltester):
    checked, model = ActivityTableModel(), ActivityTableModel()
    checked.set_keys(range(350))
    qtmodeltester.check(checked)
    model.set_keys(range(1, 351))
    with qtbot.waitSignal(model.wanted):
        assert model.index(2 * PAGE + 1, 0).data() is None
    assert model.take_wanted() == list(range(2 * PAGE + 1, 3 * PAGE + 1))
    with qtbot.assertNotEmitted(model.wanted):
        model.index(2 * PAGE + 5, 0).data()


def test_it_starts_empty_then_shows_what_needs_a_person_first(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        assert desk.activity.state is ActivityState.EMPTY
        await desk.sent(verdict("a"), SendState.UNCONFIRMED)
        await desk.sent(verdict("b"), SendState.ACCEPTED)
        await desk.settled()
        rows = [desk.activity.table.row_at(place) for place in range(6)]
        assert [row.word for row in rows][:2] == ["Unconfirmed", "Accepted"]
        assert rows[0].text == "The server did not answer in time. · 10.00 → 11.00"
        assert desk.activity.attention == 1
        counts = desk.activity.counts
        assert {each: counts[each] for each in ActivityFilter} == {
            ActivityFilter.ALL: 6,
            ActivityFilter.NEEDS_YOU: 1,
            ActivityFilter.KEPT: 0,
            ActivityFilter.SENDING: 0,
            ActivityFilter.ACCEPTED: 1,
            ActivityFilter.DISCARDED: 0,
            ActivityFilter.DECISIONS: 4,
        }

    at_activity(tmp_path, story)


def test_chips_and_search_narrow_the_list_and_nothing_found_says_so(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        activity = desk.activity
        await desk.sent(verdict("a"), SendState.REJECTED)
        await desk.sent(verdict("b", comment="third line"), SendState.ACCEPTED)
        await desk.settled()
        QTest.mouseClick(desk.page._chips[ActivityFilter.NEEDS_YOU], Qt.MouseButton.LeftButton)
        await desk.settled()
        assert [activity.table.row_at(0).field, len(activity.table.keys)] == ["A", 1]
        QTest.keyClick(desk.page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(desk.page._search, "third")
        await desk.settled()
        assert activity.state is ActivityState.NO_MATCH
        assert not desk.page._export.isEnabled()
        QTest.mouseClick(desk.page._empty_button, Qt.MouseButton.LeftButton)
        await desk.settled()
        assert (activity.state, activity.search, desk.page._search.text()) == (ActivityState.ROWS, "", "")

    at_activity(tmp_path, story)


def test_the_details_are_the_exact_message_and_every_answer(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        given = verdict("a", "12.00")
        reference = await desk.sent(given, SendState.UNCONFIRMED)
        await desk.settled()
        await choose(desk, reference)
        pane = desk.page.detail
        assert pane.editor.message == feedback_message(given)
        assert "The server did not answer in time. (TIMEOUT)" in pane._trail.text()
        assert [button.isVisibleTo(pane) for button in (pane._send, pane._arrived, pane._edit, pane._discard)] == [
            True
        ] * 4
        QTest.keyClick(desk.page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == feedback_message(given)
        pane._copy_ref.click()
        assert QGuiApplication.clipboard().text() == reference

    at_activity(tmp_path, story)


def test_enter_opens_the_document_at_that_field(tmp_path: Path, qtbot):
    async def story(desk: ActivityDesk) -> None:
        reference = await desk.sent(verdict("a"), SendState.ACCEPTED)
        await desk.settled()
        await choose(desk, reference)
        with qtbot.waitSignal(desk.activity.open_requested) as opened:
            QTest.keyClick(desk.page.table, Qt.Key.Key_Return)
        assert opened.args == ["j1", "a"]

    at_activity(tmp_path, story)


def test_send_now_and_it_arrived(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        refused = await desk.sent(verdict("a"), SendState.REJECTED)
        unsure = await desk.sent(verdict("b"), SendState.UNCONFIRMED)
        await desk.settled()
        await choose(desk, unsure)
        desk.page.detail._arrived.click()
        await desk.settled()
        assert (await desk.row(unsure)).state is SendState.ACCEPTED
        woken = len(desk.woken)
        await choose(desk, refused)
        desk.page.detail._send.click()
        await desk.settled()
        assert (await desk.row(refused)).state is SendState.PENDING
        assert len(desk.woken) > woken
        assert desk.activity.attention == 0

    at_activity(tmp_path, story)


def test_several_are_discarded_by_one_key_and_come_back_by_another(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        accepted = await desk.sent(verdict("c"), SendState.ACCEPTED)
        refused = await desk.sent(verdict("a"), SendState.REJECTED)
        unsure = await desk.sent(verdict("b"), SendState.UNCONFIRMED)
        await desk.settled()
        await choose(desk, refused, unsure, accepted)
        assert desk.activity.possible == {Deed.SEND: 2, Deed.ARRIVED: 1, Deed.DISCARD: 2}
        assert desk.page.detail._discard.text().strip() == "Discard 2"
        QTest.keyClick(desk.page.table, Qt.Key.Key_Delete)
        await desk.settled()
        assert await desk.stores.outbox.counts(HERE) == {SendState.DISCARDED: 2, SendState.ACCEPTED: 1}
        assert desk.activity.selected_count == 3  # the selection stays with its lines
        [notice] = desk.notices.items
        assert notice.action_label == "Undo"
        QTest.keyClick(desk.page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await desk.settled()
        assert (await desk.row(refused)).state is SendState.REJECTED
        assert (await desk.row(unsure)).state is SendState.UNCONFIRMED
        assert desk.notices.items == ()

    at_activity(tmp_path, story)


def test_an_edit_counts_code_points_keeps_the_form_and_is_what_will_be_sent(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        given = verdict("a")
        reference = await desk.sent(given, SendState.REJECTED)
        await desk.settled()
        await choose(desk, reference)
        editor = desk.page.detail.editor
        QTest.keyClick(desk.page.table, Qt.Key.Key_F2)
        assert editor.editing
        length = len(feedback_message(given))
        editor._text.setPlainText(editor._text.toPlainText() + "\nComment: 🧾")
        assert editor._length.text() == f"{length + len('Comment: 🧾') + 1:,} of 1,024 characters"
        editor._text.setPlainText(editor._text.toPlainText() + "\nand more")
        assert "Line 6" in editor._problem.text()
        assert not editor._save.isEnabled()
        editor._text.setPlainText(editor._text.toPlainText().replace("\nand more", ""))
        QTest.keyClick(editor._text, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        await desk.settled()
        row = await desk.row(reference)
        assert parse_feedback(row.message).comment == "🧾"
        assert parse_feedback(row.message).reference == reference
        assert not editor.editing

    at_activity(tmp_path, story)


def test_a_change_left_for_another_line_is_kept_or_waits(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        first, second = [await desk.sent(verdict(path), SendState.REJECTED) for path in ("a", "b")]
        await desk.settled()
        editor = desk.page.detail.editor
        for text, kept in (("Comment: good", "good"), ("no label", "good"), ("", "")):
            await choose(desk, first)
            QTest.keyClick(desk.page.table, Qt.Key.Key_F2)
            lines = [
                line for line in editor._text.toPlainText().split("\n") if "o label" not in line and "Com" not in line
            ]
            editor._text.setPlainText("\n".join((*lines, text)))
            await choose(desk, second)
            assert not editor.editing
            assert parse_feedback((await desk.row(first)).message).comment == kept
            await choose(desk, first)
            assert editor.editing is (text == "no label")  # it waits to be mended
            editor.save()
            await desk.settled()

    at_activity(tmp_path, story)


def test_an_edit_that_came_too_late_says_so(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        given = verdict("a")
        reference = await desk.sent(given, SendState.UNCONFIRMED)
        await desk.settled()
        await choose(desk, reference)
        await desk.stores.outbox.mark_arrived(reference)
        desk.activity.edit(reference, feedback_message(replace(given, comment="late")))
        await desk.settled()
        assert "not changed" in desk.notices.items[-1].text

    at_activity(tmp_path, story)


def test_what_is_shown_is_exported(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        for path in ("a", "b", "c"):
            await desk.sent(verdict(path), SendState.ACCEPTED)
        desk.activity.set_filter(ActivityFilter.ACCEPTED)
        await desk.settled()
        desk.page.export()
        [dialog] = desk.page.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(tmp_path / "out.csv"))
        dialog.close()
        await desk.settled()
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            assert [row["field_path"] for row in csv.DictReader(file)] == ["c", "b", "a"]
        desk.activity.export(tmp_path / "out.jsonl")
        await desk.settled()
        lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
        assert [json.loads(line)["field_path"] for line in lines] == ["c", "b", "a"]
        assert desk.notices.items[-1].text.startswith("3 lines written")
        desk.activity.export(tmp_path / "gone" / "out.csv")
        await desk.settled()
        assert desk.notices.items[-1].key == "EXPORT_FAILED"

    at_activity(tmp_path, story)


def test_data_that_cannot_be_read_says_so_and_can_be_tried_again(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        log = desk.stores.activity
        count = log.decision_count

        async def damaged(_connection_id: str) -> int:
            raise StorageError("DAMAGED", "The local data is damaged", "It is not a sound database.", "Restore a copy.")

        log.decision_count = damaged
        desk.activity.reload()
        await desk.settled()
        assert desk.activity.state is ActivityState.FAILED
        log.decision_count = count
        QTest.mouseClick(desk.page._empty_button, Qt.MouseButton.LeftButton)
        await desk.settled()
        assert desk.activity.state is ActivityState.EMPTY

    at_activity(tmp_path, story)


def test_twenty_thousand_lines_read_only_what_is_looked_at(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        await fill(desk, 10_000)
        desk.activity.reload()
        await desk.settled()
        model, view = desk.activity.table, desk.page.table
        assert model.rowCount() == 20_000
        assert len(model._rows) <= 2 * PAGE
        view.scrollToBottom()
        await desk.settled()
        assert model.row_at(19_999) is not None
        assert model.row_at(10_000) is None
        view.setFocus()
        view.selectAll()
        await desk.settled()
        assert desk.activity.selected_count == 20_000
        desk.activity.set_search("invoice 00077.pdf")
        await desk.settled()
        assert len(model.keys) == 2

    at_activity(tmp_path, story)


async def fill(desk: ActivityDesk, messages: int) -> None:
    """That many refused messages and as many decisions, without a transaction each."""
    from plextera_review.storage.records import time_text, verdict_text

    def rows(connection) -> None:
        for number in range(messages):
            name = f"invoice {number:05}.pdf"
            given = verdict("total", job_id=f"j{number}", comment="the third line of the table")
            at, message = time_text(given.decided_at), feedback_message(given)
            connection.execute(
                "INSERT INTO journal (at, connection_id, job_id, job_name, kind, field_path, field_name, text, "
                "client_reference, verdict) VALUES (?, ?, ?, ?, 'corrected', 'total', 'Total', '11.00', ?, ?)",
                (at, HERE, given.job_id, name, given.client_reference, verdict_text(given)),
            )
            connection.execute(
                "INSERT INTO outbox (client_reference, connection_id, job_id, job_name, field_path, field_id, field_name, "
                "feedback_type, message, state, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, 'total', 'total', 'Total', 'ERROR', ?, 'accepted', ?, ?)",
                (given.client_reference, HERE, given.job_id, name, message, at, at),
            )

    await desk.stores.db.write(rows)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_paints_at_any_size_and_everything_has_a_name(tmp_path: Path, mode: str, scale: float):
    async def story(desk: ActivityDesk) -> None:
        reference = await desk.sent(verdict("a"), SendState.REJECTED)
        await desk.corrections.record(job(), verdict("b", kind=VerdictKind.WAIVED, waived=("sum",)))
        await desk.settled()
        await choose(desk, reference)
        assert not desk.page.grab().isNull()
        for button in desk.page.findChildren(type(desk.page._export)):
            assert button.accessibleName().strip()

    at_activity(tmp_path, story, mode=mode, scale=scale, size=(760, 560))


def test_a_notice_about_a_document_leads_to_what_needs_the_person(qtbot):
    shell = ShellViewModel()
    shell.activity.set_search("something else")
    shell.connection._on_notice(Notice("error", "“a.pdf”: 1 message needs you.", f"{UNFINISHED}j1", "activity"))
    [notice] = shell.notices.items
    with qtbot.waitSignal(shell.page_requested) as asked:
        notice.action()
    assert asked.args == ["activity"]
    assert (shell.activity.filter, shell.activity.search) == (ActivityFilter.NEEDS_YOU, "")


def test_the_notice_goes_when_nothing_needs_the_person_any_more(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        reference = await desk.sent(verdict("a"), SendState.REJECTED)
        desk.notices.show("error", "“invoice 1.pdf”: 1 message needs you.", f"{UNFINISHED}j1")
        await desk.settled()
        assert len(desk.notices.items) == 1
        await desk.corrections.discard(reference)
        await desk.settled()
        assert desk.notices.items == ()

    at_activity(tmp_path, story)


def test_keys_of_activity_are_rebound_and_tooltips_and_menu_follow(tmp_path: Path):
    async def story(desk: ActivityDesk) -> None:
        refused = await desk.sent(verdict("a"), SendState.REJECTED)
        await desk.settled()
        await choose(desk, refused)
        page, keys = desk.page, desk.page.action_set.keys
        assert page.detail._discard.toolTip() == "Give the selected messages up; the decisions stay (Del)"
        assert keys.rebind("activity_discard", ["Ctrl+D"]) == ""
        assert page.detail._discard.toolTip().endswith("(Ctrl+D)")
        QTest.keyClick(page.table, Qt.Key.Key_Delete)
        await desk.settled()
        assert (await desk.row(refused)).state is SendState.REJECTED
        menu = page.make_menu()
        menu.aboutToShow.emit()
        entries = {each.text(): each for each in menu.actions() if not each.isSeparator()}
        assert entries["Discard the messages"].shortcut().toString() == "Ctrl+D"
        assert {text for text, each in entries.items() if not each.isEnabled()} == {
            "They arrived: do not send again",
            "Bring discarded messages back",
        }
        menu.aboutToHide.emit()
        QTest.keyClick(page.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        await desk.settled()
        assert (await desk.row(refused)).state is SendState.DISCARDED

    at_activity(tmp_path, story)


def test_enter_and_escape_lead_from_the_search_to_the_rows_and_enter_presses_a_button(tmp_path: Path, qtbot):
    async def story(desk: ActivityDesk) -> None:
        reference = await desk.sent(verdict("a"), SendState.REJECTED)
        await desk.settled()
        await choose(desk, reference)
        page = desk.page
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
            QTest.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
            assert page._search.hasFocus()
            with qtbot.assertNotEmitted(desk.activity.open_requested):
                QTest.keyClick(page._search, key)
            assert page.table.hasFocus()
        page.detail._edit.setFocus()
        with qtbot.assertNotEmitted(desk.activity.open_requested):
            QTest.keyClick(page.detail._edit, Qt.Key.Key_Return)
        assert page.detail.editor.editing
        woken = len(desk.woken)
        QTest.keyClick(page.detail.editor._text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await desk.settled()
        assert len(desk.woken) == woken  # a change is kept or given up before anything is sent
        QTest.keyClick(page.detail.editor._text, Qt.Key.Key_Escape)
        assert not page.detail.editor.editing
        assert page.table.hasFocus()

    at_activity(tmp_path, story)
