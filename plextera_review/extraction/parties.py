"""Who sends a document and who receives it: the name at a label, below it, or at the head of an address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plextera_review.extraction.finder import Finding, words_between
from plextera_review.extraction.hubs import Hub, HubField, names_kind, normalised
from plextera_review.extraction.layout import Line, Segment
from plextera_review.extraction.shapes import looks_like_company
from plextera_review.extraction.values import dates

_LINES_BELOW = 8
_NAME_LABELS = {"name", "firma", "company", "company name", "nom", "raison sociale", "naam", "nome", "nombre", "nazwa"}
_TOP_LINES = 14
_LONGEST_NAME = 8  # words
_BREAK = re.compile(r"\s+[-–—●•·|]\s+|,\s|\s\(")  # after the name in a sender line: “Mill Ltd - 1 Mill Road - Mosley”
_POSTCODE = re.compile(r"(?:^|[\s,-])(?:\d{4,5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{2}-\d{3})(?:\s|$)")
_TALK = re.compile(r"@|www\.|https?:|[:%!?]|\b(?:tel|fax|phone|fon|page|seite)\b", re.IGNORECASE)
_HEADINGS = frozenset(
    [
        "adresse",
        "address",
        "anschrift",
        "lieferadresse",
        "lieferanschrift",
        "livraison",
        "delivery",
        "shipping",
        "ship",
        "direccion",
        "indirizzo",
        "adres",
        "date",
        "datum",
        "contact",
        "ansprechpartner",
        "total",
        "page",
        "description",
        "copy",
        "original",
        "kopie",
        "statement",
    ]
)
_SALUTATION = re.compile(r"(?:herrn|herr|frau|an|mr|mrs|ms|m|mme|monsieur|madame)\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wording:
    """Normalised labels of all fields, and the names of the kind of document, such as “invoice”."""

    labels: frozenset[str]
    titles: tuple[str, ...]

    @classmethod
    def of(cls, hub: Hub) -> "Wording":
        """The wording of a hub."""
        return cls(frozenset(label for field in hub.fields for label in field.labels), hub.names)

    def speaks(self, name: str) -> bool:
        """True when a text is a label or a heading, not a name."""
        plain = normalised(name)
        words = plain.split()
        return (
            plain in self.labels
            or not _HEADINGS.isdisjoint(words)
            or any(names_kind(title, plain) for title in self.titles)
            or (words[0] in self.labels and not looks_like_company(name) and (len(words) < 3 or _digits(name)))
        )


def find_parties(fields: Sequence[HubField], lines: Sequence[Line], wording: Wording) -> dict[str, Finding]:
    """Findings for the fields with the role ``supplier`` or ``customer``, by field id.

    ``wording``: what is printed on such documents and is no name.
    """
    by_role = {field.role: field for field in fields if field.role in {"supplier", "customer"}}
    found: dict[str, Finding] = {}
    for field in by_role.values():
        labelled = _labelled(field, lines, wording)
        if labelled is not None:
            found[field.id] = labelled
    supplier, customer = by_role.get("supplier"), by_role.get("customer")
    if supplier is not None and supplier.id not in found:
        guess = _sender(lines, wording, taken={each.value for each in found.values()})
        if guess is not None:
            found[supplier.id] = guess
    if customer is not None and customer.id not in found and (supplier is None or supplier.id in found):
        sender = found[supplier.id].value if supplier is not None else ""
        guess = _addressee(lines, wording, sender)
        if guess is not None:
            found[customer.id] = guess
    return found


def _labelled(field: HubField, lines: Sequence[Line], wording: Wording) -> Finding | None:
    found: list[Finding] = []
    for number, line in enumerate(lines):
        for position, segment in enumerate(line):
            stop = _label_stop(field, segment)
            if stop == 0:
                continue
            label = segment.part(0, stop)
            closed = label.text.rstrip().endswith(":")
            rest = _name(segment.part(stop), wording)
            if rest is not None and closed:
                found.append(_finding(rest, 0.93, label))
            elif stop == len(segment.words):
                finding = _around(label, line, position, lines[number + 1 : number + 1 + _LINES_BELOW], wording)
                if finding is not None:
                    found.append(finding)
    return max(found, key=lambda each: each.confidence, default=None)


def _label_stop(field: HubField, segment: Segment) -> int:
    """How many words at the start of a segment are a label of the field; 0 for none."""
    for stop in range(min(5, len(segment.words)), 0, -1):
        if normalised(segment.part(0, stop).text) in field.labels:
            return stop
    return 0


def _around(label: Segment, line: Line, position: int, below: Sequence[Line], wording: Wording) -> Finding | None:
    """The name right of a label that stands alone when it is near, else the first name under it."""
    box = label.rect
    right = line[position + 1] if position + 1 < len(line) else None
    beside = _name(right, wording) if right is not None else None
    under: Finding | None = None
    for row in below:
        for place, segment in enumerate(row):
            rect = segment.rect
            in_column = segment.page == label.page and -0.03 < rect.x - box.x < 0.06 and rect.y > box.y
            if not in_column or under is not None:
                continue
            if normalised(segment.text) in _NAME_LABELS and place + 1 < len(row):
                named = _name(row[place + 1], wording)
                under = _finding(named, 0.92, label) if named else None
            elif ":" not in segment.text and not (place + 1 < len(row) and row[place + 1].text.startswith(":")):
                name = _name(segment, wording)
                near = rect.y - box.y < 3.2 * box.height
                under = _finding(name, 0.88 if near else 0.8, label) if name else None
    if beside is not None and right is not None:
        gap = right.rect.x - box.right
        if gap < (0.03 if under is not None else 0.2):
            return _finding(beside, 0.9, label)
    return under


def _sender(lines: Sequence[Line], wording: Wording, taken: set[str]) -> Finding | None:
    """The sender by position: a company's legal form near the top, else the largest print there."""
    first = [segment for line in lines[:_TOP_LINES] for segment in line if segment.page == 1]
    names = [name for segment in first if (name := _name(segment, wording)) is not None and name.text not in taken]
    companies = [name for name in names if looks_like_company(name.text)]
    if companies:
        reason = "No label says that this is the sender; it is the first company on the page."
        return Finding(companies[0].text, companies[0], 0.65, reason)
    top = [name for name in names if name.rect.y < 0.25 and not _POSTCODE.search(name.text)]
    if not top:
        return None
    largest = max(top, key=lambda name: (round(name.rect.height, 3), -name.rect.y))
    return Finding(
        largest.text, largest, 0.5, "No label says that this is the sender; it is the largest print at the top."
    )


def _addressee(lines: Sequence[Line], wording: Wording, sender: str) -> Finding | None:
    """The name over an address in the upper half of the first page that is not the sender's."""
    segments = [segment for line in lines for segment in line if segment.page == 1 and segment.rect.y < 0.45]
    for segment in segments:
        if not _POSTCODE.search(segment.text) or len(segment.words) > 6:
            continue
        block = _block_above(segment, segments)
        names = [name for each in block if (name := _name(each, wording)) is not None and not _digits(each.text)]
        if len(block) >= 2 and names and not any(sender and sender in each.text for each in block):
            reason = "No label says that this is the receiver; it heads an address on the page."
            return Finding(names[0].text, names[0], 0.55, reason)
    return None


def _block_above(last: Segment, segments: Sequence[Segment]) -> list[Segment]:
    """The lines over a postcode line that start at the same left edge, from the top; a salutation alone is left out."""
    block: list[Segment] = []
    current = last
    for segment in sorted((each for each in segments if each.rect.y < last.rect.y), key=lambda each: -each.rect.y):
        aligned = abs(segment.rect.x - last.rect.x) < 0.015
        close = current.rect.y - segment.rect.y < 4 * current.rect.height
        if aligned and close and _POSTCODE.search(segment.text):
            break  # the sender's own address in small print
        if aligned and close and len(block) < 5:
            block.insert(0, segment)
            current = segment
    return [each for each in block if not _SALUTATION.fullmatch(each.text)]


def _name(segment: Segment | None, wording: Wording) -> Segment | None:
    """The part of a segment that may be the name of a person or company."""
    if segment is None or not segment.words:
        return None
    text = segment.text
    cut = _BREAK.search(text)
    part = words_between(segment, 0, cut.start()) if cut else segment
    part = part.part(next((n for n, word in enumerate(part.words) if any(c.isalnum() for c in word.text)), 0))
    while part.words and not any(c.isalnum() for c in part.words[-1].text):
        part = part.part(0, len(part.words) - 1)
    name = part.text
    letters = sum(c.isalpha() for c in name)
    words = normalised(name).split()
    if letters < 3 or not words or len(words) > _LONGEST_NAME or name[0].isdigit() or _TALK.search(name):
        return None
    if wording.speaks(name) or (_digits(name) and not looks_like_company(name)):
        return None
    if dates(name) or letters < len(name) / 2:
        return None
    return part


def _digits(text: str) -> bool:
    return any(c.isdigit() for c in text)


def _finding(name: Segment, confidence: float, label: Segment) -> Finding:
    doubt = None if looks_like_company(name.text) else "It has no legal form that would mark it as a company."
    return Finding(name.text, name, confidence - (0.0 if doubt is None else 0.06), doubt, normalised(label.text))
