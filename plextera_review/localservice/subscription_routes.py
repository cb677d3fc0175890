"""Event subscriptions."""

import json
from sqlite3 import Row
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from plextera_review.contract import routes
from plextera_review.contract.wire.base import Page
from plextera_review.contract.wire.subscriptions import (
    ChangeSubscriptionRequest,
    CreateSubscriptionRequest,
    EventType,
    SubscriptionFilters,
    SubscriptionObject,
    SubscriptionStatus,
)
from plextera_review.localservice.answers import PageNumber, PageSize, answer, refusals
from plextera_review.localservice.bell import Bell
from plextera_review.localservice.clock import moment
from plextera_review.localservice.problems import Refusal
from plextera_review.localservice.subscription_records import SubscriptionRecords


def subscription_routes(records: SubscriptionRecords, changed: Bell) -> APIRouter:
    """The Event Subscriptions group."""
    router = APIRouter(tags=["Event subscriptions"])

    @router.post(
        routes.SUBSCRIPTIONS, status_code=201, response_model=SubscriptionObject, responses=refusals(400, 415, 422)
    )
    async def create_subscription(body: CreateSubscriptionRequest) -> Response:
        values = body.model_dump(include={"endpoint_url", "event_types", "signing_secret"})
        return answer(_object(await records.add(values | {"filters": _filters(body.filters)})), 201)

    @router.get(routes.SUBSCRIPTIONS, response_model=Page[SubscriptionObject], responses=refusals(400))
    async def list_subscriptions(
        status: SubscriptionStatus | None = None,
        eventType: EventType | None = None,  # noqa: N803 - the parameter's name on the wire
        page: PageNumber = 0,
        size: PageSize = routes.DEFAULT_PAGE_SIZE,
    ) -> Response:
        rows, total = await records.listed(status, eventType, page, size)
        return answer(Page[SubscriptionObject].of([_object(row) for row in rows], page, size, total))

    @router.get(routes.SUBSCRIPTION, response_model=SubscriptionObject, responses=refusals(404))
    async def get_subscription(subscription_id: str) -> Response:
        return answer(_object(_known(await records.get(subscription_id))))

    @router.patch(routes.SUBSCRIPTION, response_model=SubscriptionObject, responses=refusals(400, 404, 415, 422))
    async def change_subscription(subscription_id: str, body: ChangeSubscriptionRequest) -> Response:
        values = body.model_dump(include=body.model_fields_set - {"filters"})
        if "filters" in body.model_fields_set:
            values["filters"] = _filters(body.filters)
        row = _known(await records.change(subscription_id, values))
        changed.ring()  # resumed: what waited is due
        return answer(_object(row))

    @router.delete(routes.SUBSCRIPTION, status_code=204, responses=refusals(404))
    async def delete_subscription(subscription_id: str) -> Response:
        if not await records.remove(subscription_id):
            raise Refusal(404, "There is no such subscription.")
        return Response(status_code=204)

    return router


def _known(row: Row | None) -> Row:
    if row is None:
        raise Refusal(404, "There is no such subscription.")
    return row


def _filters(filters: SubscriptionFilters | None) -> dict[str, Any] | None:
    return (filters.model_dump(by_alias=True, exclude_none=True) or None) if filters is not None else None


def _object(row: Row) -> SubscriptionObject:
    return SubscriptionObject(
        id=row["id"],
        status=row["status"],
        endpoint_url=row["endpoint_url"],
        event_types=json.loads(row["event_types"]),
        filters=SubscriptionFilters.model_validate(json.loads(row["filters"])) if row["filters"] else None,
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
    )
