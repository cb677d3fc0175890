"""Which fields a rule means, whatever a hub calls them."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from plextera_review.domain.arrangement import is_added
from plextera_review.domain.field import Field, FieldKind

Keys = tuple[str, str, str, FieldKind]
"""What a selector looks at: plain form of the id, plain form of the label, both as words, and the kind."""


@lru_cache(maxsize=8192)
def plain_key(text: str) -> str:
    """Letters and digits alone, without case or accents: ``Invoice-No.``, ``invoiceNo`` and ``INVOICE NO`` are one."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in bare if each.isalnum())


@lru_cache(maxsize=8192)
def field_keys(last: str, name: str, kind: FieldKind) -> Keys:
    """The keys of a field by the last part of its id or path, its name and its kind."""
    last = re.sub(r"(?:\[\d+\]|#\d+)+$", "", last)
    return plain_key(last), plain_key(name), f"{_words(last)}\n{_words(name)}", kind


def keys_of(each: Field) -> Keys:
    """The keys of a field. Of an id like ``lineItems[0].quantity`` only the last part counts: all cells of a column are alike.

    A cell a person added has the table's id; its path ends as the ids of its column do.
    """
    identifier = each.path if not each.field_id or is_added(each.path) else each.field_id
    cut = max(identifier.rfind("."), identifier.rfind("/")) + 1
    return field_keys(identifier[cut:], each.name, each.kind)


def _words(text: str) -> str:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return re.sub(r"[\W_]+", " ", apart).casefold().strip()


@dataclass(frozen=True, slots=True, eq=False)
class Selector:
    """Names tell a field by its id or its label, in order of preference; a pattern is searched in both, written as words.

    ``kinds`` narrows the match to kinds of value; empty means any.
    """

    names: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    kinds: frozenset[FieldKind] = frozenset()
    _ranks: dict[str, int] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for rank, name in enumerate(self.names):
            self._ranks.setdefault(plain_key(name), rank)

    def rank(self, keys: Keys) -> int | None:
        """How well a field matches, 0 best; ``None`` when it does not. An id counts before any label, a label before the pattern."""
        identifier, label, words, kind = keys
        if self.kinds and kind not in self.kinds:
            return None
        if (by_id := self._ranks.get(identifier)) is not None:
            return by_id
        if (by_label := self._ranks.get(label)) is not None:
            return len(self.names) + by_label
        if self.pattern is not None and self.pattern.search(words):
            return 2 * len(self.names)
        return None

    def matches(self, each: Field) -> bool:
        """True when the selector means this field."""
        return self.rank(keys_of(each)) is not None
