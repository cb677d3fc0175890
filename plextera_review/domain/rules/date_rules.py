"""Rules over dates: which comes first, and which are believable."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from plextera_review.domain.rules.field_index import FieldIndex
from plextera_review.domain.rules.reading import date_of
from plextera_review.domain.rules.rule import Check, Rule
from plextera_review.domain.rules.selector import Selector
from plextera_review.domain.rules.text_rules import everywhere

_DAYS_A_YEAR = 365.2425


@dataclass(frozen=True, slots=True, eq=False)
class DateOrder(Rule):
    """One date is not after another, nor (with ``most_days``) unbelievably long before it; in the head or in each row."""

    first: Selector
    then: Selector
    most_days: int | None

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each place with both dates, when they are in the wrong order or too far apart."""
        for scope in index.places(self.first, self.then):
            first, then = scope.one(self.first), scope.one(self.then)
            if first is None or then is None or first.path == then.path:
                continue
            start, end = date_of(first), date_of(then)
            if start is None or end is None:
                continue
            days = (end - start).days
            if 0 <= days <= (self.most_days if self.most_days is not None else days):
                continue
            if days < 0:
                sentence = f"{then.name} {end.isoformat()} lies before {first.name} {start.isoformat()}."
            else:
                sentence = f"{then.name} {end.isoformat()} lies {days} days after {first.name} {start.isoformat()}."
            swaps = {first.path: (_swapped(start), end), then.path: (start, _swapped(end))}
            slips = frozenset(path for path, (a, b) in swaps.items() if a and b and 0 <= (b - a).days <= 120)
            yield Check(self, (first, then), holds=False, sentence=sentence, slips=slips)


@dataclass(frozen=True, slots=True, eq=False)
class DateRange(Rule):
    """Dates lie within so many days ahead of today and so many years back."""

    fields: Selector
    days_ahead: int
    years_back: int

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each date outside."""
        latest = index.context.today + timedelta(days=self.days_ahead)
        earliest = index.context.today - timedelta(days=round(self.years_back * _DAYS_A_YEAR))
        for each in everywhere(index, self.fields):
            day = date_of(each)
            if day is None or earliest <= day <= latest:
                continue
            if day > latest:
                ahead = f"more than {self.days_ahead} days ahead" if self.days_ahead > 1 else "in the future"
                sentence = f"{each.name} {day.isoformat()} is {ahead}."
            else:
                sentence = f"{each.name} {day.isoformat()} is more than {self.years_back} years ago."
            yield Check(self, (each,), holds=False, sentence=sentence)


def _swapped(day: date) -> date | None:
    with contextlib.suppress(ValueError):
        return day.replace(month=day.day, day=day.month)
    return None
