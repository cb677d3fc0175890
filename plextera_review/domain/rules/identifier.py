"""Identifiers with a check digit, as python-stdnum knows them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from stdnum import exceptions

from plextera_review.domain.rules.field_index import FieldIndex
from plextera_review.domain.rules.reading import text_of
from plextera_review.domain.rules.rule import Check, Rule
from plextera_review.domain.rules.selector import Selector
from plextera_review.domain.rules.text_rules import everywhere, quoted

_LONGEST = 80
_MASKED = re.compile(r"[*•xX#]{3,}|…|\.{3,}")
_PREFIX = re.compile(r"[A-Z]{2}(?=[A-Z0-9]*\d)")
_VAT_COUNTRIES = frozenset(
    re.findall(
        r"\w+", "AT BE BG CY CZ DE DK EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI GB CH NO"
    )
)
Validator = Callable[[str], object]


def validator(identifier: str) -> Validator:
    """The check of an identifier: ``vat`` (European, by its country letters) or a module of python-stdnum, such as ``iban``, ``de.stnr``.

    Raises LookupError when there is none.
    """
    if identifier == "vat":
        return _vat
    if re.fullmatch(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?", identifier):
        try:
            check = getattr(import_module(f"stdnum.{identifier}"), "validate", None)
        except ImportError:
            check = None
        if callable(check):
            found: Validator = check
            return found
    raise LookupError(identifier)


@dataclass(frozen=True, slots=True, eq=False)
class Identifier(Rule):
    """Identifiers pass their own check. ``called`` is what to call them; texts ``applies_to`` does not match are left alone."""

    fields: Selector
    called: str
    applies_to: re.Pattern[str] | None
    check: Validator

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each identifier that fails; masked ones (``**** 1234``) are left alone."""
        for each in everywhere(index, self.fields):
            text = text_of(each)
            if len(text) > _LONGEST or _MASKED.search(text) or (self.applies_to and not self.applies_to.search(text)):
                continue
            problem = _problem(self.check, text)
            if problem:
                yield Check(
                    self,
                    (each,),
                    holds=False,
                    sentence=f"{each.name} {quoted(text)} is no valid {self.called}: {problem}.",
                )


@lru_cache(maxsize=2048)
def _problem(check: Validator, text: str) -> str:
    try:
        check(text)
    except exceptions.InvalidChecksum:
        return "its check digits do not match, so at least one character is wrong"
    except exceptions.InvalidLength:
        return f"it has the wrong length ({sum(map(str.isalnum, text))} letters and digits)"
    except exceptions.InvalidFormat:
        return "it is not made of the letters and digits it should be"
    except exceptions.InvalidComponent:
        return "one of its parts, such as the country or the bank, does not exist"
    except (ValueError, IndexError, KeyError, TypeError):  # some modules stumble over texts of the wrong form
        return "it is not made of the letters and digits it should be"
    return ""


def _vat(text: str) -> object:
    """VAT numbers that name one of the countries checked here; any other text says nothing about its country and passes."""
    compact = re.sub(r"[^A-Z0-9]", "", text.upper())
    found = _PREFIX.match(compact)
    if found is None or found[0] not in _VAT_COUNTRIES:
        if compact.startswith("CHE"):
            return validator("ch.vat")(_swiss(compact))
        return None
    country = found[0]
    if country == "CH":
        return validator("ch.vat")(_swiss(compact))
    if country == "GB":
        return validator("gb.vat")(compact)
    if country == "NO":
        return validator("no.mva")(compact)
    return validator("eu.vat")("EL" + compact[2:] if country == "GR" else compact)


def _swiss(compact: str) -> str:
    """The tax suffix is often left out where the number is printed; it adds nothing to the check."""
    return compact if re.search(r"(?:MWST|TVA|IVA|TPV)$", compact) else f"{compact}MWST"
