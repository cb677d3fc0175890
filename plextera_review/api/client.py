"""The public API, one typed coroutine per endpoint (``jobs`` dialect)."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from plextera_review.api.errors import nonsense
from plextera_review.api.results import FeedbackReceipt, JobDetail, JobPage, StoredFile
from plextera_review.api.transport import Transport
from plextera_review.contract import routes
from plextera_review.contract.reading import read_job
from plextera_review.domain.errors import DocumentError
from plextera_review.domain.ids import new_ulid
from plextera_review.domain.job import Job

Progress = Callable[[int, int], None]  # bytes done, bytes in all
_CHUNK = 256 * 1024
_DOWNLOAD_LIMIT = 60 * 1024 * 1024


class PlexteraClient:
    """Speaks to one server. Raises only the errors of :mod:`plextera_review.domain.errors`; POSTs are never repeated here."""

    def __init__(self, base_url: str, key: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = Transport(base_url, key, transport)
        self.base_url = self._http.base_url

    async def check(self) -> None:
        """Prove that the server answers and takes the key."""
        await self.list_jobs(size=1)

    async def upload_file(
        self, path: Path, name: str, *, progress: Progress | None = None, request_id: str | None = None
    ) -> StoredFile:
        """Send a file in 256 kB chunks; ``progress`` counts the bytes of the body that were handed to the connection."""
        size = (await asyncio.to_thread(path.stat)).st_size
        boundary = f"plextera{new_ulid()}"
        # RFC 7578 §4.2 and the HTML standard: quotes and line breaks in a file name are percent-encoded.
        safe = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        data = await self._http.send_json(
            "POST",
            routes.FILES,
            content=_multipart(path, size, head, tail, progress),
            headers={
                "Content-Type": f"multipart/form-data; boundary={boundary}",
                "Content-Length": str(len(head) + size + len(tail)),
            },
            request_id=request_id,
        )
        return _stored_file(data)

    async def get_file(self, file_id: str) -> StoredFile:
        """What the server knows of a file."""
        return _stored_file(await self._http.get_json(routes.FILE.format(file_id=quote(file_id, safe=""))))

    async def download_file(
        self, file_id: str, target: Path, *, progress: Progress | None = None, limit: int = _DOWNLOAD_LIMIT
    ) -> None:
        """Stream a file into ``target`` (complete or not at all). Raises DocumentError beyond ``limit`` bytes."""
        path = routes.FILE_DOWNLOAD.format(file_id=quote(file_id, safe=""))
        partial = target.with_name(f"{target.name}.{new_ulid()}.part")
        loop = asyncio.get_running_loop()
        try:
            async with self._http.open("GET", path, accept="*/*") as response:
                total = int(length) if (length := response.headers.get("Content-Length", "")).isdigit() else 0
                done = 0
                with await loop.run_in_executor(None, partial.open, "wb") as file:
                    async for chunk in response.aiter_bytes(_CHUNK):
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

    async def create_job(
        self, file_id: str, *, hub_id: str | None, metadata: Mapping[str, str], request_id: str | None = None
    ) -> Job:
        """Start an extraction. Not idempotent: after an UnknownOutcomeError look before repeating."""
        body: dict[str, Any] = {"document": {"fileId": file_id}}
        if hub_id:
            body["hubId"] = hub_id
        if metadata:
            body["metadata"] = dict(metadata)
        return _job(await self._http.send_json("POST", routes.JOB_EXTRACT, body=body, request_id=request_id))

    async def list_jobs(self, *, page: int = 0, size: int = 50, status: str | None = None) -> JobPage:
        """One page of jobs, newest first. Entries without an id are left out."""
        query = {"page": str(page), "size": str(size)}
        if status:
            query["status"] = status
        data = await self._http.get_json(routes.JOBS, query)
        entries = data.get("data") if isinstance(data, dict) else None
        if not isinstance(entries, list):
            raise nonsense("The list of jobs is missing from the answer")
        info = data.get("pageInfo")
        total = info.get("totalItems") if isinstance(info, dict) else None
        jobs = tuple(read_job(each) for each in entries if isinstance(each, dict) and each.get("id"))
        return JobPage(jobs, total if isinstance(total, int) else None)

    async def get_job(self, job_id: str) -> JobDetail:
        """One job, with its output once there is one."""
        data = await self._http.get_json(routes.JOB.format(job_id=quote(job_id, safe="")))
        return JobDetail(_job(data), data.get("output"))

    async def send_feedback(
        self, job_id: str, *, message: str, field_id: str | None, request_id: str
    ) -> FeedbackReceipt:
        """Send one feedback, once. UnknownOutcomeError when it may have arrived."""
        body = {"message": message} | ({"fieldId": field_id} if field_id else {})
        path = routes.JOB_FEEDBACK.format(job_id=quote(job_id, safe=""))
        data = await self._http.send_json("POST", path, body=body, request_id=request_id)
        identifier = data.get("id") if isinstance(data, dict) else None
        return FeedbackReceipt(identifier if isinstance(identifier, str) else None, None)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


async def _multipart(
    path: Path, size: int, head: bytes, tail: bytes, progress: Progress | None
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    yield head
    done = 0
    with await loop.run_in_executor(None, path.open, "rb") as file:
        while chunk := await loop.run_in_executor(None, file.read, _CHUNK):
            yield chunk
            done += len(chunk)
            if progress:
                progress(done, size)
    yield tail


def _stored_file(data: Any) -> StoredFile:
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise nonsense("The file's id is missing from the answer")
    name, mime, size = data.get("name"), data.get("mimeType"), data.get("sizeBytes")
    return StoredFile(
        data["id"],
        name if isinstance(name, str) else data["id"],
        mime if isinstance(mime, str) else None,
        size if isinstance(size, int) else None,
    )


def _job(data: Any) -> Job:
    try:
        return read_job(data)
    except ValueError:
        raise nonsense("The job's id is missing from the answer") from None
