"""The Event Subscriptions group."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from plextera_review.api.paging import every
from plextera_review.api.results import ListPage, read_list, read_one
from plextera_review.api.transport import Transport
from plextera_review.contract import routes
from plextera_review.contract.subscription_reading import read_subscription
from plextera_review.domain.subscription import Subscription


class SubscriptionCalls:
    """Every endpoint of the group, one coroutine each."""

    def __init__(self, http: Transport) -> None:
        self._http = http

    async def create(
        self,
        endpoint_url: str,
        event_types: Sequence[str],
        signing_secret: str,
        filters: Mapping[str, str] | None = None,
    ) -> Subscription:
        """Subscribe. Not idempotent."""
        body: dict[str, Any] = {
            "endpointUrl": endpoint_url,
            "eventTypes": list(event_types),
            "signingSecret": signing_secret,
        }
        if filters:
            body["filters"] = dict(filters)
        return _one(await self._http.send_json("POST", routes.SUBSCRIPTIONS, body=body))

    async def page(
        self,
        page: int = 0,
        size: int = routes.DEFAULT_PAGE_SIZE,
        *,
        status: str | None = None,
        event_type: str | None = None,
    ) -> ListPage[Subscription]:
        """One page of subscriptions, newest first."""
        query = {"page": str(page), "size": str(size)}
        query |= {"status": status} if status else {}
        query |= {"eventType": event_type} if event_type else {}
        return read_list(await self._http.get_json(routes.SUBSCRIPTIONS, query), read_subscription)

    def every(self, *, status: str | None = None, event_type: str | None = None) -> AsyncIterator[Subscription]:
        """Each subscription once."""

        async def fetch(number: int) -> ListPage[Subscription]:
            return await self.page(number, routes.MAX_PAGE_SIZE, status=status, event_type=event_type)

        return every(fetch, lambda subscription: subscription.id)

    async def get(self, subscription_id: str) -> Subscription:
        """One subscription."""
        return _one(await self._http.get_json(_path(subscription_id)))

    async def change(
        self,
        subscription_id: str,
        *,
        endpoint_url: str | None = None,
        event_types: Sequence[str] | None = None,
        signing_secret: str | None = None,
        is_paused: bool | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> Subscription:
        """Change what is given; the rest stays."""
        body = {
            "endpointUrl": endpoint_url,
            "eventTypes": list(event_types) if event_types is not None else None,
            "signingSecret": signing_secret,
            "status": None if is_paused is None else "paused" if is_paused else "active",
            "filters": dict(filters) if filters is not None else None,
        }
        given = {name: value for name, value in body.items() if value is not None}
        return _one(await self._http.send_json("PATCH", _path(subscription_id), body=given))

    async def delete(self, subscription_id: str) -> None:
        """End a subscription."""
        await self._http.send_json("DELETE", _path(subscription_id))


def _path(subscription_id: str) -> str:
    return routes.SUBSCRIPTION.format(subscription_id=quote(subscription_id, safe=""))


def _one(data: Any) -> Subscription:
    return read_one(data, read_subscription, "subscription")
