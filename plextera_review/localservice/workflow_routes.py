"""Workflows and their runs."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from plextera_review.contract import routes
from plextera_review.contract.wire.base import Page
from plextera_review.contract.wire.workflows import RunObject
from plextera_review.domain.content_type import HEAD_BYTES
from plextera_review.domain.upload import MAX_FILE_BYTES
from plextera_review.localservice.answers import PageNumber, PageSize, answer, refusals
from plextera_review.localservice.file_records import FileRecords
from plextera_review.localservice.file_routes import stored_upload
from plextera_review.localservice.files import ContentStore, accepted_type, plain_name
from plextera_review.localservice.problems import Refusal, invalid
from plextera_review.localservice.run_records import RunRecords
from plextera_review.localservice.run_views import run_list, run_object
from plextera_review.localservice.workflows.catalog import Catalog
from plextera_review.localservice.workflows.engine import Engine, given_file

RunStatus = Literal["QUEUED", "PROCESSING", "COMPLETED", "FAILED", "CLOSED"]
WorkflowId = Annotated[
    str, Path(openapi_examples={each: {"value": each} for each in ("document-intake", "daily-lab-loader")})
]
_MOST_ATTACHMENTS = 100
_LONGEST_PAYLOAD = 4 * 1024 * 1024
_ANY = {"description": "Any JSON value."}
_FILE = {"type": "string", "contentMediaType": "application/octet-stream"}
_BODY = {
    "requestBody": {
        "required": False,
        "description": "What the workflow is given: any JSON, or parts, or nothing.",
        "content": {
            "application/json": {"schema": _ANY},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "payload": _ANY,
                        "metadata": {"type": "object"},
                        "document": _FILE,
                        "attachments": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                        },
                    },
                },
                "encoding": {
                    "payload": {"contentType": "application/json"},
                    "metadata": {"contentType": "application/json"},
                },
            },
        },
    }
}


def workflow_routes(
    catalog: Catalog, engine: Engine, records: RunRecords, files: FileRecords, contents: ContentStore
) -> APIRouter:
    """The Workflows group."""
    router = APIRouter(tags=["Workflows"])

    @router.post(
        routes.WORKFLOW_RUN,
        status_code=202,
        response_model=RunObject,
        responses=refusals(400, 404, 409, 413, 415, 422),
        openapi_extra=_BODY,
    )
    async def start_run(workflow_id: WorkflowId, request: Request) -> Response:
        workflow = await run_in_threadpool(catalog.get, workflow_id)
        if workflow is None:
            raise Refusal(404, "There is no such workflow.")
        if not workflow.enabled:
            raise Refusal(409, "This workflow is switched off.")
        given = await _given(request, files, contents)
        return answer(await run_object(records, await engine.trigger(workflow, given)), 202)

    @router.get(
        routes.RUNS,
        response_model=Page[RunObject],
        responses=refusals(400),
        description="Runs triggered from outside, newest first; nested runs are in the steps that started them.",
    )
    async def list_runs(
        status: RunStatus | None = None,
        workflowId: Annotated[str | None, Query(max_length=128)] = None,  # noqa: N803 - the parameter's name on the wire
        page: PageNumber = 0,
        size: PageSize = routes.DEFAULT_PAGE_SIZE,
    ) -> Response:
        rows, total = await records.listed(status, workflowId, page, size)
        return answer(Page[RunObject].of(await run_list(records, rows), page, size, total))

    @router.get(routes.RUN, response_model=RunObject, responses=refusals(404))
    async def get_run(run_id: str) -> Response:
        run = await records.get(run_id)
        if run is None:
            raise Refusal(404, "There is no such run.")
        return answer(await run_object(records, run))

    return router


async def _given(request: Request, files: FileRecords, contents: ContentStore) -> dict[str, Any]:
    given: dict[str, Any] = {"payload": None, "metadata": None, "document": None, "attachments": []}
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(max_files=_MOST_ATTACHMENTS + 1, max_part_size=_LONGEST_PAYLOAD) as form:
            return given | await _parts(form, files, contents)
    if int(request.headers.get("Content-Length") or 0) > _LONGEST_PAYLOAD:
        raise Refusal(413, "The payload is larger than 4 MB; send documents as parts.")
    body = await request.body()
    if body:
        given["payload"] = _json(body, "payload", 400)
    return given


async def _parts(form: FormData, files: FileRecords, contents: ContentStore) -> dict[str, Any]:
    """The parts of a multipart trigger; everything is checked before the first file is stored."""
    found: dict[str, Any] = {}
    for name in ("payload", "metadata"):
        part = form.get(name)
        if part is not None:
            raw = await part.read(_LONGEST_PAYLOAD + 1) if isinstance(part, UploadFile) else part.encode()
            found[name] = _json(raw, name, 422)
    if not isinstance(found.get("metadata", {}), dict):
        raise invalid("metadata", "must be a JSON object")
    documents = form.getlist("document")
    attachments = form.getlist("attachments")
    if len(documents) > 1:
        raise invalid("document", "give at most one document; further files are attachments")
    uploads: list[tuple[str, UploadFile]] = []
    for name, parts in (("document", documents), ("attachments", attachments)):
        for part in parts:
            if not isinstance(part, UploadFile):
                raise invalid(name, "must be a file with a file name")
            if (part.size or 0) > MAX_FILE_BYTES:
                raise Refusal(413, "A file is larger than 50 MB.")
            accepted_type(await part.read(HEAD_BYTES), plain_name(part.filename))
            await part.seek(0)
            uploads.append((name, part))
    stored = [(name, given_file(await stored_upload(files, contents, part))) for name, part in uploads]
    found["document"] = next((file for name, file in stored if name == "document"), None)
    found["attachments"] = [file for name, file in stored if name == "attachments"]
    return found


def _json(raw: bytes, name: str, status: int) -> Any:
    try:
        value = json.loads(raw, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # lone surrogates, infinite numbers
    except (ValueError, RecursionError):
        text = "This is not valid JSON."
        raise (Refusal(400, text) if status == 400 else invalid(name, "must be valid JSON")) from None
    return value


def _no_constant(text: str) -> Any:
    raise ValueError(text)
