"""What a document's earlier submits did, for the person who opens it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from plextera_review.domain.correction import FeedbackType, OutboxRow, SendState

_WORDS = ("accepted", "being sent", "waiting to be sent", "unconfirmed", "refused")


@dataclass(frozen=True, slots=True)
class SentSummary:
    """When a document was submitted (oldest first) and how many messages stand in which state.

    ``drafts`` go with the next submit; ``only_corrections``: no note is among what was sent.
    """

    submitted: tuple[datetime, ...] = ()
    accepted: int = 0
    sending: int = 0
    pending: int = 0
    unconfirmed: int = 0
    refused: int = 0
    drafts: int = 0
    only_corrections: bool = True

    @classmethod
    def of(cls, submitted: Sequence[datetime], rows: Iterable[OutboxRow]) -> "SentSummary":
        """From the times of its submits and all its feedback."""
        found = [row for row in rows if row.state is not SendState.DISCARDED]
        states = [row.state for row in found]
        sent = [row for row in found if row.state is not SendState.DRAFT]
        return cls(
            tuple(submitted),
            states.count(SendState.ACCEPTED),
            states.count(SendState.SENDING),
            states.count(SendState.PENDING),
            states.count(SendState.UNCONFIRMED),
            states.count(SendState.REJECTED),
            states.count(SendState.DRAFT),
            all(row.feedback_type is FeedbackType.ERROR for row in sent),
        )

    @property
    def needs_person(self) -> int:
        """How many messages wait for a person's decision in Activity."""
        return self.unconfirmed + self.refused

    @property
    def sentence(self) -> str:
        """What to say above the fields, in local time; empty for a document that was never submitted."""
        if not self.submitted:
            return ""
        last = self.submitted[-1].astimezone()
        when = f"{last.day} {last:%b %Y, %H:%M}"
        times = len(self.submitted)
        begin = f"Submitted on {when}" if times == 1 else f"Submitted {times} times, last on {when}"
        counts = (self.accepted, self.sending, self.pending, self.unconfirmed, self.refused)
        parts = [f"{count} {word}" for count, word in zip(counts, _WORDS, strict=True) if count]
        if parts:
            first, _, rest = parts[0].partition(" ")
            noun = "correction" if self.only_corrections else "message"
            parts[0] = f"{first} {noun}{'' if first == '1' else 's'} {rest}"
        told = f"{begin}: {', '.join(parts)}." if parts else f"{begin}; nothing had to be sent."
        return f"{told} What you change from now on is sent with the next submit."
