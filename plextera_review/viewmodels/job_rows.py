"""Rows of the queue: words, search text and order, computed once per record. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Protocol

from plextera_review.domain.job import Job, JobStatus, ReviewState


class RecordLike(Protocol):
    """A job of the mirror with what this computer knows about its review."""

    @property
    def job(self) -> Job: ...
    @property
    def review_state(self) -> ReviewState: ...
    @property
    def open_fields(self) -> int | None: ...
    @property
    def total_fields(self) -> int | None: ...
    @property
    def lowest_reason(self) -> str | None: ...
    @property
    def risk(self) -> float: ...


class Stage(StrEnum):
    """What one row says it is: the server's status, or the review state of this computer once it is completed."""

    TO_REVIEW = "To review"
    FAILED = "Failed"
    REJECTED = "Rejected"
    PROCESSING = "Processing"
    QUEUED = "Queued"
    POSTPONED = "Postponed"
    REVIEWED = "Reviewed"
    UNKNOWN = "Unknown"


class QueueFilter(StrEnum):
    """The chips over the queue, in order."""

    ALL = "All"
    TO_REVIEW = "To review"
    QUEUED = "Queued"
    PROCESSING = "Processing"
    COMPLETED = "Completed"
    FAILED = "Failed"
    REJECTED = "Rejected"
    POSTPONED = "Postponed"
    REVIEWED = "Reviewed"


class Column(IntEnum):
    """Columns of the queue. ``RISK`` is no column but the default order."""

    RISK = -1
    STATUS = 0
    DOCUMENT = 1
    HUB = 2
    LOOK = 3
    CREATED = 4
    PAGES = 5


_BY_STATUS = {
    JobStatus.QUEUED: Stage.QUEUED,
    JobStatus.PROCESSING: Stage.PROCESSING,
    JobStatus.FAILED: Stage.FAILED,
    JobStatus.REJECTED: Stage.REJECTED,
    JobStatus.UNKNOWN: Stage.UNKNOWN,
}
_BY_REVIEW = {
    ReviewState.TO_REVIEW: Stage.TO_REVIEW,
    ReviewState.POSTPONED: Stage.POSTPONED,
    ReviewState.REVIEWED: Stage.REVIEWED,
}
_RISK = {stage: place for place, stage in enumerate(Stage)}
_ADVICE = {
    "EMPTY_DOCUMENT": "Check the file and upload it again.",
    "BROKEN_DOCUMENT": "Open and save it in another program, then upload it again.",
    "PASSWORD_NEEDED": "Remove the password and upload it again.",
    "NO_TEXT": "No words were found in its pictures: upload a sharper scan.",
    "UNSUPPORTED_LANGUAGE": "Choose a hub for its language.",
    "DUPLICATE": "Open the earlier upload of the same document.",
}


@dataclass(frozen=True, slots=True)
class JobRow:
    """One line of the queue, ready to be shown, searched and sorted."""

    job_id: str
    stage: Stage
    completed: bool
    name: str
    hub: str
    look: str
    open_fields: int | None
    created_at: datetime
    pages: int | None
    search: str
    risk: tuple[int, float, int, float]

    @property
    def can_open(self) -> bool:
        """True when there is something to review."""
        return self.completed


def job_row(record: RecordLike) -> JobRow:
    """The row of a record."""
    job = record.job
    completed = job.status is JobStatus.COMPLETED
    stage = _stage(record)
    name, hub, look = job.display_name, job.hub_name or "", _look(record)
    return JobRow(
        job.id,
        stage,
        completed,
        name,
        hub,
        look,
        record.open_fields,
        job.created_at,
        job.document.page_count,
        "\n".join((name, hub, look, job.id, *job.metadata.values())).casefold(),
        risk(record),
    )


def risk(record: RecordLike) -> tuple[int, float, int, float]:
    """The place of a record in the default order: what waits for review, most expected errors, most fields to check, newest."""
    errors, count = round(record.risk, 3), record.open_fields or 0
    return _RISK[_stage(record)], -errors, -count, -record.job.created_at.timestamp()


def _stage(record: RecordLike) -> Stage:
    if record.job.status is JobStatus.COMPLETED:
        return _BY_REVIEW[record.review_state]
    return _BY_STATUS[record.job.status]


def counts(rows: Iterable[JobRow]) -> dict[QueueFilter, int]:
    """How many rows every chip shows."""
    found = dict.fromkeys(QueueFilter, 0)
    for row in rows:
        found[QueueFilter.ALL] += 1
        found[QueueFilter.COMPLETED] += row.completed
        if row.stage is not Stage.UNKNOWN:
            found[QueueFilter(row.stage.value)] += 1
    return found


def arranged(
    rows: Sequence[JobRow],
    chip: QueueFilter = QueueFilter.ALL,
    search: str = "",
    column: Column = Column.RISK,
    descending: bool = False,
) -> list[JobRow]:
    """The rows of a chip that hold every word of ``search``, in order; equal rows keep riskiest first."""
    words = search.casefold().split()
    if chip is QueueFilter.ALL:
        kept = list(rows)
    elif chip is QueueFilter.COMPLETED:
        kept = [row for row in rows if row.completed]
    else:
        kept = [row for row in rows if row.stage.value == chip.value]
    for word in words:
        kept = [row for row in kept if word in row.search]
    kept.sort(key=lambda row: row.risk)
    if column is Column.RISK:
        return kept
    match column:
        case Column.STATUS:
            kept.sort(key=lambda row: row.stage.value, reverse=descending)
        case Column.DOCUMENT:
            kept.sort(key=lambda row: row.name.casefold(), reverse=descending)
        case Column.HUB:
            kept.sort(key=lambda row: row.hub.casefold(), reverse=descending)
        case Column.LOOK:
            kept.sort(key=lambda row: -1 if row.open_fields is None else row.open_fields, reverse=descending)
        case Column.CREATED:
            kept.sort(key=lambda row: row.created_at, reverse=descending)
        case _:
            kept.sort(key=lambda row: row.pages or 0, reverse=descending)
    return kept


def relative_time(moment: datetime, now: datetime | None = None) -> str:
    """A moment as people say it: "just now", "5 min ago", "yesterday", then the date."""
    now = now or datetime.now(UTC)
    seconds = (now - moment).total_seconds()
    if seconds < 45:
        return "just now"
    if seconds < 3600:
        return f"{max(1, round(seconds / 60))} min ago"
    local, today = moment.astimezone(), now.astimezone().date()
    if local.date() == today:
        return f"{round(seconds / 3600)} h ago"
    if (today - local.date()).days == 1:
        return f"yesterday {local:%H:%M}"
    return f"{local:%d %b}" if local.year == today.year else f"{local:%d %b %Y}"


def _look(record: RecordLike) -> str:
    job = record.job
    if job.status in {JobStatus.FAILED, JobStatus.REJECTED}:
        if job.error is None:
            return job.status_text or "The server gave no reason. Upload it again."
        return (
            f"{job.error.message.rstrip('.')}. {_ADVICE.get(job.error.code, 'Upload it again or ask the hub’s owner.')}"
        )
    if job.status is JobStatus.PROCESSING:
        return job.status_text or "Being read"
    if job.status is JobStatus.QUEUED:
        return "Waiting for its turn"
    if record.open_fields is None:
        return "Ready" if job.status is JobStatus.COMPLETED else job.status_text
    total = f" of {record.total_fields}" if record.total_fields else ""
    if record.open_fields == 0:
        return "Nothing to check"
    return f"{record.open_fields}{total} to check" + (f" · {record.lowest_reason}" if record.lowest_reason else "")
