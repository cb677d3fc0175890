"""Where feedback stands on its way. A module of its own: the status strip shows before anything that decides on fields is imported."""

from enum import StrEnum


class SendState(StrEnum):
    """Where a feedback stands on its way. ``UNCONFIRMED``: sent, outcome unknown; never repeated in silence."""

    DRAFT = "draft"
    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNCONFIRMED = "unconfirmed"
    REJECTED = "rejected"
    DISCARDED = "discarded"
