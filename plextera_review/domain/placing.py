"""Puts the places of an extraction on the displayed page by a convention."""

from collections.abc import Sequence
from dataclasses import replace

from plextera_review.domain.convention import Convention, RawPlace
from plextera_review.domain.field import Extraction, Field
from plextera_review.domain.geometry import Placement
from plextera_review.domain.page_frame import PageFrame


def replaced(extraction: Extraction, convention: Convention, frames: Sequence[PageFrame]) -> Extraction:
    """The extraction with the placements of every field anew; a field without a sent place stays as it is."""
    return replace(extraction, fields=tuple(_replaced(each, convention, frames) for each in extraction.fields))


def _replaced(field: Field, convention: Convention, frames: Sequence[PageFrame]) -> Field:
    children = tuple(_replaced(each, convention, frames) for each in field.children)
    if not field.places:
        return replace(field, children=children) if children else field
    placements: dict[Placement, None] = {}
    reason: str | None = None
    for raw in field.places:
        placement = convention.place(raw, frames)
        if placement is not None:
            placements[placement] = None
        elif reason is None:
            reason = _why(raw, convention, frames)
    return replace(
        field, placements=tuple(placements), unplaced_reason=None if placements else reason, children=children
    )


def _why(raw: RawPlace, convention: Convention, frames: Sequence[PageFrame]) -> str:
    page = convention.page_of(raw)
    if not 1 <= page <= len(frames):
        return f"The server gave a place on page {page}, which the document does not have."
    if convention.affine(raw, frames[page - 1]) is None:
        return "The server gave a place without the page size it is measured by."
    return "The server gave a place that lies off the page."
