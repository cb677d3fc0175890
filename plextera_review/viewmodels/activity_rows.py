"""Rows of Activity: words, icons' states and what may be done with each. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from plextera_review.domain.correction import OutboxRow, SendState, VerdictKind
from plextera_review.domain.feedback import DOCUMENT_PATH, FeedbackFormError, parse_feedback
from plextera_review.storage.activity import ActivityRecord
from plextera_review.storage.journal import JournalEntry
from plextera_review.viewmodels.job_rows import relative_time

SEND_WORDS = {
    SendState.DRAFT: "Draft, kept here",
    SendState.PENDING: "Kept here, waits",
    SendState.SENDING: "Sending",
    SendState.ACCEPTED: "Accepted",
    SendState.UNCONFIRMED: "Unconfirmed",
    SendState.REJECTED: "Refused",
    SendState.DISCARDED: "Discarded",
}
_DECIDED = {
    VerdictKind.ACCEPTED: "Accepted",
    VerdictKind.CORRECTED: "Corrected",
    VerdictKind.MISSING: "Missing",
    VerdictKind.UNREADABLE: "Unreadable",
    VerdictKind.WAIVED: "Rule waived",
    VerdictKind.ARRANGED: "Rows changed",
    VerdictKind.CLEARED: "Decision taken back",
}
_SAID = {VerdictKind.MISSING: "Missing in the document", VerdictKind.UNREADABLE: "Nobody can read it"}
WHOLE_DOCUMENT = "Whole document"


class ActivityFilter(StrEnum):
    """The chips over the list, in order."""

    ALL = "All"
    NEEDS_YOU = "Needs you"
    KEPT = "Kept here"
    SENDING = "Sending"
    ACCEPTED = "Accepted"
    DISCARDED = "Discarded"
    DECISIONS = "Decisions"


class ActivityColumn(IntEnum):
    """Columns of the list."""

    STATE = 0
    FIELD = 1
    TEXT = 2
    DOCUMENT = 3
    TRIES = 4
    TIME = 5


class Deed(StrEnum):
    """What can be done with messages."""

    SEND = "send"
    ARRIVED = "arrived"
    DISCARD = "discard"


STATES_OF: Mapping[ActivityFilter, frozenset[SendState]] = {
    ActivityFilter.ALL: frozenset(SendState),
    ActivityFilter.NEEDS_YOU: frozenset({SendState.UNCONFIRMED, SendState.REJECTED}),
    ActivityFilter.KEPT: frozenset({SendState.DRAFT, SendState.PENDING}),
    ActivityFilter.SENDING: frozenset({SendState.SENDING}),
    ActivityFilter.ACCEPTED: frozenset({SendState.ACCEPTED}),
    ActivityFilter.DISCARDED: frozenset({SendState.DISCARDED}),
    ActivityFilter.DECISIONS: frozenset(),
}
WITH_DECISIONS = frozenset({ActivityFilter.ALL, ActivityFilter.DECISIONS})
STATES_FOR: Mapping[Deed, frozenset[SendState]] = {
    Deed.SEND: frozenset({SendState.PENDING, SendState.REJECTED, SendState.UNCONFIRMED, SendState.DISCARDED}),
    Deed.ARRIVED: frozenset({SendState.UNCONFIRMED}),
    Deed.DISCARD: frozenset({SendState.DRAFT, SendState.PENDING, SendState.REJECTED, SendState.UNCONFIRMED}),
}
EDITABLE = STATES_FOR[Deed.DISCARD]


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line of the list. ``state`` is None for an act of the journal, ``kind`` for a message or a submit."""

    key: int
    at: datetime
    state: SendState | None
    kind: VerdictKind | None
    word: str
    field: str
    text: str
    document: str
    tries: str
    reference: str
    job_id: str
    field_path: str
    message: str


def activity_row(record: ActivityRecord) -> ActivityRow:
    """The line of a record."""
    if record.row is not None:
        return _sent(record.key, record.row)
    assert record.entry is not None  # noqa: S101 - one of the two
    return _decided(record.key, record.entry)


def counts_of(states: Mapping[SendState, int], decisions: int) -> dict[ActivityFilter, int]:
    """How many lines every chip shows."""
    found = {each: sum(states.get(state, 0) for state in STATES_OF[each]) for each in ActivityFilter}
    for each in WITH_DECISIONS:
        found[each] += decisions
    return found


def cell_text(row: ActivityRow, column: int) -> str:
    """What one cell says."""
    match column:
        case ActivityColumn.STATE:
            return row.word
        case ActivityColumn.FIELD:
            return row.field
        case ActivityColumn.TEXT:
            return row.text
        case ActivityColumn.DOCUMENT:
            return row.document
        case ActivityColumn.TRIES:
            return row.tries
        case _:
            return relative_time(row.at)


def message_gist(message: str) -> str:
    """A message in one line for a list: what was read, what it should be, the words of the person."""
    try:
        found = parse_feedback(message)
    except FeedbackFormError:
        return " · ".join(message.split("\n"))
    parts = []
    if found.kind is VerdictKind.CORRECTED:
        parts.append(f"{found.read or 'nothing'} → {found.should_be or 'nothing'}")
    elif found.kind in {VerdictKind.MISSING, VerdictKind.UNREADABLE}:
        parts.append(f"{_SAID[found.kind]}: {found.read}" if found.read else _SAID[found.kind])
    if found.change:
        parts.append(found.change)
    if found.waives:
        parts.append(f"waived: {', '.join(found.waives)}")
    if found.comment:
        parts.append(f"“{found.comment}”")
    return " · ".join(parts)


def decision_words(entry: JournalEntry) -> str:
    """An act of the journal in words."""
    verdict = entry.verdict
    if verdict is None:
        return "The document was submitted"
    said = _SAID.get(verdict.kind, "" if verdict.waived else _DECIDED[verdict.kind])
    if verdict.kind is VerdictKind.CORRECTED:
        said = f"{verdict.original or 'nothing'} → {verdict.value_text or 'nothing'}"
    elif verdict.kind is VerdictKind.ARRANGED and verdict.value_text:
        said = verdict.value_text
    elif verdict.kind is VerdictKind.ACCEPTED:
        said = verdict.original or ""
    parts = [said] if said else []
    if verdict.waived:
        parts.append(f"waived: {', '.join(verdict.waived)}")
    if verdict.comment:
        parts.append(f"“{verdict.comment}”")
    return " · ".join(parts)


def _sent(key: int, row: OutboxRow) -> ActivityRow:
    gist = message_gist(row.message)
    waits = row.state in {SendState.UNCONFIRMED, SendState.REJECTED, SendState.PENDING}
    return ActivityRow(
        key,
        row.updated_at,
        row.state,
        None,
        SEND_WORDS[row.state],
        row.field_name or row.field_path or WHOLE_DOCUMENT,
        f"{row.last_message} · {gist}" if waits and row.last_message else gist,
        row.job_name,
        str(row.attempts) if row.attempts else "",
        row.client_reference,
        row.job_id,
        row.field_path,
        row.message,
    )


def _decided(key: int, entry: JournalEntry) -> ActivityRow:
    kind = entry.verdict.kind if entry.verdict else None
    word = _DECIDED[kind] if kind else "Submitted"
    if kind is VerdictKind.ACCEPTED and entry.field_path == DOCUMENT_PATH:
        word = "Comment"
    return ActivityRow(
        key,
        entry.at,
        None,
        kind,
        word,
        (entry.field_name or entry.field_path or WHOLE_DOCUMENT) if kind else WHOLE_DOCUMENT,
        decision_words(entry),
        entry.job_name or entry.job_id,
        "",
        entry.client_reference,
        entry.job_id,
        entry.field_path,
        "",
    )
