"""A worker that notes what it does in a file; imported by the child process of a pool."""

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from plextera_review.workers.child import serve
from plextera_review.workers.messages import WorkerError


def noting_worker(pipe: Connection, folder: str, number: int) -> None:
    """Entry of the child: ``note`` writes a name down; ``hold`` does so and waits until the file of that name is gone; ``refuse`` fails."""
    place = Path(folder)

    def note(name: str) -> int:
        with (place / "log").open("a", encoding="utf-8") as log:
            log.write(f"{number} {name}\n")
        return os.getpid()

    def hold(name: str) -> int:
        process_id = note(name)
        while (place / name).exists():
            time.sleep(0.002)
        return process_id

    def refuse(name: str) -> Any:
        raise WorkerError("REFUSED", name)

    serve(pipe, {"note": note, "open": note, "hold": hold, "refuse": refuse}, None)
