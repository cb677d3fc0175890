"""What each kind of step does. A step that cannot be done raises StepFailed with a sentence for people."""

import asyncio
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from starlette.concurrency import run_in_threadpool

from plextera_review.extraction.hubs import load_hubs
from plextera_review.localservice.bell import Bell
from plextera_review.localservice.clock import milliseconds
from plextera_review.localservice.file_records import FileRecords
from plextera_review.localservice.job_records import JobRecords, NewJob
from plextera_review.localservice.outgoing import CallFailed, Outgoing
from plextera_review.localservice.pipeline import Pipeline
from plextera_review.localservice.run_records import RunRecords
from plextera_review.localservice.workflows.definition import InsightsStep, TransformStep, WaitStep, WebStep

_LOOK_SECONDS = 1.0
_LONGEST_OUTPUT = 4 * 1024 * 1024
_FINAL = {"COMPLETED", "FAILED", "REJECTED"}


class StepFailed(Exception):  # noqa: N818 - an outcome, not a bug
    """The step ended badly; the text says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a step. ``active_ms``: the time it was at work itself, without waits; ``None``: all of its time."""

    output: Any
    message: str | None = None
    active_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The step's place and what is known there."""

    run_id: str
    position: int
    began: str
    context: Mapping[str, Any]
    job_id: str | None = None


class StepWork:
    """Does the steps that need nothing of the engine."""

    def __init__(
        self,
        files: FileRecords,
        jobs: JobRecords,
        runs: RunRecords,
        pipeline: Pipeline,
        outgoing: Outgoing,
        ended: Bell,
    ) -> None:
        self._files = files
        self._jobs = jobs
        self._runs = runs
        self._pipeline = pipeline
        self._outgoing = outgoing
        self._ended = ended

    async def insights(self, step: InsightsStep, place: Place) -> Outcome:
        """Read a document; one that was read before is not read again, its job is shared."""
        job = await self._jobs.get(place.job_id) if place.job_id else None
        if job is None:
            hub_id = _hub_id(step.hub)
            file_id = await evaluated(step.document, place.context)
            if not isinstance(file_id, str) or not file_id:
                raise StepFailed(f"“{step.document}” names no document.")
            if await self._files.get(file_id) is None:
                raise StepFailed(f"“{step.document}” names no stored file.")
            job = await self._jobs.same_document(file_id)
            if job is None:
                job = await self._new_job(file_id, hub_id, place)
            await self._runs.set_job(place.run_id, place.position, job["id"])
        job = await self._end_of(job)
        if job["status"] != "COMPLETED":
            raise StepFailed(job["error_message"] or "The document could not be read.")
        output = json.loads(job["output"])
        seen = {
            "jobId": job["id"],
            "extractionId": job["extraction_id"],
            "hubName": job["hub_name"],
            "fields": _plain(output.get("fields", [])),
            "output": output,
        }
        # Time in the queue is waiting; a shared job worked before this step began.
        active = milliseconds(max(job["started_at"] or "", place.began), job["completed_at"]) or 0
        return Outcome(seen, f"{job['hub_name']}, {output.get('fieldCount', 0)} fields", max(active, 0))

    async def transform(self, step: TransformStep, place: Place) -> Outcome:
        """Evaluate the expression."""
        return Outcome(await evaluated(step.expression, place.context))

    async def web(self, step: WebStep, place: Place) -> Outcome:
        """Call the address. After a restart the call is repeated under the same ``Idempotency-Key``."""
        url = step.url or os.environ.get(step.url_from or "", "")
        if not url:
            raise StepFailed(f"Its address is not configured: set {step.url_from} where the service is started.")
        headers = {**step.headers, "Idempotency-Key": f"{place.run_id}-{place.position}", "Accept": "application/json"}
        body = None
        if step.method != "GET":
            body = json.dumps(await evaluated(step.body, place.context), ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        try:
            reply = await self._outgoing.send(
                step.method, url, body=body, headers=headers, seconds=step.timeout_seconds, limit=_LONGEST_OUTPUT
            )
        except CallFailed as failure:
            raise StepFailed(str(failure)) from None
        if not reply.is_success:
            raise StepFailed(f"The address answered with status {reply.status}.")
        text = reply.body.decode(errors="replace")
        try:
            answer = _sound(json.loads(text)) if "json" in reply.content_type else text
        except (ValueError, RecursionError):
            raise StepFailed("The address answered with JSON that cannot be read.") from None
        return Outcome({"status": reply.status, "body": answer}, f"Answered with status {reply.status}")

    async def wait(self, step: WaitStep, place: Place) -> Outcome:
        """Let the time pass that has not passed yet."""
        gone = (datetime.now(UTC) - datetime.fromisoformat(place.began)).total_seconds()
        await asyncio.sleep(max(step.seconds - gone, 0))
        return Outcome(None, f"Waited {step.seconds:g} s", active_ms=0)

    async def _new_job(self, file_id: str, hub_id: str | None, place: Place) -> Row:
        job = await self._jobs.add(NewJob(file_id, None, hub_id, {"workflowRunId": place.run_id}))
        self._pipeline.wake()
        return job

    async def _end_of(self, job: Row) -> Row:
        while job["status"] not in _FINAL:
            ended = self._ended.listen()
            found = await self._jobs.get(job["id"])
            if found is None:
                raise StepFailed("Its job is gone.")
            job = found
            if job["status"] not in _FINAL:
                await ended.wait(_LOOK_SECONDS)
        return job


def _hub_id(hub: str | None) -> str | None:
    if hub is None:
        return None
    found = next((each.id for each in load_hubs() if each.enabled and hub in {each.key, each.id}), None)
    if found is None:
        raise StepFailed(f"There is no enabled hub “{hub}”.")
    return found


async def evaluated(expression: str, context: Mapping[str, Any]) -> Any:
    """The value of a JMESPath expression, surely JSON. Raises StepFailed."""

    def work() -> Any:
        return _sound(jmespath.search(expression, context))

    try:
        return await run_in_threadpool(work)
    except (JMESPathError, ValueError, TypeError, RecursionError) as error:
        raise StepFailed(f"“{expression[:80]}” cannot be evaluated: {str(error)[:200]}") from None


def _sound(value: Any) -> Any:
    """A copy of the value as JSON keeps it. Raises ValueError: NaN, or too long."""
    text = json.dumps(value, allow_nan=False)
    if len(text) > _LONGEST_OUTPUT:
        raise ValueError("the value is longer than 4 MB")
    return json.loads(text)


def _plain(fields: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Values by field id; a table as a list of such rows."""
    plain: dict[str, Any] = {}
    for field in fields:
        if field.get("type") == "TABLE":
            plain[field["id"]] = [
                {cell["id"].rpartition(".")[2]: cell.get("value") for cell in row.get("fields", [])}
                for row in field.get("rows", [])
            ]
        else:
            plain[field["id"]] = field.get("value")
    return plain
