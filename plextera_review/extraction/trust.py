"""What a value read from a picture is worth: its confidence, lowered by how surely its words were recognised."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from plextera_review.extraction.finder import Finding
from plextera_review.extraction.layout import Segment
from plextera_review.extraction.tables import Cell

_CERTAIN = 0.995


def weighed(finding: Finding) -> Finding:
    """The finding with its confidence times that of its least certain word: one wrong word makes a wrong value.

    The product over all words would punish long values, whose words are recognised together. Words of the file's own text leave a
    finding as it is.
    """
    share = _least(finding.segment)
    if share is None:
        return finding
    confidence = round(finding.confidence * share, 2)
    return replace(finding, confidence=confidence, reason=_reason(finding.reason, share))


def all_weighed(found: Mapping[str, Finding]) -> dict[str, Finding]:
    """Findings by field id, each :func:`weighed`."""
    return {name: weighed(finding) for name, finding in found.items()}


def weighed_rows(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The same for the cells of a table."""
    return [[_weighed_cell(cell) for cell in row] for row in rows]


def _weighed_cell(cell: Cell) -> Cell:
    share = _least(cell.segment)
    if share is None:
        return cell
    return replace(cell, confidence=round(cell.confidence * share, 2), reason=_reason(cell.reason, share))


def _least(segment: Segment) -> float | None:
    return min((word.confidence for word in segment.words if word.confidence is not None), default=None)


def _reason(reason: str | None, share: float) -> str:
    read = "Read from a picture." if share >= _CERTAIN else f"Read from a picture, recognised with {share:.0%}."
    return f"{reason} {read}" if reason else read
