"""Whether and where a value stands in its document."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from plextera_review.domain.geometry import Placement

MOST_PLACES = 50
"""How many places of one value are told."""

_NAMED_PAGES = 5


class ProofState(StrEnum):
    """How often a value stands in its document."""

    FOUND = "found"
    SEVERAL = "several"
    NOWHERE = "nowhere"
    UNSEARCHED = "unsearched"
    """There is nothing to look for or in, or not all pages are there yet and nothing was found so far."""


@dataclass(frozen=True, slots=True)
class Proof:
    """``places``: every place in reading order, one a printed line, at most :data:`MOST_PLACES`.

    ``lines`` says how many of the places each occurrence takes; left empty, each takes one.
    """

    state: ProofState
    places: tuple[Placement, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def times(self) -> int:
        """How often the value was found."""
        return len(self.lines) or len(self.places)

    def occurrences(self) -> Iterator[tuple[Placement, ...]]:
        """The places of each occurrence: more than one where it goes over several lines."""
        at = 0
        for count in self.lines or (1,) * len(self.places):
            yield self.places[at : at + count]
            at += count

    @property
    def sentence(self) -> str:
        """For people; empty when nothing was searched."""
        match self.state:
            case ProofState.FOUND:
                return f"Found here on page {self.places[0].page}."
            case ProofState.SEVERAL:
                often = "At least" if len(self.places) >= MOST_PLACES else "Found"
                times = f"{often} {self.times} times"
                return f"{times}: {_pages(sorted({each.page for each in self.places}))}."
            case ProofState.NOWHERE:
                return "Found on no page."
            case _:
                return ""


def _pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if len(numbers) > _NAMED_PAGES:
        return f"on {len(numbers)} pages, first on page {numbers[0]}"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
