"""A screen for machines without one: Xvfb as a child process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from plextera_review.app.platform import has_display, virtual_screen
from plextera_review.domain.errors import KnownError

_SIZE = "1600x1000x24"


@contextmanager
def some_screen() -> Iterator[str]:
    """Makes sure that a window can open while the block runs; gives the display's name in words.

    Raises KnownError ``NO_DISPLAY`` where there is neither a screen nor Xvfb.
    """
    if has_display():
        yield (
            os.environ.get("DISPLAY")
            or os.environ.get("WAYLAND_DISPLAY")
            or os.environ.get("QT_QPA_PLATFORM")
            or sys.platform
        )
        return
    program = virtual_screen()
    if program is None:
        raise KnownError(
            "NO_DISPLAY",
            "There is no display",
            "A window needs a screen, and there is neither one nor a virtual one.",
            "Install the virtual one: apt-get install -y xvfb",
        )
    read_end, write_end = os.pipe()
    command = [program, "-displayfd", str(write_end), "-screen", "0", _SIZE, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=(write_end,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end) as answer:
            number = answer.readline().strip()
        if not number:
            raise KnownError("NO_DISPLAY", "There is no display", "Xvfb did not start.", "Run Xvfb by hand to see why.")
        os.environ["DISPLAY"] = f":{number}"
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        yield f"virtual screen :{number}"
    finally:
        os.environ.pop("DISPLAY", None)
        process.terminate()
        process.wait()
