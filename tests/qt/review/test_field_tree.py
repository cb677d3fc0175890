"""The tree of fields: what a verdict touches, closed groups, keys, filters, what screen readers hear."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from plextera_review.domain.field import Field, FieldKind
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.viewmodels.field_rows import FieldRow, Heading
from plextera_review.viewmodels.field_tree import FIELD_ROLE
from tests.support import reviewing
from tests.support.reviewing import Desk, at_desk

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DOWN, UP, LEFT, RIGHT = Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right
TEXT = FieldKind.STRING


def structure(rows: int = 3) -> tuple[Field, ...]:
    """A field, a group in a group, and a table; one field of the inner group and the first cell of each third row need a look."""
    place = (Placement(1, NormRect(0.1, 0.1, 0.2, 0.02)),)

    def text(path: str, name: str, confidence: float = 0.95) -> Field:
        return Field(path, name, TEXT, path, f"value of {path}", None, confidence, None, place)

    address = Field("seller.address", "Address", FieldKind.GROUP, children=(text("street", "Street", 0.4),))
    lines = tuple(
        Field(
            f"i.{n}",
            str(n + 1),
            FieldKind.GROUP,
            children=(text(f"i.{n}.a", "Item", 0.4 if n % 3 == 0 else 0.95), text(f"i.{n}.b", "Price")),
        )
        for n in range(rows)
    )
    return (
        text("number", "Number"),
        Field("seller", "Seller", FieldKind.GROUP, children=(text("city", "City"), address)),
        Field("items", "Lines", FieldKind.TABLE, children=lines),
    )


@pytest.fixture
def with_fields(monkeypatch: pytest.MonkeyPatch) -> Callable[[tuple[Field, ...]], None]:
    def use(fields: tuple[Field, ...]) -> None:
        monkeypatch.setattr(reviewing, "fields", lambda **_: fields)

    return use


def names(desk: Desk) -> list[str]:
    """Headings and fields from top to bottom, as far as they are shown."""
    tree, model = desk.page.panel.list, desk.page.panel.model
    found, index = [], model.index(0, 0)
    while index.isValid() and tree.isRowHidden(index.row(), index.parent()):
        index = index.siblingAtRow(index.row() + 1)
    while index.isValid():
        row = index.data(FIELD_ROLE)
        found.append(row.name if isinstance(row, Heading) else row.field.path)
        index = tree.indexBelow(index)
    return found


def chosen(desk: Desk) -> str:
    row = desk.page.panel.list.row
    return row.name if isinstance(row, Heading) else row.field.path if row else ""


def test_headings_say_what_they_hold(qapp: QApplication, tmp_path: Path, with_fields) -> None:
    with_fields(structure())

    async def story(desk: Desk) -> None:
        headings = {each.name: each for each in desk.page.panel.model.headings()}
        assert headings["Lines"].detail == "3 rows × 2 columns"
        assert headings["Row 2"].detail == "value of i.1.a"
        assert [headings[name].look for name in ("Seller", "Address", "Lines", "Row 2")] == [
            "1 to check",
            "1 to check",
            "1 to check",
            "",
        ]
        desk.review.select("street")
        desk.review.accept()
        await desk.settled()
        assert {each.name: each.open_fields for each in desk.page.panel.model.headings()}["Seller"] == 0

    at_desk(tmp_path, story)


def test_left_and_right_close_and_open_and_the_next_document_remembers(
    qapp: QApplication, tmp_path: Path, with_fields
) -> None:
    with_fields(structure())

    async def story(desk: Desk) -> None:
        tree = desk.page.panel.list
        desk.review.select("city")
        tree.setFocus()
        desk.press(LEFT)
        assert (chosen(desk), desk.review.current) == ("Seller", None)
        desk.press(LEFT)
        assert names(desk)[:3] == ["number", "Seller", "Lines"]
        desk.press(DOWN)
        assert chosen(desk) == "Lines"
        desk.press(UP)
        desk.press(Qt.Key.Key_Return)
        assert "city" in names(desk)
        desk.press(RIGHT)
        assert desk.review.current == "city"
        desk.press(LEFT)
        desk.press(LEFT)
        assert await desk.kinds() == {}
        desk.review.open("j1")
        await desk.settled()
        desk.review.select("number")
        heading = desk.page.panel.model.index_of("seller")
        assert tree.isExpanded(heading)  # opened by itself: the first field to look at lies in it
        desk.review.open("j2")
        await desk.settled()
        assert tree.closed == {"Seller"}

    at_desk(tmp_path, story)


def test_a_closed_group_opens_for_the_selection(qapp: QApplication, tmp_path: Path, with_fields) -> None:
    with_fields(structure())

    async def story(desk: Desk) -> None:
        panel = desk.page.panel
        desk.review.select("number")
        for path in ("seller", "items"):
            panel.list.toggle(panel.model.index_of(path))
        assert names(desk) == ["number", "Seller", "Lines"]
        desk.review.next_needing_look()
        assert desk.review.current == "street"
        assert names(desk) == ["number", "Seller", "city", "Address", "street", "Lines"]
        desk.press(Qt.Key.Key_Tab)
        assert "i.0.a" in names(desk)

    at_desk(tmp_path, story)


def test_tab_leaves_a_heading_for_the_field_beside_it(qapp: QApplication, tmp_path: Path, with_fields) -> None:
    with_fields(structure())

    async def story(desk: Desk) -> None:
        panel = desk.page.panel
        panel.list.setFocus()
        panel.list.setCurrentIndex(panel.model.index_of("items"))
        desk.press(Qt.Key.Key_M, CONTROL)  # no field is chosen: nothing is missing
        panel.list.setCurrentIndex(panel.model.index_of("items"))
        desk.press(Qt.Key.Key_Tab)
        assert desk.review.current == "i.0.a"
        panel.list.setCurrentIndex(panel.model.index_of("items"))
        desk.press(Qt.Key.Key_Backtab, SHIFT)
        assert desk.review.current == "street"
        await desk.settled()
        assert await desk.kinds() == {}

    at_desk(tmp_path, story)


def test_one_verdict_among_500_fields_touches_its_row_and_its_headings(
    qapp: QApplication, tmp_path: Path, with_fields
) -> None:
    with_fields(structure(rows=250))

    async def story(desk: Desk) -> None:
        model = desk.page.panel.model
        assert len(desk.review.fields) == 503
        touched: list[str] = []
        resets: list[int] = []
        model.dataChanged.connect(lambda first, _last, _roles: touched.append(first.data(FIELD_ROLE)))
        model.modelReset.connect(lambda: resets.append(1))
        desk.review.select("i.3.a")
        assert touched == []
        desk.review.accept()
        await desk.settled()
        fields = {each.field.path for each in touched if isinstance(each, FieldRow)}
        headings = {each.name for each in touched if isinstance(each, Heading)}
        assert fields == {"i.3.a"}
        assert headings == {"Lines", "Row 4"}
        assert len(touched) <= 5
        desk.page.panel.filter.setChecked(True)
        desk.page.panel.filter.setChecked(False)
        assert resets == []

    at_desk(tmp_path, story)


def test_a_large_table_is_closed_until_it_is_opened(qapp: QApplication, tmp_path: Path, with_fields) -> None:
    with_fields(structure(rows=201))

    async def story(desk: Desk) -> None:
        panel = desk.page.panel
        assert names(desk)[-1] == "Lines"
        panel.filter.setChecked(True)  # what needs a look in it shows all the same
        assert "i.0.a" in names(desk) or "i.0.b" in names(desk)
        panel.filter.setChecked(False)
        assert names(desk)[-1] == "Lines"
        desk.review.select("i.1.b")  # the row that is gone to opens, the others stay closed
        assert "i.1.b" in names(desk)
        assert "i.2.b" not in names(desk)

    at_desk(tmp_path, story)


def test_a_filter_keeps_up_with_single_acts(qapp: QApplication, tmp_path: Path, with_fields) -> None:
    with_fields(structure())

    async def story(desk: Desk) -> None:
        panel = desk.page.panel
        panel.filter.setChecked(True)
        left = [each.path for each in desk.review.fields if each.needs_look]
        first = left[0]
        desk.review.select(first)
        desk.review.accept()
        desk.review.next_needing_look()
        await desk.settled()
        assert first not in names(desk)
        desk.review.undo()  # it is selected again, and needs a look
        await desk.settled()
        assert first in names(desk)
        desk.review.select("number")  # nobody asked for it, but it is chosen
        assert "number" in names(desk)

    at_desk(tmp_path, story)


def test_selecting_asks_for_the_heights_of_two_rows(qapp: QApplication, tmp_path: Path, with_fields) -> None:
    with_fields(structure(rows=200))

    async def story(desk: Desk) -> None:
        panel = desk.page.panel
        panel.list.executeDelayedItemsLayout()
        asked: list[str] = []
        hint = panel.delegate.sizeHint

        def counted(option, index):
            asked.append(index.data(FIELD_ROLE).spoken)
            return hint(option, index)

        panel.delegate.sizeHint = counted
        desk.review.select("i.1.b")
        panel.list.executeDelayedItemsLayout()
        assert len(set(asked)) == 2

    at_desk(tmp_path, story)


def test_the_filters_keep_the_selected_row(qapp: QApplication, tmp_path: Path, with_fields) -> None:
    with_fields(structure())

    async def story(desk: Desk) -> None:
        panel = desk.page.panel
        desk.review.select("city")
        panel.list.setFocus()
        desk.press(Qt.Key.Key_L, CONTROL)
        assert names(desk) == ["Seller", "city", "Address", "street", "Lines", "Row 1", "i.0.a"]
        assert desk.review.current == "city"
        desk.review.select("number")  # chosen on the page
        assert "number" in names(desk)
        desk.press(Qt.Key.Key_L, CONTROL)
        assert len(names(desk)) == 15
        desk.press(Qt.Key.Key_F, CONTROL | SHIFT)
        assert panel.head.search.hasFocus()
        desk.type("price i.2")
        panel.head.changed.emit()  # the pause after the last key
        assert [each for each in names(desk) if each.startswith("i.")] == ["i.2.b"]
        desk.press(Qt.Key.Key_Return)
        assert desk.review.current == "i.2.b"
        assert panel.list.hasFocus()
        assert await desk.kinds() == {}
        desk.press(Qt.Key.Key_Escape)
        assert len(names(desk)) == 15
        assert desk.review.current == "i.2.b"

    at_desk(tmp_path, story)


def test_odd_fields_stay_usable(qapp: QApplication, tmp_path: Path, with_fields) -> None:
    place = Placement(1, NormRect(0.1, 0.1, 0.2, 0.02))
    with_fields(
        (
            Field("p", "", TEXT, None, "no name", None, 0.95, None, (place,)),
            Field("q", "2", TEXT, None, None),
            Field("id", " ", TEXT, "id", "x" * 10_000, None, 0.95, None, (place,) * 40),
            Field("empty", "Empty group", FieldKind.GROUP),
        )
    )

    async def story(desk: Desk) -> None:
        model = desk.page.panel.model
        rows = [model.index_of(path).data(FIELD_ROLE) for path in ("p", "q", "id")]
        assert [each.name for each in rows] == ["Field 1", "Field 2", "id"]
        assert len(rows[2].value) <= 400
        assert "40 places on page 1" in rows[2].quiet
        assert len(rows[2].tooltip) < 2_200
        assert rows[1].spoken.startswith("Field 2, nothing read, automatic")
        desk.review.select("id")
        desk.page.panel.edit()
        assert desk.page.panel.editor.text() == "x" * 10_000
        assert not desk.page.grab().isNull()

    at_desk(tmp_path, story)


def test_screen_readers_hear_rows_places_and_whether_a_group_is_open(
    qapp: QApplication, tmp_path: Path, with_fields
) -> None:
    with_fields(structure())

    async def story(desk: Desk) -> None:
        panel = desk.page.panel
        tree = QAccessible.queryAccessibleInterface(panel.list)
        assert tree.role() is QAccessible.Role.Tree
        assert tree.text(QAccessible.Text.Name) == "Fields"
        cells = [tree.child(at) for at in range(1, tree.childCount())]  # the first is the hidden header
        said = [each.text(QAccessible.Text.Name) for each in cells]
        assert said[0] == "Number, value of number, automatic, field 1 of 9"
        assert "Seller, 1 to check" in said
        street = next(each for each in said if each.startswith("Street"))
        assert street == "Street, value of street, check, Confidence 40% is under 80%., field 3 of 9"
        seller = cells[said.index("Seller, 1 to check")]
        assert seller.state().expanded
        panel.list.toggle(panel.model.index_of("seller"))
        tree = QAccessible.queryAccessibleInterface(panel.list)
        seller = tree.child(2)
        assert seller.text(QAccessible.Text.Name) == "Seller, 1 to check"
        assert seller.state().expandable
        assert not seller.state().expanded
        desk.review.select("number")
        panel.edit()
        line = QAccessible.queryAccessibleInterface(panel.editor.line)
        assert line.text(QAccessible.Text.Name) == "Value of Number"

    at_desk(tmp_path, story)
