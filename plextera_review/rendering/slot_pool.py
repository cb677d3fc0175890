"""Shared memory that workers draw into and pictures stay in, from the window's side."""

import ctypes
import weakref
from collections import deque

from plextera_review.rendering.slot import Slot, make_slot

_MOST_FREE = 3  # used memory takes a tenth of the time of fresh memory, which the system hands out page by page
_SPARE = 2  # a picture lies in a slot of up to so many times its size
_FEW_BYTES = 512 * 1024


class SlotPool:
    """A slot is used again once nobody draws into it and nothing looks into the picture in it."""

    def __init__(self) -> None:
        self._free: list[Slot] = []
        self._all: list[Slot] = []
        # Filled where the last view goes: in the middle of anything, in any thread.
        self._unseen: deque[Slot] = deque()

    def take(self, size: int) -> Slot:
        """A slot of at least ``size`` bytes that nobody uses. It comes back with :meth:`picture` or :meth:`put_back`."""
        self.tidy()
        fitting = (slot for slot in self._free if size <= slot.size <= max(size * _SPARE, _FEW_BYTES))
        found = min(fitting, key=lambda each: each.size, default=None)
        if found is not None:
            self._free.remove(found)
            return found
        slot = make_slot(size)
        self._all.append(slot)
        return slot

    def picture(self, slot: Slot, size: int) -> memoryview:
        """The first ``size`` bytes, not to be written to: where they lie, or a copy where they are few or the slot cannot be closed under
        them. The slot comes back when nothing looks into them any more."""
        if size < _FEW_BYTES or not slot.keeps_pictures:
            copy = bytes(slot.buf[:size])
            self.put_back(slot)
            return memoryview(copy)
        looked_into = (ctypes.c_char * slot.size).from_buffer(slot.buf)  # whatever looks into it holds it
        weakref.finalize(looked_into, self._unseen.append, slot).atexit = False
        return memoryview(looked_into).cast("B")[:size].toreadonly()

    def put_back(self, slot: Slot, *, drawn: bool = True) -> None:
        """It is no longer used; ``drawn`` False: a worker may still draw into it. Nothing happens after :meth:`close`."""
        if slot not in self._all:
            return
        if not drawn:
            self._all.remove(slot)
            slot.close()
            return
        self._free.append(slot)
        self.tidy()

    def tidy(self) -> None:
        """Take back what nothing looks into any more, and give back to the system what is not needed soon."""
        while self._unseen:
            slot = self._unseen.popleft()
            if slot in self._all:
                self._free.append(slot)
        while len(self._free) > _MOST_FREE:
            oldest = self._free.pop(0)
            self._all.remove(oldest)
            oldest.empty()

    def close(self) -> None:
        """Give all of it back to the system; what a picture is still in, with the picture."""
        for slot in self._all:
            slot.close()
        self._all.clear()
        self._free.clear()
