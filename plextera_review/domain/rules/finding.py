"""What a rule has to say about a document."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: a note, a doubt, a fault."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that does not hold.

    ``sentence`` says why, in words and with the numbers. ``paths`` are the fields concerned (``Field.path``); ``suspects`` those of
    them most likely wrong, likeliest first, never empty when ``paths`` is not. Only a required field the extraction does not have at
    all leaves both empty.
    """

    rule_id: str
    severity: Severity
    sentence: str
    paths: tuple[str, ...]
    suspects: tuple[str, ...]
