"""A field's box on a page, and what is to be said about it."""

from dataclasses import dataclass

from plextera_review.domain.geometry import Placement
from plextera_review.domain.mark import Mark


@dataclass(frozen=True, slots=True)
class BoxFacts:
    """What the hover card and a screen reader say: the value in force, the original one where it differs (else empty), why the field
    needs a look, and how sure the machine was (0..1, None where nobody said)."""

    value: str = ""
    original: str = ""
    reasons: tuple[str, ...] = ()
    confidence: float | None = None


NO_FACTS = BoxFacts()


@dataclass(frozen=True, slots=True)
class Box:
    """One place of one field. ``index`` counts from 0 among the ``count`` places of the field."""

    field_path: str
    placement: Placement
    mark: Mark
    label: str
    facts: BoxFacts = NO_FACTS
    index: int = 0
    count: int = 1

    @property
    def key(self) -> tuple[str, int]:
        """Tells this place from all others of the document."""
        return self.field_path, self.index

    @property
    def title(self) -> str:
        """The field, and which of its places where it has several."""
        place = f" {self.index + 1}/{self.count}" if self.count > 1 else ""
        return f"{self.label}{place}"

    @property
    def tab(self) -> str:
        """What the label tab says: the field, which of its places, and its mark as a word."""
        return f"{self.title} · {self.mark.value}"
