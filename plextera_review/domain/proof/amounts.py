"""Printed amounts: every usual spelling of a number comes to the same key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_GROUP = "[ \u2005\u00a0\u202f\u2009]"
_NUMBER = re.compile(
    rf"[1-9][0-9]{{0,2}}(?:{_GROUP}[0-9]{{3}}(?![0-9]))+(?:[.,][0-9]{{1,4}}(?![0-9])|\ ?[.,]\ ?[0-9]{{2}}(?![0-9]))?"
    r"|[0-9]{1,3}(?:['’´`][0-9]{3}(?![0-9]))+(?:[.,][0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)*(?:\ [.,]\ ?[0-9]{2}(?![0-9.,]))?"
    r"|(?<![\w.,])[.,][0-9]+"
)
_CODES = (
    "(?:EUR|USD|GBP|CHF|PLN|CZK|SEK|NOK|DKK|ISK|HUF|RON|BGN|CAD|AUD|NZD|JPY|CNY|INR|MYR|SGD|HKD|BRL|MXN|ZAR|TRY|ILS|AED|UAH|RUB|"
    "KRW|THB|IDR|PHP)"
)
_CODE_BEFORE = re.compile(r"(?:^|[^\w])(?:[A-Z]{3}|[A-Za-z]{1,2}\$|Fr\.?|Rs\.?|RM|kr\.?|zł)$")
_UNIT_BEHIND = re.compile(r"[^\W\d_]{1,5}[²³.]?(?![\w])")
_MINUS = "-−–"
_SIGNS = "€$£¥₹₽%"
_BESIDE = frozenset(f"{_MINUS}({_SIGNS}ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""What, a space away from a number, may mean that it is negative."""

_SIGN = rf"(?:(?:(?<=US)|(?<![A-Za-z]))\$|[€£¥₹₽]|(?<!\w)(?:zł|Fr\.|{_CODES}))"
_SIGN_BEFORE = re.compile(rf"{_SIGN}[ \u2005\u00a0]?$")
_SIGN_BEHIND = re.compile(rf"[ \u2005\u00a0]?(?:[€$£¥₹₽]|(?:zł|Fr\.|{_CODES})(?!\w))")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number: where it stands in the text, and the keys it may be read as, ``1.234`` as two."""

    start: int
    stop: int
    keys: tuple[str, ...]

    def with_sign(self, text: str) -> tuple[int, int]:
        """Where it stands with its sign and its currency, if one stands beside it."""
        start, stop = self.start, self.stop
        if text[start - 1 : start] and text[start - 1] in f"{_MINUS}+":
            start -= 1
        if text[stop : stop + 1] and text[stop] in _MINUS:
            stop += 1
        elif text[start - 1 : start] == "(" and text[stop : stop + 1] == ")":
            start, stop = start - 1, stop + 1
        if behind := _SIGN_BEHIND.match(text, stop):
            return start, behind.end()
        if before := _SIGN_BEFORE.search(text, max(start - 6, 0), start):
            start = before.start()
            if text[start - 1 : start] and text[start - 1] in _MINUS:
                start -= 1
        return start, stop


def amounts(text: str) -> Iterator[Amount]:
    """Every number of a text that stands for itself: none inside a longer one, an identifier, a time."""
    at = 0
    while match := _NUMBER.search(text, at):
        start, stop = match.span()
        at = stop
        if stop - start > _LONGEST:
            continue
        printed = match[0]
        parts = _by_spaces(printed)
        if parts is not None:  # the gap could as well part two columns
            for first, last in parts:
                yield from _one(text, start + first, start + last)
        yield from _one(text, start, stop)


def key_of(value: str) -> str | None:
    """The key of decimal text such as ``-1234.50``; None for what is no number."""
    try:
        number = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        return None
    sign = "-" if number < 0 else ""
    whole, _, fraction = f"{abs(number):f}".partition(".")
    return sign + _key(whole, fraction)


def _key(whole: str, fraction: str) -> str:
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _by_spaces(printed: str) -> list[tuple[int, int]] | None:
    if "\u2005" not in printed:
        return None
    parts, start = [], 0
    for part in printed.split("\u2005"):
        parts.append((start, start + len(part)))
        start += len(part) + 1
    return parts


def _one(text: str, start: int, stop: int) -> Iterator[Amount]:
    printed = text[start:stop]
    unsigned = _keys(printed)
    if not unsigned:
        return
    before, behind = text[start - 1 : start], text[stop : stop + 1]
    if (
        (not before or before.isspace())
        and (not behind or behind.isspace())
        and not _BESIDE.intersection(text[start - 2 : start - 1] + text[stop + 1 : stop + 2])
    ):
        yield Amount(start, stop, unsigned)
        return
    money = printed[-3:-2] in {".", ","}
    if not _may_begin(text, start, before, money=money) or not _may_end(text, stop, behind, money=money):
        return
    signs = _signs(text, start, stop, before, behind)
    yield Amount(start, stop, tuple(sign + key for key in unsigned for sign in signs if key != "0" or not sign))


def _may_begin(text: str, start: int, before: str, *, money: bool) -> bool:
    if not before or before.isspace():
        return True
    further = text[start - 2 : start - 1]
    if before in _MINUS:
        return not further.isalnum() or (money and not further.isdigit())
    if before in "/_":
        return money or not further.isalnum()
    if before in ".:,'’":
        return not further.isdigit()
    if before.isalnum():
        return bool(_CODE_BEFORE.search(text, max(start - 5, 0), start))
    return before != "@"


def _may_end(text: str, stop: int, behind: str, *, money: bool) -> bool:
    if not behind or behind.isspace() or behind in _SIGNS:
        return True
    further = text[stop + 1 : stop + 2]
    if behind in "-−–/_":
        return (money and behind != "_") or not further.isalnum()
    if behind in ".,'’:":
        return not further.isdigit()
    if behind.isalnum():
        return not behind.isdigit() and bool(_UNIT_BEHIND.match(text, stop))
    return behind != "@"


def _signs(text: str, start: int, stop: int, before: str, behind: str) -> tuple[str, ...]:
    """A minus that touches the number counts; one a space away may be a dash, and brackets may be only brackets."""
    if behind and behind in _MINUS and not text[stop + 1 : stop + 2].isalnum():
        return ("-",)
    if before and before in _MINUS:
        return ("-",)
    if before == "(" and behind == ")":
        return ("", "-")
    lead = text[max(start - 6, 0) : start].rstrip(" \u2005\u00a0").rstrip("€$£¥").rstrip(" \u2005\u00a0EURSDGBPCHF")
    tail = text[stop : stop + 3].lstrip(" \u2005\u00a0")
    if lead[-1:] and lead[-1] in f"{_MINUS}(":
        return ("", "-")
    if tail[:1] and tail[0] in _MINUS and not tail[1:2].isalnum():
        return ("", "-")
    return ("",)


def _keys(printed: str) -> tuple[str, ...]:
    """The readings of digits with separators; none for what is no number, such as a version or a date."""
    if printed.isdigit():
        return (_key(printed, ""),) if printed[0] != "0" or len(printed) <= 2 else ()
    if printed[-3] in ".," and printed[:-3].isdigit() if len(printed) > 3 else False:
        return (_key(printed[:-3], printed[-2:]),)
    text = re.sub(rf"{_GROUP}|['’´`]", "", printed)
    if text.isdigit():
        return (_key(text, ""),)
    point, comma = text.count("."), text.count(",")
    if point and comma:
        mark = text[max(text.rfind("."), text.rfind(","))]
        whole, _, fraction = text.rpartition(mark)
        groups = whole.split("," if mark == "." else ".")
        return (_key("".join(groups), fraction),) if _are_groups(groups) else ()
    if point + comma > 1:
        groups = text.split("." if point else ",")
        return (_key("".join(groups), ""),) if _are_groups(groups) else ()
    whole, _, fraction = text.replace(",", ".").partition(".")
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0" and len(text) == len(printed):
        return _key(whole, fraction), _key(whole + fraction, "")
    return (_key(whole or "0", fraction),)


def _are_groups(groups: list[str]) -> bool:
    """Groups of three, or of two before the last three as in India."""
    if not 1 <= len(groups[0]) <= 3 or groups[0][0] == "0" or len(groups[-1]) != 3:
        return False
    return len({len(each) for each in groups[1:-1]} | {3}) == 1 or all(len(each) == 2 for each in groups[1:-1])
