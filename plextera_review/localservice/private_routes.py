"""What the window asks of its own service, outside the public API."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from plextera_review.contract.wire.subscriptions import AttemptObject, DeliveryObject
from plextera_review.extraction.hubs import load_hubs
from plextera_review.localservice.answers import dump
from plextera_review.localservice.clock import moment
from plextera_review.localservice.problems import Refusal
from plextera_review.localservice.subscription_records import SubscriptionRecords
from plextera_review.localservice.webhooks import event_object
from plextera_review.localservice.workflows.catalog import Catalog

_MOST_EVENTS = 500


def private_routes(subscriptions: SubscriptionRecords, catalog: Catalog) -> APIRouter:
    """Health, hubs, workflows with what is wrong with their files, and the delivery history of a subscription."""
    router = APIRouter(prefix="/internal", include_in_schema=False)

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/hubs")
    async def hubs() -> list[dict[str, Any]]:
        names = ("id", "name", "description", "enabled", "default")
        return [{name: getattr(hub, name) for name in names} for hub in load_hubs()]

    @router.get("/workflows")
    async def workflows() -> dict[str, Any]:
        found, wrong = await run_in_threadpool(catalog.all)
        return {"workflows": [each.model_dump(by_alias=True) for each in found.values()], "problems": wrong}

    @router.get("/event-subscriptions/{subscription_id}/deliveries", response_model=None)
    async def deliveries(subscription_id: str) -> list[dict[str, Any]] | Response:
        if await subscriptions.get(subscription_id) is None:
            raise Refusal(404, "There is no such subscription.")
        history = await subscriptions.history(subscription_id, _MOST_EVENTS)
        return [
            dump(
                DeliveryObject(
                    subscription_id=subscription_id,
                    event=event_object(event),
                    state=event["state"],
                    next_try_at=moment(event["next_try_at"]) if event["state"] == "pending" else None,
                    attempts=[
                        AttemptObject(
                            delivery_id=row["id"],
                            at=moment(row["at"]),
                            http_status=row["http_status"],
                            problem=row["problem"],
                            duration_ms=row["duration_ms"],
                        )
                        for row in attempts
                    ],
                )
            )
            for event, attempts in history
        ]

    return router
