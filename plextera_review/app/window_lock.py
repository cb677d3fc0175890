"""The file that says that a window is open on a data folder. Imports next to nothing: a second start must show nothing of its own."""

import sys
from pathlib import Path

LOCK_NAME = "window.lock"


def is_held(data: Path) -> bool:
    """True when a window holds the lock of the folder; False also where that cannot be told without taking it."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        with (data / LOCK_NAME).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
