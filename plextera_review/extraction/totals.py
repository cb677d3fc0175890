"""Net amount, tax and total of an invoice: printed amounts named by their labels, and checked by whether they add up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from plextera_review.extraction.finder import Finding, words_between
from plextera_review.extraction.hubs import HubField, normalised
from plextera_review.extraction.layout import Line, Segment
from plextera_review.extraction.values import Reading, amounts

_ROUNDING = Decimal("0.02")
_LONGEST_LABEL = 90
_COMPOUND = 6  # from this length on a phrase also counts inside a longer word: “steuer” in “Mehrwertsteuer”
_INCLUSIVE = ("incl", "inkl", "ttc", "brutto")
_MOST_CANDIDATES = 6
_HEADING_LINES = 4
_ROLES = ("net", "tax", "gross")


@dataclass(frozen=True, slots=True)
class _Candidate:
    value: Decimal
    reading: Reading
    segment: Segment
    label: str
    score: float


def find_totals(fields: Sequence[HubField], lines: Sequence[Line]) -> dict[str, Finding]:
    """Findings for the fields with a ``role`` (``net``, ``tax``, ``gross``), by field id.

    The amounts whose labels speak loudest win, together: three that add up beat three that do not.
    """
    by_role = {field.role: field for field in fields if field.role in _ROLES}
    if not by_role:
        return {}
    candidates: dict[str, list[_Candidate]] = {role: [] for role in _ROLES}
    for role, candidate in _candidates(by_role, lines):
        candidates[role].append(candidate)
    ranked = {
        role: sorted(found, key=lambda each: each.score, reverse=True)[:_MOST_CANDIDATES]
        for role, found in candidates.items()
    }
    best = max(product(*([*ranked[role], None] for role in _ROLES)), key=_worth)
    return {
        by_role[role].id: _finding(chosen, best, ranked[role])
        for role, chosen in zip(_ROLES, best, strict=True)
        if chosen is not None and role in by_role
    }


_Triple = tuple[_Candidate | None, ...]


def _worth(triple: _Triple) -> float:
    worth = sum(each.score for each in triple if each is not None)
    if _adds_up(triple) is not None:
        worth += 2.0 if _adds_up(triple) else -0.5
    return worth


def _adds_up(triple: _Triple) -> bool | None:
    """Whether net and tax make the total; ``None`` when one is missing or all are nothing."""
    net, tax, gross = (each.value if each is not None else None for each in triple)
    if net is None or tax is None or gross is None or gross == 0:
        return None
    return abs(net + tax - gross) <= _ROUNDING


def _finding(chosen: _Candidate, triple: _Triple, rivals: Sequence[_Candidate]) -> Finding:
    value = _with_currency(chosen.reading.value, triple)
    adds_up = _adds_up(triple)
    rest = {each.value for each in rivals if each.score > chosen.score - 0.3} - {chosen.value}
    if adds_up:
        return Finding(value, chosen.segment, 0.97 if not rest else 0.95, None, chosen.label)
    confidence = min(0.55 + 0.12 * chosen.score, 0.85)
    reason = "No second amount confirms it."
    if adds_up is False:
        confidence, reason = confidence - 0.25, "Net amount and tax do not add up to the total."
    elif rest:
        confidence, reason = confidence - 0.15, "Another amount stands beside the same kind of label."
    return Finding(value, chosen.segment, round(max(confidence, 0.2), 2), reason, chosen.label)


def _with_currency(value: Mapping[str, str], triple: _Triple) -> dict[str, str]:
    """A currency printed at one of the three counts for all."""
    printed = next(
        (each.reading.value["currency"] for each in triple if each and "currency" in each.reading.value), None
    )
    return dict(value) | ({"currency": printed} if printed and "currency" not in value else {})


def _candidates(by_role: Mapping[str, HubField], lines: Sequence[Line]) -> Iterator[tuple[str, _Candidate]]:
    for number, line in enumerate(lines):
        found = [(segment, reading) for segment in line for reading in amounts(segment.text) if _is_money(reading)]
        for segment, reading in found:
            part = words_between(segment, reading.start, reading.stop)
            left = _left_of(line, segment, reading)
            labels = [(left, 1.0 if len(found) == 1 else 0.8)]
            labels += [(heading, 0.75) for heading in _above(part, lines[max(number - _HEADING_LINES, 0) : number])]
            value = Decimal(reading.value["amount"])
            for label, weight in labels:
                role, strength = _role(by_role, label)
                if role is None:
                    continue
                late = 0.2 * number / len(lines)  # sums stand at the end
                score = weight * strength + late + (0.15 if "currency" in reading.value else 0.0)
                yield role, _Candidate(value, reading, part, label, score)
                break


def _is_money(reading: Reading) -> bool:
    """Two decimals, or a currency: “19” beside “VAT” is a rate, “2026” a year."""
    printed = reading.value["amount"]
    decimals = len(printed.partition(".")[2])
    return decimals == 2 or (decimals == 0 and "currency" in reading.value)


def _left_of(line: Line, segment: Segment, reading: Reading) -> str:
    """The text before an amount on its line, from the amount before it on."""
    own = segment.text[: reading.start]
    before = " ".join(each.text for each in line[: line.index(segment)])
    text = f"{before} {own}"
    earlier = amounts(text)
    if earlier and _is_money(earlier[-1]):
        text = text[earlier[-1].stop :]
    return normalised(text)[-_LONGEST_LABEL:]


def _above(part: Segment, lines: Sequence[Line]) -> Iterator[str]:
    """Headings over an amount's column, nearest first."""
    box = part.rect
    for line in reversed(lines):
        for segment in line:
            rect = segment.rect
            if (
                segment.page == part.page
                and min(rect.right, box.right) > max(rect.x, box.x)
                and not amounts(segment.text)
            ):
                yield normalised(segment.text)[-_LONGEST_LABEL:]


def _role(by_role: Mapping[str, HubField], label: str) -> tuple[str | None, float]:
    """The role a label speaks of, and how clearly (about 0.6 to 2)."""
    spoken = [
        (start, start + len(phrase), role)
        for role, field in by_role.items()
        for phrase in field.labels
        if (start := _place(label, phrase)) is not None
    ]
    whole = [each for each in spoken if not any(_inside(each, other) for other in spoken)]
    if not whole:
        return None, 0.0
    roles = {role for *_, role in whole}
    # “Total excl. VAT” is a net amount, “Total VAT” a tax, “Total incl. VAT” a total.
    order = ("gross", "net", "tax") if any(mark in label for mark in _INCLUSIVE) else _ROLES
    role = next(each for each in order if each in roles)
    longest = max(stop - start for start, stop, each in whole if each == role)
    alone = 0.3 if len(label) <= longest + 8 else 0.0
    return role, 0.6 + min(longest, 24) / 24 + alone


def _place(label: str, phrase: str) -> int | None:
    """Where a phrase stands in a label: as words of its own, or, if long, inside a compound like “Rechnungssumme”."""
    start = f" {label} ".find(f" {phrase} ")
    if start < 0 and len(phrase) >= _COMPOUND and " " not in phrase:
        start = label.find(phrase)
    return start if start >= 0 else None


def _inside(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]
