"""The fields of an extraction in the order rules ask for them, built once per evaluation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from plextera_review.domain.field import Extraction, Field, FieldKind
from plextera_review.domain.rules.context import RuleContext
from plextera_review.domain.rules.reading import is_empty
from plextera_review.domain.rules.selector import Keys, Selector, keys_of


@dataclass(slots=True, eq=False)
class _Shape:
    """The names of the fields in one place. Edits change values, seldom names: what selectors find is kept across evaluations."""

    keys: tuple[Keys, ...]
    _found: dict[Selector, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def ranked(self, selector: Selector) -> tuple[tuple[int, int], ...]:
        """Rank and position of each match, best first."""
        if (known := self._found.get(selector)) is None:
            ranks = ((selector.rank(keys), position) for position, keys in enumerate(self.keys))
            known = tuple(sorted((rank, position) for rank, position in ranks if rank is not None))
            if len(self._found) > 500:  # rules that were edited away
                self._found.clear()
            self._found[selector] = known
        return known


@lru_cache(maxsize=256)
def _shape(keys: tuple[Keys, ...]) -> _Shape:
    return _Shape(keys)


class Scope:
    """Fields among which a rule looks for its operands: the document's head, a group of it, or a row of a table."""

    __slots__ = ("_shape", "fields")

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields
        self._shape = _shape(tuple([keys_of(each) for each in fields]))

    def all(self, selector: Selector) -> list[Field]:
        """Every field meant that has a value, best match first."""
        found = [self.fields[position] for _, position in self._shape.ranked(selector)]
        return [each for each in found if not is_empty(each)]

    def places(self, selector: Selector) -> list[Field]:
        """Every field meant, with a value or without."""
        return [self.fields[position] for _, position in self._shape.ranked(selector)]

    def one(self, selector: Selector) -> Field | None:
        """The field meant; ``None`` when there is none, or when several equally good ones say different things."""
        best = -1
        chosen: Field | None = None
        for rank, position in self._shape.ranked(selector):
            each = self.fields[position]
            if is_empty(each):
                continue
            if chosen is None:
                best, chosen = rank, each
            elif rank > best:
                break
            elif each.value != chosen.value:
                return None
        return chosen


class Table:
    """Rows of one table, each a scope of its cells."""

    __slots__ = ("field", "rows")

    def __init__(self, field: Field, rows: list[Scope]) -> None:
        self.field = field
        self.rows = rows


class FieldIndex:
    """Head, groups and tables of an extraction. A table is a ``TABLE``, or a container of containers that are alike.

    It carries the ``context`` of the evaluation along, so that a rule is given one thing.
    """

    def __init__(self, extraction: Extraction, context: RuleContext) -> None:
        self.context = context
        self.job_id = extraction.job_id
        self.tables: list[Table] = []
        self._groups: list[list[Field]] = []
        heads: list[Field] = []
        for each in extraction.fields:
            self._place(each, heads)
        self.head = Scope(heads)
        self.leaves = [*heads, *(cell for table in self.tables for row in table.rows for cell in row.fields)]

    @property
    def rows(self) -> Iterator[Scope]:
        """Every row of every table."""
        for table in self.tables:
            yield from table.rows

    def heads(self) -> Iterator[Scope]:
        """The whole head, then each group of it: documents with several senders or several totals have one of each there."""
        yield self.head
        for group in self._groups:
            yield Scope(group)

    def places(self, *operands: Selector) -> Iterator[Scope]:
        """Where a rule over ``operands`` is to be asked: the head if it has one of each, else each group of it; then each row."""
        if all(self.head.one(each) is not None for each in operands):
            yield self.head
        else:
            yield from (Scope(group) for group in self._groups)
        yield from self.rows

    def _place(self, each: Field, heads: list[Field]) -> None:
        if not each.is_container:
            heads.append(each)
        elif each.kind is FieldKind.TABLE or _is_list(each):
            self.tables.append(Table(each, [self._row(row) for row in each.children]))
        else:
            start = len(heads)
            for child in each.children:
                self._place(child, heads)
            self._groups.append(heads[start:])

    def _row(self, row: Field) -> Scope:
        cells: list[Field] = []
        for child in row.children or (row,):
            if child is row and row.is_container:
                continue
            if child.kind is FieldKind.TABLE:
                self._place(child, cells)
            else:
                cells.extend(each for each in child.walk() if not each.is_container)
        return Scope(cells)


def _is_list(each: Field) -> bool:
    """True for a container whose children are records of one kind, as servers send tables they do not call so."""
    if not each.children or not all(row.is_container for row in each.children):
        return False
    if len(each.children) == 1:
        return each.children[0].path.endswith("]") or each.children[0].name.isdecimal()
    names = [{keys_of(cell)[:2] for cell in row.walk() if not cell.is_container} for row in each.children]
    return all(names[0] & other for other in names[1:])
