"""Typed readings of a field's value, however a server or a person wrote it. Nothing here raises."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from plextera_review.domain.field import Field, FieldKind, Money
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.values import display_value

CENT = Decimal("0.01")
_LONGEST = 60  # no amount or date is longer; longer text is not tried
# ISO 4217, currencies without a minor unit; the Hungarian forint has one nobody prints.
_WHOLE = frozenset(re.findall(r"\w+", "BIF CLP DJF GNF HUF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"))


def is_empty(field: Field) -> bool:
    """True when nothing was read and nothing typed."""
    return field.value in (None, "") and not field.raw_text


def text_of(field: Field) -> str:
    """The value as text, without white space around it."""
    return display_value(field).strip()


def amount_of(field: Field) -> Decimal | None:
    """The value as a number: money without its currency, or what a text spells."""
    value = field.value
    if isinstance(value, bool):
        return None
    if isinstance(value, Money):
        return _amount(value.amount)
    if isinstance(value, int | float):
        return _amount(repr(value))
    text = text_of(field)
    return _amount(text) if text else None


def percent_of(field: Field) -> Decimal | None:
    """A rate in percent: ``19``, ``19 %`` and ``0.19`` are all nineteen."""
    value = field.value
    amount = (
        _amount(text_of(field).replace("%", "").strip())
        if isinstance(value, str) or value is None
        else amount_of(field)
    )
    if amount is None or not 0 <= amount <= 100:
        return None
    return amount * 100 if 0 < amount < Decimal("0.5") else amount


def date_of(field: Field) -> date | None:
    """The value as a date; ``None`` also when day and month cannot be told apart."""
    return _date(text_of(field))


def currency_of(field: Field) -> str | None:
    """The currency of a money value, in capitals."""
    return field.value.currency.upper() if isinstance(field.value, Money) and field.value.currency else None


def smallest_unit(*fields: Field) -> Decimal:
    """The smallest amount printed in the currency of the fields: a cent, or one where the currency has no cents."""
    return Decimal(1) if any(currency_of(each) in _WHOLE for each in fields) else CENT


def half_last_place(amount: Decimal) -> Decimal:
    """Half a unit of the last digit of a printed number, at most half a cent: how far rounding can have moved it.

    Closing zeros do not count: ``2.7700`` comes from systems that print four places of a price kept with two.
    """
    exponent = amount.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 2
    return Decimal(5).scaleb(-max(places, 2) - 1)


def is_unreadable(field: Field) -> bool:
    """True for a text that cannot be what its field is meant to hold. Texts we merely cannot decide on are given the benefit."""
    text = text_of(field)
    if not text or isinstance(field.value, bool | int | float):
        return False
    match field.kind:
        case FieldKind.MONEY:
            return amount_of(field) is None
        case FieldKind.NUMBER:
            return amount_of(field) is None and not _MEASURE.fullmatch(text)
        case FieldKind.DATE:
            return _date(text) is None and not _MAYBE_DATE.search(text)
    return False


_MEASURE = re.compile(r"[-+]?\d[\d.,\s]{0,30}\s?[^\W\d]{1,12}\.?|[-+]?\d[\d.,\s]{0,30}\s?%")  # "12 pcs", "19 %"
# Slashed dates of either order, and dates whose month is a word of a language the parser does not know.
_MAYBE_DATE = re.compile(
    r"^(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|1[0-2])[/-](?:\d{2}|\d{4})$|^(?=.*\b(?:0?[1-9]|[12]\d|3[01])\b)(?=.*(?:19|20)\d\d)(?=.*[^\W\d_]{3})"
)


@lru_cache(maxsize=4096)
def _amount(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        if len(text) > _LONGEST:
            return None
        parsed = parse_value(text, FieldKind.MONEY).value
        return Decimal(parsed.amount) if isinstance(parsed, Money) else None
    return found if found.is_finite() and abs(found.adjusted()) < 30 else None


@lru_cache(maxsize=1024)
def _date(text: str) -> date | None:
    if len(text) > _LONGEST:
        return None
    try:
        return date.fromisoformat(str(parse_value(text, FieldKind.DATE).value)[:10])
    except ValueError:
        return None


def slip(printed: Decimal, wanted: Decimal) -> bool:
    """True when one number becomes the other by a usual slip: one digit, two digits swapped, the decimal mark or the sign."""
    if printed == -wanted or not wanted or not printed:
        return True
    ratio = abs(printed / wanted)
    if ratio in {Decimal(10), Decimal(100), Decimal(1000), Decimal("0.1"), CENT, Decimal("0.001")}:
        return True
    left, right = f"{abs(printed):.2f}", f"{abs(wanted):.2f}"
    if len(left) != len(right):
        return False
    apart = [n for n, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    return len(apart) == 1 or (
        len(apart) == 2 and left[apart[0]] == right[apart[1]] and left[apart[1]] == right[apart[0]]
    )
