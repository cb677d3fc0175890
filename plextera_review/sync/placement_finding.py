"""Where the values of a server stand on the page: its coordinate convention, found out once a document and remembered a connection."""

import contextlib
from dataclasses import dataclass
from typing import Any

from plextera_review.domain.convention import Convention
from plextera_review.domain.errors import DocumentError, StorageError
from plextera_review.domain.field import Extraction
from plextera_review.domain.placing import replaced
from plextera_review.rendering.calibration import Calibration, samples_of
from plextera_review.rendering.document import DocumentHandle
from plextera_review.sync.page_texts import PageTexts

_PREFERENCE = "conventions"
_MOST_READ_PAGES = 3
_SAMPLES = 60
_LEAST_FITS = 4
_LEAST_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class KnownConvention:
    """What is remembered of a connection; ``pinned`` when a person chose it."""

    convention: Convention | None = None
    pinned: bool = False


class PlacementFinding:
    """One connection's convention. ``preferences`` keep it."""

    def __init__(self, connection_id: str, preferences: Any) -> None:
        self._connection_id = connection_id
        self._preferences = preferences

    @property
    def known(self) -> KnownConvention:
        """What is remembered."""
        every = self._preferences.get(_PREFERENCE)
        data = every.get(self._connection_id) if isinstance(every, dict) else None
        if not isinstance(data, dict):
            return KnownConvention()
        convention = Convention.from_dict(data.get("convention"))
        return KnownConvention(convention, convention is not None and data.get("pinned") is True)

    def remember(self, convention: Convention | None, *, pinned: bool = False) -> None:
        """Keep a convention, or forget it. Raises StorageError when the disk refuses; it then holds for this run."""
        every = self._preferences.get(_PREFERENCE)
        kept = dict(every) if isinstance(every, dict) else {}
        if convention is None:
            kept.pop(self._connection_id, None)
        else:
            kept[self._connection_id] = {"convention": convention.to_dict(), "pinned": pinned}
        if kept != every:
            self._preferences.put(_PREFERENCE, kept)

    async def placed(self, render: Any, handle: DocumentHandle, texts: PageTexts, extraction: Extraction) -> Extraction:
        """The extraction with its places on the displayed pages, as far as they can be told. Raises DocumentError."""
        known = self.known
        if known.pinned and known.convention is not None:
            return replaced(extraction, known.convention, handle.frames)
        found = await self.find(render, handle, texts, extraction)
        return extraction if found is None else replaced(extraction, found.convention, handle.frames)

    async def find(
        self, render: Any, handle: DocumentHandle, texts: PageTexts, extraction: Extraction
    ) -> Calibration | None:
        """The convention of this document's places; None when it has none or nothing can be said. Raises DocumentError.

        Pages without words of their own are read first, a few of them: the words decide.
        """
        samples = samples_of(extraction)[:_SAMPLES]
        if not samples:
            return None
        known = self.known.convention
        read: dict[int, Any] = {}
        found: Calibration | None = await render.calibrate(handle, samples, known, read)
        if found is None or found.fits == 0:
            for page in _pages(extraction, len(handle.frames)):
                try:
                    read[page] = (await texts.own(page)).words
                except DocumentError:
                    continue
            if any(read.values()):
                found = await render.calibrate(handle, samples, known, read)
        if found is not None and found.convention != known and _is_telling(found):
            with contextlib.suppress(StorageError):  # found out again with the next document
                self.remember(found.convention)
        return found


def _is_telling(found: Calibration) -> bool:
    """Few fields may fit more than one convention: such a find holds for its own document only."""
    return found.fits >= _LEAST_FITS and found.margin >= _LEAST_MARGIN


def _pages(extraction: Extraction, count: int) -> list[int]:
    """The pages the server names, by either way to count, the first ones."""
    named = {raw.page or 1 for field in extraction.leaves() for raw in field.places}
    near = {page + step for page in named for step in (0, 1)} | {1}
    return sorted(page for page in near if 1 <= page <= count)[:_MOST_READ_PAGES]
