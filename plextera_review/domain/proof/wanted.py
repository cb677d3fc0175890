"""What to look for, for a value of a kind: the key of an amount, a date, or texts."""

import re
from dataclasses import dataclass

from plextera_review.domain.field import FieldKind, FieldValue, Money
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.proof.amounts import key_of

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_PRINTED_DATE = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}|\d{1,2}\.?\s[^\W\d]{3,12}\.?\s\d{4}|[^\W\d]{3,12}\.?\s\d{1,2},?\s\d{4}"
)
_PRINTED_AMOUNT = re.compile(
    r"(?:[A-Z]{3}|[€$£¥₹]|zł)?\s?[-−(]?\s?\d[\d.,'’\s]*[.,]\d{1,2}[-)]?\s?(?:[A-Z]{3}|[€$£¥₹]|zł)?"
)
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """``amount`` is the key of a number, ``date`` an ISO text; ``texts`` are tried one after the other when those stand nowhere."""

    amount: str | None = None
    date: str | None = None
    texts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.amount or self.date or self.texts)

    @classmethod
    def of(cls, value: FieldValue, kind: FieldKind, shown: str = "") -> "Wanted":
        """For a typed value. ``shown`` is how it is written where the value is text, or where there is no value."""
        if isinstance(value, bool) or kind in {FieldKind.BOOLEAN, FieldKind.GROUP, FieldKind.TABLE}:
            return cls()
        if value is None or value == "":
            value, shown = shown, ""
        if kind is not FieldKind.STRING and isinstance(value, str) and not _ISO_DATE.fullmatch(value):
            value = parse_value(value, kind).value
        if isinstance(value, Money):
            value = value.amount
            amount = key_of(value)
            return cls(amount) if amount else cls._text(value, "")
        if isinstance(value, int | float):
            return cls(key_of(repr(value)))
        if value is None or not value.strip():
            return cls()
        if day := _ISO_DATE.fullmatch(value.strip()):
            return cls._date(*day.groups())
        return cls._text(value.strip()[:_LONGEST], shown.strip()[:_LONGEST])

    @classmethod
    def _date(cls, year: str, month: str, day: str) -> "Wanted":
        """Boxes of a form have a figure each: there a date is eight figures."""
        figures = ((day, month, year), (month, day, year), (year, month, day))
        return cls(None, f"{year}-{month}-{day}", tuple(" ".join(each) for each in figures))

    @classmethod
    def _text(cls, value: str, shown: str) -> "Wanted":
        texts = tuple(dict.fromkeys(each for each in (value, shown) if each))
        if _PRINTED_AMOUNT.fullmatch(value):
            found = parse_value(value, FieldKind.MONEY).value
            if isinstance(found, Money):
                return cls(key_of(found.amount))
        if _PRINTED_DATE.fullmatch(value):
            day = parse_value(value, FieldKind.DATE).value
            if isinstance(day, str) and _ISO_DATE.fullmatch(day):
                return cls(None, day, texts)
        return cls(texts=texts)
