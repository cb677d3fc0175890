"""The Files group."""

import asyncio
import os
from pathlib import Path
from urllib.parse import quote

from plextera_review.api.multipart import FilePart, Multipart, Progress
from plextera_review.api.opened import opened
from plextera_review.api.results import StoredFile, read_one, read_stored_file
from plextera_review.api.transport import Transport
from plextera_review.contract import routes
from plextera_review.domain.errors import DocumentError
from plextera_review.domain.ids import new_ulid

_DOWNLOAD_LIMIT = 60 * 1024 * 1024


class FileCalls:
    """Every endpoint of the group, one coroutine each."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    async def upload(
        self, path: Path, name: str, *, progress: Progress | None = None, request_id: str | None = None
    ) -> StoredFile:
        """Send a file. Raises DocumentError when it cannot be read."""
        data = await send_parts(
            self._http, routes.FILES, Multipart([FilePart("file", path, name)], progress), request_id
        )
        return read_one(data, read_stored_file, "file")

    async def get(self, file_id: str) -> StoredFile:
        """What the server knows of a file."""
        data = await self._http.get_json(routes.FILE.format(file_id=quote(file_id, safe="")))
        return read_one(data, read_stored_file, "file")

    async def download(
        self, file_id: str, target: Path, *, progress: Progress | None = None, limit: int = _DOWNLOAD_LIMIT
    ) -> None:
        """Stream a file into ``target`` (complete or not at all). Raises DocumentError beyond ``limit`` bytes."""
        path = routes.FILE_DOWNLOAD.format(file_id=quote(file_id, safe=""))
        partial = target.with_name(f"{target.name}.{new_ulid()}.part")
        loop = asyncio.get_running_loop()
        try:
            async with self._http.open("GET", path, accept="*/*") as answer:
                total = int(length) if (length := answer.headers.get("Content-Length", "")).isdigit() else 0
                done = 0
                async with opened(partial, "wb") as file:
                    async for chunk in answer.chunks():
                        done += len(chunk)
                        if done > limit:
                            raise DocumentError(
                                "TOO_LARGE",
                                "The document is too large",
                                f"The server sent more than {limit // (1024 * 1024)} MB.",
                                "Its fields can be reviewed without the page.",
                            )
                        await loop.run_in_executor(None, file.write, chunk)
                        if progress:
                            progress(done, total)
                    file.flush()
                    await loop.run_in_executor(None, os.fsync, file.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


async def send_parts(http: Transport, path: str, body: Multipart, request_id: str | None = None) -> object:
    """POST parts from disk. Raises DocumentError when a file cannot be read."""
    try:
        headers = await body.headers()
        return await http.send_json("POST", path, content=body.chunks(), headers=headers, request_id=request_id)
    except OSError as error:
        raise DocumentError(
            "UNREADABLE",
            "The file cannot be read",
            f"Reading it failed ({error.strerror}).",
            "See whether it is still there, then try again.",
        ) from None
