"""Pages and fields: side by side either way round, or the pages in their own window, from where the whole review works on."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from plextera_review.storage.preferences import Preferences
from plextera_review.widgets.page_window import PageWindow
from plextera_review.widgets.pieces import Button
from plextera_review.widgets.review_panes import ReviewPanes
from plextera_review.widgets.search_bar import SearchBar
from tests.support.reviewing import Desk, at_desk

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class ByHand(QCloseEvent):
    """What the window system sends when a person closes a window."""

    def spontaneous(self) -> bool:
        return True


def apart(desk: Desk) -> PageWindow:
    """The pages in their own window, as by the key."""
    desk.press(Qt.Key.Key_O, CONTROL | SHIFT)
    window = desk.page.panes.page_window
    assert window is not None
    assert desk.page.panes.apart
    return window


def test_the_pages_go_into_their_own_window_and_come_back(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        page, panel = desk.page, desk.page.panel
        before = panel.width()
        window = apart(desk)
        assert page.canvas.window() is window
        assert window.isVisible()
        assert window.windowTitle().startswith("invoice 2.pdf")
        QTest.qWait(50)
        assert panel.width() > before, "the fields have all the room"
        desk.press(Qt.Key.Key_O, CONTROL | SHIFT)
        assert page.canvas.window() is page.window()
        assert not window.isVisible()
        QTest.qWait(50)
        assert panel.width() == before
        apart(desk)
        window.closeEvent(ByHand())
        assert page.canvas.window() is page.window()

    at_desk(tmp_path, story)


def test_every_key_of_the_review_works_at_the_pages(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        window = apart(desk)
        window.activateWindow()
        desk.page.canvas.setFocus()
        QTest.qWait(50)
        assert QApplication.activeWindow() is window
        desk.review.select("number")
        QTest.keyClick(desk.page.canvas, Qt.Key.Key_Return)
        await desk.settled()
        assert desk.review.row_of("number").verdict is not None
        assert desk.review.current == "date"
        QTest.qWait(50)
        assert QApplication.activeWindow() is desk.page.window(), "what is typed next is for the field"
        QTest.keyClick(desk.page.panel.list, Qt.Key.Key_F, CONTROL)
        QTest.qWait(50)
        assert QApplication.activeWindow() is window, "what is typed next is searched for"
        line = desk.page.findChild(SearchBar).line
        assert line.hasFocus()
        QTest.keyClicks(line, "INV")
        QTest.keyClick(line, Qt.Key.Key_Return)
        QTest.qWait(50)
        assert QApplication.activeWindow() is window, "Enter goes to the next hit"
        QTest.keyClick(line, Qt.Key.Key_Escape)
        QTest.qWait(50)
        assert QApplication.activeWindow() is desk.page.window()
        assert desk.review.keys.rebind("rotate", ["F8"]) == ""
        turning = next(each for each in window.findChildren(Button) if each.action_id == "rotate")
        assert turning.toolTip().endswith("(F8)")

    at_desk(tmp_path, story)


def test_where_the_pages_were_is_remembered(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.review.settings.use_preferences(Preferences(tmp_path / "own.json"))
        window = apart(desk)
        window.setGeometry(30, 40, 500, 600)
        kept = desk.review.settings.layout("reviewPanes")
        for _ in range(100):
            if (kept := desk.review.settings.layout("reviewPanes")).get("place") == window.place:
                break
            QTest.qWait(20)
        assert kept["place"] == window.place
        assert kept["pagesApart"] is True
        desk.page.close()  # as when the program ends
        assert not window.isVisible()
        assert desk.review.settings.layout("reviewPanes")["pagesApart"] is True
        next_run = PageWindow(desk.page)
        assert next_run.restore_place(kept["place"])
        assert next_run.size() == window.size()
        next_run.deleteLater()

    at_desk(tmp_path, story)


@pytest.mark.parametrize("nonsense", [None, 7, "", "not base64 at all!", "AAAA"])
def test_a_place_that_says_nothing_is_no_place(qapp: QApplication, tmp_path: Path, nonsense: object) -> None:
    async def story(desk: Desk) -> None:
        window = PageWindow(desk.page)
        assert not window.restore_place(nonsense)
        window.settle()
        assert window.width() > 200
        window.deleteLater()

    at_desk(tmp_path, story)


def test_sides_and_width_are_kept(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.review.settings.use_preferences(Preferences(tmp_path / "own.json"))
        panes, panel = desk.page.panes, desk.page.panel
        assert panes.indexOf(panel) == 1
        width = panel.width()
        desk.press(Qt.Key.Key_S, CONTROL | SHIFT)
        assert panes.indexOf(panel) == 0
        QTest.qWait(50)
        assert panel.width() == width
        panes.moveSplitter(300, 1)
        QTest.qWait(50)
        kept = desk.review.settings.layout("reviewPanes")
        assert kept["fieldsLeft"] is True
        assert abs(kept["fieldsWidth"] - panel.width()) <= 1
        wanted = panel.width()
        panes.resize(panes.width() + 200, panes.height())
        assert panel.width() == wanted, "the pages take what there is more"

    at_desk(tmp_path, story)


def test_where_there_are_no_fields_their_place_says_where_the_pages_are(qapp: QApplication, tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        panes: ReviewPanes = desk.page.panes
        apart(desk)
        panes.show_fields(shown=False)
        back = next(each for each in panes.findChildren(Button) if each.text() == "Take them back" and each.isVisible())
        back.click()
        assert not panes.apart
        assert not back.isVisible()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    at_desk(tmp_path, story)


def test_documents_dropped_on_the_pages_are_dropped_on_the_main_window(qapp: QApplication, tmp_path: Path) -> None:
    came: list[tuple[QEvent.Type, list[QUrl]]] = []

    class Main(QWidget):
        def dragEnterEvent(self, event: QDragEnterEvent) -> None:
            event.acceptProposedAction()
            came.append((event.type(), event.mimeData().urls()))

        def dropEvent(self, event: QDropEvent) -> None:
            event.acceptProposedAction()
            came.append((event.type(), event.mimeData().urls()))

    main = Main()
    main.setAcceptDrops(True)
    window = PageWindow(main)
    window.take(QWidget())
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(tmp_path / "invoice.pdf"))])
    how = (Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(QPoint(9, 9), *how), QDropEvent(QPointF(9, 9), *how)):
        QApplication.sendEvent(window, event)
        assert event.isAccepted()
    assert came == [(QEvent.Type.DragEnter, files.urls()), (QEvent.Type.Drop, files.urls())]
    main.deleteLater()
