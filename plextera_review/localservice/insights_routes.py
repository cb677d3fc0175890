"""Document Insights in both dialects, over the same records."""

import json
from sqlite3 import Row
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter, ValidationError

from plextera_review.contract import routes
from plextera_review.contract.wire.base import Page
from plextera_review.contract.wire.insights import (
    CreateExtractionRequest,
    CreateJobRequest,
    DocumentSource,
    ExtractionFeedbackObject,
    ExtractionFeedbackRequest,
    ExtractionObject,
    JobFeedbackObject,
    JobFeedbackRequest,
    JobObject,
    Status,
    within_limits,
)
from plextera_review.extraction.hubs import load_hubs
from plextera_review.localservice.answers import PageNumber, PageSize, answer, dump, refusals
from plextera_review.localservice.clock import moment
from plextera_review.localservice.file_records import FileRecords
from plextera_review.localservice.file_routes import stored_upload
from plextera_review.localservice.files import ContentStore
from plextera_review.localservice.insights_views import extraction_object, job_object
from plextera_review.localservice.job_records import JobQuery, JobRecords, NewJob
from plextera_review.localservice.pipeline import Pipeline
from plextera_review.localservice.problems import Refusal, invalid

_TAGS = TypeAdapter(dict[str, str])
SortBy = Literal["createdAt", "updatedAt", "completedAt"]


class Insights:
    """What both dialects do."""

    def __init__(self, jobs: JobRecords, files: FileRecords, contents: ContentStore, pipeline: Pipeline) -> None:
        self.jobs = jobs
        self.files = files
        self.contents = contents
        self._pipeline = pipeline

    async def create(self, source: DocumentSource, hub_id: str | None, metadata: dict[str, str] | None) -> Row:
        """Queue a job. Raises Refusal: 404 for a file that is not there, 422 for a hub that is not."""
        if hub_id is not None and not any(hub.id == hub_id.lower() and hub.enabled for hub in load_hubs()):
            raise invalid("hubId", "there is no enabled hub with this id")
        if source.file_id is not None and await self.files.get(source.file_id) is None:
            raise Refusal(404, "There is no file with the id in document.fileId.")
        new = NewJob(source.file_id, source.url, hub_id.lower() if hub_id else None, metadata or {})
        row = await self.jobs.add(new)
        self._pipeline.wake()
        return row


def job_routes(insights: Insights) -> APIRouter:
    """The ``jobs`` dialect."""
    router = APIRouter(tags=["Document Insights: jobs"])
    jobs = insights.jobs

    @router.post(routes.JOB_EXTRACT, status_code=202, response_model=JobObject, responses=refusals(400, 404, 415, 422))
    async def create_job(body: CreateJobRequest) -> Response:
        return answer(job_object(await insights.create(body.document, body.hub_id, body.metadata)), 202)

    @router.get(routes.JOBS, response_model=Page[JobObject], responses=refusals(400))
    async def list_jobs(
        status: Status | None = None, page: PageNumber = 0, size: PageSize = routes.DEFAULT_PAGE_SIZE
    ) -> Response:
        rows, total = await jobs.listed(JobQuery(status, page, size))
        return answer(Page[JobObject].of([job_object(row) for row in rows], page, size, total))

    @router.get(routes.JOB, response_model=JobObject, responses=refusals(404))
    async def get_job(job_id: str) -> Response:
        return answer(job_object(_known(await jobs.get(job_id), "job")))

    @router.post(
        routes.JOB_FEEDBACK,
        status_code=202,
        response_model=JobFeedbackObject,
        responses=refusals(400, 404, 415, 422),
    )
    async def send_job_feedback(job_id: str, body: JobFeedbackRequest, request: Request) -> Response:
        row = _known(await jobs.get(job_id), "job")
        request_id = request.state.request_id
        identifier, at = await jobs.add_feedback(row["id"], body.message, "ERROR", body.field_id, request_id)
        kept = JobFeedbackObject(
            id=identifier, job_id=job_id, message=body.message, field_id=body.field_id, created_at=moment(at)
        )
        return JSONResponse(dump(kept) | {"fieldId": body.field_id}, 202)

    return router


def extraction_routes(insights: Insights) -> APIRouter:
    """The ``extractions`` dialect."""
    router = APIRouter(tags=["Document Insights: extractions"])
    jobs = insights.jobs

    @router.post(
        routes.EXTRACTIONS, status_code=202, response_model=ExtractionObject, responses=refusals(400, 404, 415, 422)
    )
    async def create_extraction(body: CreateExtractionRequest) -> Response:
        return answer(extraction_object(await insights.create(body.document, None, body.tags)), 202)

    @router.post(
        routes.EXTRACTION_UPLOAD,
        status_code=202,
        response_model=ExtractionObject,
        responses=refusals(400, 413, 415, 422),
    )
    async def upload_extraction(file: UploadFile, tags: Annotated[str | None, Form()] = None) -> Response:
        wanted = _tags(tags)  # before anything is stored
        stored = await stored_upload(insights.files, insights.contents, file)
        return answer(extraction_object(await insights.create(DocumentSource(file_id=stored.id), None, wanted)), 202)

    @router.get(routes.EXTRACTIONS, response_model=Page[ExtractionObject], responses=refusals(400))
    async def list_extractions(
        status: Status | None = None,
        sortBy: SortBy = "createdAt",  # noqa: N803 - the parameter's name on the wire
        sort: Literal["asc", "desc"] = "desc",
        page: PageNumber = 0,
        size: PageSize = routes.DEFAULT_PAGE_SIZE,
    ) -> Response:
        rows, total = await jobs.listed(JobQuery(status, page, size, sortBy, sort == "asc"))
        return answer(Page[ExtractionObject].of([extraction_object(row) for row in rows], page, size, total))

    @router.get(routes.EXTRACTION, response_model=ExtractionObject, responses=refusals(404))
    async def get_extraction(extraction_id: str) -> Response:
        return answer(extraction_object(_known(await jobs.get_extraction(extraction_id), "extraction")))

    @router.post(
        routes.EXTRACTION_FEEDBACK,
        status_code=202,
        response_model=ExtractionFeedbackObject,
        responses=refusals(400, 404, 415, 422),
    )
    async def send_extraction_feedback(
        extraction_id: str, body: ExtractionFeedbackRequest, request: Request
    ) -> Response:
        row = _known(await jobs.get_extraction(extraction_id), "extraction")
        request_id = request.state.request_id
        identifier, at = await jobs.add_feedback(row["id"], body.message, body.type, body.field_id, request_id)
        kept = ExtractionFeedbackObject(
            id=identifier,
            extraction_id=extraction_id,
            message=body.message,
            type=body.type,
            field_id=body.field_id,
            created_at=moment(at),
        )
        return JSONResponse(dump(kept) | {"fieldId": body.field_id}, 202)

    return router


def _known(row: Row | None, kind: str) -> Row:
    if row is None:
        raise Refusal(404, f"There is no such {kind}.")
    return row


def _tags(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    try:
        value: Any = json.loads(text)
        return within_limits(_TAGS.validate_python(value, strict=True))
    except (ValidationError, RecursionError):
        raise invalid("tags", "must be one JSON object whose values are strings") from None
    except json.JSONDecodeError:
        raise invalid("tags", "must be one JSON object, as text") from None
    except ValueError as error:
        raise invalid("tags", str(error)) from None
