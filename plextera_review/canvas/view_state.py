"""How a document was looked at, kept for the run of the program. Pure."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from plextera_review.canvas.layout import Spot

_MOST = 200


class Fit(StrEnum):
    """What a change of the window's size does to the zoom."""

    WIDTH = "width"
    PAGE = "page"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PageViewState:
    """``zoom`` 1.0 is 100 % and counts where ``fit`` is NONE; ``spot`` is what lies at the upper left corner of the view (None: the top of
    the document); ``turns`` are quarter turns clockwise; ``dark`` white ink on black paper."""

    fit: Fit = Fit.WIDTH
    zoom: float = 1.0
    spot: Spot | None = None
    turns: int = 0
    dark: bool = False

    def opening(self) -> "PageViewState":
        """How another document of the same kind opens: the same zoom, from its top, upright."""
        return PageViewState(self.fit, self.zoom, None, 0, self.dark)


class ViewMemory:
    """The last view of each of the last 200 documents, and of each kind of document."""

    def __init__(self) -> None:
        self._documents: OrderedDict[str, PageViewState] = OrderedDict()
        self._kinds: OrderedDict[str, PageViewState] = OrderedDict()

    def keep(self, key: str, kind: str, state: PageViewState) -> None:
        """A document was looked at like this; ``kind`` may be empty."""
        _put(self._documents, key, state)
        if kind:
            _put(self._kinds, kind, state.opening())

    def of(self, key: str, kind: str) -> PageViewState | None:
        """How to show a document: as it was, else as the last one of its kind."""
        found = self._documents.get(key)
        if found is not None:
            self._documents.move_to_end(key)
            return found
        return self._kinds.get(kind) if kind else None


def _put(states: OrderedDict[str, PageViewState], key: str, state: PageViewState) -> None:
    states[key] = state
    states.move_to_end(key)
    if len(states) > _MOST:
        states.popitem(last=False)
