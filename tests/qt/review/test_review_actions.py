"""The review page and the registry of actions: handlers, keys in editors, held keys, keys changed while it is open."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from plextera_review.viewmodels.actions import Scope, in_scope
from plextera_review.widgets.pieces import Button
from tests.support.reviewing import Desk, at_desk

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_page_handles_every_action_of_its_scope(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        assert set(desk.page.action_set.by_id) == {each.id for each in in_scope(Scope.REVIEW) if not each.held}
        known = {each.id for each in in_scope(Scope.REVIEW)}
        assert {button.action_id for button in desk.page.findChildren(Button)} - {""} <= known

    at_desk(tmp_path, story)


def test_a_key_changed_while_the_page_is_open_counts_at_once(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        keys = desk.review.keys
        desk.review.select("number")
        assert keys.rebind("missing", ["Ctrl+Y"]) == ""
        desk.press(Qt.Key.Key_M, CONTROL)
        await desk.settled()
        assert desk.review.current == "number"
        desk.press(Qt.Key.Key_Y, CONTROL)
        await desk.settled()
        assert desk.review.current == "date"
        assert desk.page.header.later.toolTip() == "Put this document off (Ctrl+P)"
        assert keys.rebind("postpone", ["F9"]) == ""
        assert desk.page.header.later.toolTip() == "Put this document off (F9)"

    at_desk(tmp_path, story)


def test_a_held_key_hides_the_boxes_until_it_is_let_go_and_can_be_changed(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        canvas = desk.page.canvas
        canvas.setFocus()

        def hold(key: Qt.Key, kind: QKeyEvent.Type) -> None:
            QApplication.sendEvent(canvas, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))

        hold(Qt.Key.Key_H, QKeyEvent.Type.KeyPress)
        assert not canvas.boxes_visible
        hold(Qt.Key.Key_H, QKeyEvent.Type.KeyRelease)
        assert canvas.boxes_visible
        assert desk.review.keys.rebind("hold_boxes", ["J"]) == ""
        hold(Qt.Key.Key_H, QKeyEvent.Type.KeyPress)
        assert canvas.boxes_visible
        hold(Qt.Key.Key_J, QKeyEvent.Type.KeyPress)
        assert not canvas.boxes_visible
        hold(Qt.Key.Key_J, QKeyEvent.Type.KeyRelease)
        assert canvas.boxes_visible

    at_desk(tmp_path, story)


def test_letters_typed_into_an_editor_do_nothing_else(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.review.select("supplier")
        desk.press(Qt.Key.Key_F2)
        editor = QApplication.focusWidget()
        assert isinstance(editor, QLineEdit)
        QTest.keyClicks(editor, "hw 1")
        assert editor.text() == "hw 1"
        assert desk.page.canvas.boxes_visible
        desk.press(Qt.Key.Key_Home)
        assert editor.cursorPosition() == 0
        desk.press(Qt.Key.Key_Escape)

    at_desk(tmp_path, story)


def test_arrows_choose_a_field_and_never_change_a_value(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.page.panel.list.setFocus()
        shown = [each.shown_value for each in desk.review.fields]
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right):
            desk.press(key)
            assert not desk.page.panel.editor.editing
        assert [each.shown_value for each in desk.review.fields] == shown
        assert not desk.review.can_undo

    at_desk(tmp_path, story)


def test_what_makes_no_sense_now_is_known(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        made = desk.page.action_set
        assert made.can("accept")
        assert not made.can("undo")
        assert not made.can("upload")
        assert not made.can("zoom_in")  # the server lost the file: no page to look at
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert made.can("undo")

    at_desk(tmp_path, story)
