"""Document files on this computer: fetched once, equal requests joined."""

import asyncio
from pathlib import Path

from plextera_review.api.client import PlexteraClient
from plextera_review.domain.errors import DocumentError
from plextera_review.domain.ids import new_ulid
from plextera_review.domain.job import Job
from plextera_review.storage.blobs import BlobStore


class Documents:
    """The files of one connection's jobs."""

    def __init__(self, connection_id: str, client: PlexteraClient, blobs: BlobStore) -> None:
        self._connection_id = connection_id
        self._client = client
        self._blobs = blobs
        self._fetching: dict[str, asyncio.Task[Path]] = {}

    async def file_for(self, job: Job) -> Path:
        """Where the document of a job lies on this computer. Raises KnownError when it cannot be had."""
        file_id = job.document.file_id
        if file_id is None:
            raise DocumentError(
                "NO_FILE",
                "The page cannot be shown",
                "The server did not say which file this job was made from.",
                "Its fields can be reviewed without the page.",
            )
        task = self._fetching.get(file_id)
        if task is None:
            task = asyncio.create_task(self._file(file_id))
            self._fetching[file_id] = task
            task.add_done_callback(lambda done: self._done(file_id, done))
        return await asyncio.shield(task)  # others may wait for the same file

    def _done(self, file_id: str, task: asyncio.Task[Path]) -> None:
        self._fetching.pop(file_id, None)
        if not task.cancelled():
            task.exception()  # whoever awaited it was told; an unawaited prefetch may fail quietly

    async def stop(self) -> None:
        """End what is being fetched."""
        tasks = list(self._fetching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _file(self, file_id: str) -> Path:
        found = await self._blobs.find(self._connection_id, file_id)
        if found is not None:
            return found
        part = await asyncio.to_thread(self._blobs.part_path, new_ulid())
        await self._client.files.download(file_id, part)
        return await self._blobs.adopt(self._connection_id, file_id, part)
