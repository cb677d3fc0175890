"""The service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from plextera_review.contract.routes import BASE_PATH
from plextera_review.localservice import gate, openapi, problems
from plextera_review.localservice.bell import Bell
from plextera_review.localservice.file_records import FileRecords
from plextera_review.localservice.file_routes import file_routes
from plextera_review.localservice.files import ContentStore
from plextera_review.localservice.insights_routes import Insights, extraction_routes, job_routes
from plextera_review.localservice.job_records import JobRecords
from plextera_review.localservice.outgoing import Outgoing
from plextera_review.localservice.pipeline import Pipeline
from plextera_review.localservice.private_routes import private_routes
from plextera_review.localservice.run_records import RunRecords
from plextera_review.localservice.schema import MIGRATIONS
from plextera_review.localservice.subscription_records import SubscriptionRecords
from plextera_review.localservice.subscription_routes import subscription_routes
from plextera_review.localservice.webhooks import FIRST_PAUSE_SECONDS, Webhooks
from plextera_review.localservice.workflow_routes import workflow_routes
from plextera_review.localservice.workflows.catalog import Catalog
from plextera_review.localservice.workflows.engine import Engine
from plextera_review.localservice.workflows.steps import StepWork
from plextera_review.storage.connection import Database


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """``offline``: calls only this computer. ``retry_seconds``: the pause before a webhook is sent a second time."""

    offline: bool = False
    retry_seconds: float = FIRST_PAUSE_SECONDS


def make_app(data_dir: Path, key: str, options: ServiceOptions | None = None) -> FastAPI:
    """The application over one data folder."""
    chosen = options or ServiceOptions()
    db = Database(data_dir / "service.sqlite", MIGRATIONS)
    contents = ContentStore(data_dir / "files")
    catalog = Catalog(data_dir / "workflows")
    ended = Bell()
    files, jobs, runs, subscriptions = FileRecords(db), JobRecords(db), RunRecords(db), SubscriptionRecords(db)
    outgoing = Outgoing(offline=chosen.offline)
    pipeline = Pipeline(jobs, files, contents, outgoing, ended)
    engine = Engine(runs, files, catalog, StepWork(files, jobs, runs, pipeline, outgoing, ended), ended)
    webhooks = Webhooks(subscriptions, outgoing, ended, first_pause=chosen.retry_seconds)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await db.open()
        workers = (pipeline, engine, webhooks)
        for worker in workers:
            await worker.start()
        try:
            yield
        finally:
            for worker in reversed(workers):
                await worker.stop()
            await outgoing.close()
            await db.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None)
    problems.install(app)
    insights = Insights(jobs, files, contents, pipeline)
    routers = (
        file_routes(files, contents),
        job_routes(insights),
        extraction_routes(insights),
        workflow_routes(catalog, engine, runs, files, contents),
        subscription_routes(subscriptions, ended),
    )
    for router in routers:
        app.include_router(router, prefix=BASE_PATH)
    app.include_router(private_routes(subscriptions, catalog))
    openapi.describe(app)
    gate.install(app, key, routers, BASE_PATH)
    return app
