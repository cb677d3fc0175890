"""Editors by kind of field: keys, suggestions, input methods, long texts, calendar, what is said while typing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QEvent, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QPlainTextEdit, QTableView

from plextera_review.domain.field import Field, FieldKind, Money
from plextera_review.domain.rules.evaluation import options_for
from plextera_review.domain.rules.finding import Severity
from plextera_review.domain.rules.selector import Selector
from plextera_review.domain.rules.text_rules import OneOf
from plextera_review.viewmodels.value_entry import suggestions
from tests.support import reviewing
from tests.support.reviewing import HERE, Desk, at_desk

ALT, SHIFT, CONTROL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
ENTER, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Down


def kinds() -> tuple[Field, ...]:
    """A field of each kind; the printed texts tell that the document writes days first and decimal commas."""
    return (
        Field("note", "Note", FieldKind.STRING, "note", "short", None, 0.4),
        Field("date", "Date", FieldKind.DATE, "date", "2026-03-31", "31.03.2026", 0.4),
        Field("total", "Total", FieldKind.MONEY, "total", Money("1234.50", "EUR"), "1.234,50 €", 0.4),
        Field("paid", "Paid", FieldKind.BOOLEAN, "paid", True, "ja", 0.4),
        Field("count", "Count", FieldKind.NUMBER, "count", 3, "3", 0.4),
        Field("iban", "IBAN", FieldKind.STRING, "iban", "DE89 3704 0044 0532 0130 00", None, 0.4),
        Field("due", "Due", FieldKind.DATE, "due", "2026-05-14", "14.05.2026", 0.4),
    )


@pytest.fixture(autouse=True)
def of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "fields", lambda **_: kinds())


@pytest.fixture
def desk_story(qapp: QApplication, tmp_path: Path) -> Callable:
    return lambda story: at_desk(tmp_path, story)


async def kept(desk: Desk, path: str):
    await desk.settled()
    return (await desk.journal.verdicts(HERE, "j2")).get(path)


def begin(desk: Desk, path: str, text: str | None = None) -> None:
    desk.review.select(path)
    desk.page.panel.list.setFocus()
    if text is None:
        desk.press(Qt.Key.Key_F2)
    else:
        desk.type(text)


def compose(desk: Desk, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(QApplication.focusWidget(), event)


def test_a_date_is_read_in_any_usual_spelling_and_says_how(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "date", "3.4.26")
        assert "Reads as 2026-04-03." in desk.page.panel.said
        desk.press(ENTER)
        assert (await kept(desk, "date")).value == "2026-04-03"

    desk_story(story)


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # popups of the off-screen platform
def test_the_locale_of_the_document_tells_days_from_months(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "date", "03/04/2026")
        assert "Reads as 2026-04-03." in desk.page.panel.said
        desk.press(DOWN, ALT)
        assert QApplication.activePopupWidget().findChild(QCalendarWidget).selectedDate() == QDate(2026, 4, 3)
        QApplication.activePopupWidget().close()

    desk_story(story)


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # popups of the off-screen platform
def test_alt_down_opens_the_calendar_and_enter_takes_its_day(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "date")
        desk.press(DOWN, ALT)
        calendar = QApplication.activePopupWidget().findChild(QCalendarWidget)
        assert calendar.selectedDate() == QDate(2026, 3, 31)
        days = calendar.findChild(QTableView)
        QTest.keyClick(days, Qt.Key.Key_Right)
        QTest.keyClick(days, Qt.Key.Key_Right)
        QTest.keyClick(days, ENTER)
        assert desk.page.panel.editor.text() == "2026-04-02"
        assert QApplication.activePopupWidget() is None

    desk_story(story)


def test_an_amount_takes_symbols_and_offers_codes_that_only_arrows_mark(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "total", "12,50 u")
        offers = desk.page.panel.editor.offers
        assert offers.item(0).text() == "12,50 USD"
        assert desk.page.panel.editor.result == "12,50 u"
        desk.press(DOWN)
        assert desk.page.panel.editor.text() == "12,50 u"
        desk.press(ENTER)
        assert (await kept(desk, "total")).value == Money("12.50", "USD")
        begin(desk, "total", "1")
        desk.page.panel.editor.setText("12,50 €")  # no key of the test keyboard
        assert offers.isHidden()
        desk.press(ENTER)
        assert (await kept(desk, "total")).value == Money("12.50", "EUR")

    desk_story(story)


def test_yes_and_no_take_one_key_and_enter(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "paid")
        assert [desk.page.panel.editor.offers.item(at).text() for at in range(2)] == ["yes", "no"]
        desk.type("n")
        assert desk.page.panel.editor.offers.marked == "no"
        desk.press(ENTER)
        assert (await kept(desk, "paid")).value is False
        begin(desk, "paid", "ja")
        desk.press(ENTER)
        assert (await kept(desk, "paid")).value_text in {"yes", None}

    desk_story(story)


def test_a_closed_list_is_filtered_and_the_beginning_is_enough() -> None:
    rule = OneOf("l", "List", (), Severity.ERROR, fields=Selector(("note",)), options=("Berlin", "Bremen", "Unna"))
    field = kinds()[0]
    options = options_for(field, (rule,))
    assert suggestions(field, options, "b") == (("Berlin", "Bremen"), "Berlin")
    assert suggestions(field, options, "BREMEN") == (("Bremen",), "Bremen")
    assert suggestions(field, options, "nn") == (("Unna",), None)  # somewhere inside: only by hand
    assert suggestions(field, options, "x") == ((), None)
    assert suggestions(field, (), "b") == ((), None)


def test_enter_while_an_input_method_composes_accepts_nothing(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "note")
        compose(desk, "にほん")
        assert desk.page.panel.editor.composing
        for key in (ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Tab):
            desk.press(key)
        desk.page.action_set.by_id["accept"].trigger()
        assert desk.page.panel.editor.editing
        assert desk.review.current == "note"
        compose(desk, "", "日本")
        assert not desk.page.panel.editor.composing
        assert desk.page.panel.editor.text() == "日本"
        desk.press(ENTER)
        assert (await kept(desk, "note")).value_text == "日本"
        assert await kept(desk, "date") is None

    desk_story(story)


def test_a_composition_begins_a_value_from_the_list(desk_story) -> None:
    async def story(desk: Desk) -> None:
        desk.review.select("note")
        desk.page.panel.list.setFocus()
        compose(desk, "に")
        editor = desk.page.panel.editor
        assert editor.editing
        assert editor.composing
        compose(desk, "", "に")
        assert editor.text() == "に"

    desk_story(story)


def test_a_long_text_grows_over_lines_and_enter_still_accepts(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "note", "first")
        editor = desk.page.panel.editor
        before = editor.wanted_height
        desk.press(ENTER, SHIFT)
        assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
        desk.type("second")
        assert editor.text() == "first\nsecond"
        assert editor.wanted_height > before
        desk.press(ENTER)
        assert (await kept(desk, "note")).value_text == "first\nsecond"
        begin(desk, "note", "x" * 300)
        assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
        assert editor.text() == "x" * 300

    desk_story(story)


def test_opening_and_leaving_a_text_of_many_kinds_of_space_changes_nothing(desk_story) -> None:
    async def story(desk: Desk) -> None:
        odd = "a\u00a0b\r\nc " * 20
        desk.page.panel.editor.begin("note", kinds()[0], odd)
        assert not desk.page.panel.editor.touched

    desk_story(story)


def test_rules_speak_while_typing_and_screen_readers_get_it(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "iban", "DE89 3704 0044 0532 0130 01")
        said = desk.page.panel.said
        assert "no valid IBAN" in said
        line = QAccessible.queryAccessibleInterface(desk.page.panel.editor.part)
        assert "no valid IBAN" in line.text(QAccessible.Text.Description)
        desk.press(Qt.Key.Key_Backspace)
        desk.type("0")
        assert "no valid IBAN" not in desk.page.panel.said
        desk.press(Qt.Key.Key_Escape)
        assert await kept(desk, "iban") is None

    desk_story(story)


def test_arrows_never_change_a_number(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "count")
        for key in (Qt.Key.Key_Up, DOWN, Qt.Key.Key_PageUp):
            desk.press(key)
        assert desk.page.panel.editor.text() == "3"

    desk_story(story)


def test_a_waiver_shows_the_rule_and_offers_reasons_by_key(desk_story) -> None:
    async def story(desk: Desk) -> None:
        begin(desk, "iban", "DE89 3704 0044 0532 0130 01")
        desk.press(ENTER)
        await desk.settled()
        desk.review.select("iban")
        desk.press(ENTER)
        waiver = desk.page.panel.waiver
        assert waiver.isVisible()
        assert "no valid IBAN" in waiver.line.accessibleDescription()
        override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_2, ALT)
        override.ignore()
        QApplication.sendEvent(waiver.line, override)
        assert override.isAccepted()  # or the window would go to another page
        QTest.keyClick(waiver.line, Qt.Key.Key_2, ALT)
        assert waiver.text() == "Agreed with the sender."
        desk.press(DOWN)
        assert waiver.text() == "Rounding of the sender."
        desk.press(Qt.Key.Key_Escape)
        assert (await kept(desk, "iban")).waived == ()
        desk.press(ENTER)
        desk.press(ENTER)
        verdict = await kept(desk, "iban")
        assert verdict.waived
        assert verdict.comment == "Stands like this on the document."

    desk_story(story)
