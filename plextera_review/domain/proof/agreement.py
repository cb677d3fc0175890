"""Does the text under a field's box say the value of the field?"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from plextera_review.domain.field import FieldKind, FieldValue
from plextera_review.domain.proof.amounts import amounts
from plextera_review.domain.proof.dates import dates
from plextera_review.domain.proof.folding import plain, unaccented
from plextera_review.domain.proof.index import PageIndex, ProofIndex
from plextera_review.domain.proof.printed import Printed
from plextera_review.domain.proof.proof import ProofState
from plextera_review.domain.proof.wanted import Wanted
from plextera_review.domain.words import PageText, Word

_SURE = 0.85
"""Recognised words below this confidence contradict nothing."""

_MOST_VALUES = 3
"""A box over more amounts or dates than this lies over a part of a table: it does not say which is meant."""

_ALIKE = 0.5
_SHORTEST_SHARED = 3
_CURRENCIES = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "PLN": "zł", "CHF": "fr"}


class Agreement(StrEnum):
    """What the text under a box says of the field's value."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNDECIDED = "undecided"


def agreement(words_under: Sequence[Word], value: FieldValue, kind: FieldKind) -> Agreement:
    """Compares a value with the words under its box, in reading order.

    Other words in the box do no harm. It disagrees only where something else of the kind clearly stands there: other amounts, other
    dates, another identifier, or for a text nothing of it; recognised words must be sure to contradict. Never raises.
    """
    wanted = Wanted.of(value, kind)
    if not wanted or not words_under:
        return Agreement.UNDECIDED
    under = ProofIndex(1)
    under.add(PageIndex(1, PageText(tuple(words_under))))
    if under.prove(value, kind).state in {ProofState.FOUND, ProofState.SEVERAL}:
        return Agreement.AGREES
    text = Printed(words_under).text
    if wanted.amount is not None:
        verdict = _against_amount(text, wanted.amount)
    elif wanted.date is not None:
        verdict = _against_date(text)
    else:
        verdict = _against_text(words_under, str(value))
    if verdict is Agreement.DISAGREES and any((each.confidence or 1.0) < _SURE for each in words_under):
        return Agreement.UNDECIDED
    return verdict


def _against_amount(text: str, wanted: str) -> Agreement:
    days = [(each.start, each.stop) for each in dates(text)]
    found = [each for each in amounts(text) if not any(a <= each.start < b for a, b in days)]
    if not 1 <= len(found) <= _MOST_VALUES:
        return Agreement.UNDECIDED
    figures = _figures(wanted)
    for each in found:
        for key in each.keys:
            other_sign = key.lstrip("-") == wanted.lstrip("-")
            per_cent = "%" in text[each.stop : each.stop + 2] and _figures(key) == figures
            if other_sign or per_cent:
                return Agreement.UNDECIDED
    return Agreement.DISAGREES


def _against_date(text: str) -> Agreement:
    return Agreement.DISAGREES if 1 <= len(list(dates(text))) <= _MOST_VALUES else Agreement.UNDECIDED


def _against_text(words: Sequence[Word], value: str) -> Agreement:
    wanted, under = plain(value), plain("".join(each.text for each in words))
    if not wanted:
        return Agreement.UNDECIDED
    printed = " ".join(each.text for each in words)
    if wanted in under or _CURRENCIES.get(value.strip().upper(), "\0") in unaccented(printed):
        return Agreement.AGREES
    if not under or under in wanted:
        return Agreement.UNDECIDED
    if len(value.split()) == 1 and any(each.isdigit() for each in wanted):
        return _against_identifier([plain(each.text) for each in words], wanted)
    parts = {plain(each) for each in value.split()}
    if any(plain(each.text) in parts for each in words if len(each.text) > 1):
        return Agreement.UNDECIDED
    longest = SequenceMatcher(None, under, wanted, autojunk=False).find_longest_match().size
    shared = longest >= max(_SHORTEST_SHARED, _ALIKE * min(len(wanted), len(under)))
    return Agreement.UNDECIDED if shared else Agreement.DISAGREES


def _against_identifier(words: Sequence[str], wanted: str) -> Agreement:
    """Another identifier has figures and about this length; a part of ours or a label decides nothing."""
    figured = [each for each in words if any(letter.isdigit() for letter in each)]
    if any(each in wanted for each in figured):
        return Agreement.UNDECIDED
    return Agreement.DISAGREES


def _figures(key: str) -> str:
    return "".join(each for each in key if each.isdigit()).strip("0")
