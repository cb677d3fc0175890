"""Documents on their way: checked, sent, turned into a job, followed to its end; nothing is created twice in silence."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plextera_review.api.client import PlexteraClient
from plextera_review.api.dialects import JobQuery
from plextera_review.contract.routes import MAX_PAGE_SIZE
from plextera_review.domain.errors import KnownError, OfflineError, UnknownOutcomeError
from plextera_review.domain.ids import new_ulid
from plextera_review.domain.job import Job, JobStatus
from plextera_review.domain.upload import MAX_METADATA_ENTRIES, Upload, UploadState
from plextera_review.storage.blobs import sha256_of
from plextera_review.storage.uploads import UploadStore
from plextera_review.sync.bus import Bus
from plextera_review.sync.events import JobsChanged, UploadChanged
from plextera_review.sync.jobs import JobSync
from plextera_review.sync.upload_checks import expanded, problem

REFERENCE_KEY = "uploadRef"
"""Metadata entry by which a job is recognised after a creation whose answer was lost."""
_AT_ONCE = 2
_PROGRESS_SECONDS = 1 / 15
_OFFLINE_PAUSE = 3.0
_TOO_MANY = 429
_MOST_BUSY = 10


class Uploads:
    """The uploads of one connection."""

    def __init__(
        self,
        connection_id: str,
        client: PlexteraClient,
        store: UploadStore,
        jobs: JobSync,
        bus: Bus,
        report: Callable[[KnownError | None], None],
    ) -> None:
        self._connection_id = connection_id
        self._client = client
        self._store = store
        self._jobs = jobs
        self._bus = bus
        self._report = report
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._known: dict[str, Upload] = {}
        self._subscription: Any = None

    async def start(self) -> None:
        """Take up what an earlier run left."""
        self._subscription = self._bus.subscribe(JobsChanged, self._on_jobs)
        for upload in await self._store.all(self._connection_id):
            self._known[upload.id] = upload
            if upload.state.is_active and upload.state is not UploadState.FOLLOWING:
                self._begin(upload)

    async def stop(self) -> None:
        """Stop sending; what was under way starts again with the next run."""
        if self._subscription is not None:
            self._subscription.close()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def add(
        self, paths: Sequence[Path], hub_id: str | None = None, metadata: Mapping[str, str] | None = None
    ) -> list[Upload]:
        """Take documents and folders; each file becomes an upload that reports itself on the bus."""
        uploads: list[Upload] = []
        for path in await asyncio.to_thread(expanded, paths):
            upload = Upload(
                id=f"up_{new_ulid()}",
                connection_id=self._connection_id,
                path=path,
                name=path.name,
                size_bytes=await asyncio.to_thread(_size, path),
                state=UploadState.WAITING,
                created_at=datetime.now(UTC),
                hub_id=hub_id,
                metadata=dict(metadata or {}),
            )
            await self._keep(upload)
            uploads.append(upload)
        for upload in uploads:
            self._begin(upload)
        return uploads

    async def cancel(self, upload_id: str) -> None:
        """Stop a transfer; what already became a job goes on."""
        upload = self._known[upload_id]
        task = self._tasks.get(upload_id)
        if not upload.state.is_active or upload.state is UploadState.FOLLOWING:
            return
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        after = self._known[upload_id]
        creating = after.state is UploadState.CREATING
        state = UploadState.UNCERTAIN if creating else UploadState.CANCELLED
        text = "It was cancelled while its job was being created; look in the queue." if creating else None
        await self._keep(replace(after, state=state, error_message=text))

    async def retry(self, upload_id: str) -> None:
        """Try a failed, cancelled or uncertain upload again; an uncertain one looks for its job first."""
        upload = self._known[upload_id]
        if not upload.state.is_active and upload.state is not UploadState.DONE:
            state = UploadState.CREATING if upload.state is UploadState.UNCERTAIN else UploadState.WAITING
            self._begin(await self._keep(replace(upload, state=state, error_code=None, error_message=None)))

    async def send_anyway(self, upload_id: str) -> None:
        """Send a document that was held back as a duplicate."""
        upload = self._known[upload_id]
        if upload.error_code == "DUPLICATE":
            fresh = replace(upload, state=UploadState.SENDING, error_code=None, error_message=None)
            self._begin(await self._keep(fresh))

    def _begin(self, upload: Upload) -> None:
        task = asyncio.create_task(self._work(upload))
        self._tasks[upload.id] = task
        task.add_done_callback(lambda done: self._ended(upload.id, done))

    def _ended(self, upload_id: str, task: "asyncio.Task[None]") -> None:
        if self._tasks.get(upload_id) is task:
            del self._tasks[upload_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler({"message": "An upload failed unexpectedly", "exception": error})

    async def _work(self, upload: Upload) -> None:
        async with self._slots:
            busy = 0
            while True:
                try:
                    await self._steps(self._known[upload.id])
                except OfflineError as error:
                    self._report(error)  # nothing was sent: wait for the server and go on where it stopped
                    await self._keep(replace(self._known[upload.id], error_code=error.code))
                    await asyncio.sleep(_OFFLINE_PAUSE)
                except KnownError as error:
                    if error.status == _TOO_MANY and busy < _MOST_BUSY:  # surely not carried out
                        busy += 1
                        await self._keep(replace(self._known[upload.id], error_code=error.code))
                        await asyncio.sleep(error.retry_after if error.retry_after is not None else _OFFLINE_PAUSE)
                        continue
                    uncertain = isinstance(error, UnknownOutcomeError) and self._known[upload.id].file_id
                    state = UploadState.UNCERTAIN if uncertain else UploadState.FAILED
                    await self._fail(self._known[upload.id], state, error.code, error.sentence)
                    return
                else:
                    return

    async def _steps(self, upload: Upload) -> None:
        look_first = upload.state is UploadState.CREATING
        if upload.state in {UploadState.WAITING, UploadState.CHECKING}:
            checked = await self._check(upload)
            if checked is None:
                return
            upload = checked
        if upload.file_id is None:
            upload = await self._keep(replace(upload, state=UploadState.SENDING, sent_bytes=0))
            stored = await self._client.files.upload(upload.path, upload.name, progress=self._progress(upload.id))
            upload = replace(self._known[upload.id], file_id=stored.id, sent_bytes=upload.size_bytes, error_code=None)
        upload = await self._keep(replace(upload, state=UploadState.CREATING))
        job = await self._find_job(upload) if look_first else None
        if job is None:
            job = await self._create(upload)
        self._report(None)
        followed = await self._keep(replace(upload, state=UploadState.FOLLOWING, job_id=job.id, error_code=None))
        self._jobs.wake()
        await self._follow({job.id: followed})  # its end may have been heard of before this was kept

    async def _check(self, upload: Upload) -> Upload | None:
        upload = await self._keep(replace(upload, state=UploadState.CHECKING))
        found = await asyncio.to_thread(problem, upload.path)
        if found is not None:
            await self._fail(upload, UploadState.REFUSED, *found)
            return None
        upload = replace(upload, sha256=await asyncio.to_thread(sha256_of, upload.path))
        earlier = await self._store.find_by_hash(self._connection_id, upload.sha256 or "")
        if earlier is not None and earlier.id != upload.id:
            text = f"You sent the same document on {earlier.created_at:%Y-%m-%d %H:%M} UTC as “{earlier.name}”."
            await self._fail(upload, UploadState.REFUSED, "DUPLICATE", text)
            return None
        return upload

    async def _create(self, upload: Upload) -> Job:
        metadata = dict(upload.metadata)
        if len(metadata) < MAX_METADATA_ENTRIES:
            metadata[REFERENCE_KEY] = upload.id
        try:
            return await self._client.insights.create(upload.file_id or "", hub_id=upload.hub_id, metadata=metadata)
        except UnknownOutcomeError:
            job = await self._find_job(upload)
            if job is None:
                raise
            return job

    async def _find_job(self, upload: Upload) -> Job | None:
        """The job an unanswered creation may have made: the newest ones are looked through for our reference."""
        page = await self._client.insights.page(JobQuery(size=MAX_PAGE_SIZE))
        return next((job for job in page.items if job.metadata.get(REFERENCE_KEY) == upload.id), None)

    def _progress(self, upload_id: str) -> Callable[[int, int], None]:
        last = 0.0

        def told(done: int, _total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _PROGRESS_SECONDS:
                last = now
                self._known[upload_id] = replace(self._known[upload_id], sent_bytes=done)
                self._bus.publish(UploadChanged(self._known[upload_id]))

        return told

    def _on_jobs(self, event: JobsChanged) -> None:
        following = {each.job_id: each for each in self._known.values() if each.state is UploadState.FOLLOWING}
        if event.connection_id == self._connection_id and following.keys() & set(event.job_ids):
            asyncio.ensure_future(self._follow(following)).add_done_callback(lambda done: done.exception())

    async def _follow(self, following: dict[str | None, Upload]) -> None:
        for record in await self._jobs.records():
            upload = following.get(record.job.id)
            if upload is None or not record.job.status.is_final:
                continue
            if record.job.status is JobStatus.COMPLETED:
                await self._keep(replace(upload, state=UploadState.DONE))
            else:
                error = record.job.error
                text = error.message if error else "The server gave no reason."
                await self._fail(upload, UploadState.FAILED, error.code if error else "FAILED", text)

    async def _fail(self, upload: Upload, state: UploadState, code: str, text: str) -> None:
        await self._keep(replace(upload, state=state, error_code=code, error_message=text))

    async def _keep(self, upload: Upload) -> Upload:
        self._known[upload.id] = upload
        await self._store.put(upload)
        self._bus.publish(UploadChanged(upload))
        return upload


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
