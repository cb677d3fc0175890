"""A file inside an archive, and the limits of what is unpacked."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

MOST_BYTES = 50 * 1024 * 1024
"""The largest member that is unpacked."""
_MOST_RATIO = 250
_SUSPICIOUS = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive: its path there, unpacked bytes (0 when unknown) and why it is not opened, if so."""

    name: str
    size: int
    refusal: str | None = None


Members = Iterator[tuple[Member, contextlib.AbstractContextManager[IO[bytes]]]]
"""Each member with what opens it when it is entered."""


def refusal(size: int, packed: int) -> str | None:
    """Why a member of ``size`` bytes that takes ``packed`` (0 when unknown) is not unpacked."""
    if size > MOST_BYTES:
        return f"Too large to open ({size / 1e6:.0f} MB; the limit is {MOST_BYTES // (1024 * 1024)} MB)."
    if size > _SUSPICIOUS and packed and size / packed > _MOST_RATIO:
        return "Packed more tightly than real documents are; not opened."
    return None
