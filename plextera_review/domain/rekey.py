"""Blind re-keying: a person types from the page what the machine read, without seeing it; both are compared afterwards."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from enum import StrEnum

from plextera_review.domain.document_locale import DocumentLocale
from plextera_review.domain.field import Field, FieldKind, FieldValue, Money
from plextera_review.domain.parsing import Parsed, parse_value
from plextera_review.domain.review import Reason, ReasonKind
from plextera_review.domain.rules.finding import Finding
from plextera_review.domain.values import display_value, value_text

TYPED_SAME = "typed blind, same"
"""What the journal says of a value that was typed as the machine had read it."""
MACHINE_KEPT = "typed blind, the machine's value kept"
"""What the journal says when a person typed something else and then agreed with the machine."""

_LEAST_WEIGHT = 0.2
_LONG = 400  # characters up to which single differing characters are marked; beyond, the part that differs as a whole
_SPELLINGS = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "\u00ad": None}
)


class RekeyOutcome(StrEnum):
    """What became of a value typed blind."""

    NOTHING = "nothing typed"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text; ``differs`` where the other text has something else."""

    text: str
    differs: bool


def blank(each: Field) -> Field:
    """The field with nothing that tells what was read; its places stay, for the page shows them without the machine's help."""
    return replace(each, value=None, raw_text=None, confidence_reason=None, raw=None)


def blind_reason(reasons: Iterable[Reason]) -> Reason:
    """The one reason to look at a field that is typed blind, as heavy as the strongest of its own, which would tell too much."""
    weight = max((each.weight for each in reasons), default=_LEAST_WEIGHT)
    return Reason(ReasonKind.BLIND, "Typed blind: type what stands on the page.", weight)


def masked(findings: Iterable[Finding], hidden: Collection[str]) -> tuple[Finding, ...]:
    """The findings without the numbers of those that concern a field typed blind."""
    sentence = "A rule over a field that is typed blind fails. Type that field first."
    return tuple(
        replace(each, sentence=sentence) if any(path in hidden for path in each.paths) else each for each in findings
    )


def outcome(text: str, each: Field, locale: DocumentLocale) -> RekeyOutcome:
    """What a text typed from the page says beside the value that was read: the same whatever its spelling, or something else.

    Nothing typed agrees with nothing read, and is otherwise no answer.
    """
    if not text.strip():
        return RekeyOutcome.NOTHING if display_value(each) else RekeyOutcome.SAME
    typed = parse_value(text, each.kind, each.value, locale)
    return RekeyOutcome.SAME if _same(typed, text, each, locale) else RekeyOutcome.DIFFERENT


def differing(mine: str, other: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts cut into runs that agree and runs that differ; joined, the runs are the texts."""
    if max(len(mine), len(other)) > _LONG:
        return _ends_apart(mine, other)
    left: list[Run] = []
    right: list[Run] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, mine, other, autojunk=False).get_opcodes():
        left += [Run(mine[a0:a1], tag != "equal")] if a1 > a0 else []
        right += [Run(other[b0:b1], tag != "equal")] if b1 > b0 else []
    return tuple(left), tuple(right)


def _same(typed: Parsed, text: str, each: Field, locale: DocumentLocale) -> bool:
    read = each.value
    if isinstance(read, str) and each.kind is not FieldKind.STRING:
        read = parse_value(
            read, each.kind, None, locale
        ).value  # a server may send dates and numbers as they are printed
    if read is None:
        return _folded(text) == _folded(each.raw_text or "")
    if isinstance(read, Money) and isinstance(typed.value, Money):
        one, other = typed.value, read
        return _number(one.amount) == _number(other.amount) and _agree(one.currency, other.currency)
    if _is_number(read) and _is_number(typed.value):
        return _number(str(typed.value)) == _number(str(read))
    return _folded(value_text(typed.value)) == _folded(value_text(read))


def _is_number(value: FieldValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _agree(one: str | None, other: str | None) -> bool:
    """A currency nobody named contradicts none."""
    return not one or not other or one == other


def _folded(text: str) -> str:
    """Without what typists do differently: case, spaces, kinds of dashes and quotation marks."""
    plain = unicodedata.normalize("NFKC", text).translate(_SPELLINGS)
    return re.sub(r"\s+", "", plain).casefold()


def _ends_apart(mine: str, other: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    shortest = min(len(mine), len(other))
    head = next((at for at in range(shortest) if mine[at] != other[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if mine[-1 - at] != other[-1 - at]), rest)
    return _in_three(mine, head, tail), _in_three(other, head, tail)


def _in_three(text: str, head: int, tail: int) -> tuple[Run, ...]:
    parts = ((text[:head], False), (text[head : len(text) - tail], True), (text[len(text) - tail :], False))
    return tuple(Run(part, differs) for part, differs in parts if part)
