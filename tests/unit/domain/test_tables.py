"""Tables: columns of whatever servers send, rows in a person's order, what is told about them, blocks of cells."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.arrangement import (
    added_row_path,
    arranged,
    gap_cell,
    order_text,
    rearranged,
    removed_rows,
    row_order,
)
from plextera_review.domain.cell_block import block_text, read_block
from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.field import Extraction, Field, FieldKind
from plextera_review.domain.row_changes import AS_SENT, describe
from plextera_review.domain.table import columns_of, keyed_cells, tables_of
from tests.support.tables import COLUMNS, invoice


def verdict(path: str, kind: VerdictKind, value: str | None = None) -> Verdict:
    return Verdict("r", "j", path, kind, datetime(2026, 3, 1, tzinfo=UTC), value=value)


def table(rows: int = 4) -> Field:
    return invoice(rows)[1]


def paths(field: Field) -> list[str]:
    return [each.path for each in field.children]


def test_columns_of_a_server_that_names_them_come_first_and_in_its_order() -> None:
    assert [each.key for each in columns_of(table())] == list(COLUMNS)
    assert columns_of(table(0)) == columns_of(table())  # a table without rows still has them


def test_columns_without_a_word_from_the_server() -> None:
    output = {"fields": {"lines": [{"qty": 1, "text": "a"}, {"text": "b", "price": 2.5}]}}
    found = next(tables_of(read_extraction("j", output))).field
    assert [each.name for each in columns_of(found)] == ["qty", "text", "price"]


def test_repeated_ids_equal_names_groups_in_cells_and_rows_of_plain_values() -> None:
    cells = [{"id": "vat", "name": "VAT", "value": 1}, {"id": "vat", "name": "VAT", "value": 2}]
    price = {"id": "price", "name": "Price", "fields": [{"id": "price.sum", "name": "Sum", "value": 3}]}
    rows = [{"id": "t[0]", "fields": [*cells, price]}, {"id": "t[1]", "fields": []}, "plain"]
    output = {"fields": [{"id": "t", "name": "T", "type": "TABLE", "rows": rows}]}
    found = next(tables_of(read_extraction("j", output))).field
    assert [each.name for each in columns_of(found)] == ["VAT", "VAT (2)", "Price › Sum", "Value"]
    assert [each.value for each in keyed_cells(found.children[0]).values()] == [1, 2, 3]
    assert [each.value for each in keyed_cells(found.children[2]).values()] == ["plain"]


def test_a_table_in_a_row_is_a_table_of_its_own_and_no_cell() -> None:
    inner = replace(table(2), path="items[0].taxes", name="Taxes")
    outer = table(1)
    row = replace(outer.children[0], children=(*outer.children[0].children, inner))
    found = list(tables_of(Extraction("j", (replace(outer, children=(row,)),))))
    assert [each.title for each in found] == ["Line items", "Line items › 1 › Taxes"]
    assert len(columns_of(found[0].field)) == len(COLUMNS)


def test_both_tables_are_arranged_when_one_is_in_a_row_of_the_other() -> None:
    inner = replace(table(2), path="taxes")
    inner = replace(inner, children=tuple(replace(each, path=f"taxes[{at}]") for at, each in enumerate(inner.children)))
    outer = table(2)
    row = replace(outer.children[0], children=(*outer.children[0].children, inner))
    outer = replace(outer, children=(row, outer.children[1]))
    orders = {
        "items": verdict("items", VerdictKind.ARRANGED, order_text(outer, ["items[1]", "items[0]"])),
        "taxes": verdict("taxes", VerdictKind.ARRANGED, order_text(inner, ["taxes[1]"])),
    }
    shown = rearranged(Extraction("j", (outer,)), orders).fields[0]
    assert paths(shown) == ["items[1]", "items[0]"]
    assert paths(shown.children[1].children[-1]) == ["taxes[1]"]


def test_rows_of_a_later_reading_stay_and_removed_ones_stay_removed() -> None:
    kept = verdict("items", VerdictKind.ARRANGED, order_text(table(3), ["items[2]", "items[0]"]))
    assert removed_rows(kept) == {"items[1]"}
    again = rearranged(Extraction("j", (table(4),)), {"items": kept}).fields[0]
    assert paths(again) == ["items[2]", "items[0]", "items[3]"]
    assert [each.name for each in again.children] == ["1", "2", "3"]


def test_nonsense_in_an_order_harms_nothing() -> None:
    for text in ("", "{", "7", '{"rows": 5}', '{"rows": ["x", 3, "other[+1]", "items[+]"], "removed": {}}'):
        bad = verdict("items", VerdictKind.ARRANGED, text)
        assert paths(rearranged(Extraction("j", (table(2),)), {"items": bad}).fields[0]) == ["items[0]", "items[1]"]
    twice = verdict("items", VerdictKind.ARRANGED, '["items[0]", "items[0]"]')
    assert paths(rearranged(Extraction("j", (table(2),)), {"items": twice}).fields[0]) == ["items[0]"]


def test_a_cell_the_server_left_out_is_there_once_something_is_decided_about_it() -> None:
    whole = table(2)
    short = replace(whole.children[0], children=whole.children[0].children[:2])
    ragged = replace(whole, children=(short, whole.children[1]))
    column = columns_of(whole)[3]
    cell = gap_cell(ragged, short, column)
    extraction = Extraction("j", (ragged,))
    filled = rearranged(extraction, {cell.path: verdict(cell.path, VerdictKind.CORRECTED, "pcs")}).fields[0]
    assert list(keyed_cells(filled.children[0])) == ["position", "description", "unit"]
    assert rearranged(extraction, {"number": verdict("number", VerdictKind.ACCEPTED)}) is extraction


@given(st.data())
def test_an_order_is_read_back_and_its_rows_are_numbered(data: st.DataObject) -> None:
    whole = table(5)
    own = [added_row_path(whole) for _ in range(data.draw(st.integers(0, 3)))]
    every = data.draw(st.permutations([*paths(whole), *own]))
    rows = every[: data.draw(st.integers(0, len(every)))]
    kept = verdict("items", VerdictKind.ARRANGED, order_text(whole, rows))
    assert row_order(kept) == tuple(rows)
    shown = arranged(whole, rows, removed_rows(kept))
    assert paths(shown) == rows
    assert [each.name for each in shown.children] == [str(at) for at in range(1, len(rows) + 1)]
    assert all(list(keyed_cells(each)) == list(COLUMNS) for each in shown.children)


def test_what_was_changed_is_told_in_few_words() -> None:
    whole = table(9)
    server = paths(whole)
    new = added_row_path(whole)
    assert describe(whole, server) == AS_SENT
    assert describe(whole, [*server[:2], *server[3:]]) == "Row 3 (Elbow 90°) removed."
    assert describe(whole, [server[0], new, *server[1:]]) == "1 row added as row 2."
    assert describe(whole, [server[4], *server[:4], *server[5:]]) == "Row 5 (Freight) is now row 1."
    assert describe(whole, server[:2]) == "7 rows removed: 3-9."
    assert describe(whole, server[::-1]) == "Order of the server's rows now: 9, 8, 7, 6, 5, 4, 3, 2, 1."
    many = table(2000)
    assert len(describe(many, paths(many)[::2])) < 6000
    assert describe(many, []) == "2000 rows removed: 1-2000."


def test_blocks_of_spreadsheets_and_csv() -> None:
    assert read_block("a\tb\r\n1\t2\r\n") == (("a", "b"), ("1", "2"))
    assert read_block('"two\nlines"\t"say ""hi"""\nx\t') == (("two\nlines", 'say "hi"'), ("x", ""))
    assert read_block("a;b\nc;d") == (("a", "b"), ("c", "d"))
    assert read_block('"a, b",c\nd,e') == (("a, b", "c"), ("d", "e"))
    assert read_block("1,50\n2,75\n1.234,00") == (("1,50",), ("2,75",), ("1.234,00",))
    assert read_block("1,50 EUR\n2,75 EUR") == (("1,50 EUR",), ("2,75 EUR",))
    assert read_block("Smith, John") == (("Smith, John",),)
    assert read_block('5" pipe\t3\n6" pipe\t4') == (('5" pipe', "3"), ('6" pipe', "4"))
    assert read_block('"open\t3') == (('"open', "3"),)
    assert read_block("a\tb\tc\nd") == (("a", "b", "c"), ("d",))
    assert read_block("\n") == read_block("") == ()


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=12)


@given(st.lists(st.lists(_TEXTS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_copied_block_is_pasted_as_it_was(rows: list[list[str]]) -> None:
    assert read_block(block_text(rows)) == tuple(map(tuple, rows))


@given(st.text(max_size=60))
def test_any_clipboard_is_read(text: str) -> None:
    assert all(isinstance(cell, str) for row in read_block(text) for cell in row)


def test_kinds_of_columns_come_from_the_server_or_the_cells() -> None:
    assert [each.kind for each in columns_of(table())][-2:] == [FieldKind.MONEY, FieldKind.MONEY]
