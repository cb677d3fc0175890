"""Fields that lie too deep to be rows of their own, as one text that names every value. Never raises, at any depth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from plextera_review.contract.field_parts import ABOUT_KEYS, CHILD_KEYS, ID_KEYS, NAME_KEYS, first_text, simple_value
from plextera_review.contract.json_values import text
from plextera_review.contract.placements import Sheets, read_places
from plextera_review.domain.convention import RawPlace
from plextera_review.domain.values import value_text
from plextera_review.domain.visible import visible_line

_MOST_LETTERS = 4000
_MOST_PLACES = 200
_MONEY_KEYS = {"amount", "currency"}


@dataclass(slots=True)
class _Sheaf:
    """What is gathered from one field: its values in words, how many found no room, and the places of all."""

    said: list[str] = field(default_factory=list)
    letters: int = 0
    left: int = 0
    last_label: str = ""
    places: dict[RawPlace, None] = field(default_factory=dict)

    def add(self, label: str, value: str) -> None:
        if self.letters > _MOST_LETTERS:
            self.left += 1
            return
        words = f"{label}: {value}" if label and label != self.last_label else value
        self.last_label = label
        self.said.append(words)
        self.letters += len(words)


def folded(data: Any, sheets: Sheets) -> tuple[str, tuple[RawPlace, ...]]:
    """Every value of a field and of those inside it as ``name: value; name: value``, and their places; the text is empty where there is
    none. Where the text grows too long to be read, it says how many more there are."""
    sheaf = _Sheaf()
    # A stack of our own: what a server nests ten thousand deep must not nest calls.
    open_parts: list[Iterator[tuple[str, Any]]] = [iter([("", data)])]
    while open_parts:
        part = next(open_parts[-1], None)
        if part is None:
            open_parts.pop()
            continue
        label, value = part
        if isinstance(value, Mapping) and len(sheaf.places) < _MOST_PLACES:
            sheaf.places |= dict.fromkeys(read_places(value, sheets))
        simple, _ = simple_value(value)
        if simple is not None and not (isinstance(value, Mapping) and value.keys() - _MONEY_KEYS):
            words = visible_line(value_text(simple))
            if words:
                sheaf.add(label, words)
        elif isinstance(value, list):
            open_parts.append((label, each) for each in value)
        elif isinstance(value, Mapping):
            # The name of the whole is the name of its row: the text need not repeat it.
            open_parts.append(_parts(value, label, named=len(open_parts) > 1))
    more = f" … and {sheaf.left} more" if sheaf.left else ""
    return "; ".join(sheaf.said) + more, tuple(sheaf.places)


def _parts(data: Mapping[str, Any], label: str, *, named: bool) -> Iterator[tuple[str, Any]]:
    """What a map holds, each with the name it goes by: the value and fields of one that is written as a field, else all there is."""
    keys = [key for key in ("value", *CHILD_KEYS) if data.get(key) is not None]
    if keys or "value" in data or "rawText" in data:
        own = (first_text(data, NAME_KEYS) or first_text(data, ID_KEYS) or label) if named else ""
        if "value" not in keys:
            keys.insert(0, "rawText")
        return ((visible_line(own), data.get(key)) for key in keys)
    return ((visible_line(text(key) or ""), each) for key, each in data.items() if key not in ABOUT_KEYS)
