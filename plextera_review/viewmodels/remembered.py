"""The last value of the same sender in words, with its receipt; it is only offered, never filled in by itself."""

from plextera_review.domain.correction import VerdictKind
from plextera_review.domain.projection import ReviewField
from plextera_review.domain.recall import Recall, plain
from plextera_review.viewmodels.key_map import KeyMap

_LONGEST = 80


def remembered_sentence(recall: Recall, row: ReviewField, keys: KeyMap) -> str:
    """What the sender had the last time and the key that takes it over; empty when there is nothing to offer.

    Nothing is offered for a value that is the same in any spelling of case and spaces, for a field that is typed blind, and where
    a person said that the document does not have it.
    """
    last = recall.last_of(row.field)
    decided = row.verdict is not None and row.verdict.kind in {VerdictKind.MISSING, VerdictKind.UNREADABLE}
    if last is None or row.hidden or decided or plain(last.shown) == plain(row.shown_value):
        return ""
    value = " ".join(last.shown.split())
    value = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
    key = keys.text("ditto")
    return f"Last time: {value} ({last.receipt})" + (f" — {key}" if key else "")
