"""The service's routes: the public API in the ``jobs`` dialect, and a few private ones for the window."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI, Query, Request, UploadFile
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from plextera_review.contract import routes
from plextera_review.contract.wire import CreateJobRequest, FeedbackRequest, PageInfo
from plextera_review.domain.job import JobStatus
from plextera_review.extraction.hubs import load_hubs
from plextera_review.localservice import gate, problems
from plextera_review.localservice.files import ContentStore
from plextera_review.localservice.pipeline import Pipeline
from plextera_review.localservice.problems import Refusal, invalid
from plextera_review.localservice.repository import Repository
from plextera_review.localservice.schema import MIGRATIONS
from plextera_review.storage.connection import Database

_LONGEST_NAME = 255
_BASE = routes.BASE_PATH


def make_app(data_dir: Path, key: str) -> FastAPI:
    """The application over one data folder."""
    db = Database(data_dir / "service.sqlite", MIGRATIONS)
    contents = ContentStore(data_dir / "files")
    repository = Repository(db)
    pipeline = Pipeline(repository, contents)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await db.open()
        await pipeline.start()
        try:
            yield
        finally:
            await pipeline.stop()
            await db.close()

    app = FastAPI(title="Plextera local service", lifespan=lifespan, docs_url=None, redoc_url=None)
    problems.install(app)
    _add_files(app, repository, contents)
    _add_jobs(app, repository, pipeline)
    _add_private(app)
    gate.install(app, key)
    return app


def _add_files(app: FastAPI, repository: Repository, contents: ContentStore) -> None:
    @app.post(_BASE + routes.FILES, status_code=201)
    async def upload(file: UploadFile) -> Response:
        name = (file.filename or "document").replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME] or "document"
        stored = await run_in_threadpool(contents.put, file.file, name)
        return _answer(await repository.add_file(name, stored), 201)

    @app.get(_BASE + routes.FILE)
    async def show(file_id: str) -> Response:
        return _answer((await _file(repository, file_id))[0])

    @app.get(_BASE + routes.FILE_DOWNLOAD)
    async def download(file_id: str) -> Response:
        file, sha256 = await _file(repository, file_id)
        disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        return FileResponse(
            contents.path(sha256), media_type=file.mime_type, headers={"Content-Disposition": disposition}
        )


def _add_jobs(app: FastAPI, repository: Repository, pipeline: Pipeline) -> None:
    @app.post(_BASE + routes.JOB_EXTRACT, status_code=202)
    async def create(body: CreateJobRequest) -> Response:
        file_id = body.document.file_id
        if file_id is None:
            raise invalid("document.url", "the local service does not fetch documents; upload it and send its fileId")
        if await repository.file(file_id) is None:
            raise invalid("document.fileId", "there is no such file")
        hub_id = body.hub_id.lower() if body.hub_id else None
        if hub_id is not None and not any(hub.id == hub_id and hub.enabled for hub in load_hubs()):
            raise invalid("hubId", "there is no enabled hub with this id")
        job = await repository.add_job(file_id, hub_id, body.metadata or {})
        await pipeline.wake()
        return _answer(job, 202)

    @app.get(_BASE + routes.JOBS)
    async def listed(
        status: str | None = None,
        page: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
        size: Annotated[int, Query(ge=1, le=routes.MAX_PAGE_SIZE)] = routes.DEFAULT_PAGE_SIZE,
    ) -> Response:
        known = {each.value for each in JobStatus} - {JobStatus.UNKNOWN.value}
        if status is not None and status not in known:
            raise Refusal(400, f"There is no status “{status[:40]}”.")
        jobs, total = await repository.jobs(status, page, size)
        info = PageInfo(page=page, size=size, total_items=total, total_pages=-(-total // size))
        return JSONResponse({"data": [_dump(job) for job in jobs], "pageInfo": _dump(info)})

    @app.get(_BASE + routes.JOB)
    async def show(job_id: str) -> Response:
        job = await repository.job(job_id)
        if job is None:
            raise Refusal(404, "There is no such job.")
        return _answer(job)

    @app.post(_BASE + routes.JOB_FEEDBACK, status_code=202)
    async def feedback(job_id: str, body: FeedbackRequest, request: Request) -> Response:
        if await repository.job(job_id) is None:
            raise Refusal(404, "There is no such job.")
        kept = await repository.add_feedback(job_id, body.message, body.field_id, request.state.request_id)
        return JSONResponse(_dump(kept) | {"fieldId": kept.field_id}, 202)


def _add_private(app: FastAPI) -> None:
    @app.get("/internal/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/internal/hubs")
    async def hubs() -> list[dict[str, Any]]:
        names = ("id", "name", "description", "enabled", "default")
        return [{name: getattr(hub, name) for name in names} for hub in load_hubs()]


async def _file(repository: Repository, file_id: str) -> tuple[Any, str]:
    found = await repository.file(file_id)
    if found is None:
        raise Refusal(404, "There is no such file.")
    return found


def _answer(model: BaseModel, status: int = 200) -> Response:
    return JSONResponse(_dump(model), status)


def _dump(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)
