"""Shared memory that workers draw into, from the window's side."""

from plextera_review.rendering.slot import Slot, make_slot


class SlotPool:
    """Slots are used again; one that may still be drawn into though nobody waits for it is given up."""

    def __init__(self) -> None:
        self._free: list[Slot] = []
        self._all: list[Slot] = []

    def take(self, size: int) -> Slot:
        """A slot of at least ``size`` bytes that nobody uses."""
        fitting = min((slot for slot in self._free if slot.size >= size), key=lambda each: each.size, default=None)
        if fitting is not None:
            self._free.remove(fitting)
            return fitting
        slot = make_slot(size)
        self._all.append(slot)
        return slot

    def put_back(self, slot: Slot, *, drawn: bool = True) -> None:
        """It is no longer used; ``drawn`` False: a worker may still draw into it. Nothing happens after :meth:`close`."""
        if slot not in self._all:
            return
        if drawn:
            self._free.append(slot)
        else:
            self._all.remove(slot)
            slot.close()

    def close(self) -> None:
        """Give all of it back to the system."""
        for slot in self._all:
            slot.close()
        self._all.clear()
        self._free.clear()
