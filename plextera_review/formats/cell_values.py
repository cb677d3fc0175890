"""Values of spreadsheet cells as a person sees them in the sheet (number formats: ECMA-376 part 1, 18.8.31).

What is told apart by a format (amounts with their currency, per cent, places, groups, negative ones in brackets) is shown by it. Dates are
shown as ISO 8601 writes them, whatever the format: the day and the month of ``m/d/yy`` could be mistaken.
"""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|$)')
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?(?P<power>[eE][+-]?0+)?|\.[0#?]+)|(?P<literal>.)"
)
_CONDITION = re.compile(r"\[[<>=]")
_MOST_PLACES = 12
_ZERO = 2  # the third section is for it
_LARGEST = 1e15  # beyond it a number has no more places


def shown_value(value: Any, number_format: str) -> str:
    """The text of a cell; the plain value where its format is none of those that are understood."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _formatted(value, number_format) or _plain(value)
    return str(value)


def _plain(value: float) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _formatted(value: float, number_format: str) -> str:
    """Empty where the format is not understood, as those are that choose a section by a condition."""
    if number_format in {"", "General", "@"} or _CONDITION.search(number_format):
        return ""
    sections = [each for each in _SECTIONS.findall(number_format) if each][:3]
    at = _ZERO if value == 0 and len(sections) > 2 else 1 if value < 0 and len(sections) > 1 else 0
    if not sections:
        return ""
    before, digits, after, shift = "", "", "", 0
    for part in _PART.finditer(sections[at]):
        if part["digits"]:
            # A fraction, parts between words, thousands: rare, and read wrong in part.
            if digits or part["digits"].endswith(","):
                return ""
            digits = part["digits"]
            continue
        if part["literal"] == "%":  # one in quotes is no more than a sign
            shift += 2
        literal = next((part[name] for name in ("quoted", "escaped", "currency", "literal") if part[name]), "")
        before, after = (before, after + literal) if digits else (before + literal, after)
    number = _digits(abs(value), digits, shift) if digits else ""
    sign = "-" if value < 0 and at == 0 and any(each in "123456789" for each in number) else ""
    return f"{sign}{before}{number}{after}".strip() if number or at == _ZERO else ""


def _digits(value: float, pattern: str, shift: int) -> str:
    """``shift`` is the power of ten that it is multiplied by."""
    if not value < _LARGEST or (number := Decimal(repr(value)).scaleb(shift)) >= _LARGEST:
        return ""
    mantissa, power, _ = pattern.upper().partition("E")
    whole, _, places = mantissa.partition(".")
    least, most = places.count("0"), len(places)
    if most > _MOST_PLACES:
        return ""
    if power:
        return f"{float(number):.{most}E}"
    rounded = number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    text = f"{rounded:,}" if "," in whole else f"{rounded:f}"
    padding = whole.count("0") - len(text.partition(".")[0])  # a number that is a name: 00042
    text = "0" * padding + text
    if "0" not in whole and text.partition(".")[0] == "0":
        text = text[1:]
    for _ in range(most - least):  # of places that need not be there
        text = text.removesuffix("0")
    return text.removesuffix(".")
