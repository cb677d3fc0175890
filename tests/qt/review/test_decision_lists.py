"""History of a field, last decisions over documents, the line about earlier submits, the field's menu."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from plextera_review.widgets.field_history import FieldHistory
from plextera_review.widgets.last_decisions import LastDecisions
from tests.support.reviewing import HERE, Desk, at_desk

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)  # popups of the off-screen platform


def test_an_earlier_value_is_restored_by_keys_and_that_is_undone(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        for text in ("INV-1", "INV-2"):
            desk.review.select("number")
            desk.page.panel.list.setFocus()
            desk.type(text)
            desk.press(ENTER)
            await desk.settled()
        desk.review.select("number")
        desk.press(Qt.Key.Key_H, CONTROL | SHIFT)
        await desk.settled()
        box = QApplication.activePopupWidget()
        assert isinstance(box, FieldHistory)
        assert [box.list.lines.line_at(at).text for at in range(2)] == ["INV-1 → INV-2", "INV-O042 → INV-1"]
        box.list.setCurrentIndex(box.list.lines.index(1))
        QTest.keyClick(box.list, ENTER)
        await desk.settled()
        assert desk.review.row.shown_value == "INV-1"
        assert (await desk.journal.verdicts(HERE, "j2"))["number"].value_text == "INV-1"
        desk.press(Qt.Key.Key_Z, CONTROL)
        await desk.settled()
        assert desk.review.row.shown_value == "INV-2"

    at_desk(tmp_path, story)


def test_a_decision_in_another_document_is_gone_back_to(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.review.select("date")
        desk.press(Qt.Key.Key_M, CONTROL)
        await desk.settled()
        desk.review.open("j1")
        await desk.settled()
        desk.review.select("total")
        desk.press(ENTER)
        await desk.settled()
        desk.press(Qt.Key.Key_D, CONTROL | SHIFT)
        await desk.settled()
        box = QApplication.activePopupWidget()
        assert isinstance(box, LastDecisions)
        lines = [box.list.lines.line_at(at) for at in range(2)]
        assert [each.title for each in lines] == ["Total: accepted", "Invoice date: missing"]
        assert "invoice 2.pdf" in lines[1].text
        box.list.setCurrentIndex(box.list.lines.index(1))
        QTest.keyClick(box.list, ENTER)
        await desk.settled()
        assert (desk.review.job.id, desk.review.current) == ("j2", "date")

    at_desk(tmp_path, story)


def test_a_submitted_document_says_so_and_is_submitted_again(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        header = desk.page.header
        assert header.sent.text == ""
        assert header.submit.accessibleName() == "Submit"
        desk.type("INV-0042")
        desk.press(ENTER)
        desk.press(ENTER, CONTROL)
        await desk.settled()
        assert header.sent.text == ""  # the next document
        desk.review.open("j2")
        await desk.settled()
        assert header.sent.text.startswith("Submitted on ")
        assert "1 correction waiting to be sent" in header.sent.text
        assert header.submit.accessibleName() == "Submit again"
        assert "2 to check" in header.progress.text()

    at_desk(tmp_path, story)


def test_the_menu_of_a_field_holds_actions_of_the_registry(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        tree = desk.page.panel.list
        desk.review.select("date")
        at = tree.visualRect(desk.page.panel.model.index_of("total")).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, tree.viewport().mapToGlobal(at))
        QApplication.sendEvent(tree.viewport(), event)
        assert desk.review.current == "total"
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        texts = [each.text() for each in menu.actions() if each.text()]
        assert "History of the field" in texts
        assert "Missing in document" in texts
        menu.close()
        tree.setFocus()
        QApplication.sendEvent(
            tree, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), tree.mapToGlobal(QPoint()))
        )
        assert desk.review.current == "total"
        QApplication.activePopupWidget().close()

    at_desk(tmp_path, story)
