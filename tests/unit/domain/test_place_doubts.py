"""Places that cannot all be right."""

from dataclasses import replace

from plextera_review.domain.field import Extraction, Field, FieldKind, Money
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.place_doubts import place_doubts


def at(x: float, y: float, page: int = 1) -> tuple[Placement, ...]:
    return (Placement(page, NormRect(x, y, 0.1, 0.015)),)


def row(number: int, y: float) -> Field:
    path = f"items[{number}]"
    cells = tuple(
        Field(f"{path}.{key}", key, kind, f"{path}.{key}", value, placements=at(x, y))
        for key, kind, value, x in (
            ("text", FieldKind.STRING, "Base fee", 0.1),
            ("count", FieldKind.NUMBER, 2, 0.5),
            ("amount", FieldKind.MONEY, Money("9.00"), 0.8),
        )
    )
    return Field(path, str(number + 1), FieldKind.GROUP, children=cells)


def table(*rows: Field) -> Extraction:
    return Extraction("j", (Field("items", "Items", FieldKind.TABLE, children=rows),))


def with_cell(each: Field, at_cell: int, cell: Field) -> Field:
    cells = list(each.children)
    cells[at_cell] = cell
    return replace(each, children=tuple(cells))


def test_a_cell_in_the_line_of_another_row_is_doubted_and_only_that_one() -> None:
    first, second = row(0, 0.3), row(1, 0.33)
    wrong = replace(first.children[2], placements=second.children[2].placements)
    doubts = place_doubts(table(with_cell(first, 2, wrong), second))
    assert doubts == {wrong.path: "It stands in the line of row 2, not with the rest of row 1."}


def test_rows_in_order_a_cell_of_two_lines_and_one_on_another_page_are_not() -> None:
    first, second = row(0, 0.3), row(1, 0.33)
    tall = replace(first.children[0], placements=(Placement(1, NormRect(0.1, 0.295, 0.3, 0.03)),))
    over = replace(second.children[2], placements=at(0.8, 0.05, page=2))
    assert not place_doubts(table(with_cell(first, 0, tall), with_cell(second, 2, over)))


def test_two_dates_read_from_one_place_are_doubted_texts_and_other_kinds_are_not() -> None:
    issued = Field("issued", "Invoice date", FieldKind.DATE, value="2026-01-02", placements=at(0.7, 0.1))
    due = Field("due", "Due date", FieldKind.DATE, value="2026-01-02", placements=at(0.702, 0.1))
    name = Field("name", "Supplier", value="Nordlicht", placements=at(0.7, 0.1))
    doubts = place_doubts(Extraction("j", (issued, due, name)))
    assert doubts == {
        "issued": "“Due date” was read from the same place.",
        "due": "“Invoice date” was read from the same place.",
    }
    assert not place_doubts(Extraction("j", (issued, replace(due, placements=at(0.7, 0.2)), name)))
