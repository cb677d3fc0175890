"""Which rows a table has, in which order: what a person made of the rows the server sent.

The order is kept as the value of a verdict of kind ``ARRANGED`` on the table: a JSON object with the paths of the ``rows`` there are and of
those that were ``removed``, so that rows of a later reading are told from removed ones. Rows of the server keep their path; rows a person
added have one that begins with the table's and ends with an identifier of our own. Cells of an added row are ordinary fields without a
value, one for each column. A cell the server left out of a row exists from the moment a person decides something about it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.field import Extraction, Field, FieldKind
from plextera_review.domain.ids import new_ulid
from plextera_review.domain.table import Column, columns_of, is_table, keyed_cells

_ADDED = "[+"
_FILLED = "[+]."

__all__ = [
    "Column",
    "added_row_path",
    "arranged",
    "cell_path",
    "columns_of",
    "gap_cell",
    "is_added",
    "is_gap",
    "is_table",
    "order_text",
    "rearranged",
    "removed_rows",
    "row_order",
]


def is_added(path: str) -> bool:
    """True for a row or cell that a person added."""
    return _ADDED in path


def is_gap(path: str) -> bool:
    """True for a cell the server left out of one of its rows."""
    return _FILLED in path


def added_row_path(table: Field) -> str:
    """The path of a new row."""
    return f"{table.path}{_ADDED}{new_ulid()}]"


def cell_path(row_path: str, key: str) -> str:
    """The path of a cell of an added row."""
    return f"{row_path}.{key}"


def gap_cell(table: Field, row: Field, column: Column) -> Field:
    """The cell of a column that a row of the server lacks; feedback on it names the row, else the table."""
    path = f"{row.path}{_FILLED}{column.key}"
    return Field(path, column.name, column.kind, field_id=row.field_id or table.field_id, confidence=1.0)


def row_order(verdict: Verdict) -> tuple[str, ...]:
    """The rows a verdict of kind ``ARRANGED`` names, in order; empty when it names none."""
    return _orders(verdict.value if isinstance(verdict.value, str) else "")[0]


def removed_rows(verdict: Verdict) -> frozenset[str] | None:
    """The rows of the server that were removed; ``None`` when the verdict does not say: all it does not name."""
    return _orders(verdict.value if isinstance(verdict.value, str) else "")[1]


def order_text(table: Field, rows: Sequence[str]) -> str:
    """An order of the table's rows as the value of a verdict."""
    there = set(rows)
    removed = [each.path for each in table.children if each.path not in there]
    return json.dumps({"rows": list(rows), "removed": removed}, ensure_ascii=False, separators=(",", ":"))


def arranged(table: Field, rows: Sequence[str], removed: frozenset[str] | None = None) -> Field:
    """The table with these rows in this order.

    Rows the server no longer has are left out, rows it sent since stand at the end; its numbered rows are numbered anew.
    """
    known = {each.path: each for each in table.children}
    wanted = list(dict.fromkeys(rows))
    if removed is not None:
        named = {*wanted, *removed}
        wanted += [path for path in known if path not in named]
    made: list[Field] = []
    for path in wanted:
        row = known.get(path) or (_added_row(table, path) if _is_row_added_to(table, path) else None)
        if row is not None:
            number = str(len(made) + 1)
            renamed = row.name != number and row.is_container and (row.name.isdecimal() or is_added(path))
            made.append(replace(row, name=number) if renamed else row)
    return replace(table, children=tuple(made))


def rearranged(extraction: Extraction, verdicts: Mapping[str, Verdict]) -> Extraction:
    """The extraction with the rows and cells as they stand after a person's changes; values are those of the server."""
    orders = {path: each for path, each in verdicts.items() if each.kind is VerdictKind.ARRANGED}
    gaps: dict[str, list[str]] = {}
    for path in verdicts:
        row, filled, key = path.rpartition(_FILLED)
        if filled:
            gaps.setdefault(row, []).append(key)
    if not orders and not gaps:
        return extraction
    ways = frozenset(_ways({*orders, *gaps}, extraction.fields))
    fields = tuple(_rearranged(each, orders, gaps, ways) for each in extraction.fields)
    return replace(extraction, fields=fields)


def _ways(wanted: set[str], fields: Iterable[Field]) -> set[str]:
    """The paths of the fields to go through to reach the wanted ones: the rest stays as it is."""
    found: set[str] = set()
    for each in fields:
        if each.children:
            below = _ways(wanted, each.children)
            if below or each.path in wanted:
                found |= below
                found.add(each.path)
        elif each.path in wanted:
            found.add(each.path)
    return found


def _rearranged(
    field: Field, orders: Mapping[str, Verdict], gaps: Mapping[str, Sequence[str]], ways: frozenset[str]
) -> Field:
    if field.path not in ways:
        return field
    order = orders.get(field.path)
    table = field if order is None else _arranged_as(_Identity(field), str(order.value or ""))
    children = tuple(
        _filled(field, _rearranged(each, orders, gaps, ways), gaps.get(each.path, ())) if each.path in ways else each
        for each in table.children
    )
    changed = any(each is not was for each, was in zip(children, table.children, strict=True))
    return replace(table, children=children) if changed else table


def _filled(table: Field, row: Field, keys: Sequence[str]) -> Field:
    """A row with the cells a person decided something about although the server left them out."""
    if not keys or not is_table(table):
        return row
    there = keyed_cells(row)
    columns = {each.key: each for each in _columns(_Identity(table))}
    cells = [gap_cell(table, row, columns[key]) for key in keys if key in columns and key not in there]
    return replace(row, children=(*row.children, *cells)) if row.is_container else row


def _added_row(table: Field, path: str) -> Field:
    cells = tuple(
        Field(cell_path(path, each.key), each.name, each.kind, field_id=table.field_id, confidence=1.0)
        for each in _columns(_Identity(table))
    )
    return Field(path, "", FieldKind.GROUP, children=cells)


def _is_row_added_to(table: Field, path: str) -> bool:
    return path.startswith(f"{table.path}{_ADDED}") and path.endswith("]") and path != f"{table.path}{_ADDED}]"


@lru_cache(maxsize=64)
def _orders(text: str) -> tuple[tuple[str, ...], frozenset[str] | None]:
    """Rows and removed rows; nonsense names none, so that every row of the server stays."""
    try:
        read = json.loads(text) if text else {}
    except ValueError:
        return (), frozenset()
    if isinstance(read, list):
        return _paths(read), None
    if not isinstance(read, Mapping):
        return (), frozenset()
    return _paths(read.get("rows")), frozenset(_paths(read.get("removed")))


def _paths(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


class _Identity:
    """A table as a key of what was found out about it: the same object, whatever it holds."""

    __slots__ = ("table",)

    def __init__(self, table: Field) -> None:
        self.table = table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.table is self.table

    def __hash__(self) -> int:
        return id(self.table)


@lru_cache(maxsize=8)
def _arranged_as(key: _Identity, order: str) -> Field:
    """The same object for the same order: rules, screen and grid ask for it one after the other."""
    rows, removed = _orders(order)
    return arranged(key.table, rows, removed)


@lru_cache(maxsize=16)
def _columns(key: _Identity) -> tuple[Column, ...]:
    return columns_of(key.table)
