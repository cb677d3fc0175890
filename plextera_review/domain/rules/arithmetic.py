"""Sums and rates, in decimals, with the tolerance rounding needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from plextera_review.domain.field import Field
from plextera_review.domain.rules.field_index import FieldIndex, Scope
from plextera_review.domain.rules.reading import amount_of, percent_of, slip, smallest_unit
from plextera_review.domain.rules.rule import Check, Rule
from plextera_review.domain.rules.selector import Selector

MOST_TOLERATED = Decimal("0.50")
_MOST_EXTRAS = 4
_LEAST_VOUCHED = 50  # of a smaller net amount, too many rates fit to the cent by chance
_TIED = Decimal("0.02")

Term = tuple[Selector, int]
"""A selector and the sign its amount has in a sum."""

Read = tuple[Field, Decimal]
"""A field and its amount."""

Part = tuple[Field, Decimal, int]
"""A field, its amount and the sign it has in a sum."""


def shown(amount: Decimal) -> str:
    """An amount in a sentence: at least two decimals, a point, no groups."""
    cents = round(amount, 2)
    return f"{cents if cents == amount or len(f'{amount:f}') > 12 else amount:f}"


def number(amount: Decimal) -> str:
    """A number in a sentence, without closing zeros."""
    return f"{amount.normalize():f}"


def read_one(scope: Scope, selector: Selector) -> Read | None:
    """The one field meant and its amount."""
    field = scope.one(selector)
    amount = amount_of(field) if field is not None else None
    return None if field is None or amount is None else (field, amount)


def optional_parts(scope: Scope, terms: Sequence[Term], used: set[str]) -> list[Part]:
    """The optional terms a scope has, beyond the fields ``used``; those subtracted without the minus they may be printed with."""
    found: list[Part] = []
    for selector, sign in terms:
        read = read_one(scope, selector)
        if read is not None and read[1] and read[0].path not in used and len(found) < _MOST_EXTRAS:
            used.add(read[0].path)
            found.append((read[0], abs(read[1]) if sign < 0 else read[1], sign))
    return found


def tolerance(step: Decimal, terms: int, *fields: Field) -> Decimal:
    """How far a sum may be off: one step (in cents, or in units of a currency without cents) for each term, half a unit at most."""
    unit = smallest_unit(*fields)
    return min(step * (unit * 100) * max(terms, 1), max(MOST_TOLERATED, unit))


def reached(base: Decimal, extras: Sequence[Decimal], target: Decimal, allowed: Decimal) -> tuple[int, ...] | None:
    """Signs (0: left out) of the extras with which the base comes to the target; ``None`` when no choice does.

    Documents print discounts with and without a minus, and take shipping or prepayments into account before or after the sum.
    """
    for signs in sorted(product((0, 1, -1), repeat=len(extras)), key=lambda each: sum(map(abs, each))):
        total = base + sum((sign * extra for sign, extra in zip(signs, extras, strict=True)), Decimal(0))
        if abs(total - target) <= allowed:
            return signs
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Sum(Rule):
    """Terms add up to a result, in the head or in each row. ``optional`` terms count if that makes the sum right."""

    terms: tuple[Term, ...]
    result: Selector
    optional: tuple[Term, ...]
    step: Decimal

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for the head, or for each group of it that has all terms; one for each row that has them."""
        for scope in index.places(*(selector for selector, _ in self.terms), self.result):
            if (found := self._check(scope)) is not None:
                yield found

    def _check(self, scope: Scope) -> Check | None:
        result = read_one(scope, self.result)
        if result is None:
            return None
        terms: list[Part] = []
        for selector, sign in self.terms:
            read = read_one(scope, selector)
            if read is None:
                return None
            terms.append((*read, sign))
        used = {result[0].path, *(field.path for field, _, _ in terms)}
        if len(used) <= len(terms):
            return None  # one field taken for two
        extras = optional_parts(scope, self.optional, used)
        base = sum((sign * amount for _, amount, sign in terms), Decimal(0))
        allowed = tolerance(self.step, len(terms), result[0])
        fields = (*(field for field, _, _ in terms), result[0])
        if reached(base, [amount for _, amount, _ in extras], result[1], allowed) is not None:
            return Check(self, fields, holds=True, vouches=True)
        return self._failed(terms, extras, result, allowed)

    def _failed(self, terms: list[Part], extras: list[Part], result: Read, allowed: Decimal) -> Check:
        target, printed = result
        parts = [*terms, *extras]
        total = sum((sign * amount for _, amount, sign in parts), Decimal(0))
        missing = printed - total
        wanted = (*(amount + sign * missing for _, amount, sign in parts), total)
        fields = (*(field for field, _, _ in parts), target)
        text = ""
        for field, amount, sign in parts:
            text += f" {'−' if sign < 0 else '+'} " if text else "−" if sign < 0 else ""
            text += f"{field.name} {shown(amount)}"
        return Check(
            self,
            fields,
            holds=False,
            sentence=f"{text} is {shown(total)}, but {target.name} says {shown(printed)}.",
            wanted=wanted,
            slack=allowed,
            slips=slips(fields, (*(amount for _, amount, _ in parts), printed), wanted),
            last_resort=(target,),
        )


def slips(fields: Sequence[Field], printed: Sequence[Decimal], wanted: Sequence[Decimal | None]) -> frozenset[str]:
    """Paths of the fields that a usual slip of reading would explain."""
    both = zip(fields, printed, wanted, strict=True)
    return frozenset(field.path for field, is_now, should in both if should is not None and slip(is_now, should))


@dataclass(frozen=True, slots=True, eq=False)
class Rate(Rule):
    """A result is a rate (in percent) of a base: tax = rate × net, in the head or in each row."""

    base: Selector
    rate: Selector
    result: Selector
    step: Decimal

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each place that has all three."""
        for scope in index.places(self.base, self.rate, self.result):
            base, result, rate = read_one(scope, self.base), read_one(scope, self.result), scope.one(self.rate)
            percent = percent_of(rate) if rate is not None else None
            if base is None or result is None or rate is None or percent is None:
                continue
            fields = (base[0], rate, result[0])
            if len({each.path for each in fields}) < 3:
                continue
            expected = base[1] * percent / 100
            allowed = tolerance(self.step, 2, result[0])
            if abs(expected - result[1]) <= allowed:
                yield Check(self, fields, holds=True, vouches=True)
                continue
            wanted = (
                result[1] * 100 / percent if percent else None,
                result[1] * 100 / base[1] if base[1] else None,
                round(expected, 2),
            )
            yield Check(
                self,
                fields,
                holds=False,
                sentence=f"{number(percent)} % of {base[0].name} {shown(base[1])} is {shown(round(expected, 2))}, "
                f"but {result[0].name} says {shown(result[1])}.",
                wanted=wanted,
                slack=allowed,
                slips=slips(fields, (base[1], percent, result[1]), wanted),
                last_resort=(result[0],),
            )


@dataclass(frozen=True, slots=True, eq=False)
class UsualRate(Rule):
    """Never a finding: two of net, tax and total in the proportion of a usual tax rate vouch for each other.

    That two amounts agree to the cent by chance with one of some thirty rates is a matter of one in fifty from fifty units on,
    while one misread digit breaks it; so the third amount is the one to look at.
    """

    net: Selector
    tax: Selector
    total: Selector
    rates: tuple[Decimal, ...]

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """A vouching check for each pair in proportion, in the head and in each group of it."""
        for scope in index.heads():
            net, tax, total = (read_one(scope, each) for each in (self.net, self.tax, self.total))
            before_tax = (total[0], total[1] - tax[1]) if total and tax else None
            for base, other, pair, whole in ((net, tax, net, 0), (net, total, net, 1), (before_tax, tax, total, 0)):
                if base and other and pair and self._fits(base[1], other[1], whole):
                    yield Check(self, (pair[0], other[0]), holds=True, vouches=True)

    def _fits(self, base: Decimal, other: Decimal, whole: int) -> bool:
        return abs(base) >= _LEAST_VOUCHED and any(
            abs(base * (rate / 100 + whole) - other) < _TIED for rate in self.rates
        )
