"""Files."""

from urllib.parse import quote

from fastapi import APIRouter, UploadFile
from fastapi.responses import FileResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile as StarletteUpload

from plextera_review.contract import routes
from plextera_review.contract.wire.files import FileObject
from plextera_review.localservice.answers import answer, refusals
from plextera_review.localservice.file_records import FileRecords
from plextera_review.localservice.files import ContentStore, plain_name
from plextera_review.localservice.problems import Refusal

_RAW = {"description": "The file's bytes, under its own content type.", "content": {"*/*": {}}}


def file_routes(records: FileRecords, contents: ContentStore) -> APIRouter:
    """The Files group."""
    router = APIRouter(tags=["Files"])

    @router.post(routes.FILES, status_code=201, response_model=FileObject, responses=refusals(400, 413, 415, 422))
    async def upload_file(file: UploadFile) -> Response:
        return answer(await stored_upload(records, contents, file), 201)

    @router.get(routes.FILE, response_model=FileObject, responses=refusals(404))
    async def get_file(file_id: str) -> Response:
        return answer((await _found(file_id))[0])

    @router.get(routes.FILE_DOWNLOAD, response_class=FileResponse, responses={200: _RAW, **refusals(404)})
    async def download_file(file_id: str) -> Response:
        file, sha256 = await _found(file_id)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
        return FileResponse(contents.path(sha256), media_type=file.mime_type, headers=headers)

    async def _found(file_id: str) -> tuple[FileObject, str]:
        found = await records.get(file_id)
        if found is None:
            raise Refusal(404, "There is no such file.")
        return found

    return router


async def stored_upload(records: FileRecords, contents: ContentStore, file: StarletteUpload) -> FileObject:
    """An uploaded part as a stored file. Raises Refusal: 413, 415."""
    name = plain_name(file.filename)
    return await records.add(name, await run_in_threadpool(contents.put, file.file, name))
