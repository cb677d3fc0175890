"""Finds the value of a labelled field: after its label, to the right of it, or below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from plextera_review.domain.field import FieldKind
from plextera_review.extraction.hubs import HubField, normalised
from plextera_review.extraction.layout import Line, Segment
from plextera_review.extraction.shapes import read_shape
from plextera_review.extraction.values import amounts, dates

_LONGEST_LABEL = 5
_LINES_BELOW = 3
_BY_RELATION = {"after": 0.94, "right": 0.92, "below": 0.84}


@dataclass(frozen=True, slots=True)
class Finding:
    """A value for a field: typed value, the words it was read from, confidence 0..1 and why it is not higher."""

    value: Any
    segment: Segment
    confidence: float
    reason: str | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Label:
    line: int
    position: int
    start: int
    stop: int
    text: str


def find_field(field: HubField, lines: Sequence[Line], known_labels: frozenset[str] = frozenset()) -> Finding | None:
    """The best value of a field on the lines of a document, ``None`` when no label leads to one.

    ``known_labels``: those of all fields; “date” inside “due date” is no label of the invoice date.
    """
    labels = _labels(field, lines, known_labels)
    found = [finding for label in labels if (finding := _near(field, label, lines)) is not None]
    found += _led(field, lines)
    if not found:
        return _by_form(field, lines) if field.shape == "iban" else None
    best = max(found, key=lambda each: (each.confidence, _rank(each)))
    others = {_key(each.value) for each in found if len(each.label.split()) >= len(best.label.split())} - {
        _key(best.value)
    }
    if not others:
        return best
    reason = (
        "Another value stands beside the same kind of label."
        if len(others) == 1
        else "Several values stand beside such labels."
    )
    confidence = round(best.confidence - min(0.1 + 0.08 * len(others), 0.35), 2)
    return Finding(best.value, best.segment, max(confidence, 0.2), best.reason or reason, best.label)


def _led(field: HubField, lines: Sequence[Line]) -> Iterator[Finding]:
    """Values in running text: “Invoice no. 4711 of 5 March”."""
    for segment in (each for line in lines for each in line):
        for lead in field.leads:
            match = lead.search(segment.text)
            rest = words_between(segment, match.end(), len(segment.text)) if match else None
            read = read_value(field, rest) if rest is not None and rest.words else None
            if read is not None and rest is not None and read[1].words[0] == rest.words[0]:
                value, part, doubt, penalty = read
                yield Finding(value, part, round(0.9 - penalty, 2), doubt, match[0] if match else "")
                break


def _by_form(field: HubField, lines: Sequence[Line]) -> Finding | None:
    """A value that proves itself by its check digits, wherever it stands."""
    for segment in (each for line in lines for each in line):
        read = read_value(field, segment)
        if read is not None and read[2] is None:
            reason = "It stands at no label; its check digits are right."
            return Finding(read[0], read[1], 0.85, reason)
    return None


def _rank(finding: Finding) -> float:
    """Among equals the first in the document."""
    return -(finding.segment.page * 10 + finding.segment.rect.y)


def _key(value: Any) -> str:
    return value["amount"] if isinstance(value, dict) else str(value)


def _labels(field: HubField, lines: Sequence[Line], known_labels: frozenset[str]) -> Iterator[_Label]:
    known = known_labels | set(field.labels)
    for number, line in enumerate(lines):
        for position, segment in enumerate(line):
            start = 0
            while start < len(segment.words):
                stop = next(
                    (
                        stop
                        for stop in range(min(start + _LONGEST_LABEL, len(segment.words)), start, -1)
                        if normalised(segment.part(start, stop).text) in known
                    ),
                    None,
                )
                if stop is None:
                    start += 1
                    continue
                text = normalised(segment.part(start, stop).text)
                # A label opens its segment or is closed by a colon; a word in running text is none.
                if text in field.labels and (start == 0 or segment.words[stop - 1].text.endswith(":")):
                    yield _Label(number, position, start, stop, text)
                start = stop


def _near(field: HubField, label: _Label, lines: Sequence[Line]) -> Finding | None:
    line = lines[label.line]
    segment = line[label.position]
    specific = 0.03 * min(len(label.text.split()) - 1, 2)
    tries: list[tuple[str, Segment]] = [("after", segment.part(label.stop))]
    tries += [("right", each) for each in line[label.position + 1 : label.position + 4]]
    tries += [("below", each) for each in _below(segment.part(label.start, label.stop), lines[label.line + 1 :])]
    for relation, candidate in tries:
        if not candidate.words:
            continue
        read = read_value(field, candidate)
        if read is None:
            continue
        value, part, doubt, penalty = read
        confidence = min(_BY_RELATION[relation] + specific - penalty, 0.98)
        if len(label.text.split()) == 1 and field.kind is not FieldKind.MONEY and relation == "below":
            confidence -= 0.1
            doubt = doubt or "Its label is a single word that stands above it."
        return Finding(value, part, round(confidence, 2), doubt, label.text)
    return None


def _below(label: Segment, lines: Sequence[Line]) -> Iterator[Segment]:
    """Segments under a label that share its column, nearest first."""
    box = label.rect
    for line in lines[:_LINES_BELOW]:
        for segment in line:
            rect = segment.rect
            near = segment.page == label.page and 0 <= rect.y - box.y < 4.5 * box.height
            overlap = min(rect.right, box.right) - max(rect.x, box.x)
            if near and overlap > 0.3 * min(rect.width, box.width):
                yield segment


def read_value(field: HubField, segment: Segment) -> tuple[Any, Segment, str | None, float] | None:
    """A typed value from a segment: value, the words that carry it, a doubt, and what the doubt costs in confidence."""
    if field.kind in {FieldKind.MONEY, FieldKind.NUMBER}:
        readings = amounts(segment.text)
        if not readings:
            return None
        reading = readings[-1] if field.kind is FieldKind.MONEY else readings[0]
        value: Any = reading.value if field.kind is FieldKind.MONEY else float(reading.value["amount"])
        plain = field.kind is FieldKind.MONEY and "." not in reading.value["amount"]
        doubt = "The amount is printed without decimals." if plain else None
        return value, words_between(segment, reading.start, reading.stop), doubt, 0.2 if plain else 0.0
    if field.kind is FieldKind.DATE:
        found = dates(segment.text)
        if not found:
            return None
        first = found[0]
        return first.value, words_between(segment, first.start, first.stop), first.doubt, 0.2 if first.doubt else 0.0
    read = read_shape(field.shape, segment.text)
    if read is None:
        return None
    return read.value, words_between(segment, read.start, read.stop), read.doubt, 0.15 if read.doubt else 0.0


def words_between(segment: Segment, start: int, stop: int) -> Segment:
    """The words of a segment that touch characters ``start`` to ``stop`` of its text."""
    kept = []
    position = 0
    for word in segment.words:
        if position < stop and position + len(word.text) > start:
            kept.append(word)
        position += len(word.text) + 1
    return Segment(segment.page, tuple(kept))
