"""Rules over the document as a whole: seen before, mixed currencies, a negative total."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from plextera_review.domain.field import Field, FieldKind, Money
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.rules.arithmetic import read_one, shown
from plextera_review.domain.rules.context import EarlierDocument, RuleContext
from plextera_review.domain.rules.field_index import FieldIndex
from plextera_review.domain.rules.reading import amount_of, currency_of, text_of
from plextera_review.domain.rules.rule import Check, Rule
from plextera_review.domain.rules.selector import Keys, Selector, plain_key
from plextera_review.domain.rules.text_rules import quoted

_SHORT_TEXT = 200


@dataclass(frozen=True, slots=True, eq=False)
class Duplicate(Rule):
    """Another document reviewed before says the same in all of ``same``. The last of them is the field to look at."""

    same: tuple[Selector, ...]

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """At most one check, naming the latest such document."""
        fields: list[Field] = []
        for selector in self.same:
            field = index.head.one(selector)
            if field is None:
                return
            fields.append(field)
        wanted = tuple(_canonical(text_of(each), each.kind) for each in fields)
        if not all(wanted):
            return
        alike = [each for each in self._known(index.context).get(wanted, ()) if each.job_id != index.job_id]
        if alike:
            latest = max(alike, key=lambda each: each.reviewed_on.toordinal() if each.reviewed_on else 0)
            said = ", ".join(f"{each.name} {quoted(text_of(each))}" for each in fields)
            when = f" on {latest.reviewed_on.isoformat()}" if latest.reviewed_on else ""
            sentence = f"A document with the same {said} was reviewed before: {quoted(latest.name)}{when}."
            yield Check(self, tuple(fields), holds=False, sentence=sentence, suspects=(fields[-1],))

    def _known(self, context: RuleContext) -> dict[tuple[str, ...], list[EarlierDocument]]:
        """Earlier documents by what they say of ``same``; worked out once for a context."""
        if (known := context.memo.get(self)) is None:
            known = defaultdict(list)
            ranks: list[dict[str, int | None]] = [{} for _ in self.same]
            for document in context.earlier:
                said = tuple(_said(selector, seen, document) for selector, seen in zip(self.same, ranks, strict=True))
                if all(said):
                    known[said].append(document)
            context.memo[self] = known
        found: dict[tuple[str, ...], list[EarlierDocument]] = known
        return found


def _said(selector: Selector, ranks: dict[str, int | None], document: EarlierDocument) -> str:
    """What an earlier document says of a selector, in comparable form."""
    best: tuple[int, str] | None = None
    for name, text in document.values.items():
        if name not in ranks:
            # The kind is not kept with earlier values; a selector's kinds do not matter for them.
            ranks[name] = min(
                (rank for kind in FieldKind if (rank := selector.rank(_id_keys(name, kind))) is not None), default=None
            )
        rank = ranks[name]
        if rank is not None and text.strip() and (best is None or rank < best[0]):
            best = (rank, text)
    return _canonical(best[1]) if best else ""


def _id_keys(name: str, kind: FieldKind) -> Keys:
    plain = plain_key(name)
    return plain, plain, name.casefold(), kind


def _canonical(text: str, kind: FieldKind = FieldKind.STRING) -> str:
    """Amounts without currency and closing zeros, dates in ISO form, other texts as letters and digits."""
    if kind is not FieldKind.DATE:
        amount = parse_value(text, FieldKind.MONEY).value
        if isinstance(amount, Money) and re.search(r"[.,\s]", text):
            return f"{Decimal(amount.amount).normalize():f}"
    day = parse_value(text, FieldKind.DATE)
    return str(day.value) if day.hint is None and not text.isdigit() else plain_key(text)


@dataclass(frozen=True, slots=True, eq=False)
class SameCurrency(Rule):
    """All amounts of a document are in one currency."""

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check when they are not; the rarer currencies are the ones to look at."""
        found = [(each, currency) for each in index.leaves if (currency := currency_of(each))]
        counts = Counter(currency for _, currency in found)
        if len(counts) < 2:
            return
        most = max(counts.values())
        rare = {each for each, count in counts.items() if count < most} or set(counts)
        said = ", ".join(f"{count} × {currency}" for currency, count in counts.most_common())
        fields = tuple(each for each, _ in found)
        suspects = tuple(each for each, currency in found if currency in rare)
        yield Check(
            self, fields, holds=False, sentence=f"The amounts are in different currencies: {said}.", suspects=suspects
        )


@dataclass(frozen=True, slots=True, eq=False)
class Sign(Rule):
    """An amount is not negative, unless a text of the document matches ``unless`` (a credit note)."""

    fields: Selector
    unless: re.Pattern[str]

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check when it is."""
        read = read_one(index.head, self.fields)
        if read is None or read[1] >= 0 or any(self._excuses(each) for each in index.head.fields):
            return
        sentence = f"{read[0].name} is {shown(read[1])}, and nothing says that this is a credit note."
        yield Check(self, (read[0],), holds=False, sentence=sentence)

    def _excuses(self, each: Field) -> bool:
        text = text_of(each)
        return (
            bool(text)
            and len(text) <= _SHORT_TEXT
            and amount_of(each) is None
            and bool(self.unless.search(f"{each.name} {text}"))
        )
