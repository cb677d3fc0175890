"""The two dialects of Document Insights, each endpoint one coroutine. Both give the same values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from plextera_review.api.files import send_parts
from plextera_review.api.multipart import FilePart, JsonPart, Multipart, Progress
from plextera_review.api.results import FeedbackReceipt, JobDetail, ListPage, read_list, read_one, read_receipt
from plextera_review.api.transport import Transport
from plextera_review.contract import routes
from plextera_review.contract.reading import read_job
from plextera_review.domain.correction import FeedbackType
from plextera_review.domain.job import Job

SortBy = Literal["createdAt", "updatedAt", "completedAt"]


@dataclass(frozen=True, slots=True)
class JobQuery:
    """Which part of the list. Only the ``extractions`` dialect sorts; ``jobs`` always gives the newest first."""

    page: int = 0
    size: int = routes.DEFAULT_PAGE_SIZE
    status: str | None = None
    sort_by: SortBy = "createdAt"
    ascending: bool = False

    def at(self, page: int) -> "JobQuery":
        """The same list, another page."""
        return replace(self, page=page)


class JobCalls:
    """The ``jobs`` dialect."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    async def create(
        self,
        document: Mapping[str, str],
        hub_id: str | None,
        metadata: Mapping[str, str] | None,
        request_id: str | None = None,
    ) -> Job:
        """``POST /document-insights/jobs/extract``; ``document``: ``fileId`` or ``url``."""
        body: dict[str, object] = {"document": dict(document)}
        if hub_id:
            body["hubId"] = hub_id
        if metadata:
            body["metadata"] = dict(metadata)
        data = await self._http.send_json("POST", routes.JOB_EXTRACT, body=body, request_id=request_id)
        return read_one(data, read_job, "job")

    async def page(self, query: JobQuery) -> ListPage[Job]:
        """``GET /document-insights/jobs``."""
        return read_list(await self._http.get_json(routes.JOBS, _parameters(query)), read_job)

    async def get(self, job_id: str) -> JobDetail:
        """``GET /document-insights/jobs/{jobId}``."""
        return _detail(await self._http.get_json(routes.JOB.format(job_id=quote(job_id, safe=""))))

    async def send_feedback(
        self, job_id: str, message: str, field_id: str | None, request_id: str | None = None
    ) -> FeedbackReceipt:
        """``POST /document-insights/jobs/{jobId}/feedback``."""
        body = {"message": message} | ({"fieldId": field_id} if field_id else {})
        path = routes.JOB_FEEDBACK.format(job_id=quote(job_id, safe=""))
        return read_receipt(await self._http.send_json("POST", path, body=body, request_id=request_id))


class ExtractionCalls:
    """The ``extractions`` dialect."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    async def create(
        self, document: Mapping[str, str], tags: Mapping[str, str] | None, request_id: str | None = None
    ) -> Job:
        """``POST /document-insights/extractions``; ``document``: ``fileId`` or ``url``."""
        body: dict[str, object] = {"document": dict(document)}
        if tags:
            body["tags"] = dict(tags)
        data = await self._http.send_json("POST", routes.EXTRACTIONS, body=body, request_id=request_id)
        return read_one(data, read_job, "extraction")

    async def upload(
        self,
        path: Path,
        name: str,
        tags: Mapping[str, str] | None,
        progress: Progress | None = None,
        request_id: str | None = None,
    ) -> Job:
        """``POST /document-insights/extractions/upload``."""
        parts: list[FilePart | JsonPart] = [JsonPart.of("tags", dict(tags))] if tags else []
        body = Multipart([*parts, FilePart("file", path, name)], progress)
        data = await send_parts(self._http, routes.EXTRACTION_UPLOAD, body, request_id)
        return read_one(data, read_job, "extraction")

    async def page(self, query: JobQuery) -> ListPage[Job]:
        """``GET /document-insights/extractions``."""
        order = {"sortBy": query.sort_by, "sort": "asc" if query.ascending else "desc"}
        return read_list(await self._http.get_json(routes.EXTRACTIONS, _parameters(query) | order), read_job)

    async def get(self, extraction_id: str) -> JobDetail:
        """``GET /document-insights/extractions/{extractionId}``."""
        path = routes.EXTRACTION.format(extraction_id=quote(extraction_id, safe=""))
        return _detail(await self._http.get_json(path))

    async def send_feedback(
        self,
        extraction_id: str,
        message: str,
        kind: FeedbackType,
        field_id: str | None,
        request_id: str | None = None,
    ) -> FeedbackReceipt:
        """``POST /document-insights/extractions/{extractionId}/feedback``."""
        body = {"message": message, "type": kind.value} | ({"fieldId": field_id} if field_id else {})
        path = routes.EXTRACTION_FEEDBACK.format(extraction_id=quote(extraction_id, safe=""))
        return read_receipt(await self._http.send_json("POST", path, body=body, request_id=request_id))


def _parameters(query: JobQuery) -> dict[str, str]:
    status = {"status": query.status} if query.status else {}
    return {"page": str(query.page), "size": str(query.size), **status}


def _detail(data: object) -> JobDetail:
    job = read_one(data, read_job, "job")
    return JobDetail(job, data.get("output") if isinstance(data, dict) else None)
