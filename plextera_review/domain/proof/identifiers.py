"""Printed identifiers that are often cut into groups: account numbers and VAT numbers, by their check digits."""

import re
from collections.abc import Callable, Iterator

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ \u2005\u00a0-]?[A-Z0-9]{1,4}){3,8}(?![A-Za-z0-9])")
_VAT = re.compile(
    r"(?<![A-Za-z0-9])(?=((?:[A-Z]{2}|CHE)[ \u2005\u00a0-]?[A-Z0-9](?:[ \u2005\u00a0.-]{0,2}[A-Z0-9]){6,13}(?![A-Za-z0-9])))"
)
_SHORTEST_IBAN = 15
_SHORTEST_VAT = 9


def ibans(text: str) -> Iterator[tuple[int, int]]:
    """Where account numbers with right check digits stand."""
    for match in _IBAN.finditer(text):
        stop = _longest(match[0], match.start(), _SHORTEST_IBAN, _is_iban)
        if stop:
            yield match.start(), stop


def vat_ids(text: str) -> Iterator[tuple[int, int]]:
    """Where VAT numbers with right check digits stand. The first of a country loads its rules."""
    for match in _VAT.finditer(text):
        stop = _longest(match[1], match.start(), _SHORTEST_VAT, _is_vat)
        if stop:
            yield match.start(), stop


def _longest(text: str, start: int, shortest: int, is_valid: Callable[[str], bool]) -> int:
    """Where the longest valid number ends: words behind it may look like a part of it."""
    compact = ""
    ends: list[tuple[str, int]] = []
    for at, each in enumerate(text):
        if each.isalnum():
            compact += each
            behind = text[at + 1 : at + 2]
            if len(compact) >= shortest and not behind.isalnum():
                ends.append((compact, start + at + 1))
    return next((end for number, end in reversed(ends) if is_valid(number)), 0)


def _is_iban(text: str) -> bool:
    from stdnum.iso7064 import mod_97_10  # not before the first page shows

    return bool(mod_97_10.is_valid(text[4:] + text[:4]))


def _is_vat(text: str) -> bool:
    from stdnum.util import get_cc_module

    module = get_cc_module(text[:2].lower(), "vat")
    return bool(module is not None and module.is_valid(text))
