"""Which of 4/5/2026 is the day: what the other dates of the document show, else what its currency suggests."""

import re
from dataclasses import replace
from typing import Literal

from plextera_review.extraction.finder import Finding
from plextera_review.extraction.values import dates

Order = Literal["day", "month"]
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})\b")
_LAST_MONTH = 12


def shown_order(text: str) -> Order | None:
    """The order dates with one possible reading have, ``None`` when there is none or they disagree."""
    found: set[Order] = set()
    for first, second in _SLASHED.findall(text):
        if int(first) > _LAST_MONTH >= int(second):
            found.add("day")
        elif int(second) > _LAST_MONTH >= int(first):
            found.add("month")
    return found.pop() if len(found) == 1 else None


def settled(finding: Finding, text: str) -> Finding:
    """The finding, read in the document's order if it is a date with two readings; the doubt stays where nothing shows it."""
    reading = next((each for each in dates(finding.segment.text) if each.value == finding.value), None)
    if reading is None or reading.doubt is None:
        return finding
    shown = shown_order(text)
    dollars = "$" in text and "€" not in text and "£" not in text
    year, month, day = reading.value.split("-")  # read as day/month so far
    order = shown or ("month" if dollars else "day")
    value = f"{year}-{day}-{month}" if order == "month" else reading.value
    if shown is None:
        return replace(finding, value=value)
    reason = None if finding.reason == reading.doubt else finding.reason
    return replace(finding, value=value, confidence=round(finding.confidence + 0.15, 2), reason=reason)
