"""Times as the service stores them: ISO 8601 in UTC with milliseconds, so that texts sort like times."""

from datetime import UTC, datetime, timedelta


def now_text() -> str:
    """The present moment."""
    return time_text(datetime.now(UTC))


def later_text(seconds: float) -> str:
    """The moment in ``seconds``."""
    return time_text(datetime.now(UTC) + timedelta(seconds=seconds))


def time_text(moment: datetime) -> str:
    """A moment as text."""
    return moment.isoformat(timespec="milliseconds")


def moment(text: str) -> datetime:
    """A moment from its text."""
    return datetime.fromisoformat(text)


def moment_if_any(text: str | None) -> datetime | None:
    """A moment that may not have come yet."""
    return datetime.fromisoformat(text) if text else None


def milliseconds(start: str | None, end: str | None) -> int | None:
    """From one stored time to another; ``None`` while either is missing."""
    if not start or not end:
        return None
    return round((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() * 1000)
