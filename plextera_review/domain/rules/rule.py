"""What all rules share, and what one says about a document."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from plextera_review.domain.field import Field
from plextera_review.domain.rules.field_index import FieldIndex
from plextera_review.domain.rules.finding import Severity
from plextera_review.domain.rules.selector import plain_key


@dataclass(frozen=True, slots=True, eq=False)
class Rule(ABC):
    """A rule: a stable ``id``, a ``title`` for settings, a severity, and the hubs it counts for (ids or names; empty: all)."""

    id: str
    title: str
    severity: Severity
    hubs: tuple[str, ...]

    @abstractmethod
    def checks(self, index: FieldIndex) -> "Iterator[Check]":
        """What the rule says about the fields it finds; nothing about fields that are not there."""

    def with_severity(self, severity: Severity) -> Self:
        """The same rule, weighed differently."""
        return replace(self, severity=severity)

    def is_for(self, hub_id: str | None, hub_name: str | None) -> bool:
        """True when the rule counts for documents of a hub."""
        if not self.hubs:
            return True
        known = {plain_key(each) for each in (hub_id, hub_name) if each}
        return any(plain_key(each) in known for each in self.hubs)


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One statement of a rule about some fields.

    A check that ``holds`` and ``vouches`` clears its fields when others that share them fail. Of one that fails, ``wanted`` holds the
    value each field would need to make it true (same order as ``fields``; empty when it does not compute one), ``slips`` the paths
    for which that value is a usual slip away, ``last_resort`` whom to name when every field is cleared, ``suspects`` whom the rule
    itself names. When the last field is cleared by another check, ``excuse`` replaces the sentence and makes it a note, and what is
    ``settled`` is no finding at all.
    """

    rule: Rule
    fields: tuple[Field, ...]
    holds: bool
    sentence: str = ""
    wanted: tuple[Decimal | None, ...] = ()
    slack: Decimal = Decimal(0)
    vouches: bool = False
    slips: frozenset[str] = frozenset()
    suspects: tuple[Field, ...] = ()
    last_resort: tuple[Field, ...] = ()
    last_resort_sentence: str = ""
    excuse: str = ""
    settled: bool = False
