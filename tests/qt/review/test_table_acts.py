"""Acts on tables over real storage: each undone as one, told in one message, sums in step."""

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plextera_review.domain.correction import VerdictKind
from plextera_review.domain.feedback import MESSAGE_LIMIT, parse_feedback
from plextera_review.domain.field import Field, FieldKind
from plextera_review.viewmodels.table_editing import TableEditing
from tests.support.reviewing import HERE, Desk, at_desk
from tests.support.tables import invoice

pytestmark = pytest.mark.usefixtures("qapp")


def tables(desk: Desk) -> TableEditing:
    return desk.page.tables.tables


def texts(desk: Desk) -> list[list[str]]:
    """The grid as shown."""
    grid = tables(desk).grid
    assert grid is not None
    return [
        [tables(desk).value_text(at, column) for column in range(len(grid.columns))] for at in range(len(grid.rows))
    ]


async def messages(desk: Desk) -> list[tuple[str | None, str]]:
    """What would be sent: field id and message, each of the fixed form."""
    await desk.settled()
    drafts = await desk.outbox.drafts(HERE, "j2")
    for each in drafts:
        parse_feedback(each.message)
        assert len(each.message) <= MESSAGE_LIMIT
    return [(each.field_id, each.message.rsplit("\n", 1)[0]) for each in drafts]


def test_moved_removed_and_added_rows_are_one_message_and_none_when_all_is_back(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        acts.delete([2])
        acts.move([0], 1)
        acts.insert(3)
        said = await messages(desk)
        assert said == [
            (
                "items",
                "Rows: Line items\nChange: Row 3 (Elbow 90°) removed. 1 row added as row 4. "
                "Row 2 (Copper pipe 22 mm) is now row 1.",
            )
        ]
        desk.review.undo()
        acts.move([1], -1)
        acts.restore_rows()
        assert await messages(desk) == []
        assert (await desk.journal.verdicts(HERE, "j2")) == {}
        assert acts.grid is not None and acts.grid.removed == 0

    at_desk(tmp_path, story, read=invoice())


def test_cells_of_added_rows_say_their_row_also_after_it_moved(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        acts.insert(1)
        acts.set_texts({(1, 1): "Valve", (1, 4): "1.250,00"})
        await desk.settled()
        acts.move([1], 1)
        said = await messages(desk)
        assert ("items", "Correction: Line items › 3 › Description\nShould be: Valve") in said
        assert ("items", "Correction: Line items › 3 › Unit price\nShould be: 1250.00 EUR") in said
        assert ("items", "Rows: Line items\nChange: 1 row added as row 3.") in said
        assert len(said) == 3
        acts.delete([2])
        assert await messages(desk) == []

    at_desk(tmp_path, story, read=invoice())


def test_removing_a_row_takes_back_what_was_decided_about_its_cells_in_the_same_act(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        desk.review.correct("items[1].quantity", "3")
        await desk.settled()
        acts.delete([1])
        assert [message.split("\n")[0] for _, message in await messages(desk)] == ["Rows: Line items"]
        assert desk.review.current == "items[2].quantity"
        desk.review.undo()
        assert [message.split("\n")[0] for _, message in await messages(desk)] == ["Correction: Quantity"]
        assert desk.review.current in {"items[1].quantity", "items[1].position"}
        assert texts(desk)[1][2] == "3"

    at_desk(tmp_path, story, read=invoice())


def test_a_block_from_a_spreadsheet_adds_rows_as_one_act(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        before = texts(desk)
        acts.paste('Pipe\t4\tpcs\n"Long\nname"\tmany\tm\nValve\t1\tpcs\textra', [(3, 1)])
        await desk.settled()
        now = texts(desk)
        assert [row[1:4] for row in now[3:]] == [
            ["Pipe", "4", "pcs"],
            ["Long\nname", "many", "m"],
            ["Valve", "1", "pcs"],
        ]
        assert len(now) == 6 and now[:3] == before[:3]
        (notice,) = desk.notices.items
        assert notice.text == (
            "10 cells pasted, 2 rows added. 2 values do not fit the column, kept as typed. Ctrl+Z takes it back."
        )
        desk.review.undo()
        await desk.settled()
        assert texts(desk) == before
        desk.review.redo()
        await desk.settled()
        assert texts(desk) == now

    at_desk(tmp_path, story, read=invoice())


def test_one_value_goes_into_every_chosen_cell_and_columns_that_do_not_fit_are_left_out(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        acts.paste("m", [(0, 3), (1, 3), (2, 3)])
        acts.paste("1,00\t2,00", [(0, 5)])
        await desk.settled()
        now = texts(desk)
        assert [row[3] for row in now] == ["m", "m", "m", "pcs"]
        assert now[0][5] == "1.00 EUR"

    at_desk(tmp_path, story, read=invoice())


def test_fill_down_duplicate_accept_and_missing(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        acts.fill_down([(0, 1), (1, 1), (2, 1), (0, 2), (1, 2)])
        await desk.settled()
        assert [row[1] for row in texts(desk)] == [*["Base fee, March"] * 3, "Labour, certified fitter"]
        assert [row[2] for row in texts(desk)] == ["1", "1", "3", "4"]
        acts.fill_down([(3, 1)])  # a single cell takes the value above it
        acts.duplicate([0, 1])
        await desk.settled()
        now = texts(desk)
        assert now[2][1:] == now[0][1:] and now[3][1:] == now[1][1:] and len(now) == 6
        acts.missing([4])
        acts.accept([5])
        await desk.settled()
        kinds = await desk.kinds()
        assert {kinds[each.path] for each in acts.grid.rows[4].cells} == {"missing"}
        assert kinds["items[3].quantity"] == "accepted" and kinds["items[3].description"] == "corrected"

    at_desk(tmp_path, story, read=invoice())


def test_copied_cells_are_as_printed_and_come_back(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        desk.review.correct("items[1].description", 'Pipe "long"')
        await desk.settled()
        assert acts.copied([(0, 1), (1, 1), (1, 2)]) == 'Base fee, March\t\n"Pipe ""long"""\t2\n'

    at_desk(tmp_path, story, read=invoice())


def test_a_cell_the_server_left_out_can_be_filled(tmp_path: Path) -> None:
    whole = invoice()
    ragged = replace(
        whole[1],
        children=tuple(replace(each, children=each.children[: 2 + at]) for at, each in enumerate(whole[1].children)),
    )
    bare = Field("items[9]", "5", FieldKind.GROUP, "items[9]")
    read = (whole[0], replace(ragged, children=(*ragged.children, bare)), whole[2])

    async def story(desk: Desk) -> None:
        acts = tables(desk)
        assert acts.is_gap(0, 3) and acts.is_gap(4, 0)
        acts.select(0, 3)
        assert desk.review.current is None and acts.place == (0, 3)
        acts.set_texts({(0, 3): "pcs", (4, 1): "Freight"})
        await desk.settled()
        assert texts(desk)[0][3] == "pcs" and texts(desk)[4][1] == "Freight"
        assert not acts.is_gap(0, 3)
        said = await messages(desk)
        assert ("items[0]", "Correction: Line items › 1 › Unit\nShould be: pcs") in said
        desk.review.undo()
        await desk.settled()
        assert acts.is_gap(0, 3) and await messages(desk) == []

    at_desk(tmp_path, story, read=read)


def test_a_table_without_rows_takes_rows(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        acts.insert(0)
        assert desk.review.current is not None and desk.review.current.startswith("items[+")
        acts.paste("1\tPipe\t2", [(0, 0)])
        await desk.settled()
        assert texts(desk) == [["1", "Pipe", "2", "", "", ""]]

    at_desk(tmp_path, story, read=invoice(0))


def test_sums_are_compared_with_the_document_while_typing(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        dock = desk.page.tables
        desk.review.select("items[0].amount")
        dock.totals.work_out_now()
        (total,) = [each for each in dock.totals.totals if each.name == "Amount"]
        assert (total.text, total.verdict) == ("125.00 EUR", "12.40 less than Net amount")
        dock.edit("22,9")
        (total,) = [each for each in dock.totals.totals if each.name == "Amount"]
        assert total.verdict == "equals Net amount" and total.agrees
        dock.restore()
        (total,) = [each for each in dock.totals.totals if each.name == "Amount"]
        assert not total.agrees
        assert [each.name for each in dock.totals.totals] == ["Amount"]  # numbering and prices for a piece have no sum

    at_desk(tmp_path, story, read=invoice(net="137.40"))


_ACTS = st.one_of(
    st.tuples(st.just("insert"), st.integers(0, 6)),
    st.tuples(st.just("delete"), st.lists(st.integers(0, 6), max_size=3)),
    st.tuples(st.just("move"), st.lists(st.integers(0, 6), max_size=3), st.sampled_from([1, -1])),
    st.tuples(st.just("duplicate"), st.lists(st.integers(0, 6), max_size=2)),
    st.tuples(st.just("restore_rows")),
    st.tuples(st.just("accept"), st.lists(st.integers(0, 6), max_size=2)),
    st.tuples(st.just("missing"), st.lists(st.integers(0, 6), max_size=2)),
    st.tuples(st.just("fill_down"), st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), max_size=4)),
    st.tuples(
        st.just("paste"),
        st.sampled_from(["7", "a\t3", "x\ty\nz\t1,5\n2\t3"]),
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=3),
    ),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_ACTS, min_size=1, max_size=7))
def test_any_acts_undone_give_the_grid_back_and_redone_what_was_made_of_it(sequence: list) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        states = [texts(desk)]
        for name, *arguments in sequence:
            getattr(acts, name)(*arguments)
            await desk.settled()
            states.append(texts(desk))
        made, order = states[-1], acts.grid.order
        await messages(desk)
        while desk.review.can_undo:
            desk.review.undo()
            await desk.settled()
            assert texts(desk) in states
        assert texts(desk) == states[0]
        assert await messages(desk) == []
        while desk.review.can_redo:
            desk.review.redo()
        await desk.settled()
        assert texts(desk) == made and acts.grid.order == order
        current = desk.review.current
        assert current is None or desk.review.row_of(current) is not None
        kinds = {each.kind for each in (await desk.journal.verdicts(HERE, "j2")).values()}
        assert VerdictKind.CLEARED not in kinds

    with tempfile.TemporaryDirectory() as folder:
        at_desk(Path(folder), story, read=invoice())


def test_acts_faster_than_the_disk_lose_nothing(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        acts = tables(desk)
        acts.insert(4)
        acts.set_texts({(4, 1): "Valve"})
        acts.move([4], -1)
        acts.set_texts({(3, 2): "2"})
        await asyncio.sleep(0)
        acts.delete([0])
        await desk.settled()
        assert [row[1] for row in texts(desk)][2] == "Valve"
        said = await messages(desk)
        assert ("items", "Correction: Line items › 3 › Description\nShould be: Valve") in said
        assert ("items", "Correction: Line items › 3 › Quantity\nShould be: 2") in said

    at_desk(tmp_path, story, read=invoice())


def test_a_full_disk_loses_no_typed_cell_and_leaves_no_half_act(tmp_path: Path) -> None:
    whole = invoice()
    short = replace(whole[1].children[0], children=whole[1].children[0].children[:3])
    read = (whole[0], replace(whole[1], children=(short, *whole[1].children[1:])), whole[2])

    async def story(desk: Desk) -> None:
        acts, dock = tables(desk), desk.page.tables
        before = texts(desk)
        desk.journal.full = True
        acts.paste("9\tPipe\n9\tPipe", [(3, 0)])
        await desk.settled()
        assert texts(desk) == before and not desk.review.can_undo
        dock.tables.select(0, 3)
        dock.edit("pcs")
        dock.take()
        await desk.settled()
        assert desk.review.unsaved == {"items[0][+].unit": "pcs"}
        cell = dock.model.cell(0, 3)
        assert cell is not None and cell.problem.startswith("Not kept.")
        desk.journal.full = False
        acts.select(0, 3)
        dock.edit()
        assert dock.editor.text() == "pcs"
        dock.take()
        await desk.settled()
        assert texts(desk)[0][3] == "pcs" and not desk.review.unsaved

    at_desk(tmp_path, story, read=read)


def test_a_table_in_a_row_is_edited_by_itself_and_goes_with_its_row(tmp_path: Path) -> None:
    whole = invoice()
    inner = Field("taxes", "Taxes", FieldKind.TABLE, "taxes", children=invoice(2)[1].children)
    named = tuple(
        replace(
            each,
            path=f"taxes[{at}]",
            children=tuple(replace(cell, path=f"taxes[{at}].{cell.name}") for cell in each.children),
        )
        for at, each in enumerate(inner.children)
    )
    first = whole[1].children[0]
    outer = replace(first, children=(*first.children, replace(inner, children=named)))
    read = (whole[0], replace(whole[1], children=(outer, *whole[1].children[1:])), whole[2])

    async def story(desk: Desk) -> None:
        acts = tables(desk)
        assert [title for _, title in acts.titles] == ["Line items", "Line items › 1 › Taxes"]
        desk.review.select("taxes[1].Unit")
        assert acts.grid is not None and acts.grid.path == "taxes" and acts.place == (1, 3)
        acts.delete([0])
        acts.set_texts({(0, 3): "m"})
        await desk.settled()
        assert [head.split("\n")[0] for _, head in await messages(desk)] == ["Rows: Taxes", "Correction: Unit"]
        desk.review.select("items[0].unit")
        acts.delete([0])
        assert [head.split("\n")[0] for _, head in await messages(desk)] == ["Rows: Line items"]
        assert [path for path, _ in acts.titles] == ["items"]
        desk.review.undo()
        assert len(await messages(desk)) == 2 and len(acts.titles) == 2

    at_desk(tmp_path, story, read=read)
