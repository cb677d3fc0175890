"""Memory that two processes see: the window makes a slot of it, a worker draws into it.

Where the system has files that live in memory alone (Linux), a slot is one of them and goes with the last process that has it; the size of
/dev/shm, 64 MB in many containers, is no limit. Elsewhere it is the shared memory of ``multiprocessing``, which on POSIX keeps one more
process to clear up after a crash.
"""

import itertools
import mmap
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

MEMORY_FILES = hasattr(os, "memfd_create") and Path("/proc/self/fd").exists()
_numbers = itertools.count(1)


class Slot:
    """``name`` is what a worker maps it by, ``buf`` its bytes; ``give_back`` is called when it is closed."""

    def __init__(
        self, name: str, buf: memoryview, *give_back: Callable[[], None], descriptor: int | None = None
    ) -> None:
        self.name, self.buf, self._give_back, self._descriptor = name, buf, give_back, descriptor
        self.size = len(buf)

    @property
    def keeps_pictures(self) -> bool:
        """Whether what looks into it may go on after it was closed."""
        return self._descriptor is not None

    def close(self) -> None:
        """Let go of it. Closed by who made it, it cannot be mapped any more; a worker that has it may go on."""
        with suppress(BufferError):
            self.buf.release()
        for each in self._give_back:
            with suppress(BufferError):  # it goes with what looks into it
                each()

    def empty(self) -> None:
        """Close it for everybody, in the window: its memory goes even where a worker has it mapped. Nobody may draw into it any more."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
        self.close()


def make_slot(size: int) -> Slot:
    """A new one, of at least ``size`` bytes."""
    if not MEMORY_FILES:
        from multiprocessing.shared_memory import SharedMemory

        made = SharedMemory(create=True, size=size)
        return Slot(made.name, cast("memoryview", made.buf), made.close, made.unlink)
    label = f"slot-{next(_numbers)}"
    descriptor = os.memfd_create(label)
    try:
        os.ftruncate(descriptor, size)
        memory = mmap.mmap(descriptor, size)
    except BaseException:
        os.close(descriptor)
        raise
    name = f"{os.getpid()}/{descriptor}/{label}"
    return Slot(name, memoryview(memory), memory.close, lambda: os.close(descriptor), descriptor=descriptor)


def map_slot(name: str) -> Slot:
    """The slot of that name as another process made it. Raises FileNotFoundError when it was given up."""
    if not MEMORY_FILES:
        return _map_shared(name)
    process, number, label = name.split("/")
    place = f"/proc/{process}/fd/{number}"
    _check(place, label)
    descriptor = os.open(place, os.O_RDWR)
    try:
        _check(f"/proc/self/fd/{descriptor}", label)  # its number may have gone to another file meanwhile
        memory = mmap.mmap(descriptor, os.fstat(descriptor).st_size)
    finally:
        os.close(descriptor)
    return Slot(name, memoryview(memory), memory.close)


def _check(place: str, label: str) -> None:
    if str(Path(place).readlink()) != f"/memfd:{label} (deleted)":
        raise FileNotFoundError(place)


def _map_shared(name: str) -> Slot:
    from multiprocessing import resource_tracker
    from multiprocessing.shared_memory import SharedMemory

    # The slots are the window's. A tracker of this process would take them away when it ends (python/cpython#82300).
    register, resource_tracker.register = resource_tracker.register, _untracked
    try:
        mapped = SharedMemory(name)
    finally:
        resource_tracker.register = register
    return Slot(name, cast("memoryview", mapped.buf), mapped.close)


def _untracked(name: Any, rtype: str) -> None:
    pass
