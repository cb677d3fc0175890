"""Shared memory that workers draw into, from the window's side."""

from multiprocessing.shared_memory import SharedMemory


class SlotPool:
    """Slots are used again; one that may still be drawn into though nobody waits for it is given up."""

    def __init__(self) -> None:
        self._free: list[SharedMemory] = []
        self._all: list[SharedMemory] = []

    def take(self, size: int) -> SharedMemory:
        """A slot of at least ``size`` bytes that nobody uses."""
        fitting = min((slot for slot in self._free if slot.size >= size), key=lambda each: each.size, default=None)
        if fitting is not None:
            self._free.remove(fitting)
            return fitting
        slot = SharedMemory(create=True, size=size)
        self._all.append(slot)
        return slot

    def put_back(self, slot: SharedMemory, *, drawn: bool = True) -> None:
        """It is no longer used; ``drawn`` False: a worker may still draw into it. Nothing happens after :meth:`close`."""
        if slot not in self._all:
            return
        if drawn:
            self._free.append(slot)
        else:
            self._all.remove(slot)
            slot.close()
            slot.unlink()

    def close(self) -> None:
        """Give all of it back to the system."""
        for slot in self._all:
            slot.close()
            slot.unlink()
        self._all.clear()
        self._free.clear()
