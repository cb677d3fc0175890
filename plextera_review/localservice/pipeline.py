"""Works off the queue: validation, then extraction in worker processes, then the end state with its true reason."""

import asyncio
import logging

from plextera_review.domain.job import JobStatus
from plextera_review.localservice.files import ContentStore
from plextera_review.localservice.repository import Repository, Work
from plextera_review.workers.messages import WorkerError
from plextera_review.workers.process import WorkerProcess

_log = logging.getLogger(__name__)
_DEADLINE_SECONDS = 60.0
_MEMORY_BYTES = 3 * 1024**3
_WORKERS = 2
_MOST_DEATHS = 2
_LOOK_SECONDS = 1.0
_REJECTED = {"EMPTY_DOCUMENT", "BROKEN_DOCUMENT", "UNSUPPORTED_LANGUAGE", "PASSWORD_NEEDED"}


class Pipeline:
    """Two lanes, each with a worker process of its own."""

    def __init__(self, repository: Repository, contents: ContentStore) -> None:
        self._repository = repository
        self._contents = contents
        self._wake = asyncio.Condition()
        self._lanes: list[asyncio.Task[None]] = []
        self._workers = [WorkerProcess(f"extraction-{number}", _enter, (_MEMORY_BYTES,)) for number in range(_WORKERS)]

    async def start(self) -> None:
        """Take up what an earlier service left, then work."""
        await self._repository.recover()
        self._lanes = [asyncio.create_task(self._lane(worker)) for worker in self._workers]

    async def stop(self) -> None:
        """Stop working; a job under way is queued again at the next start."""
        for lane in self._lanes:
            lane.cancel()
        await asyncio.gather(*self._lanes, return_exceptions=True)
        await asyncio.gather(*(worker.close() for worker in self._workers))

    async def wake(self) -> None:
        """There is a new job."""
        async with self._wake:
            self._wake.notify_all()

    async def _lane(self, worker: WorkerProcess) -> None:
        worker.start()
        while True:
            try:
                work = await self._repository.claim()
                if work is not None:
                    await self._run(worker, work)
                    continue
            except Exception:  # noqa: BLE001 - one job must not end the lane
                _log.exception("the pipeline failed")
            async with self._wake:
                try:
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await self._wake.wait()
                except TimeoutError:
                    continue

    async def _run(self, worker: WorkerProcess, work: Work) -> None:
        end_badly = self._repository.end_badly
        if work.worker_deaths >= _MOST_DEATHS:
            text = "The document could not be read: reading it ended unexpectedly twice."
            await end_badly(work.job_id, JobStatus.FAILED, "PROCESSING_FAILED", text)
            return
        if work.size_bytes == 0:
            await end_badly(work.job_id, JobStatus.REJECTED, "EMPTY_DOCUMENT", "The file is empty.")
            return
        if work.duplicate_of is not None:
            text = f"The same document was submitted before, as job {work.duplicate_of}."
            await end_badly(work.job_id, JobStatus.REJECTED, "DUPLICATE_DOCUMENT", text)
            return
        payload = {
            "path": str(self._contents.path(work.sha256)),
            "mimeType": work.mime_type,
            "hubId": work.hub_id,
            "metadata": dict(work.metadata),
        }
        try:
            result = await worker.call("extract", payload, _DEADLINE_SECONDS)
        except WorkerError as error:
            if error.code == "WORKER_DIED":
                await self._repository.requeue(work.job_id)
            else:
                status = JobStatus.REJECTED if error.code in _REJECTED else JobStatus.FAILED
                await end_badly(work.job_id, status, error.code, error.message)
        else:
            await self._repository.complete(work.job_id, result)


def _enter(pipe: object, memory_limit: int) -> None:
    """Entry of the worker: PyMuPDF is imported there and nowhere else in the service."""
    from plextera_review.extraction.worker import extraction_worker

    extraction_worker(pipe, memory_limit)  # type: ignore[arg-type]
