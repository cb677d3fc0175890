"""Files opened away from the loop's thread (a network drive may take its time) and closed for certain."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any


@asynccontextmanager
async def opened(path: Path, mode: str) -> AsyncIterator[IO[Any]]:
    """The file while the block runs. One that is opened only after the caller was cancelled is closed then.

    Raises OSError.
    """
    loop = asyncio.get_running_loop()
    opening = loop.run_in_executor(None, path.open, mode)
    try:
        file = await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close)
        raise
    try:
        yield file
    finally:  # closing waits for a read that is under way in the other thread
        await loop.run_in_executor(None, file.close)


def _close(opening: "asyncio.Future[IO[Any]]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
