"""Typed values from what a person types. What cannot be read is kept as typed, with a hint what was expected."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from plextera_review.domain.document_locale import DocumentLocale
from plextera_review.domain.field import FieldKind, FieldValue, Money

_SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY", "₹": "INR", "₽": "RUB", "zł": "PLN", "fr.": "CHF"}
# ISO 4217, the currencies in use.
_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD
LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK
PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
"""
CURRENCIES = tuple(_CODES.split())
"""Codes of the currencies in use."""
_DOLLARS = {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"}
_GROUPING = " \u00a0\u202f'’_"
_YES = {"yes", "y", "true", "ja", "oui", "si", "sí", "x", "1", "✓", "on"}
_NO = {"no", "n", "false", "nein", "non", "0", "off"}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier jänner",
            "february feb februar février",
            "march mar märz mrz mars",
            "april apr avril",
            "may mai",
            "june jun juni juin",
            "july jul juli juillet",
            "august aug août",
            "september sep sept septembre",
            "october oct oktober okt octobre",
            "november nov novembre",
            "december dec dezember dez décembre",
        ),
        start=1,
    )
    for name in names.split()
}
_UNKNOWN_LOCALE = DocumentLocale()
_HINTS = {
    FieldKind.NUMBER: "A number is expected, for example 1234.5 or 1.234,5.",
    FieldKind.MONEY: "An amount is expected, for example 1234.50 EUR or 1.234,50 €.",
    FieldKind.DATE: "A date is expected, for example 2026-03-31 or 31.03.2026.",
    FieldKind.BOOLEAN: "Yes or no is expected.",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A typed value, or the text as typed with a ``hint`` what was expected."""

    value: FieldValue
    hint: str | None = None


def parse_value(
    text: str, kind: FieldKind, earlier: FieldValue = None, locale: DocumentLocale = _UNKNOWN_LOCALE
) -> Parsed:
    """The value of ``text`` for a field of ``kind``, written as the document writes; never raises.

    ``earlier`` lends its currency when none is typed.
    """
    text = text.strip()
    value: FieldValue
    match kind:
        case FieldKind.NUMBER:
            value = _number(text, locale)
        case FieldKind.MONEY:
            value = _money(text, earlier.currency if isinstance(earlier, Money) else None)
        case FieldKind.DATE:
            return _date(text, locale)
        case FieldKind.BOOLEAN:
            low = text.casefold()
            value = True if low in _YES else False if low in _NO else None
        case _:
            return Parsed(text)
    return Parsed(text, _HINTS[kind]) if value is None else Parsed(value)


def _number(text: str, locale: DocumentLocale) -> int | float | None:
    grouping = {True: ".", False: ",", None: ""}[locale.decimal_comma]
    amount = _decimal(text, money=False, grouping=grouping)
    if amount is None:
        return None
    return int(amount) if "." not in amount else float(amount)


def _money(text: str, earlier: str | None) -> Money | None:
    rest, currency = text, earlier
    for symbol, code in _SYMBOLS.items():
        if symbol in rest.casefold():
            rest = re.sub(re.escape(symbol), "", rest, flags=re.IGNORECASE)
            keeps = symbol == "$" and earlier in _DOLLARS
            currency = earlier if keeps else code
            break
    else:
        code_found = re.match(r"^([A-Za-z]{3})\s*(?=[\d(+−-])|.*?\d[)\s-]*?([A-Za-z]{3})$", rest)
        if code_found:
            letters = code_found.group(1) or code_found.group(2)
            if letters.upper() not in CURRENCIES:
                return None
            rest, currency = rest.replace(letters, ""), letters.upper()
    amount = _decimal(rest, money=True)
    return None if amount is None else Money(amount, currency)


def _decimal(text: str, *, money: bool, grouping: str = "") -> str | None:
    """Decimal text with a point, or None.

    ``1.234`` is a thousand for money, a fraction for other numbers, unless the document is known to group by ``grouping``.
    """
    text = text.strip().replace("−", "-")
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1]
    if text.endswith("-"):
        negative, text = True, text[:-1]
    text = text.strip()
    if text[:1] in {"-", "+"}:
        negative, text = negative != (text[0] == "-"), text[1:].strip()
    if not re.fullmatch(rf"[\d.,{_GROUPING}]*\d[.,]?", text) and not re.fullmatch(r"[.,]\d+", text):
        return None
    whole, fraction = _parts(text, money=money, grouping=grouping)
    if whole is None:
        return None
    try:
        amount = Decimal(f"{whole or '0'}.{fraction}" if fraction else whole or "0")
    except InvalidOperation:
        return None
    return f"{-amount if negative else amount:f}"


def _parts(text: str, *, money: bool, grouping: str) -> tuple[str | None, str]:
    separators = [each for each in text if each in ".,"]
    if len(set(separators)) == 2:
        mark = separators[-1]
        if separators.count(mark) > 1:
            return None, ""
    elif len(separators) > 1:
        mark = ""  # only groups: 1.234.567
    elif separators:
        mark = separators[0]
        head, tail = text.split(mark)
        grouped = money or mark == (grouping or ",")
        if len(tail) == 3 and re.fullmatch(r"[1-9]\d{0,2}", head) and grouped:
            mark = ""
    else:
        mark = ""
    whole, _, fraction = text.rpartition(mark) if mark else (text, "", "")
    groups = re.split(rf"[.,{_GROUPING}]", whole)
    if not fraction.isdigit() and fraction:
        return None, ""
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(each) != 3 for each in groups[1:])):
        return None, ""
    return "".join(groups), fraction


def _date(text: str, locale: DocumentLocale) -> Parsed:
    year = month = day = 0
    low = text.casefold()
    if (found := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:t.*)?", low)) or (
        found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", low)
    ):
        year, month, day = (int(each) for each in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{2}|\d{4})", low):
        day, month, year = (int(each) for each in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})", low):
        day, month, year = (int(each) for each in found.groups())
        if month > 12 >= day or (day <= 12 and day != month and locale.day_first is False):
            day, month = month, day
        elif day <= 12 and day != month and locale.day_first is None:
            return Parsed(text, "Day and month cannot be told apart. Type the date as year-month-day.")
    elif found := re.fullmatch(r"(\d{1,2})(?:\.|st|nd|rd|th)?\s*([^\W\d]+)\.?,?\s*(\d{2}|\d{4})", low):
        day, month, year = int(found[1]), _MONTHS.get(found[2], 0), int(found[3])
    elif found := re.fullmatch(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{2}|\d{4})", low):
        day, month, year = int(found[2]), _MONTHS.get(found[1], 0), int(found[3])
    try:
        return Parsed(date(year + 2000 if 0 < year < 100 else year, month, day).isoformat())
    except ValueError:
        return Parsed(text, _HINTS[FieldKind.DATE])
