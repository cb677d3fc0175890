"""What a person decided about a field."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plextera_review.domain.field import FieldValue
from plextera_review.domain.geometry import Placement
from plextera_review.domain.send_state import SendState as SendState  # noqa: PLC0414 - a verdict's state on its way


class VerdictKind(StrEnum):
    """The verdicts a reviewer can give.

    ``WAIVED``: the value is right although rules fail. ``ARRANGED``: the rows of a table were added, removed or moved.
    ``CLEARED`` takes an earlier verdict back.
    """

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    WAIVED = "waived"
    ARRANGED = "arranged"
    CLEARED = "cleared"


class FeedbackType(StrEnum):
    """Feedback type of the API: ERROR needs correction, INFO is a note."""

    ERROR = "ERROR"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision about one field, as kept in the journal.

    ``client_reference`` identifies the decision for ever and is sent with its feedback. ``comment`` may stand alone beside
    any kind. ``original`` and ``value_text`` are texts as shown to the person. ``placements`` are the places of the value in force, one a
    printed line. ``waived`` are the ids of the rules that may go on failing, whatever the kind; ``comment`` then says why. Of kind
    ``ARRANGED``, ``value`` is the order of the rows (see :mod:`plextera_review.domain.arrangement`) and ``value_text`` what was changed.
    """

    client_reference: str
    job_id: str
    field_path: str
    kind: VerdictKind
    decided_at: datetime
    field_id: str | None = None
    field_name: str = ""
    original: str | None = None
    value: FieldValue = None
    value_text: str | None = None
    comment: str | None = None
    placements: tuple[Placement, ...] = ()
    waived: tuple[str, ...] = ()

    @property
    def placement(self) -> Placement | None:
        """The first place of the value."""
        return self.placements[0] if self.placements else None

    @property
    def vouches(self) -> bool:
        """True when a person says that the field has the value in force."""
        return self.kind in {VerdictKind.ACCEPTED, VerdictKind.CORRECTED, VerdictKind.WAIVED}

    @property
    def needs_feedback(self) -> bool:
        """True when the server has something to learn: a plain acceptance sends nothing."""
        if self.kind is VerdictKind.CLEARED:
            return False
        return self.kind is not VerdictKind.ACCEPTED or bool(self.comment)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One feedback on its way to the server."""

    client_reference: str
    connection_id: str
    job_id: str
    job_name: str
    field_path: str
    field_id: str | None
    field_name: str
    feedback_type: FeedbackType
    message: str
    state: SendState
    created_at: datetime
    updated_at: datetime
    attempts: int = 0
    next_try_at: datetime | None = None
    feedback_id: str | None = None
    last_code: str | None = None
    last_message: str | None = None
