"""What the JSON of one field is made of: its identifier, its name, its value, and what lies inside it."""

from collections.abc import Mapping
from typing import Any

from plextera_review.contract.json_values import number, text
from plextera_review.contract.place_keys import PLACE_KEYS
from plextera_review.domain.field import FieldKind, FieldValue, Money

ID_KEYS = ("id", "fieldId", "key")
NAME_KEYS = ("name", "label", "fieldName")
CHILD_KEYS = ("fields", "rows", "items")
ABOUT_KEYS = frozenset({*PLACE_KEYS, "type", "confidence", "confidenceReason", "columns"})
"""Keys that say something about a value and hold none."""
_RESERVED = {*ID_KEYS, *NAME_KEYS, *CHILD_KEYS, *PLACE_KEYS, "type", "value", "confidence", "rawText", "columns"}


def first_text(data: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    """The first of these keys that holds a text that is not blank."""
    return next((found for key in keys if (found := text(data.get(key))) and found.strip()), None)


def inside(data: Mapping[str, Any]) -> Any:
    """The list or map of fields inside a field, in whichever of the known spellings; None for one that has none."""
    for key in CHILD_KEYS:
        if isinstance(data.get(key), list | Mapping):
            return data[key]
    value = data.get("value")
    if isinstance(value, list) or (isinstance(value, Mapping) and "amount" not in value):
        return value
    return data if "value" not in data and not (data.keys() & _RESERVED) else None


def simple_value(value: Any) -> tuple[FieldValue, FieldKind]:
    """A value that is none of several, and its kind; None where it is missing or holds others."""
    if isinstance(value, Mapping):
        amount = value.get("amount")
        if amount is None or isinstance(amount, Mapping | list):
            return None, FieldKind.STRING
        return Money(text(amount) or str(amount), text(value.get("currency"))), FieldKind.MONEY
    if isinstance(value, bool):
        return value, FieldKind.BOOLEAN
    if isinstance(value, int | float):
        # NaN, infinity and whole numbers too long to print are kept as text.
        return (value, FieldKind.NUMBER) if number(value) is not None else (_number_text(value), FieldKind.STRING)
    return (text(value) if value else value) if isinstance(value, str) else None, FieldKind.STRING


def _number_text(value: float) -> str:
    return hex(value) if isinstance(value, int) else str(value)
