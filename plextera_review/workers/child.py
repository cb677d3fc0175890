"""The child's side: receive, handle, answer. No exception ever leaves it; errors cross the pipe as records."""

import contextlib
import os
import signal
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from plextera_review.workers.memory import limit_memory
from plextera_review.workers.messages import STARTED, Answer, Request, WorkerError


def serve(
    pipe: Connection,
    handlers: Mapping[str, Callable[[Any], Any]],
    memory_limit: int | None,
    before: Callable[[], None] | None = None,
    politeness: int = 0,
) -> None:
    """Answer requests until the parent closes the pipe or dies.

    A handler takes the payload and returns plain picklable values; a :class:`WorkerError` it raises keeps its code.
    ``memory_limit`` is the ceiling of the address space in bytes, where the platform has one. ``before`` is called before the first
    request; what it raises is nobody's concern.
    ``politeness`` is that of nice(2), where the platform has it: the window and the drawing of pages come first.
    """
    if politeness and hasattr(os, "nice"):
        os.nice(politeness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(memory_limit)
    with contextlib.suppress(OSError):
        pipe.send(Answer(STARTED, True, None))
    if before is not None:
        with contextlib.suppress(Exception):
            before()
    while True:
        try:
            request: Request = pipe.recv()
        except (EOFError, OSError):
            return
        answer = _answer(request, handlers)
        try:
            pipe.send(answer)
        except (BrokenPipeError, OSError):
            return


def _answer(request: Request, handlers: Mapping[str, Callable[[Any], Any]]) -> Answer:
    try:
        return Answer(request.number, True, handlers[request.kind](request.payload))
    except WorkerError as fault:
        return Answer(request.number, False, (fault.code, fault.message))
    except MemoryError:
        return Answer(request.number, False, ("OUT_OF_MEMORY", "The document needs more memory than is allowed."))
    except RecursionError:
        return Answer(request.number, False, ("TOO_DEEP", "The document is nested too deeply."))
    except Exception as error:  # noqa: BLE001 - the border of the process
        return Answer(request.number, False, ("WORKER_FAILED", f"{type(error).__name__}: {error}"))
