"""The ceiling of a worker's memory."""

import contextlib
import sys


def limit_memory(limit: int | None) -> None:
    """No more than ``limit`` bytes of address space from now on, where the platform has such a ceiling; None leaves it open."""
    if limit is None or sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
