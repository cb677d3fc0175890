"""The table under the page driven by keys: in step with fields and boxes, Enter as everywhere, what is remembered."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.domain.field import Field, FieldKind
from plextera_review.storage.preferences import Preferences
from plextera_review.viewmodels.actions import ACTIONS
from plextera_review.viewmodels.grid_model import GridModel
from plextera_review.widgets.table_dock import TableDock
from tests.support.reviewing import Desk, at_desk
from tests.support.tables import invoice, row

pytestmark = pytest.mark.usefixtures("qapp")

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
KEY = Qt.Key


def cell(desk: Desk) -> tuple[int, int]:
    """Where the grid's current cell is."""
    index = desk.page.tables.view.currentIndex()
    return index.row(), index.column()


def shown(desk: Desk, at: int, column: int) -> str:
    return desk.page.tables.tables.value_text(at, column)


def two_tables() -> tuple[Field, ...]:
    taxes = Field("taxes", "Taxes", FieldKind.TABLE, "taxes", children=(row(0, table="taxes"), row(1, table="taxes")))
    return (*invoice(low=frozenset()), taxes, Field("notes", "Notes", FieldKind.TABLE, "notes"))


def test_the_dock_opens_for_a_cell_and_follows_fields_both_ways(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock, review = desk.page.tables, desk.review
        review.select("number")
        assert dock.view.currentIndex().row() == -1
        review.select("items[2].unit")
        assert dock.isVisible() and cell(desk) == (2, 3)
        dock.view.setFocus()
        desk.press(KEY.Key_Down)
        desk.press(KEY.Key_Left)
        assert review.current == "items[3].quantity"
        desk.page.canvas.box_clicked.emit("items[0].amount")
        assert cell(desk) == (0, 5)
        review.select("netAmount")
        assert dock.isVisible() and cell(desk) == (-1, -1)

    at_desk(tmp_path, story, read=invoice())


def test_enter_accepts_or_keeps_what_was_typed_and_goes_to_the_next_needing_a_look(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.page.tables.view.setFocus()
        assert desk.review.current == "items[1].quantity"  # the one that needs a look
        desk.type("2")
        assert desk.page.tables.editor.editing
        desk.press(KEY.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {"items[1].quantity": "accepted"}
        assert desk.page.submit.hasFocus()

    at_desk(tmp_path, story, read=invoice())


def test_tab_goes_from_cell_to_cell_keeps_what_was_typed_and_leaves_the_table_at_its_end(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock = desk.page.tables
        desk.review.select("items[3].unitPrice")
        dock.view.setFocus()
        desk.type("13,75")
        desk.press(KEY.Key_Tab)
        assert cell(desk) == (3, 5) and dock.view.hasFocus()
        desk.press(KEY.Key_Backtab, SHIFT)
        assert cell(desk) == (3, 4) and dock.view.hasFocus()
        desk.press(KEY.Key_Tab)
        desk.press(KEY.Key_Tab)
        assert desk.review.current == "netAmount" and desk.page.panel.list.hasFocus()
        await desk.settled()
        assert shown(desk, 3, 4) == "13.75 EUR"

    at_desk(tmp_path, story, read=invoice())


def test_escape_restores_and_f2_edits_what_is_there(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock = desk.page.tables
        desk.review.select("items[0].description")
        dock.view.setFocus()
        desk.press(KEY.Key_F2)
        assert dock.editor.text() == "Base fee, March"
        desk.type("x")
        desk.press(KEY.Key_Escape)
        assert not dock.editor.editing and dock.view.hasFocus()
        desk.type("many")
        assert dock.hint.isHidden()
        desk.press(KEY.Key_Escape)
        desk.press(KEY.Key_Right)
        desk.type("many")
        assert "A number is expected" in dock.hint.text()
        desk.press(KEY.Key_Escape)
        await desk.settled()
        assert await desk.kinds() == {}

    at_desk(tmp_path, story, read=invoice())


def test_rows_by_keys_and_undo_by_its_key(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock = desk.page.tables
        desk.review.select("items[1].description")
        dock.view.setFocus()
        desk.press(KEY.Key_I, CONTROL)
        assert cell(desk) == (2, 0) and dock.model.rowCount() == 5
        assert dock.model.headerData(2, Qt.Orientation.Vertical) == "+ 3"
        desk.press(KEY.Key_Right)
        desk.type("Valve")
        desk.press(KEY.Key_Up, ALT)  # what was typed is kept, then the row moves
        await desk.settled()
        assert shown(desk, 1, 1) == "Valve" and cell(desk) == (1, 1)
        desk.press(KEY.Key_Delete, CONTROL)
        await desk.settled()
        assert dock.model.rowCount() == 4
        desk.press(KEY.Key_Z, CONTROL)
        assert dock.model.rowCount() == 5 and cell(desk)[0] == 1
        for _ in range(3):
            desk.press(KEY.Key_Z, CONTROL)
        await desk.settled()
        assert dock.model.rowCount() == 4 and await desk.kinds() == {}
        assert desk.review.current is not None and dock.view.hasFocus()

    at_desk(tmp_path, story, read=invoice())


def test_several_rows_chosen_by_keys_are_acted_on_together(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock = desk.page.tables
        desk.review.select("items[0].unit")
        dock.view.setFocus()
        desk.press(KEY.Key_Down, SHIFT)
        desk.press(KEY.Key_Down, SHIFT)
        desk.press(KEY.Key_Down, CONTROL | SHIFT)
        await desk.settled()
        assert {place[0] for place in dock.view.chosen_cells()} == {0, 1, 2}
        desk.press(KEY.Key_Down, ALT)
        assert {place[0] for place in dock.view.chosen_cells()} == {1, 2, 3}
        desk.press(KEY.Key_Return, ALT)
        await desk.settled()
        kinds = await desk.kinds()
        assert sum(kind == "accepted" for kind in kinds.values()) == 18 and kinds["items"] == "arranged"
        desk.press(KEY.Key_Delete, CONTROL)
        await desk.settled()
        assert dock.model.rowCount() == 1 and "3 rows removed — Ctrl+Z" in dock.head.said

    at_desk(tmp_path, story, read=invoice(low=frozenset()))


def test_text_is_pasted_into_cells_and_copied_from_them_files_are_left_to_the_window(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock, clipboard = desk.page.tables, QGuiApplication.clipboard()
        desk.review.select("items[0].description")
        dock.view.setFocus()
        clipboard.setText("Pipe\t3\nValve\t4")
        desk.press(KEY.Key_V, CONTROL)
        await desk.settled()
        assert [shown(desk, at, 1) for at in (0, 1)] == ["Pipe", "Valve"]
        desk.press(KEY.Key_Down, SHIFT)
        desk.press(KEY.Key_C, CONTROL)
        assert clipboard.text() == "Pipe\nValve\n"
        files = QMimeData()
        files.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.pdf"))])
        clipboard.setMimeData(files)
        desk.press(KEY.Key_V, CONTROL)
        await desk.settled()
        assert shown(desk, 0, 1) == "Pipe"
        clipboard.clear()

    at_desk(tmp_path, story, read=invoice())


def test_several_tables_have_tabs_and_one_without_rows_is_reached_by_key(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock = desk.page.tables
        desk.review.select("items[0].description")
        dock.view.setFocus()
        assert [dock.head.tabs.tabText(at) for at in range(dock.head.tabs.count())] == ["Line items", "Taxes", "Notes"]
        desk.press(KEY.Key_PageDown, CONTROL | SHIFT)
        assert desk.review.current == "taxes[0].position" and dock.head.tabs.currentIndex() == 1
        desk.press(KEY.Key_PageDown, CONTROL | SHIFT)
        assert dock.head.tabs.currentIndex() == 2 and dock.model.rowCount() == 0
        desk.press(KEY.Key_E, CONTROL)
        assert dock.model.rowCount() == 1
        desk.review.select("items[1].unit")
        assert dock.head.tabs.currentIndex() == 0 and cell(desk) == (1, 3)

    at_desk(tmp_path, story, read=two_tables())


def test_closed_by_hand_it_stays_closed_and_widths_are_remembered_per_table(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.review.settings.use_preferences(Preferences(tmp_path / "kept.json"))
        dock = desk.page.tables
        desk.review.select("items[0].unit")
        dock.view.horizontalHeader().resizeSection(1, 222)
        desk.press(KEY.Key_T, CONTROL | SHIFT)
        assert not dock.isVisible()
        desk.review.select("items[1].unit")
        assert not dock.isVisible()
        again = TableDock(desk.review, desk.page._theme)
        assert again.view.columnWidth(1) == 222
        again.follow()
        assert not again.isVisible()
        again.deleteLater()
        desk.press(KEY.Key_T, CONTROL | SHIFT)
        assert dock.isVisible() and dock.view.hasFocus() and cell(desk) == (1, 3)

    at_desk(tmp_path, story, read=invoice())


def test_nonsense_in_the_preferences_is_passed_over(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        preferences = Preferences(tmp_path / "kept.json")
        preferences.put(
            "layout", {"tableWidths": {"|items": {"unit": "wide", "amount": -3}, "x": 5}, "tableDockClosed": 7}
        )
        desk.review.settings.use_preferences(preferences)
        dock = TableDock(desk.review, desk.page._theme)
        assert all(dock.view.columnWidth(at) > 30 for at in range(6))
        dock.deleteLater()

    at_desk(tmp_path, story, read=invoice())


def test_a_document_without_tables_has_no_dock(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.press(KEY.Key_T, CONTROL | SHIFT)
        assert not desk.page.tables.isVisible()
        assert desk.notices.items[-1].text == "This document has no table."
        for action in ACTIONS:
            if action.group == "Tables":
                assert not desk.page.action_set.can(action.id)
                desk.page.action_set.by_id[action.id].trigger()
        await desk.settled()
        assert await desk.kinds() == {}

    at_desk(tmp_path, story, read=invoice()[:1])


def test_cells_rows_and_sums_have_names_for_screen_readers(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock = desk.page.tables
        desk.review.select("items[1].quantity")
        dock.totals.work_out_now()
        table = QAccessible.queryAccessibleInterface(dock.view)
        cells = [table.child(at).text(QAccessible.Text.Name) for at in range(table.childCount())]
        assert "Quantity, row 2, 2, check, Confidence 61% is under 80%." in cells
        assert "Quantity" in cells
        assert dock.sums.accessibleDescription() == "Sum of Amount: 125.00 EUR, equals Net amount"
        dock.tables.insert(1)
        assert dock.model.spoken(1, 1) == "Description, row 2 added by you, nothing read, automatic"

    at_desk(tmp_path, story, read=invoice())


def test_two_thousand_rows_change_one_cell_without_a_reset(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock: TableDock = desk.page.tables
        model: GridModel = dock.model
        resets, changes = [], []
        model.modelReset.connect(lambda: resets.append(1))
        model.dataChanged.connect(lambda *_: changes.append(1))
        desk.review.select("items[1500].description")
        assert dock.view.rowViewportPosition(1500) in range(dock.view.viewport().height())
        place = dock.view.verticalScrollBar().value()
        desk.review.correct("items[1500].description", "Valve")
        await desk.settled()
        assert not resets and changes
        assert shown(desk, 1500, 1) == "Valve" and dock.view.verticalScrollBar().value() == place

    at_desk(tmp_path, story, read=invoice(2000))


def test_typing_with_the_focus_on_submit_still_goes_to_the_panel(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.page.submit.setFocus()
        QTest.keyClicks(QApplication.focusWidget(), "7")
        assert not desk.page.tables.editor.editing

    at_desk(tmp_path, story, read=invoice())
