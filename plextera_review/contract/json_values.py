"""Single values out of any JSON: what does not fit counts as absent. Never raises."""

import math
from datetime import UTC, datetime
from typing import Any

_LARGEST_WHOLE = 2**53


def text(value: Any) -> str | None:
    """A text that is not empty, or a finite number as text. Halves of characters (lone surrogates) are replaced: nothing stores them."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() or None
    if isinstance(value, int | float) and not isinstance(value, bool) and number(value) is not None:
        return str(value)
    return None


def number(value: Any) -> float | None:
    """A finite number from a number or numeric text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        result = float(value)
    except (ValueError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def whole(value: Any) -> int | None:
    """A whole number from 0 to 2^53 from a number or numeric text."""
    found = number(value)
    return int(found) if found is not None and 0 <= found <= _LARGEST_WHOLE else None


def time(value: Any) -> datetime | None:
    """A moment in UTC from ISO 8601; without a zone it is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def texts(value: Any) -> dict[str, str]:
    """A map of texts: metadata or tags. Other values are kept as their text."""
    if not isinstance(value, dict):
        return {}
    return {text(key) or "": text(each) or _printed(each) for key, each in value.items()}


def _printed(value: Any) -> str:
    try:
        return str(value)[:512]
    except RecursionError:  # lists in lists, hundreds deep
        return "…"
