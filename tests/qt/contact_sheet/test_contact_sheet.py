"""The contact sheet by keys over real documents: confirmed by the screen, corrected in place, undone, opened in full."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.domain.connection import LOCAL_PROFILE, ConnectionState
from plextera_review.domain.correction import SendState, VerdictKind
from plextera_review.domain.errors import StorageError
from plextera_review.domain.field import Money
from plextera_review.sync.events import ConnectivityChanged, SessionChanged
from plextera_review.viewmodels.commands import new_verdict
from plextera_review.viewmodels.sheet_crops import CropSize
from plextera_review.viewmodels.sheet_model import SheetModel
from plextera_review.viewmodels.sheet_record import SheetState
from plextera_review.viewmodels.sheet_source import SheetSource
from plextera_review.widgets.pieces import Button
from tests.support.sheet_desk import HERE, Paper, SheetDesk, at_sheet, papers

pytestmark = pytest.mark.usefixtures("qapp")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def wrong(name: str = "wrong.pdf") -> Paper:
    """A document whose total was misread, and not surely."""
    return Paper(name, "9,999.00 EUR", Money("9990.00", "EUR"), 0.1)


def odd_ones() -> list[Paper]:
    """One of each that cannot be confirmed by the screen, and one that can."""
    return [
        Paper("fine.pdf"),
        Paper("lost.pdf", lost=True),
        Paper("nothing.pdf", read=None, confidence=None),
        Paper("unread.pdf", unread=True),
        Paper("without.pdf", without=True),
        Paper("nowhere.pdf", "nothing to see", placed=False),
    ]


def by_name(desk: SheetDesk) -> dict:
    return {each.job.display_name: each for each in desk.cards}


def test_the_model_is_sound_and_grows_without_a_reset(qtbot, qtmodeltester, tmp_path: Path):
    kept = []

    async def story(desk: SheetDesk) -> None:
        kept.extend(desk.cards)

    at_sheet(tmp_path, story, papers(5), window=False)
    model = SheetModel()
    model.set_cards(kept[:3])
    qtmodeltester.check(model)
    grown = SheetModel()
    grown.set_cards(kept[:3])
    with qtbot.waitSignal(grown.rowsInserted), qtbot.assertNotEmitted(grown.modelReset):
        grown.set_cards(kept)
    with qtbot.waitSignal(grown.modelReset):
        grown.set_cards(kept[::-1])
    assert grown.place_of(kept[0].key) == 4


def test_it_opens_on_the_field_with_most_open_looks_riskiest_first_with_pictures_of_the_values(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        assert desk.sheet.field == "total"
        assert desk.cards[0].job.display_name == "wrong.pdf"
        for card in desk.cards:
            crop = desk.sheet.crops.crop(card)
            assert crop.image is not None, crop.problem
            inside = crop.image.copy(crop.place.toAlignedRect())
            dark = [QColor(inside.pixelColor(x, y)) for x in range(inside.width()) for y in range(inside.height())]
            assert any(each.alpha() > 200 and each.value() < 90 for each in dark)  # printed, not paper
        assert len({desk.sheet.crops.crop(card).image.size().toTuple() for card in desk.cards}) == 1
        assert desk.sheet.crops.open_documents <= 4
        assert "0 of 7 decided" in desk.page.progress.text()

    at_sheet(tmp_path, story, [*papers(6), wrong()])


def test_enter_confirms_the_screen_without_what_is_left_out_and_goes_on(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        screen, first = desk.page.view.per_screen, desk.cards[0]
        assert screen < 40
        desk.press(Qt.Key.Key_Space)
        assert by_name(desk)[first.job.display_name].odd
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        kinds = await desk.kinds()
        assert len(kinds) == screen - 1
        assert first.job.id not in kinds
        assert set(kinds.values()) == {"accepted"}
        assert f"{screen - 1} confirmed. Left: 1 left out." in desk.said
        assert desk.page.view.screen_places().start == screen
        assert desk.page.view.currentIndex().row() == screen
        assert f"{screen - 1} of 40 decided" in desk.page.progress.text()
        assert all(each.mark == "accepted" for each in desk.cards[1:screen])
        assert not [each for job in desk.server.outputs for each in await desk.corrections.drafts(job)]

    at_sheet(tmp_path, story, papers(40))


def test_undo_takes_the_screen_back_and_returns_to_it_redo_does_it_again(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        done = await desk.kinds()
        desk.press(Qt.Key.Key_Z, CONTROL)
        await desk.settled()
        assert await desk.kinds() == {}
        assert desk.page.view.screen_places().start == 0
        assert desk.sheet.progress == (0, 40)
        desk.press(Qt.Key.Key_Z, CONTROL | SHIFT)
        await desk.settled()
        assert await desk.kinds() == done
        assert not desk.sheet.can_redo

    at_sheet(tmp_path, story, papers(40))


def test_what_nobody_saw_or_can_vouch_for_stays_and_says_why(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        cards = by_name(desk)
        assert cards["unread.pdf"].sentence.startswith("The server cannot be reached.")
        assert cards["without.pdf"].sentence == "The document was read without this field."
        assert "no longer has this file" in desk.sheet.crops.crop(cards["lost.pdf"]).problem
        assert "not found" in desk.sheet.crops.crop(cards["nowhere.pdf"]).problem
        assert cards["nothing.pdf"].absent == "nothing read"
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {"j1": "accepted"}
        for why in ("2 without a picture", "1 with nothing read", "2 without the field"):
            assert why in desk.said

    at_sheet(tmp_path, story, odd_ones())


def test_a_value_that_fails_a_rule_is_never_confirmed_with_the_screen(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        numbers = next(each for each in desk.sheet.choices if each.key == "iban")
        desk.sheet.choose_field(numbers.key)
        await desk.settled()
        [card] = desk.cards
        assert card.row.failing
        desk.page.focus_cards()
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {}
        assert "1 failing a rule" in desk.said

    def with_iban(desk_story):
        async def wrapped(desk: SheetDesk) -> None:
            rows = desk.server.outputs["j1"]
            from dataclasses import replace

            iban = replace(rows[0], path="iban", field_id="iban", name="IBAN", value="DE00 0000 0000 0000 0000 00")
            desk.server.outputs["j1"] = (*rows, iban)
            desk.sheet.reload()
            await desk.settled()
            await desk_story(desk)

        return wrapped

    at_sheet(tmp_path, with_iban(story), [Paper("one.pdf")])


def test_typing_corrects_in_place_as_the_review_does_and_goes_to_the_next_card(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.type("9.999,00")
        assert desk.page.view.editor.text() == "9.999,00"
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        kept = (await desk.corrections.verdicts("j7"))["total"]
        assert (kept.kind, kept.value, kept.value_text, kept.original) == (
            VerdictKind.CORRECTED,
            Money("9999.00", "EUR"),
            "9999.00 EUR",
            "9990.00 EUR",
        )
        assert kept.placements
        [draft] = await desk.corrections.drafts("j7")
        assert draft.state is SendState.DRAFT
        assert "Should be: 9999.00 EUR" in draft.message
        card = by_name(desk)["wrong.pdf"]
        assert (card.value, card.mark) == ("9999.00 EUR", "corrected")
        assert desk.page.view.currentIndex().row() == 1
        desk.press(Qt.Key.Key_Z, CONTROL)
        await desk.settled()
        assert await desk.kinds() == {}
        assert by_name(desk)["wrong.pdf"].value == "9990.00 EUR"

    at_sheet(tmp_path, story, [*papers(6), wrong()])


def test_two_corrections_of_one_card_are_undone_one_by_one(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        key = desk.cards[0].key
        desk.sheet.correct(key, "5")
        desk.sheet.correct(key, "6")  # before the first one is on the disk
        await desk.settled()
        assert by_name(desk)["one.pdf"].value == "6 EUR"
        desk.sheet.undo()
        await desk.settled()
        assert by_name(desk)["one.pdf"].value == "5 EUR"
        desk.sheet.undo()
        await desk.settled()
        assert by_name(desk)["one.pdf"].value == "1234.50 EUR"

    at_sheet(tmp_path, story, [Paper("one.pdf")], window=False)


def test_escape_and_an_unchanged_or_empty_text_decide_nothing(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.type("77")
        desk.press(Qt.Key.Key_Escape)
        desk.press(Qt.Key.Key_F2)
        assert desk.page.view.editor.text() == "9990.00 EUR"
        desk.press(Qt.Key.Key_Return)
        desk.press(Qt.Key.Key_Home)
        desk.press(Qt.Key.Key_F2)
        desk.press(Qt.Key.Key_Backspace)
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {}
        assert "Nothing was typed. Ctrl+M" in desk.said

    at_sheet(tmp_path, story, [*papers(3), wrong()])


def test_a_text_that_does_not_fit_is_kept_as_typed_with_a_hint(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.type("about two")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert by_name(desk)["wrong.pdf"].value == "about two"
        assert "An amount is expected" in desk.said

    at_sheet(tmp_path, story, [wrong()])


def test_a_full_disk_is_said_on_the_card_and_keeps_the_text(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.journal.full = {"j7"}
        desk.type("42")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        card = by_name(desk)["wrong.pdf"]
        assert card.failure.startswith("Not kept. The disk is full.")
        assert card.value == "9990.00 EUR"
        assert "The disk is full." in desk.said
        assert not desk.sheet.can_undo
        desk.journal.full = set()
        desk.press(Qt.Key.Key_Home)
        desk.press(Qt.Key.Key_F2)
        assert desk.page.view.editor.text() == "42"
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert by_name(desk)["wrong.pdf"].value == "42 EUR"
        assert not desk.sheet.unsaved
        assert not by_name(desk)["wrong.pdf"].failure

    at_sheet(tmp_path, story, [*papers(6), wrong()])


def test_of_a_screen_that_failed_in_part_the_rest_is_kept_and_undone(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.journal.full = {"j2"}
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert set(await desk.kinds()) == {"j1", "j3"}
        desk.journal.full = set()
        desk.press(Qt.Key.Key_Z, CONTROL)
        await desk.settled()
        assert await desk.kinds() == {}

    at_sheet(tmp_path, story, papers(3))


def test_missing_is_one_key_and_goes_on(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.press(Qt.Key.Key_M, CONTROL)
        await desk.settled()
        assert await desk.kinds() == {"j4": "missing"}
        assert desk.page.view.currentIndex().row() == 1

    at_sheet(tmp_path, story, [*papers(3), wrong()])


def test_the_odd_one_opens_in_full_at_its_field(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.press(Qt.Key.Key_Return, CONTROL)
        assert desk.opened == [("j4", "total")]

    at_sheet(tmp_path, story, [*papers(3), wrong()])


def test_what_is_decided_in_the_review_shows_on_the_card(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        card = desk.cards[0]
        await desk.corrections.record(card.job, new_verdict(card.row, card.job.id, VerdictKind.UNREADABLE))
        await desk.settled()
        assert by_name(desk)[card.job.display_name].mark == "unreadable"

    at_sheet(tmp_path, story, papers(3))


def test_equal_values_together_shows_the_rare_ones_first_and_back(tmp_path: Path):
    same = [Paper(f"{n}.pdf", confidence=0.2) for n in range(5)]

    async def story(desk: SheetDesk) -> None:
        assert desk.cards[0].job.display_name != "rare.pdf"
        desk.press(Qt.Key.Key_G, CONTROL)
        assert desk.cards[0].job.display_name == "rare.pdf"
        assert desk.page.choices.grouped.isChecked()
        desk.page.choices.grouped.click()
        assert desk.cards[-1].job.display_name == "rare.pdf"

    at_sheet(tmp_path, story, [*same, Paper("rare.pdf", "7.00 EUR", Money("7.00", "EUR"), 0.9)])


def test_pages_of_cards_whole_rows_and_ends_by_keys_and_wheel(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        view, screen = desk.page.view, desk.page.view.per_screen
        desk.press(Qt.Key.Key_Right)
        desk.press(Qt.Key.Key_PageDown)
        assert (view.screen_places().start, view.currentIndex().row()) == (screen, screen + 1)
        desk.press(Qt.Key.Key_PageUp)
        assert (view.screen_places().start, view.currentIndex().row()) == (0, 1)
        desk.press(Qt.Key.Key_End)
        assert view.currentIndex().row() == 99
        desk.press(Qt.Key.Key_Home)
        assert view.currentIndex().row() == 0
        spot = QPointF(50, 50)
        turned = QWheelEvent(
            spot, view.viewport().mapToGlobal(spot), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), turned)
        columns = view.screen_places().start
        assert 0 < columns < screen
        assert view.verticalScrollBar().value() % view.gridSize().height() == 0

    at_sheet(tmp_path, story, papers(100))


def test_pictures_are_bounded_in_bytes_and_documents_in_number(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("plextera_review.viewmodels.sheet_crops._MOST_BYTES", 400_000)

    async def story(desk: SheetDesk) -> None:
        desk.sheet.crops.set_size(CropSize(200, 60, 1.5))
        for at in range(0, 60, 10):
            desk.sheet.look_at([each.key for each in desk.cards[at : at + 10]])
            await desk.settled()
            assert all(desk.sheet.crops.crop(each) for each in desk.cards[at : at + 5])
            assert desk.sheet.crops.kept_bytes <= 400_000
            assert desk.sheet.crops.open_documents <= 4
        assert desk.sheet.crops.crop(desk.cards[0]) is None
        desk.sheet.crops.clear()
        assert (desk.sheet.crops.open_documents, desk.sheet.crops.kept_bytes) == (0, 0)

    at_sheet(tmp_path, story, papers(60), window=False)


def test_a_document_comes_back_with_the_connection(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        assert desk.sheet.crops.crop(desk.cards[0]).image is None
        desk.server.lost.clear()
        desk.bus.publish(ConnectivityChanged(ConnectionState.ONLINE, None))
        await desk.settled()
        assert desk.sheet.crops.crop(desk.cards[0]).image is not None

    at_sheet(tmp_path, story, [Paper("lost.pdf", lost=True)])


def test_hubs_and_the_documents_of_the_queue_narrow_the_sheet(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        assert [name for _, name in desk.sheet.hubs] == ["Invoices", "Receipts"]
        desk.page.choices.hubs.activated.emit(2)
        await desk.settled()
        assert [each.job.display_name for each in desk.cards] == ["receipt.pdf"]
        desk.sheet.show_documents(["j2", "j1", "gone"], SheetSource.FILTER)
        await desk.settled()
        assert {each.job.id for each in desk.cards} == {"j1", "j2"}
        assert "2 documents of the queue's filter" in desk.page.progress.text()

    at_sheet(tmp_path, story, [*papers(3), Paper("receipt.pdf", hub="Receipts")])


def test_selected_documents_alone_and_all_again_with_one_click(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        [every] = [each for each in desk.page.choices.findChildren(Button) if each.text() == "Show all"]
        assert not every.isVisible()
        desk.sheet.show_documents(["j3", "j1"], SheetSource.SELECTION)
        await desk.settled()
        assert {each.job.id for each in desk.cards} == {"j1", "j3"}
        assert "2 selected documents" in desk.page.progress.text()
        assert "selected documents" in every.toolTip()
        desk.sheet.choose_field("number")  # another field of the same documents
        await desk.settled()
        assert {each.job.id for each in desk.cards} == {"j1", "j3"}
        QTest.mouseClick(every, Qt.MouseButton.LeftButton)
        await desk.settled()
        assert len(desk.cards) == 5
        assert "5 documents to review" in desk.page.progress.text()
        assert desk.page.view.hasFocus()
        assert not every.isVisible()

    at_sheet(tmp_path, story, papers(5))


def test_nothing_to_review_no_fields_and_a_broken_disk_say_what_to_do(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        assert desk.sheet.state is SheetState.NO_DOCUMENTS

        async def broken() -> list:
            raise StorageError("DISK", "Broken", "The disk cannot be read.", "Check it.")

        desk.server.records = broken
        desk.sheet.reload()
        await desk.settled()
        assert desk.sheet.state is SheetState.PROBLEM
        assert "The disk cannot be read. Check it." in desk.sheet.problem
        desk.bus.publish(SessionChanged(LOCAL_PROFILE))
        assert desk.sheet.state is SheetState.READING

    at_sheet(tmp_path, story, [])


def test_a_field_typed_blind_is_not_shown_and_not_confirmed(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.settings.set_rekeyed("total", on=True)
        desk.sheet.reload()
        await desk.settled()
        desk.sheet.choose_field("total")
        await desk.settled()
        [card] = desk.cards
        assert "1234" not in card.spoken + card.value
        assert "1234" not in repr(desk.sheet.model.index(0).data())
        desk.page.focus_cards()
        desk.press(Qt.Key.Key_Return)
        desk.type("1")
        await desk.settled()
        assert not desk.page.view.editor.isVisible()
        assert await desk.kinds() == {}

    at_sheet(tmp_path, story, [Paper("one.pdf")])


def test_screen_readers_hear_every_card(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        interface = QAccessible.queryAccessibleInterface(desk.page.view)
        names = [interface.child(n).text(QAccessible.Text.Name) for n in range(interface.childCount())]
        assert "wrong.pdf, Total, 9990.00 EUR, check, Confidence 10% is under 80%." in names
        assert len([each for each in names if "Total" in each]) == 4

    at_sheet(tmp_path, story, [*papers(3), wrong()])


@pytest.mark.parametrize(("mode", "scale"), [("light", 1.0), ("dark", 2.0)])
def test_it_paints_every_state(tmp_path: Path, mode: str, scale: float):
    async def story(desk: SheetDesk) -> None:
        desk.press(Qt.Key.Key_Space)
        desk.press(Qt.Key.Key_Right)
        desk.type("1")
        view = desk.page.view
        picture = desk.page.grab().toImage()
        assert picture.pixelColor(5, 5) == desk.theme.color("window")
        assert view.editor.isVisible()
        assert view.viewport().rect().contains(view.editor.geometry())
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert view.indexAt(view.editor.geometry().center()) != QModelIndex()

    at_sheet(tmp_path, story, [*odd_ones(), wrong()], mode=mode, scale=scale)


def test_only_decisions_of_this_connection_are_made(tmp_path: Path):
    async def story(desk: SheetDesk) -> None:
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert len(await desk.journal.verdicts(HERE, "j1")) == 1
        assert not await desk.journal.verdicts("elsewhere", "j1")

    at_sheet(tmp_path, story, papers(1))
