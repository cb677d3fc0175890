"""What rules know beside the document itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class EarlierDocument:
    """A document reviewed before: ``values`` by field id, as text in force then (dates in ISO form, amounts as ``119.00 EUR``)."""

    job_id: str
    name: str
    reviewed_on: date | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleContext:
    """The day, and the earlier documents duplicates are looked for in.

    ``memo`` keeps what was worked out over ``earlier`` from one edit to the next; keep the context while a document is open.
    """

    today: date
    earlier: Sequence[EarlierDocument] = ()
    memo: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
