"""The window's shared memory as a worker sees it."""

from collections import OrderedDict

from plextera_review.rendering.slot import Slot, map_slot

_MOST = 32  # pictures stay in them: about as many as the window keeps of a document


class Slots:
    """Keeps the last ones mapped: to map one anew costs a page fault for every 4 kB, as much as drawing a page of text."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Slot] = OrderedDict()

    def memory(self, name: str) -> memoryview | None:
        """The bytes of a slot, to be let go before the next call; None when the window gave it up before it was mapped."""
        slot = self._kept.get(name)
        if slot is None:
            try:
                slot = self._kept[name] = map_slot(name)
            except FileNotFoundError:
                return None
            if len(self._kept) > _MOST:
                _, old = self._kept.popitem(last=False)
                old.close()
        self._kept.move_to_end(name)
        return slot.buf
