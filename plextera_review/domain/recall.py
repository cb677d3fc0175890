"""What this computer remembers of the sender of a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plextera_review.domain.field import Field
from plextera_review.domain.review import Remembered
from plextera_review.domain.rules.context import EarlierDocument
from plextera_review.domain.values import display_value


@dataclass(frozen=True, slots=True)
class Recall:
    """``last`` is the last confirmed value by field id, ``steady`` the fields that were the same in every document of the sender;
    ``earlier`` the documents reviewed before, of any sender, among which duplicates are looked for."""

    sender: str = ""
    last: Mapping[str, Remembered] = field(default_factory=dict)
    steady: frozenset[str] = frozenset()
    earlier: tuple[EarlierDocument, ...] = ()

    def last_of(self, each: Field) -> Remembered | None:
        """The last confirmed value of a field."""
        return self.last.get(each.field_id or each.path)

    def differs(self, each: Field) -> Remembered | None:
        """The last confirmed value where it always was the same and is another one now."""
        last = self.last_of(each)
        shown = display_value(each)
        if last is None or not shown or (each.field_id or each.path) not in self.steady:
            return None
        return last if plain(last.shown) != plain(shown) else None


def plain(text: str) -> str:
    """A text as values are compared: without spaces and case."""
    return "".join(text.split()).casefold()
