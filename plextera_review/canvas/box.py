"""A field's box on a page."""

from dataclasses import dataclass

from plextera_review.domain.geometry import Placement
from plextera_review.domain.projection import Mark


@dataclass(frozen=True, slots=True)
class Box:
    """One place of one field. ``index`` counts from 0 among the ``count`` places of the field."""

    field_path: str
    placement: Placement
    mark: Mark
    label: str
    tooltip: str = ""
    index: int = 0
    count: int = 1

    @property
    def tab(self) -> str:
        """What the label tab says: the field, which of its places, and its mark as a word."""
        place = f" {self.index + 1}/{self.count}" if self.count > 1 else ""
        return f"{self.label}{place} · {self.mark.value}"
