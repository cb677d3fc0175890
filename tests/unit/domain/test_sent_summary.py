"""What is said above a document that was submitted before."""

from datetime import UTC, datetime

import pytest

from plextera_review.domain.correction import FeedbackType, OutboxRow, SendState
from plextera_review.domain.sent_summary import SentSummary

AT = datetime(2026, 11, 24, 14, 2, tzinfo=UTC).astimezone()
WHEN = f"{AT.day} {AT:%b %Y, %H:%M}"
NEXT = "What you change from now on is sent with the next submit."


def row(state: SendState, kind: FeedbackType = FeedbackType.ERROR) -> OutboxRow:
    return OutboxRow("r", "local", "j", "a.pdf", "f", "f", "Total", kind, "m", state, AT, AT)


@pytest.mark.parametrize(
    ("times", "rows", "said"),
    [
        ([], [row(SendState.DRAFT)], ""),
        ([AT], [], f"Submitted on {WHEN}; nothing had to be sent. {NEXT}"),
        ([AT], [row(SendState.ACCEPTED)], f"Submitted on {WHEN}: 1 correction accepted. {NEXT}"),
        (
            [AT],
            [
                *[row(SendState.ACCEPTED)] * 3,
                row(SendState.UNCONFIRMED),
                row(SendState.DRAFT),
                row(SendState.DISCARDED),
            ],
            f"Submitted on {WHEN}: 3 corrections accepted, 1 unconfirmed. {NEXT}",
        ),
        (
            [AT, AT],
            [row(SendState.REJECTED), row(SendState.PENDING, FeedbackType.INFO)],
            f"Submitted 2 times, last on {WHEN}: 1 message waiting to be sent, 1 refused. {NEXT}",
        ),
    ],
)
def test_it_says_when_and_what_came_of_it(times: list[datetime], rows: list[OutboxRow], said: str) -> None:
    assert SentSummary.of(times, rows).sentence == said


def test_it_counts_what_needs_a_person() -> None:
    summary = SentSummary.of([AT], [row(SendState.REJECTED), row(SendState.UNCONFIRMED), row(SendState.DRAFT)])
    assert (summary.needs_person, summary.drafts) == (2, 1)
