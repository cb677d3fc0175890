"""Runs workflows: step after step, branches side by side, each state on disk before the next begins.

A run outlives the service: at the next start completed steps are not repeated, a wait goes on with what is left of it, a document's
job and nested runs are found again. Only a web function that was under way is called a second time, under the same idempotency key.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from sqlite3 import Row
from typing import Any

from starlette.concurrency import run_in_threadpool

from plextera_review.localservice.bell import Bell
from plextera_review.localservice.clock import milliseconds, now_text
from plextera_review.localservice.file_records import FileRecords
from plextera_review.localservice.run_records import Parent, RunRecords
from plextera_review.localservice.workflows.catalog import Catalog
from plextera_review.localservice.workflows.definition import (
    InsightsStep,
    NestedStep,
    ParallelStep,
    TransformStep,
    WaitStep,
    WebStep,
    Workflow,
    flat,
)
from plextera_review.localservice.workflows.steps import Outcome, Place, StepFailed, StepWork, evaluated

_log = logging.getLogger(__name__)
_AT_ONCE = 8
_NESTED_AT_ONCE = 4
_DEEPEST = 5
_MOST_NESTED = 100


class Engine:
    """Owns the tasks of all runs. ``ended`` rings when one has ended."""

    def __init__(self, runs: RunRecords, files: FileRecords, catalog: Catalog, work: StepWork, ended: Bell) -> None:
        self.runs = runs
        self.files = files
        self.catalog = catalog
        self.work = work
        self._ended = ended
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Take up the runs an earlier service left."""
        for run_id in await self.runs.unfinished():
            self._begin(run_id)

    async def stop(self) -> None:
        """Stop working; runs go on at the next start."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def trigger(self, workflow: Workflow, given: Mapping[str, Any]) -> Row:
        """Queue a run. ``given``: ``payload``, ``metadata``, ``document``, ``attachments``."""
        run = await self.runs.add(workflow, given)
        self._begin(run["id"])
        return run

    def _begin(self, run_id: str) -> None:
        task = asyncio.create_task(self._in_turn(run_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_turn(self, run_id: str) -> None:
        async with self._slots:
            await self.carry_out(run_id, 1)

    async def carry_out(self, run_id: str, depth: int) -> None:
        """One run to its end. ``depth``: 1 for a run from outside."""
        run = await self.runs.get(run_id)
        if run is None or run["completed_at"]:
            return
        try:
            await self.runs.begin(run_id)
            await Execution(self, run, depth).run()
        except StepFailed as failure:
            await self.runs.end(run_id, "FAILED", "STEP_FAILED", str(failure))
        except Exception:  # noqa: BLE001 - one run must not end the service
            _log.exception("run %s failed unexpectedly", run_id)
            text = "The workflow failed unexpectedly. The service's log says more."
            await self.runs.end(run_id, "FAILED", "INTERNAL_ERROR", text)
        else:
            await self.runs.end(run_id, "COMPLETED", None, None)
        self._ended.ring()


class Execution:
    """One run being carried out."""

    def __init__(self, engine: Engine, run: Row, depth: int) -> None:
        self._engine = engine
        self._run = run
        self._depth = depth
        self._workflow = Workflow.model_validate_json(run["definition"])
        self._positions = {step.key: place for place, step in enumerate(flat(self._workflow.steps), start=1)}
        self._records: Mapping[int, Row] = {}
        self._context: dict[str, Any] = {
            **json.loads(run["input"]),
            "run": {"id": run["id"], "workflowId": run["workflow_id"]},
            "steps": {},
        }

    async def run(self) -> None:
        """Every step. Raises StepFailed naming the step."""
        rows = (await self._engine.runs.steps([self._run["id"]]))[self._run["id"]]
        self._records = {row["position"]: row for row in rows}
        await self._sequence(self._workflow.steps)

    async def _sequence(self, steps: Sequence[Any]) -> None:
        for step in steps:
            await self._step(step)

    async def _step(self, step: Any) -> None:
        position = self._positions[step.key]
        record = self._records[position]
        if record["status"] == "FAILED":  # the service died before it could end the run
            raise self._failure(step, record["message"])
        if record["status"] == "COMPLETED":
            self._context["steps"][step.key] = json.loads(record["output"])
            return
        runs, run_id = self._engine.runs, self._run["id"]
        began = await runs.begin_step(run_id, position)
        place = Place(run_id, position, began, self._context, record["job_id"])
        try:
            outcome = await self._outcome(step, place)
        except StepFailed as failure:
            await runs.end_step(run_id, position, "FAILED", str(failure), None, milliseconds(began, now_text()) or 0)
            if isinstance(step, ParallelStep):
                raise  # names the failing step already
            raise self._failure(step, str(failure)) from None
        active = outcome.active_ms if outcome.active_ms is not None else milliseconds(began, now_text()) or 0
        self._context["steps"][step.key] = outcome.output
        await runs.end_step(run_id, position, "COMPLETED", outcome.message, outcome.output, active)

    async def _outcome(self, step: Any, place: Place) -> Outcome:
        work = self._engine.work
        match step:
            case InsightsStep():
                return await work.insights(step, place)
            case TransformStep():
                return await work.transform(step, place)
            case WebStep():
                return await work.web(step, place)
            case WaitStep():
                return await work.wait(step, place)
            case NestedStep():
                return await self._nested(step, place)
            case ParallelStep():
                return await self._parallel(step)
        raise StepFailed(f"There is no step type “{step.type}”.")

    async def _parallel(self, step: ParallelStep) -> Outcome:
        """All branches to their end, even when one fails: what they began is finished."""
        ended = await asyncio.gather(*map(self._sequence, step.branches), return_exceptions=True)
        for each in ended:
            if isinstance(each, BaseException):
                raise each
        return Outcome(None, f"{len(step.branches)} branches", active_ms=0)  # its steps count themselves

    async def _nested(self, step: NestedStep, place: Place) -> Outcome:
        if self._depth >= _DEEPEST:
            raise StepFailed(f"Workflows nest at most {_DEEPEST} deep.")
        workflow = await run_in_threadpool(self._engine.catalog.get, step.workflow_id)
        if workflow is None:
            raise StepFailed(f"There is no workflow “{step.workflow_id}”.")
        items = [None] if step.for_each is None else await evaluated(step.for_each, place.context)
        if not isinstance(items, list) or len(items) > _MOST_NESTED:
            raise StepFailed(f"“{step.for_each}” must give a list of at most {_MOST_NESTED} elements.")
        slots = asyncio.Semaphore(_NESTED_AT_ONCE)

        async def one(number: int, item: Any) -> str:
            context = {**place.context, "item": item}
            wanted = step.payload or ("payload" if step.for_each is None else "item")
            given = {"payload": await evaluated(wanted, context), "metadata": self._context.get("metadata")}
            given |= {"document": await self._document(step, context), "attachments": []}
            nested = await self._engine.runs.add(workflow, given, Parent(place.run_id, place.position, number))
            async with slots:
                await self._engine.carry_out(nested["id"], self._depth + 1)
            return str(nested["id"])

        return await self._gathered(await asyncio.gather(*(one(number, item) for number, item in enumerate(items))))

    async def _gathered(self, run_ids: Sequence[str]) -> Outcome:
        runs = [run for each in run_ids if (run := await self._engine.runs.get(each)) is not None]
        failed = next((run for run in runs if run["status"] != "COMPLETED"), None)
        if failed is not None:
            raise StepFailed(f"Its run {failed['id']} failed: {failed['error_message']}")
        steps = await self._engine.runs.steps(run_ids)
        ends = [
            {"runId": each, "output": json.loads(steps[each][-1]["output"] or "null") if steps[each] else None}
            for each in run_ids
        ]
        active = sum(row["active_ms"] or 0 for rows in steps.values() for row in rows)
        return Outcome(ends, f"{len(runs)} runs" if len(runs) != 1 else "1 run", active)

    async def _document(self, step: NestedStep, context: Mapping[str, Any]) -> Any:
        """The nested run's document: what the expression gives, a file object or its id; none by default."""
        if step.document is None:
            return None
        value = await evaluated(step.document, context)
        if not isinstance(value, str):
            return value
        found = await self._engine.files.get(value)
        if found is None:
            raise StepFailed(f"“{step.document}” names no stored file.")
        return given_file(found[0])

    def _failure(self, step: Any, message: str | None) -> StepFailed:
        return StepFailed(f"Step “{step.name}” (step_{self._positions[step.key]:02}) failed: {message}")


def given_file(file: Any) -> dict[str, Any]:
    """A stored file as expressions see it."""
    return {"fileId": file.id, "name": file.name, "mimeType": file.mime_type, "sizeBytes": file.size_bytes}
