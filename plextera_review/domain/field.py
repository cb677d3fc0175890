"""What was read: fields, groups, tables, whatever the server's dialect."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from plextera_review.domain.convention import RawPlace
from plextera_review.domain.geometry import Placement
from plextera_review.domain.visible import visible_line


class FieldKind(StrEnum):
    """Type of a value. Unknown types of a newer server are read as text."""

    STRING = "STRING"
    NUMBER = "NUMBER"
    MONEY = "MONEY"
    DATE = "DATE"
    BOOLEAN = "BOOLEAN"
    GROUP = "GROUP"
    TABLE = "TABLE"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as printed digits (decimal text) with its ISO 4217 currency, if known."""

    amount: str
    currency: str | None = None


FieldValue = str | int | float | bool | Money | None


@dataclass(frozen=True, slots=True)
class Field:
    """One value the machine read, or a group of them.

    ``path`` is unique in its extraction (the server's identifier, made unique when a server repeats one); ``field_id`` is what
    the server called it and what feedback names, ``None`` when it named nothing. ``confidence`` is 0..1 or ``None`` when the
    server gave no number. ``places`` are the places as sent; ``placements`` those on the displayed page; ``unplaced_reason`` tells
    why a place the server sent cannot be shown. ``folded``: its value is one text that tells the values of fields too deep to be shown.
    """

    path: str
    name: str
    kind: FieldKind = FieldKind.STRING
    field_id: str | None = None
    value: FieldValue = None
    raw_text: str | None = None
    confidence: float | None = None
    confidence_reason: str | None = None
    placements: tuple[Placement, ...] = ()
    unplaced_reason: str | None = None
    children: "tuple[Field, ...]" = ()
    places: tuple[RawPlace, ...] = ()
    folded: bool = False
    raw: Any = field(default=None, compare=False, repr=False)

    @property
    def title(self) -> str:
        """The name for people, on one line: the identifier where there is no name, and where the server sent neither, its place in the
        list that holds it."""
        name = visible_line(self.name)
        if name.isdecimal() and not self.field_id:
            return f"Field {name}"
        return name or visible_line(self.field_id or "") or "Field"

    @property
    def is_container(self) -> bool:
        """True for groups, tables and rows: they hold fields and have no value of their own."""
        return bool(self.children) or self.kind in {FieldKind.GROUP, FieldKind.TABLE}

    def walk(self) -> "Iterator[Field]":
        """This field and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Extraction:
    """The output of one job."""

    job_id: str
    fields: tuple[Field, ...] = ()

    def leaves(self) -> Iterator[Field]:
        """Every field that can be given a verdict, in reading order."""
        for top in self.fields:
            for each in top.walk():
                if not each.is_container:
                    yield each
