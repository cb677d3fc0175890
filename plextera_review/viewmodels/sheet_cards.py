"""The cards of the contact sheet: one value of one document each, in words and in order. No Qt."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from plextera_review.domain.document_locale import DocumentLocale
from plextera_review.domain.field import Field, Money
from plextera_review.domain.job import Job
from plextera_review.domain.projection import ReviewField
from plextera_review.domain.visible import visible_line

_ROW_NUMBER = re.compile(r"\[\d+\]|(?<=\.)\d+(?=\.|$)")


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """A document as it was read for the sheet; ``problem`` says why it has no fields."""

    job: Job
    fields: tuple[ReviewField, ...] = ()
    locale: DocumentLocale = field(default_factory=DocumentLocale)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that can be checked over many documents. ``open_looks`` of its values need a look."""

    key: str
    name: str
    values: int = 0
    open_looks: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One value of one document; ``row`` is None where the document has no such field or could not be read, ``problem`` then says so.

    ``busy`` is True while a decision is on its way to the disk, ``failure`` says why one could not be kept, ``odd`` marks a value that
    is left out when the screen is confirmed.
    """

    job: Job
    path: str
    name: str
    row: ReviewField | None
    locale: DocumentLocale = field(default_factory=DocumentLocale)
    problem: str = ""
    odd: bool = False
    busy: bool = False
    failure: str = ""

    @property
    def key(self) -> str:
        """Unique on the sheet."""
        return card_key(self.job.id, self.path)

    @property
    def value(self) -> str:
        """The value in force on one line; empty when there is none."""
        return visible_line(self.row.shown_value) if self.row is not None else ""

    @property
    def decided(self) -> bool:
        """True when a person decided about the value, a decision on its way to the disk included."""
        return self.busy or (self.row is not None and self.row.verdict is not None)

    @property
    def settled(self) -> bool:
        """True when there is nothing left to do: decided, and no rule fails that nobody waived."""
        return self.decided and not (self.row is not None and self.row.failing)

    @property
    def mark(self) -> str:
        """The word of its mark."""
        if self.row is None:
            return "no field" if not self.problem else "not read"
        if self.busy:
            return "saving"
        return self.row.mark.value

    @property
    def sentence(self) -> str:
        """What went wrong, or the strongest reason to look; empty when there is nothing to say."""
        if self.failure or self.problem or self.row is None:
            return self.failure or self.problem or "The document was read without this field."
        return self.row.reasons[0].sentence if self.row.needs_look and self.row.reasons else ""

    @property
    def absent(self) -> str:
        """What stands where the value would be."""
        if self.row is not None:
            return "typed blind" if self.row.hidden else "nothing read"
        return "not read" if self.problem else "nothing read"

    @property
    def spoken(self) -> str:
        """The card for screen readers."""
        odd = "left out" if self.odd else ""
        parts = (self.job.display_name, self.name, self.value or self.absent, odd, self.mark, self.sentence)
        return ", ".join(part for part in parts if part)


def card_key(job_id: str, path: str) -> str:
    """The key of the card of a field."""
    return f"{job_id}\n{path}"


def field_key(each: Field) -> str:
    """What the same field is called in every document: its id, without the numbers of rows."""
    return _ROW_NUMBER.sub("[]", each.field_id or each.path)


def field_name(row: ReviewField) -> str:
    """The field's name with the tables and groups above it, without the numbers of rows."""
    above = [each.name for each in row.trail if not each.name.strip().isdigit()]
    return " › ".join((*above, row.field.name or field_key(row.field)))


def cards_of(document: SheetDocument, key: str, name: str) -> list[Card]:
    """The cards of a document: one for every value of the field, one that says so where there is none."""
    rows = [each for each in document.fields if field_key(each.field) == key]
    if not rows:
        return [Card(document.job, "", name, None, document.locale, document.problem)]
    return [Card(document.job, each.path, name, each, document.locale) for each in rows]


class FieldCensus:
    """Which fields occur in the documents read so far."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._hubs: dict[str, set[str]] = {}

    def add(self, document: SheetDocument) -> None:
        """Count the fields of one more document."""
        for row in document.fields:
            key = field_key(row.field)
            self._names.setdefault(key, field_name(row))
            self._values[key] += 1
            self._open[key] += row.needs_look
            self._hubs.setdefault(key, set()).add(document.job.hub_id or "")

    def choices(self) -> tuple[FieldChoice, ...]:
        """The fields, those with most open looks first."""
        found = [FieldChoice(key, name, self._values[key], self._open[key]) for key, name in self._names.items()]
        return tuple(sorted(found, key=lambda each: (-each.open_looks, -each.values, each.name.casefold())))

    def name(self, key: str) -> str:
        """What a field is called; its key when it did not occur."""
        return self._names.get(key, key)

    def belongs(self, document: SheetDocument, key: str) -> bool:
        """True when the field is known in documents of the same hub: one without it then lacks it."""
        return (document.job.hub_id or "") in self._hubs.get(key, ())


def riskiest_first(cards: Iterable[Card]) -> list[Card]:
    """What nobody decided first, the likeliest errors of it first; documents without the field last."""
    return sorted(cards, key=lambda card: (card.row is None, card.decided, -_risk(card), _confidence(card)))


def by_value(cards: Sequence[Card]) -> list[Card]:
    """Equal values together, the rarest first: what differs from the others stands out. Equal counts go by size of the value."""
    counts = Counter(_folded(card) for card in cards)
    return sorted(cards, key=lambda card: (card.row is None, counts[_folded(card)], *_size(card), -_risk(card)))


def _risk(card: Card) -> float:
    return card.row.risk if card.row is not None else 0.0


def _confidence(card: Card) -> float:
    confidence = card.row.field.confidence if card.row is not None else None
    return confidence if confidence is not None else 1.0


def _folded(card: Card) -> str:
    return card.value.casefold()


def _size(card: Card) -> tuple[int, Decimal, str]:
    """Numbers by size, then texts by letters."""
    value = card.row.field.value if card.row is not None and card.row.is_original else card.value
    text = value.amount if isinstance(value, Money) else str(value)
    if isinstance(value, Money | int | float):
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal(0)
        if number.is_finite():
            return 0, number, ""
    return 1, Decimal(0), _folded(card)
