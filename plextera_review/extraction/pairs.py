"""Label–value pairs of any form: “Label: value” on one line, or a label with its value to the right or below."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from plextera_review.domain.field import FieldKind
from plextera_review.domain.words import Word
from plextera_review.extraction.finder import Finding, words_between
from plextera_review.extraction.hubs import HubField
from plextera_review.extraction.layout import Line, Segment
from plextera_review.extraction.values import amounts, dates

_MOST_FIELDS = 300
_LONGEST_LABEL = 40
_LONGEST_NAME = 60
Pair = tuple[HubField, Finding]
_FARTHEST = 0.12
_SLUG = re.compile(r"[^a-z0-9]+")


def find_pairs(lines: Sequence[Line]) -> list[Pair]:
    """Every pair with a colon after its label, in reading order; ids are made of the labels, numbered when repeated."""
    found: list[Pair] = []
    taken: dict[str, int] = {}
    for number, line in enumerate(lines):
        for position, segment in enumerate(line):
            for start, stop, value_stop in _colons(segment):
                label = segment.part(start, stop)
                name = label.text.rstrip(" :")
                if not 2 <= len(name) <= _LONGEST_LABEL or not any(c.isalpha() for c in name):
                    continue
                value = segment.part(stop, value_stop)
                confidence, reason = 0.88, None
                if not value.words and value_stop == len(segment.words):
                    value, confidence, reason = _elsewhere(label, line, position, lines[number + 1 : number + 3])
                if not value.words or len(found) >= _MOST_FIELDS:
                    continue
                _add(found, taken, name, value, confidence, reason)
    in_pairs = {word.form for _, finding in found for word in finding.segment.words}
    for name, segment, reason in filled_fields(lines):
        if segment.words[0].form in in_pairs or len(found) >= _MOST_FIELDS:
            continue
        _add(found, taken, name, segment, 0.6 if reason else 0.86, reason)
    return found


def _add(
    found: list[Pair], taken: dict[str, int], name: str, value: Segment, confidence: float, reason: str | None
) -> None:
    """One more pair, unless an earlier page printed the same: headers repeat on every page."""
    kind, typed, part, doubt = typed_value(value)
    if any(field.name == name and other.value == typed and other.segment.page != part.page for field, other in found):
        return
    field_id = _unique(_SLUG.sub("_", name.lower()).strip("_") or "field", taken)
    finding = Finding(typed, part, confidence - (0.15 if doubt else 0.0), reason or doubt)
    found.append((HubField(field_id, name, kind, ()), finding))


def filled_fields(lines: Sequence[Line]) -> Iterator[tuple[str, Segment, str | None]]:
    """The filled form fields without a printed colon: the nearest print left of or above them, their words, a doubt."""
    printed = [segment for line in lines for segment in line if not segment.words[0].form]
    forms: dict[tuple[int, int], list[Word]] = {}
    for segment in (segment for line in lines for segment in line):
        for word in segment.words:
            if word.form:
                forms.setdefault((segment.page, word.form), []).append(word)
    for number, ((page, _), words) in enumerate(forms.items(), 1):
        value = Segment(page, tuple(words))
        label = min(
            (each for each in printed if each.page == page), key=lambda each: _distance(each, value), default=None
        )
        if label is None or _distance(label, value) > _FARTHEST:
            yield f"Form field {number}", value, "Nothing is printed near this form field."
        else:
            yield _shortened(label.text), value, None


def _distance(label: Segment, value: Segment) -> float:
    """How far a label stands from a value, in heights of the page; left of it and above it are the places for labels."""
    one, other = label.rect, value.rect
    gap_down = other.y - one.bottom
    if (
        abs((one.y + one.bottom) / 2 - (other.y + other.bottom) / 2) < 0.6 * other.height
        and one.right <= other.x + 0.01
    ):
        return (other.x - one.right) * 0.7
    if -0.3 * one.height <= gap_down and one.x < other.right and one.right > other.x - 0.01:
        return max(gap_down, 0.0) + 0.2 * max(one.x - other.x, 0.0)
    return 1.0


def _shortened(label: str) -> str:
    """A label's first words, without blanks and colons at its ends."""
    text = label.strip(" :.$*")
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1].rsplit(' ', 1)[0]}…"


def typed_value(segment: Segment) -> tuple[FieldKind, Any, Segment, str | None]:
    """The type a text shows by itself, value, words, doubt: a date or an amount with a currency that fills it, text otherwise."""
    text = segment.text
    for kind, readings in ((FieldKind.DATE, dates(text)), (FieldKind.MONEY, amounts(text))):
        if len(readings) == 1 and readings[0].stop - readings[0].start >= len(text) - 1:
            reading = readings[0]
            if kind is FieldKind.MONEY and "currency" not in reading.value:
                continue
            return kind, reading.value, words_between(segment, reading.start, reading.stop), reading.doubt
    return FieldKind.STRING, text, segment, None


def _colons(segment: Segment) -> list[tuple[int, int, int]]:
    """Label start, label stop and value stop of each colon in a segment, in words."""
    ends = [place for place, word in enumerate(segment.words) if word.text.endswith(":") and len(word.text) > 1]
    if not ends:
        return []
    spans: list[tuple[int, int, int]] = []
    start = 0
    for number, end in enumerate(ends):
        following = ends[number + 1] if number + 1 < len(ends) else None
        value_stop = len(segment.words) if following is None else following
        spans.append((start, end + 1, value_stop))
        start = value_stop
    return spans


def _elsewhere(label: Segment, line: Line, position: int, below: Sequence[Line]) -> tuple[Segment, float, str | None]:
    if position + 1 < len(line) and ":" not in line[position + 1].text:
        return line[position + 1], 0.82, None
    box = label.rect
    for segment in (each for row in below for each in row):
        rect = segment.rect
        close = segment.page == label.page and rect.y - box.y < 3 * box.height
        if close and abs(rect.x - box.x) < 0.02 and ":" not in segment.text:
            return segment, 0.65, "It stands below its label, not beside it."
    return label.part(0, 0), 0.0, None


def _unique(field_id: str, taken: dict[str, int]) -> str:
    taken[field_id] = taken.get(field_id, 0) + 1
    return field_id if taken[field_id] == 1 else f"{field_id}_{taken[field_id]}"
