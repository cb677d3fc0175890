"""Which rows a table has, in which order: what a person made of the rows the server sent.

The order is kept as the value of a verdict of kind ``ARRANGED`` on the table: a JSON list of row paths. Rows of the server keep their
path; rows a person added have one that begins with the table's and ends with an identifier of our own. Cells of an added row are
ordinary fields without a value, one for each column.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.field import Extraction, Field, FieldKind
from plextera_review.domain.ids import new_ulid
from plextera_review.domain.values import display_value

_ADDED = "[+"
_LABEL_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. ``key`` is the same for its cell in every row."""

    key: str
    name: str
    kind: FieldKind


def column_key(cell: Field) -> str:
    """What the cells of one column share: the last part of the identifier, else the name."""
    identifier = cell.field_id or cell.path
    _, dot, tail = identifier.rpartition(".")
    return tail if dot else cell.name


def columns_of(table: Field) -> tuple[Column, ...]:
    """The columns the server named, then those its rows have besides, in order."""
    found: dict[str, Column] = {}
    raw = table.raw.get("columns") if isinstance(table.raw, Mapping) else None
    for each in raw if isinstance(raw, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("id"), str):
            found[each["id"]] = Column(each["id"], str(each.get("name") or each["id"]), _kind(each.get("type")))
    for row in table.children:
        for cell in row.children:
            found.setdefault(column_key(cell), Column(column_key(cell), cell.name, cell.kind))
    return tuple(found.values())


def is_table(field: Field) -> bool:
    """True for a field whose children are rows of cells."""
    return field.kind is FieldKind.TABLE


def is_added(row_path: str) -> bool:
    """True for a row that a person added."""
    return _ADDED in row_path


def added_row_path(table: Field) -> str:
    """The path of a new row."""
    return f"{table.path}{_ADDED}{new_ulid()}]"


def cell_path(row_path: str, key: str) -> str:
    """The path of a cell of an added row."""
    return f"{row_path}.{key}"


def row_order(verdict: Verdict) -> tuple[str, ...]:
    """The order a verdict of kind ``ARRANGED`` holds; empty when it holds none."""
    try:
        rows = json.loads(verdict.value) if isinstance(verdict.value, str) else []
    except ValueError:
        return ()
    return tuple(each for each in rows if isinstance(each, str)) if isinstance(rows, list) else ()


def order_text(rows: Sequence[str]) -> str:
    """An order of rows as the value of a verdict."""
    return json.dumps(list(rows), ensure_ascii=False)


def arranged(table: Field, rows: Sequence[str]) -> Field:
    """The table with these rows in this order. Rows the server no longer has are left out, its numbered rows are numbered anew."""
    known = {each.path: each for each in table.children}
    columns = columns_of(table)
    made: list[Field] = []
    for path in rows:
        row = known.get(path) or (_added_row(table, path, columns) if is_added(path) else None)
        if row is not None:
            number = str(len(made) + 1)
            made.append(replace(row, name=number) if row.name.isdecimal() or is_added(path) else row)
    return replace(table, children=tuple(made))


def rearranged(extraction: Extraction, verdicts: Mapping[str, Verdict]) -> Extraction:
    """The extraction with the rows as they stand after a person's changes; values are those of the server."""
    orders = {path: row_order(each) for path, each in verdicts.items() if each.kind is VerdictKind.ARRANGED}
    if not orders:
        return extraction
    return replace(extraction, fields=tuple(_rearranged(each, orders) for each in extraction.fields))


def describe(table: Field, after: Sequence[str]) -> str:
    """What was changed against the server's rows, in words: ``Row 3 (Base fee) removed. 1 row added as row 2.``"""
    before = [each.path for each in table.children]
    names = {each.path: f"{at} ({_label(each)})" for at, each in enumerate(table.children, start=1)}
    parts = [f"Row {names[path]} removed." for path in before if path not in after]
    added = [str(at) for at, path in enumerate(after, start=1) if path not in names]
    if added:
        rows = "row" if len(added) == 1 else "rows"
        parts.append(f"{len(added)} {rows} added as {rows} {', '.join(added)}.")
    kept = [path for path in before if path in after]
    order = [path for path in after if path in names]
    if kept != order:
        parts.append(f"Order of the server's rows now: {', '.join(str(before.index(path) + 1) for path in order)}.")
    return " ".join(parts) or "Rows as the server sent them."


def _rearranged(field: Field, orders: Mapping[str, Sequence[str]]) -> Field:
    if field.path in orders:
        return arranged(field, orders[field.path])
    if not field.children:
        return field
    return replace(field, children=tuple(_rearranged(each, orders) for each in field.children))


def _added_row(table: Field, path: str, columns: Sequence[Column]) -> Field:
    cells = tuple(
        Field(cell_path(path, each.key), each.name, each.kind, field_id=table.field_id, confidence=1.0)
        for each in columns
    )
    return Field(path, "", FieldKind.GROUP, children=cells)


def _label(row: Field) -> str:
    texts = [display_value(each) for each in row.children if not each.is_container]
    text = next((each for each in texts if each), row.name)
    return text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1] + "…"


def _kind(value: Any) -> FieldKind:
    return next((each for each in FieldKind if each.value == value), FieldKind.STRING)
