"""A worker whose handlers misbehave on request; imported by the child process."""

import os
import time
from multiprocessing.connection import Connection
from typing import Any

from plextera_review.workers.child import serve
from plextera_review.workers.messages import WorkerError


def misbehaving_worker(pipe: Connection) -> None:
    """Entry of the child."""
    serve(pipe, {"echo": _echo, "hang": _hang, "die": _die, "refuse": _refuse, "break": _break}, None)


def _echo(payload: Any) -> Any:
    return payload


def _hang(payload: float) -> None:
    time.sleep(payload)


def _die(payload: int) -> None:
    os._exit(payload)


def _refuse(payload: str) -> None:
    raise WorkerError("REFUSED", payload)


def _break(payload: str) -> None:
    raise KeyError(payload)


def polite_worker(pipe: Connection, politeness: int) -> None:
    """Entry of a child that says how polite it is."""
    serve(pipe, {"politeness": lambda _: os.nice(0)}, None, politeness=politeness)


def slow_worker(pipe: Connection, seconds: float) -> None:
    """Entry of a child that takes long to start, or dies over it where that is negative."""
    if seconds < 0:
        os._exit(3)
    time.sleep(seconds)
    serve(pipe, {"echo": _echo, "hang": _hang}, None)
