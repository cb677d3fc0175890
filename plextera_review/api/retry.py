"""When to repeat a request, and after how long. Pure: no clock of its own, no sleeping."""

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_RETRIES = 2
_BASE_SECONDS = 1.0
_CAP_SECONDS = 30.0
_LONGEST_WAIT = 120.0


def backoff(attempt: int, rng: random.Random) -> float:
    """Seconds before repeat number ``attempt`` (from 1): exponential from 1 s, capped at 30 s, 25 % jitter downwards."""
    return float(min(_CAP_SECONDS, _BASE_SECONDS * 2 ** (attempt - 1)) * (1 - 0.25 * rng.random()))


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds named by a ``Retry-After`` header (RFC 9110 §10.2.3: seconds or an HTTP date), at most two minutes."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST_WAIT)
