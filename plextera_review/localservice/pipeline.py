"""Works off the queue: validation, then extraction in worker processes, then the end state with its true reason."""

import asyncio
import contextlib
import logging
import tempfile
import time
from urllib.parse import unquote, urlsplit

from starlette.concurrency import run_in_threadpool

from plextera_review.domain.errors import StorageError
from plextera_review.domain.job import JobStatus
from plextera_review.domain.upload import MAX_FILE_BYTES
from plextera_review.extraction.limits import DEADLINE_SECONDS
from plextera_review.localservice.bell import Bell
from plextera_review.localservice.file_records import FileRecords
from plextera_review.localservice.files import ContentStore, plain_name
from plextera_review.localservice.job_records import JobRecords, Work
from plextera_review.localservice.outgoing import CallFailed, Outgoing
from plextera_review.localservice.problems import Refusal
from plextera_review.workers.messages import WorkerError
from plextera_review.workers.process import WorkerProcess

_log = logging.getLogger(__name__)
_FETCH_SECONDS = 120.0
_MEMORY_BYTES = 3 * 1024**3
_WORKERS = 2
_MOST_DEATHS = 2
_LOOK_SECONDS = 1.0
_REST_SECONDS = 60.0
_REJECTED = {"EMPTY_DOCUMENT", "BROKEN_DOCUMENT", "UNSUPPORTED_LANGUAGE", "PASSWORD_NEEDED"}


class Pipeline:
    """Two lanes, each with a worker process of its own while there is work: it starts with a job and ends after a minute of rest (60 MB,
    half a gigabyte when it has read a scan). ``ended`` rings for every job that reached its end."""

    def __init__(
        self, jobs: JobRecords, files: FileRecords, contents: ContentStore, outgoing: Outgoing, ended: Bell
    ) -> None:
        self._jobs = jobs
        self._files = files
        self._contents = contents
        self._outgoing = outgoing
        self._ended = ended
        self._queued = Bell()
        self._lanes: list[asyncio.Task[None]] = []
        self._workers = [WorkerProcess(f"extraction-{number}", _enter, (_MEMORY_BYTES,)) for number in range(_WORKERS)]

    async def start(self) -> None:
        """Take up what an earlier service left, then work."""
        await self._jobs.recover()
        self._lanes = [asyncio.create_task(self._lane(worker)) for worker in self._workers]

    async def stop(self) -> None:
        """Stop working; a job under way is queued again at the next start."""
        for lane in self._lanes:
            lane.cancel()
        await asyncio.gather(*self._lanes, return_exceptions=True)
        await asyncio.gather(*(worker.close() for worker in self._workers))

    def wake(self) -> None:
        """There is a new job."""
        self._queued.ring()

    async def _lane(self, worker: WorkerProcess) -> None:
        used = time.monotonic()
        while True:
            queued = self._queued.listen()
            work = None
            try:
                work = await self._jobs.claim()
                if work is not None:
                    await self._run(worker, work)
                    self._ended.ring()
                    used = time.monotonic()
                    continue
                if worker.process_id is not None and time.monotonic() - used > _REST_SECONDS:
                    await worker.renew()
            except Exception:  # noqa: BLE001 - one job must not end the lane
                _log.exception("the pipeline failed")
                if work is not None:  # once more, and no more often than after the death of a worker
                    with contextlib.suppress(StorageError):
                        await self._jobs.requeue(work.job_id)
            await queued.wait(_LOOK_SECONDS)

    async def _run(self, worker: WorkerProcess, work: Work) -> None:
        if work.sha256 is None:
            fetched = await self._fetched(work)
            if fetched is None:
                return
            work = fetched
        if work.worker_deaths >= _MOST_DEATHS:
            text = "The document could not be read: reading it ended unexpectedly twice."
            await self._jobs.end_badly(work.job_id, JobStatus.FAILED, "PROCESSING_FAILED", text)
            return
        if work.size_bytes == 0:
            await self._reject(work, "EMPTY_DOCUMENT", "The file is empty.")
            return
        if work.duplicate_of is not None:
            text = f"The same document was submitted before, as job {work.duplicate_of}."
            await self._reject(work, "DUPLICATE_DOCUMENT", text)
            return
        payload = {
            "path": str(self._contents.path(work.sha256 or "")),
            "mimeType": work.mime_type,
            "hubId": work.hub_id,
            "metadata": dict(work.metadata),
        }
        try:
            result = await worker.call("extract", payload, DEADLINE_SECONDS)
        except WorkerError as error:
            if error.code == "WORKER_DIED":
                await self._jobs.requeue(work.job_id)
            else:
                status = JobStatus.REJECTED if error.code in _REJECTED else JobStatus.FAILED
                await self._jobs.end_badly(work.job_id, status, error.code, error.message)
        else:
            await self._jobs.complete(work.job_id, result)

    async def _fetched(self, work: Work) -> Work | None:
        """The document behind an address, stored as an upload would be; ``None`` when the job was rejected instead."""
        url = work.url or ""
        name = plain_name(unquote(urlsplit(url).path))
        with tempfile.TemporaryFile() as body:
            try:
                await self._outgoing.fetch(url, body, seconds=_FETCH_SECONDS, limit=MAX_FILE_BYTES)
                body.seek(0)
                stored = await run_in_threadpool(self._contents.put, body, name)
            except CallFailed as failure:
                await self._reject(work, "DOCUMENT_UNREACHABLE", f"The document could not be fetched. {failure}")
                return None
            except Refusal as refusal:
                code = "DOCUMENT_TOO_LARGE" if refusal.status == 413 else "UNSUPPORTED_DOCUMENT"
                await self._reject(work, code, refusal.message)
                return None
        file = await self._files.add(name, stored)
        return await self._jobs.set_file(work.job_id, file.id)

    async def _reject(self, work: Work, code: str, text: str) -> None:
        await self._jobs.end_badly(work.job_id, JobStatus.REJECTED, code, text)


def _enter(pipe: object, memory_limit: int) -> None:
    """Entry of the worker: PyMuPDF is imported there and nowhere else in the service."""
    from plextera_review.extraction.worker import extraction_worker

    extraction_worker(pipe, memory_limit)  # type: ignore[arg-type]
