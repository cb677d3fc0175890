"""Spawns a child with a pipe to it. A module of its own: the first worker starts before asyncio is imported."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, NamedTuple

_CONTEXT = multiprocessing.get_context("spawn")


class Child(NamedTuple):
    """A process that was started, and this side's end of its pipe."""

    process: SpawnProcess
    pipe: Connection


def spawn(entry: Callable[..., None], arguments: tuple[Any, ...], name: str) -> Child:
    """Start ``entry(pipe, *arguments)`` in a process of its own, which ends with this one."""
    parent_end, child_end = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=entry, args=(child_end, *arguments), name=name, daemon=True)
    process.start()
    child_end.close()
    return Child(process, parent_end)
