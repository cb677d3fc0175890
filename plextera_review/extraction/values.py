"""Printed texts to typed values: amounts, dates, identifiers. Nothing is guessed in silence: doubts come back as a reason."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale
from stdnum import iban as iban_number
from stdnum.util import get_cc_module

_CURRENCIES = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "zł": "PLN",
    "zl": "PLN",
    "kr": "SEK",
    "R$": "BRL",
    "₹": "INR",
}
_CODES = [
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "PLN",
    "CZK",
    "SEK",
    "NOK",
    "DKK",
    "HUF",
    "RON",
    "CAD",
    "AUD",
    "JPY",
    "INR",
    "MYR",
    "SGD",
    "BRL",
    "MXN",
    "ZAR",
    "TRY",
]
_CURRENCY = r"(?:R\$|[€$£¥₹]|zł|" + "|".join(_CODES) + ")"
_NUMBER = r"[-−]?\d{1,3}(?:[.,'’\s\u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d{1,4})?|[-−]?\d+(?:[.,]\d{1,4})?"
_AMOUNT = re.compile(
    rf"(?P<before>{_CURRENCY})?\s*(?P<number>{_NUMBER})\s*(?P<after>{_CURRENCY})?(?!\s*%)", re.IGNORECASE
)
_LOCALES = ("en", "de", "fr", "nl", "it", "es", "pl", "pt")
_NUMERIC_DATE = re.compile(r"\b(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{2,4})\b")
_WORD_DATE = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.)?[\s.-]+(?:de\s)?([^\W\d_]{3,12})\.?,?[\s.-]+(?:de\s)?(\d{4}|\d{2})\b"
)
_WORD_FIRST_DATE = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """A typed value, the text it was read from, where it lies in the searched text, and a doubt in words if there is one."""

    value: Any
    text: str
    start: int
    stop: int
    doubt: str | None = None


def amounts(text: str) -> list[Reading]:
    """Every amount in a text: ``{"amount": "1234.50", "currency": "EUR"}``, currency left out when none is printed."""
    found: list[Reading] = []
    for match in _AMOUNT.finditer(text):
        if _is_inside_word(text, match.start("number"), match.end("number")):
            continue
        number = decimal_text(match["number"])
        symbol = match["before"] or match["after"]
        value = {"amount": number} | ({"currency": _code(symbol)} if symbol else {})
        start = match.start("before") if match["before"] else match.start("number")
        stop = match.end("after") if match["after"] else match.end("number")
        found.append(Reading(value, text[start:stop], start, stop))
    return found


def decimal_text(printed: str) -> str:
    """Printed digits as decimal text: the last separator is the decimal one unless exactly three digits follow and it repeats or stands alone."""
    digits = re.sub(r"[\s\u00a0\u202f'’]", "", printed).replace("−", "-")
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return digits
    mark, other = digits[last], "," if digits[last] == "." else "."
    groups = digits.count(mark) > 1 or (len(digits) - last - 1 == 3 and other not in digits)
    if groups:
        return digits.replace(mark, "").replace(other, ".")
    return digits[:last].replace(other, "").replace(mark, "") + "." + digits[last + 1 :]


def dates(text: str) -> list[Reading]:
    """Every date in a text as ISO text; a doubt is named where day and month could be exchanged."""
    found = [reading for match in _NUMERIC_DATE.finditer(text) if (reading := _numeric_date(match))]
    for pattern, day, month, year in ((_WORD_DATE, 1, 2, 3), (_WORD_FIRST_DATE, 2, 1, 3)):
        for match in pattern.finditer(text):
            number = _months().get(match[month].casefold().rstrip("."))
            iso = _iso(_full_year(match[year]), number, int(match[day])) if number else None
            if iso:
                found.append(Reading(iso, match[0], match.start(), match.end()))
    return sorted(found, key=lambda reading: reading.start)


def is_iban(text: str) -> bool:
    """True when the check digits of an IBAN are right."""
    return bool(iban_number.is_valid(text))


def is_vat_id(text: str) -> bool:
    """True for a VAT number whose check digits are right for its country."""
    module = get_cc_module(text[:2].lower(), "vat") if text[:2].isalpha() else None
    return bool(module is not None and module.is_valid(text))


def _numeric_date(match: re.Match[str]) -> Reading | None:
    first, mark, second, third = match.groups()
    if len(first) == 4:
        iso, doubt = _iso(int(first), int(second), int(third)) if len(third) <= 2 else None, None
    elif len(first) > 2:
        return None
    else:
        year, one, two = _full_year(third), int(first), int(second)
        day_first, month_first = _iso(year, two, one), _iso(year, one, two)
        iso = day_first or month_first
        doubt = None
        if mark == "/" and day_first and month_first and one != two:
            doubt = "Day and month of this date could be exchanged."
    return Reading(iso, match[0], match.start(), match.end(), doubt) if iso else None


def _full_year(text: str) -> int:
    year = int(text)
    return year if year >= 100 else 2000 + year if year < 70 else 1900 + year


def _iso(year: int, month: int | None, day: int) -> str | None:
    if not 1900 <= year <= 2100 or month is None:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """Month names and abbreviations of all our languages, from CLDR."""
    names: dict[str, int] = {}
    for code in _LOCALES:
        months = Locale.parse(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    names.setdefault(name.casefold().rstrip("."), int(number))
    return names


def _code(symbol: str) -> str:
    return _CURRENCIES.get(symbol) or _CURRENCIES.get(symbol.lower()) or symbol.upper()


def _is_inside_word(text: str, start: int, stop: int) -> bool:
    before, after = text[start - 1 : start], text[stop : stop + 1]
    return (bool(re.match(r"[\w/]", before)) and before not in _CURRENCIES) or bool(re.match(r"[\d/]", after))
