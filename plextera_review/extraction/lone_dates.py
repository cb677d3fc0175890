"""The date of a document that prints it without a label, as receipts do."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from plextera_review.domain.field import FieldKind
from plextera_review.extraction.date_order import settled
from plextera_review.extraction.finder import Finding, words_between
from plextera_review.extraction.hubs import HubField
from plextera_review.extraction.layout import Line, Segment
from plextera_review.extraction.values import Reading, dates

_CONFIDENCE = 0.65
_REASON = "It stands at no label; it is the only date of the document that no other field has."


def find_lone_date(
    fields: Sequence[HubField], lines: Sequence[Line], found: Mapping[str, Finding], text: str
) -> dict[str, Finding]:
    """A finding for the first date field when it was not found and only one date is left for it; empty otherwise.

    ``text``: the whole document's, which shows the order of day and month.
    """
    wanted = next((field for field in fields if field.kind is FieldKind.DATE), None)
    if wanted is None or wanted.id in found:
        return {}
    taken = [finding.value for finding in found.values()]
    printed = [(segment, reading) for line in lines for segment in line for reading in dates(segment.text)]
    left: dict[str, tuple[Segment, Reading]] = {}
    for segment, reading in printed:
        if reading.value not in taken:
            left.setdefault(reading.value, (segment, reading))
    if len(left) != 1:
        return {}
    segment, reading = next(iter(left.values()))
    part = words_between(segment, reading.start, reading.stop)
    sure = settled(Finding(reading.value, part, _CONFIDENCE - (0.15 if reading.doubt else 0.0), reading.doubt), text)
    return {wanted.id: replace(sure, reason=f"{_REASON} {sure.reason or ''}".strip())}
