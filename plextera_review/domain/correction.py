"""What a person decided about a field."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plextera_review.domain.field import FieldValue
from plextera_review.domain.geometry import Placement


class VerdictKind(StrEnum):
    """The verdicts a reviewer can give. ``CLEARED`` takes an earlier one back."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    CLEARED = "cleared"


class FeedbackType(StrEnum):
    """Feedback type of the API: ERROR needs correction, INFO is a note."""

    ERROR = "ERROR"
    INFO = "INFO"


class SendState(StrEnum):
    """Where a feedback stands on its way. ``UNCONFIRMED``: sent, outcome unknown; never repeated in silence."""

    DRAFT = "draft"
    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNCONFIRMED = "unconfirmed"
    REJECTED = "rejected"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision about one field, as kept in the journal.

    ``client_reference`` identifies the decision for ever and is sent with its feedback. ``comment`` may stand alone beside
    any kind. ``original`` and ``value`` are texts as shown to the person.
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
    placement: Placement | None = None

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
