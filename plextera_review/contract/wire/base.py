"""What all bodies share."""

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    PlainSerializer(_iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""ISO 8601 in UTC, always with milliseconds, so that texts sort like times: ``2026-04-07T10:05:04.000Z``."""


class Request(BaseModel):
    """A body we are sent: unknown properties are ignored, types are not bent."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", strict=True)


class Answer(BaseModel):
    """A body we send. Serialise with ``by_alias`` and ``exclude_none``: absent values are omitted."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


T = TypeVar("T", bound=Answer)


class PageInfo(Answer):
    """Where a page stands in its list."""

    page: int
    size: int
    total_items: int
    total_pages: int


class Page(Answer, Generic[T]):
    """One page of a list."""

    data: list[T]
    page_info: PageInfo

    @classmethod
    def of(cls, data: list[T], page: int, size: int, total: int) -> "Page[T]":
        """A page with its place in a list of ``total`` items."""
        info = PageInfo(page=page, size=size, total_items=total, total_pages=-(-total // size))
        return cls(data=data, page_info=info)


class Failure(Answer):
    """Why a job or a run ended badly."""

    code: str
    message: str
