"""Bodies of the Event Subscriptions group, and of the events themselves."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from plextera_review.contract.routes import ENDPOINT_PATTERN, MAX_SECRET, MAX_URL
from plextera_review.contract.wire.base import Answer, Moment, Request

EventType = Literal[
    "document-insights.job.completed",
    "document-insights.job.failed",
    "document-insights.job.rejected",
    "document-insights.extraction.completed",
    "document-insights.extraction.failed",
    "document-insights.extraction.rejected",
    "workflow.run.completed",
    "workflow.run.failed",
]
SubscriptionStatus = Literal["active", "paused"]
_Endpoint = Annotated[str, StringConstraints(pattern=ENDPOINT_PATTERN, max_length=MAX_URL)]
_EventTypes = Annotated[list[EventType], Field(min_length=1, max_length=50)]
_Secret = Annotated[str, StringConstraints(min_length=1, max_length=MAX_SECRET)]


class SubscriptionFilters(Answer):
    """What of the chosen events is wanted; each filter narrows only events of its own kind."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", strict=True)

    workflow_id: Annotated[str, StringConstraints(min_length=1, max_length=128)] | None = None
    document_insights_operation: Literal["extract"] | None = None


class CreateSubscriptionRequest(Request):
    """``POST /event-subscriptions``."""

    endpoint_url: _Endpoint
    event_types: _EventTypes
    signing_secret: _Secret
    filters: SubscriptionFilters | None = None


class ChangeSubscriptionRequest(Request):
    """``PATCH /event-subscriptions/{id}``: what is absent stays; ``filters: null`` takes the filters away."""

    endpoint_url: _Endpoint = ""
    event_types: _EventTypes = Field(default_factory=list)
    signing_secret: _Secret = ""
    status: SubscriptionStatus = "active"
    filters: SubscriptionFilters | None = None


class SubscriptionObject(Answer):
    """A subscription, never with its secret."""

    id: str
    status: SubscriptionStatus
    endpoint_url: str
    event_types: list[EventType]
    filters: SubscriptionFilters | None = None
    created_at: Moment
    updated_at: Moment


class EventObject(Answer):
    """The body of a delivery."""

    event_id: str
    event_type: str
    occurred_at: Moment
    api_version: str = "v1"
    data: dict[str, Any]


class AttemptObject(Answer):
    """One try to deliver an event (private)."""

    delivery_id: str
    at: Moment
    http_status: int | None = None
    problem: str | None = None
    duration_ms: int


class DeliveryObject(Answer):
    """The delivery history of one event (private)."""

    subscription_id: str
    event: EventObject
    state: Literal["pending", "delivered", "given_up"]
    next_try_at: Moment | None = None
    attempts: list[AttemptObject]
