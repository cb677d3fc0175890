"""The marks of the review screen. A module of its own: pages are drawn before anything that decides on fields is imported."""

from enum import StrEnum


class Mark(StrEnum):
    """Hue is attention, shape is who vouched."""

    RULE_FAILED = "rule failed"
    CHECK = "check"
    NOT_LOCATED = "not located"
    AUTOMATIC = "automatic"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    WAIVED = "waived"
