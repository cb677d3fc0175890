"""Spawns a child with a pipe to it. Imports next to nothing: the first worker starts before anything else is imported."""

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import weakref
from collections.abc import Callable
from functools import cached_property

TYPE_CHECKING = False  # what is imported here delays the first page: typing by 3 ms
if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from typing import Any

# Where an end of a pipe can be left to a child. ``multiprocessing`` does it everywhere, but takes 40 ms longer until the child works.
DIRECT = sys.platform != "win32" and not getattr(sys, "frozen", False)
_KILL_SECONDS = 5.0

_CODE = """\
import sys
sys.path[:] = {path!r}
{before}
from multiprocessing.connection import Connection
from {module} import {name} as entry
entry(Connection({end}), *{arguments!r})
"""
_running: "weakref.WeakSet[Child]" = weakref.WeakSet()


class Child:
    """A process that was started, and this side's end of its pipe."""

    def __init__(self, process: "subprocess.Popen[bytes] | SpawnProcess", end: "socket.socket | Connection") -> None:
        self._process = process
        self._end = end
        _running.add(self)

    @property
    def process_id(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    @cached_property
    def pipe(self) -> "Connection":
        """This side's end, made on first use."""
        if not isinstance(self._end, socket.socket):
            return self._end
        from multiprocessing.connection import Connection

        return Connection(os.dup(self._end.fileno()))

    @property
    def is_alive(self) -> bool:
        """True until the process has ended."""
        if isinstance(self._process, subprocess.Popen):
            return self._process.poll() is None
        return self._process.is_alive()

    def hang_up(self) -> None:
        """End the pipe: both who reads it here and the child see its end; where it cannot be shut down, the child is killed.

        The connection closes once nobody holds it any more. Closed while a thread reads from it, its number would go to the next
        child's pipe, and that thread may go on reading there.
        """
        if isinstance(self._end, socket.socket):
            with contextlib.suppress(OSError):
                self._end.shutdown(socket.SHUT_RDWR)
            self._end.close()
        else:
            self._process.kill()

    def kill(self) -> None:
        """End it at once and wait until it has ended."""
        self._process.kill()
        if isinstance(self._process, subprocess.Popen):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_KILL_SECONDS)
        else:
            self._process.join(_KILL_SECONDS)
        _running.discard(self)


def spawn(entry: Callable[..., None], arguments: "tuple[Any, ...]", name: str, before: str = "", *kept: int) -> Child:
    """Start ``entry(pipe, *arguments)`` in a process of its own, which ends with this one.

    ``entry`` is a function of a module, ``arguments`` are numbers, texts and None. ``before`` is Python that the child runs before it
    imports anything; where children are not started :data:`DIRECT`, it is left out. The child gets the files ``kept`` under the same numbers.
    """
    if not DIRECT:
        return _spawn_by_multiprocessing(entry, arguments, name)
    ours, theirs = socket.socketpair()
    with theirs:
        end = theirs.fileno()
        code = _CODE.format(
            path=sys.path,
            before=before,
            module=entry.__module__,
            name=entry.__qualname__,
            end=end,
            arguments=arguments,
        )
        options = [f"-W{option}" for option in sys.warnoptions]
        process = subprocess.Popen(
            [sys.executable, *options, "-S", "-c", code, name],  # what site would find out is in sys.path
            stdin=subprocess.DEVNULL,
            pass_fds=(end, *kept),
        )
    return Child(process, ours)


def _spawn_by_multiprocessing(entry: Callable[..., None], arguments: "tuple[Any, ...]", name: str) -> Child:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=entry, args=(theirs, *arguments), name=name, daemon=True)
    process.start()
    theirs.close()
    return Child(process, ours)


@atexit.register
def _kill_running() -> None:
    """The end of the pipe ends a child that listens; one that draws a page for minutes does not."""
    for child in list(_running):
        child.kill()
