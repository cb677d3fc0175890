"""Tables among the fields: which field is one, what its columns are, which cell of a row stands in which column."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from plextera_review.domain.field import Extraction, Field, FieldKind

_PLAIN = "value"
_BETWEEN = " › "


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. ``key`` is the same for its cell in every row; no two columns of a table have the same name."""

    key: str
    name: str
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table; ``title`` has the names of what is above it, too, e.g. ``"Line items › 2 › Taxes"`` for one inside a row."""

    field: Field
    title: str


def is_table(field: Field) -> bool:
    """True for a ``TABLE``, and for a list of groups, as servers send tables they do not call so."""
    if field.kind is FieldKind.TABLE:
        return True
    return bool(field.children) and all(
        row.is_container and (row.path.endswith("]") or row.name.isdecimal()) for row in field.children
    )


def tables_of(extraction: Extraction) -> Iterator[FoundTable]:
    """Every table in reading order; one inside a row of another comes after it."""
    for each in extraction.fields:
        yield from _tables(each, "")


def keyed_cells(row: Field) -> dict[str, Field]:
    """The cells of a row by the key of their column, groups of cells taken apart; tables inside the row are none.

    A row that is a plain value has one cell. Of several cells with one key, each further one makes a column of its own.
    """
    return {key: cell for key, _, cell in _named_cells(row)}


def columns_of(table: Field) -> tuple[Column, ...]:
    """The columns the server named, then those its rows have besides, in order."""
    own: dict[str, Column] = {}
    for row in table.children:
        for key, name, cell in _named_cells(row):
            if key not in own:
                own[key] = Column(key, name, cell.kind)
    found: dict[str, Column] = {}
    raw = table.raw.get("columns") if isinstance(table.raw, Mapping) else None
    for each in raw if isinstance(raw, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("id"), str) and each["id"]:
            key = _tail(each["id"])
            name = str(each.get("name") or key)
            key = name if key not in own and name in own else key
            found.setdefault(key, Column(key, name, _kind(each.get("type"))))
    found |= {key: each for key, each in own.items() if key not in found}
    return _told_apart(found.values() if found else [Column(_PLAIN, "Value", FieldKind.STRING)])


def column_key(cell: Field) -> str:
    """What the cells of one column share: the last part of the identifier, else the name."""
    _, added, rest = cell.path.rpartition("[+")
    if added:
        return rest.partition("].")[2]
    return _tail(cell.field_id) if cell.field_id and "." in cell.field_id else cell.name


def _named_cells(row: Field) -> list[tuple[str, str, Field]]:
    if not row.is_container:
        return [(_PLAIN, "Value", row)]
    taken: set[str] = set()
    found: list[tuple[str, str, Field]] = []
    for key, name, cell in _cells(row, "", ""):
        free, number = key, 1
        while free in taken:
            number += 1
            free = f"{key} ({number})"
        taken.add(free)
        found.append((free, name, cell))
    return found


def _cells(group: Field, above: str, title: str) -> Iterator[tuple[str, str, Field]]:
    for cell in group.children:
        key, name = f"{above}{column_key(cell)}", f"{title}{cell.name}"
        if not cell.is_container:
            yield key, name, cell
        elif not is_table(cell):
            yield from _cells(cell, f"{key}.", f"{name}{_BETWEEN}")


def _tables(field: Field, above: str) -> Iterator[FoundTable]:
    if not field.is_container:
        return
    title = f"{above}{field.name}"
    if is_table(field):
        yield FoundTable(field, title)
    for each in field.children:
        if each.is_container:
            yield from _tables(each, f"{title}{_BETWEEN}")


def _told_apart(columns: Iterable[Column]) -> tuple[Column, ...]:
    taken: set[str] = set()
    made: list[Column] = []
    for each in columns:
        name, number = each.name, 1
        while name in taken:
            number += 1
            name = f"{each.name} ({number})"
        taken.add(name)
        made.append(replace(each, name=name))
    return tuple(made)


def _tail(identifier: str) -> str:
    return identifier.rpartition(".")[2] or identifier


def _kind(value: Any) -> FieldKind:
    return next((each for each in FieldKind if each.value == value), FieldKind.STRING)
