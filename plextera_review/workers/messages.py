"""What crosses the pipe between a parent and its worker: plain values only."""

from dataclasses import dataclass
from typing import Any

STARTED = 0
"""Number of the answer by which a child says, unasked, that it listens now."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call, numbered from 1: ``kind`` names the handler, ``payload`` is anything picklable."""

    number: int
    kind: str
    payload: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a call: the handler's value, or ``(code, message)`` when ``ok`` is false."""

    number: int
    ok: bool
    payload: Any


class WorkerError(Exception):
    """A call failed. Codes of this package: ``WORKER_TIMEOUT``, ``WORKER_DIED``, ``WORKER_FAILED``, ``OUT_OF_MEMORY``,
    ``TOO_DEEP``; handlers add their own.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
