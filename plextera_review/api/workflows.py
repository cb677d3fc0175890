"""The Workflows group."""

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from plextera_review.api.files import send_parts
from plextera_review.api.multipart import FilePart, JsonPart, Multipart, Progress
from plextera_review.api.paging import every
from plextera_review.api.results import ListPage, read_list, read_one
from plextera_review.api.transport import Transport
from plextera_review.contract import routes
from plextera_review.contract.run_reading import read_run
from plextera_review.domain.workflow import Run


class WorkflowCalls:
    """Every endpoint of the group, one coroutine each."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    async def start(self, workflow_id: str, payload: Any = None, *, request_id: str | None = None) -> Run:
        """Start a run with any JSON, or none. Not idempotent."""
        path = routes.WORKFLOW_RUN.format(workflow_id=quote(workflow_id, safe=""))
        return read_one(await self._http.send_json("POST", path, body=payload, request_id=request_id), read_run, "run")

    async def start_with_files(
        self,
        workflow_id: str,
        *,
        payload: Any = None,
        metadata: Mapping[str, Any] | None = None,
        document: Path | None = None,
        attachments: Sequence[Path] = (),
        progress: Progress | None = None,
        request_id: str | None = None,
    ) -> Run:
        """Start a run with documents. Not idempotent. Raises DocumentError when a file cannot be read."""
        parts: list[FilePart | JsonPart] = []
        if payload is not None:
            parts.append(JsonPart.of("payload", payload))
        if metadata is not None:
            parts.append(JsonPart.of("metadata", dict(metadata)))
        if document is not None:
            parts.append(FilePart("document", document, document.name))
        parts += [FilePart("attachments", path, path.name) for path in attachments]
        path = routes.WORKFLOW_RUN.format(workflow_id=quote(workflow_id, safe=""))
        return read_one(await send_parts(self._http, path, Multipart(parts, progress), request_id), read_run, "run")

    async def page(
        self,
        page: int = 0,
        size: int = routes.DEFAULT_PAGE_SIZE,
        *,
        status: str | None = None,
        workflow_id: str | None = None,
    ) -> ListPage[Run]:
        """One page of runs."""
        query = {"page": str(page), "size": str(size)}
        query |= {"status": status} if status else {}
        query |= {"workflowId": workflow_id} if workflow_id else {}
        return read_list(await self._http.get_json(routes.RUNS, query), read_run)

    def every(self, *, status: str | None = None, workflow_id: str | None = None) -> AsyncIterator[Run]:
        """Each run once."""

        async def fetch(number: int) -> ListPage[Run]:
            return await self.page(number, routes.MAX_PAGE_SIZE, status=status, workflow_id=workflow_id)

        return every(fetch, lambda run: run.id)

    async def get(self, run_id: str) -> Run:
        """One run with its steps."""
        return read_one(await self._http.get_json(routes.RUN.format(run_id=quote(run_id, safe=""))), read_run, "run")
