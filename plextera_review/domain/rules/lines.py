"""Rules over the rows of a table: each row in itself, and the column against the document."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from plextera_review.domain.rules.arithmetic import (
    Part,
    Read,
    Term,
    number,
    optional_parts,
    reached,
    read_one,
    shown,
    slips,
    tolerance,
)
from plextera_review.domain.rules.field_index import FieldIndex, Scope, Table
from plextera_review.domain.rules.reading import amount_of, half_last_place, percent_of, smallest_unit
from plextera_review.domain.rules.rule import Check, Rule
from plextera_review.domain.rules.selector import Selector

_SMALL = Decimal("0.5")
_Target = tuple[list[Part], Decimal, bool]
_USUAL_DISCOUNTS = tuple(map(Decimal, (1, 2, 3, 5, 10, 15, 20, 25, 30, 40, 50)))


@dataclass(frozen=True, slots=True, eq=False)
class Product(Rule):
    """Two factors make the result of a row: quantity × price = amount.

    A discount (percent or amount), a tax rate and a price base (price for 100 pieces) count where the row has such a cell. A
    difference the rounding of a printed price or quantity can explain is left alone (and vouches for nothing when that is more than
    0.50); so is an amount that the sum of the lines confirms and that is the product with one of the tax ``rates`` on it.
    """

    left: Selector
    right: Selector
    result: Selector
    discount: Selector
    tax_rate: Selector
    per: Selector
    rates: tuple[Decimal, ...]
    step: Decimal

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each row that has both factors and the result."""
        for row in index.rows:
            left, right, result = read_one(row, self.left), read_one(row, self.right), read_one(row, self.result)
            if not left or not right or not result or len({left[0].path, right[0].path, result[0].path}) < 3:
                continue
            if (found := self._check(row, left, right, result)) is not None:
                yield found

    def _check(self, row: Scope, left: Read, right: Read, result: Read) -> Check | None:
        plain = left[1] * right[1]
        fields = (left[0], right[0], result[0])
        allowed = tolerance(self.step, 1, result[0], right[0])
        if abs(plain - result[1]) <= allowed:
            return Check(self, fields, holds=True, vouches=True)
        expected = self._adjusted(row, plain)
        if any(abs(each - result[1]) <= allowed for each in expected):
            return Check(self, fields, holds=True, vouches=True)
        rounding = abs(left[1]) * half_last_place(right[1])
        if left[1] != left[1].to_integral_value():
            rounding += abs(right[1]) * half_last_place(left[1])
        if abs(plain - result[1]) <= rounding + allowed:
            return Check(self, fields, holds=True, vouches=True) if rounding <= _SMALL else None
        factor = expected[0] / plain if plain else Decimal(1)
        total = expected[0]
        wanted = (
            result[1] / factor / right[1] if right[1] and factor else None,
            result[1] / factor / left[1] if left[1] and factor else None,
            total,
        )
        what = f"{left[0].name} {number(left[1])} × {right[0].name} {shown(right[1])}"
        less = " less the discount" if total != plain else ""
        return Check(
            self,
            fields,
            holds=False,
            sentence=f"{what}{less} is {shown(round(total, 2))}, but {result[0].name} says {shown(result[1])}.",
            wanted=wanted,
            slack=allowed,
            slips=slips(fields, (left[1], right[1], result[1]), wanted),
            last_resort=(left[0], right[0]),
            excuse=_hidden_discount(plain, result[1], allowed, what, result[0].name),
            settled=any(abs(plain * (1 + rate / 100) - result[1]) <= allowed for rate in self.rates),
        )

    def _adjusted(self, row: Scope, plain: Decimal) -> list[Decimal]:
        """What the row may come to, likeliest first, with the discount, tax and price base it states."""
        amounts = [plain]
        per = read_one(row, self.per)
        if per and per[1] > 1:
            amounts = [plain / per[1], plain]
        off = row.one(self.discount)
        rate = amount_of(off) if off is not None else None
        if rate:
            share = [each * (1 - abs(rate) / 100) for each in amounts if abs(rate) <= 100]
            amounts = [*share, *(each - abs(rate) for each in amounts), *amounts]
        tax = row.one(self.tax_rate)
        percent = percent_of(tax) if tax is not None else None
        if percent:
            amounts += [each * (1 + percent / 100) for each in amounts]
            amounts += [each / (1 + percent / 100) for each in amounts[: len(amounts) // 2]]
        return amounts


@dataclass(frozen=True, slots=True, eq=False)
class ColumnSum(Rule):
    """A column of a table adds up to a field of the head, or to any of several sums of fields.

    It fails against the first of them, or one of several terms. A later one of a single field (a total whose tax was not read) may
    confirm the column, but being different says little, unless a single wrong or missing line explains it.

    ``left`` and ``right`` are the factors of the column, where rows have them: they tell which of the sums the column is meant to
    reach when one amount is wrong, and stand in for an amount a row lacks.
    """

    column: Selector
    equals: tuple[tuple[Term, ...], ...]
    optional: tuple[Term, ...]
    left: Selector
    right: Selector
    step: Decimal

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each table with the column, when the head has something to compare with."""
        targets = [
            (*read, position == 0 or len(each) > 1)
            for position, each in enumerate(self.equals)
            if (read := _target(index.head, each))
        ]
        if not targets:
            return
        used = {field.path for parts, _, _ in targets for field, _, _ in parts}
        extras = optional_parts(index.head, self.optional, used)[:3]
        tables = [found for table in index.tables if (found := self._column(table))]
        # Of several tables with such a column none need be the whole: taxes, services and materials on their own.
        for cells, implied in tables if len(tables) == 1 else ():
            if (check := self._check(cells, implied, targets, extras)) is not None:
                yield check

    def _column(self, table: Table) -> tuple[list[Read], list[Decimal]] | None:
        """The amounts of a table and what the rows' own factors make of them; ``None`` where that is not known of a row."""
        cells: list[Read] = []
        implied: list[Decimal] = []
        for row in table.rows:
            left, right, amount = read_one(row, self.left), read_one(row, self.right), read_one(row, self.column)
            if amount is not None:
                cells.append(amount)
                implied.append(left[1] * right[1] if left and right else amount[1])
            elif row.one(self.column) is not None or left or right:
                return None  # an amount nobody can read, or a line without one
        return (cells, implied) if cells else None

    def _check(
        self, cells: list[Read], implied: list[Decimal], targets: list[_Target], extras: list[Part]
    ) -> Check | None:
        total = sum((amount for _, amount in cells), Decimal(0))
        meant = sum(implied, Decimal(0))
        allowed = tolerance(self.step, len(cells), cells[0][0])
        more = [amount for _, amount, _ in extras]
        column = tuple(field for field, _ in cells)
        for parts, target, _ in targets:
            if reached(total, more, target, allowed) is not None:
                return Check(self, (*column, *(each for each, _, _ in parts)), holds=True, vouches=True)
        # Which sum is meant: the one the rows' own factors reach, or the one a single line too many or too few is away from.
        fitting = (
            each
            for each in targets
            if reached(meant, more, each[1], allowed) is not None
            or any(amount and abs(abs(each[1] - total) - abs(amount)) <= allowed for _, amount in cells)
        )
        chosen = next(fitting, None) or next((each for each in targets if each[2]), None)
        if chosen is None:
            return None
        parts, target, _ = chosen
        with_extras = total + sum((sign * amount for _, amount, sign in extras), Decimal(0))
        missing = target - with_extras
        others = [*extras, *((each, amount, -sign) for each, amount, sign in parts)]
        fields = (*column, *(each for each, _, _ in others))
        printed = (*(amount for _, amount in cells), *(amount for _, amount, _ in others))
        wanted = (*(amount + missing for _, amount in cells), *(amount + sign * missing for _, amount, sign in others))
        name = " − ".join(each.name for each, _, _ in parts)
        lines = f"The {len(cells)} lines add up" if len(cells) > 1 else "The one line comes"
        extra = "".join(f" {'−' if sign < 0 else '+'} {each.name} {shown(amount)}" for each, amount, sign in extras)
        total_text = f"{shown(total)}{extra}" + (f" = {shown(with_extras)}" if extras else "")
        sentence = f"{lines} to {total_text}, but {name} says {shown(target)}"
        gap = "a line or a charge may be missing" if missing > 0 else "a discount may be missing, or a line read twice"
        return Check(
            self,
            fields,
            holds=False,
            sentence=f"{sentence}.",
            wanted=wanted,
            slack=allowed + smallest_unit(column[0]),
            slips=slips(fields, printed, wanted),
            last_resort=tuple(each for each, _, _ in parts[:1]),
            last_resort_sentence=f"{sentence}. Each line is right in itself: {gap} ({shown(abs(missing))}).",
        )


def _target(head: Scope, terms: tuple[Term, ...]) -> tuple[list[Part], Decimal] | None:
    parts: list[Part] = []
    for selector, sign in terms:
        read = read_one(head, selector)
        if read is None:
            return None
        parts.append((*read, sign))
    return parts, sum((sign * amount for _, amount, sign in parts), Decimal(0))


def _hidden_discount(plain: Decimal, result: Decimal, allowed: Decimal, what: str, name: str) -> str:
    """A usual discount the row does not show, for when the amount itself is known to be right."""
    for percent in _USUAL_DISCOUNTS:
        if abs(plain * (1 - percent / 100) - result) <= allowed:
            return f"{what} is {shown(round(plain, 2))}; {name} {shown(result)} is {percent} % less. A discount?"
    return ""
