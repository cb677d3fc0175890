"""Sums under the columns of a table, and how they stand to the document's totals. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from plextera_review.domain.field import Extraction, Field, FieldKind
from plextera_review.domain.rules.arithmetic import MOST_TOLERATED, number, shown, tolerance
from plextera_review.domain.rules.context import RuleContext
from plextera_review.domain.rules.field_index import FieldIndex
from plextera_review.domain.rules.lines import ColumnSum, Product
from plextera_review.domain.rules.reading import amount_of, currency_of, is_empty
from plextera_review.domain.rules.rule import Rule
from plextera_review.domain.table import keyed_cells
from plextera_review.viewmodels.table_grid import TableGrid

_LOOKED_AT = 50  # rows that tell a numbering from quantities
SUMMED = frozenset({FieldKind.MONEY, FieldKind.NUMBER})


@dataclass(frozen=True, slots=True)
class Target:
    """What a column should come to, by a rule: the amount, the fields that say so, and the rule's sentence when it does not."""

    amount: Decimal
    names: str
    sentence: str = ""
    slack: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """The sum under one column; ``unread`` counts cells with a text that is no number. Without ``target`` no rule says what it should be."""

    column: int
    name: str
    amount: Decimal | None
    currency: str
    money: bool = True
    unread: int = 0
    target: Target | None = None

    @property
    def agrees(self) -> bool | None:
        """True or False where a rule compares the sum with the document, else None."""
        if self.target is None or self.amount is None:
            return None
        return abs(self.amount - self.target.amount) <= self.target.slack

    @property
    def text(self) -> str:
        """The sum as it stands under the column."""
        if self.amount is None:
            return "several currencies"
        if self.money:
            return f"{shown(self.amount)} {self.currency}".rstrip()
        return number(self.amount)

    @property
    def verdict(self) -> str:
        """How the sum stands to the document's total, in words; empty when nothing says what it should be."""
        parts = []
        if self.target is not None and self.amount is not None:
            away = self.amount - self.target.amount
            if self.agrees:
                parts.append(f"equals {self.target.names}")
            else:
                parts.append(f"{shown(abs(away))} {'less' if away < 0 else 'more'} than {self.target.names}")
        if self.unread:
            parts.append(f"{self.unread} not a number")
        return ", ".join(parts)

    @property
    def spoken(self) -> str:
        """The sum for screen readers."""
        return ", ".join(part for part in (f"Sum of {self.name}: {self.text}", self.verdict) if part)


class CellAmounts:
    """Amounts of cells, read once for each value: a column of thousands is summed at every key."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Field, Decimal | None, str | None, bool]] = {}

    def of(self, cell: Field) -> tuple[Decimal | None, str | None, bool]:
        """Amount, currency and whether the cell is empty."""
        known = self._known.get(cell.path)
        if known is None or (known[0] is not cell and known[0] != cell):
            empty = is_empty(cell)
            known = (cell, None if empty else amount_of(cell), currency_of(cell), empty)
            self._known[cell.path] = known
        return known[1], known[2], known[3]


def column_totals(
    grid: TableGrid,
    summed: Collection[int],
    value_of: Callable[[Field], Field],
    targets: Mapping[int, Target],
    amounts: CellAmounts,
) -> tuple[ColumnTotal, ...]:
    """A total for each of the columns to be ``summed`` that has values; ``value_of`` gives a cell with its value in force."""
    found: list[ColumnTotal] = []
    for at, column in enumerate(grid.columns):
        if at in summed:
            cells = [value_of(cell) for row in grid.rows if (cell := row.cells[at]) is not None]
            total = _total(at, column.name, cells, amounts)
            if total is not None:
                money = column.kind is FieldKind.MONEY
                found.append(replace(total, money=money, target=targets.get(at)))
    return tuple(found)


def summed_columns(grid: TableGrid, rules: Sequence[Rule]) -> frozenset[int]:
    """The columns whose sum means something: amounts and numbers, but no price for a piece and no numbering of the rows."""
    prices = [each.right for each in rules if isinstance(each, Product)]
    rows = [keyed_cells(each) for each in grid.table.children[:_LOOKED_AT]]
    found: set[int] = set()
    for at, column in enumerate(grid.columns):
        if column.kind not in SUMMED:
            continue
        cells = [each[column.key] for each in rows if column.key in each]
        sample = cells[0] if cells else Field(f"{grid.path}[].{column.key}", column.name, column.kind)
        if not _counts_rows(cells) and not any(each.matches(sample) for each in prices):
            found.add(at)
    return frozenset(found)


def _counts_rows(cells: Sequence[Field]) -> bool:
    numbers = [each.value for each in cells if isinstance(each.value, int | float)]
    steps = {round(after - before, 6) for before, after in pairwise(numbers)}
    return len(numbers) > 2 and len(steps) == 1 and steps <= {1, 10, 100}


def targets_of(
    grid: TableGrid, extraction: Extraction, rules: Sequence[Rule], context: RuleContext
) -> dict[int, Target]:
    """What rules say the columns of the grid should come to, by column, with the values in force."""
    sums = [each for each in rules if isinstance(each, ColumnSum)]
    if not sums or not grid.rows:
        return {}
    index = FieldIndex(extraction, context)
    found: dict[int, Target] = {}
    for rule in sums:
        for check in rule.checks(index):
            places = [grid.place_of(each.path) for each in check.fields]
            column = places[0][1] if places and places[0] is not None else None
            if column is None or column in found:
                continue
            inside = [each for each, place in zip(check.fields, places, strict=True) if place is not None]
            beside = [each for each, place in zip(check.fields, places, strict=True) if place is None]
            amounts = [amount_of(each) for each in inside]
            total = sum((each for each in amounts if each is not None), Decimal(0))
            wanted, first = check.wanted[0] if check.wanted else None, amounts[0]
            missing = wanted - first if not check.holds and wanted is not None and first is not None else Decimal(0)
            target = Target(total + missing, _names(check.holds, total, beside), "" if check.holds else check.sentence)
            found[column] = replace(target, slack=tolerance(rule.step, len(inside), *inside[:1]))
    return found


def _names(holds: bool, total: Decimal, beside: Sequence[Field]) -> str:
    """The fields a column is compared with. Where charges and discounts count, too, the rule's sentence tells how."""
    if len(beside) > 1 and not holds:
        return "what the document says"
    name = " − ".join(each.name for each in beside)
    printed = amount_of(beside[0]) if len(beside) == 1 else None
    apart = holds and printed is not None and abs(printed - total) > MOST_TOLERATED
    return f"{name} with charges and discounts" if apart else name


def _total(at: int, name: str, cells: Iterable[Field], amounts: CellAmounts) -> ColumnTotal | None:
    amount, unread, count = Decimal(0), 0, 0
    currencies: set[str] = set()
    for cell in cells:
        value, currency, empty = amounts.of(cell)
        if empty:
            continue
        count += 1
        if value is None:
            unread += 1
            continue
        amount += value
        if currency is not None:
            currencies.add(currency)
    if not count:
        return None
    one = next(iter(currencies)) if len(currencies) == 1 else ""
    return ColumnTotal(at, name, None if len(currencies) > 1 else amount, one, unread=unread)
