"""Reads event subscriptions and events from any sensible JSON."""

from collections.abc import Mapping
from typing import Any

from plextera_review.contract.json_values import text, texts, time
from plextera_review.domain.subscription import Event, Subscription

_RESOURCE_KEYS = ("jobId", "extractionId", "runId", "id")


def read_subscription(data: Any) -> Subscription:
    """One subscription. Raises ValueError only when it has no id."""
    source = data if isinstance(data, Mapping) else {}
    identifier = text(source.get("id"))
    if not identifier:
        raise ValueError("a subscription without an id")
    types = source.get("eventTypes")
    return Subscription(
        id=identifier,
        endpoint_url=text(source.get("endpointUrl")) or "",
        is_paused=source.get("status") == "paused",
        event_types=tuple(found for each in types if (found := text(each))) if isinstance(types, list) else (),
        filters=texts(source.get("filters")),
        created_at=time(source.get("createdAt")),
        updated_at=time(source.get("updatedAt")),
    )


def read_event(data: Any) -> Event:
    """One delivered event. Raises ValueError when it has no id or no type."""
    source = data if isinstance(data, Mapping) else {}
    identifier, kind = text(source.get("eventId")), text(source.get("eventType"))
    if not identifier or not kind:
        raise ValueError("an event without an id or a type")
    about = source.get("data")
    facts = about if isinstance(about, Mapping) else {}
    return Event(
        id=identifier,
        type=kind,
        occurred_at=time(source.get("occurredAt")),
        resource_id=next((found for key in _RESOURCE_KEYS if (found := text(facts.get(key)))), None),
        workflow_id=text(facts.get("workflowId")),
        data=about,
    )
