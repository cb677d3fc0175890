"""How one document writes numbers and dates, seen from the values the machine read beside what was printed."""

import re
from dataclasses import dataclass

from plextera_review.domain.field import Extraction, FieldKind, Money

_NUMERIC_DATE = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}\s*")
_ISO = re.compile(r"\d{4}-(\d{2})-(\d{2})")
_FRACTION = re.compile(r"\d([.,])\d{1,2}\D*$")


@dataclass(frozen=True, slots=True)
class DocumentLocale:
    """``day_first``: 03/04 is the third of April; ``decimal_comma``: 1.234,50. None: the document does not tell."""

    day_first: bool | None = None
    decimal_comma: bool | None = None

    @classmethod
    def of(cls, extraction: Extraction) -> "DocumentLocale":
        """From the fields that have both a value and the text it was read from; the majority counts."""
        day_votes = comma_votes = 0
        for each in extraction.leaves():
            raw = each.raw_text or ""
            if each.kind is FieldKind.DATE and isinstance(each.value, str):
                day_votes += _day_vote(raw, each.value)
            elif isinstance(each.value, Money | float) and (found := _FRACTION.search(raw)):
                comma_votes += 1 if found[1] == "," else -1
        return cls(_decided(day_votes), _decided(comma_votes))


def _day_vote(raw: str, value: str) -> int:
    printed, iso = _NUMERIC_DATE.fullmatch(raw), _ISO.match(value)
    if printed is None or iso is None:
        return 0
    first, second, month, day = int(printed[1]), int(printed[2]), int(iso[1]), int(iso[2])
    if first == second or {first, second} != {month, day}:
        return 0
    return 1 if first == day else -1


def _decided(votes: int) -> bool | None:
    return None if votes == 0 else votes > 0
