"""Who chose the documents of the contact sheet."""

from enum import StrEnum


class SheetSource(StrEnum):
    """All that wait for review, those of the queue's filter, or those a person selected in the queue."""

    WAITING = "waiting"
    FILTER = "filter"
    SELECTION = "selection"
