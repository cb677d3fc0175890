"""What the client's coroutines return."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from plextera_review.api.errors import nonsense
from plextera_review.contract.json_values import text, time, whole
from plextera_review.domain.job import Job

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the server."""

    id: str
    name: str
    mime_type: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """One page of a list; ``total`` (items) and ``pages`` are ``None`` when the server does not say."""

    items: tuple[T, ...]
    total: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class JobDetail:
    """One job with its output as the server sent it (any JSON), ``None`` while there is none."""

    job: Job
    output: Any


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """The server's answer to a feedback; both parts may be missing."""

    id: str | None
    created_at: datetime | None


def read_list(data: Any, read: Callable[[Any], T]) -> ListPage[T]:
    """A page of a list; entries that ``read`` refuses with ValueError are left out. Raises ServerError without a list."""
    entries = data.get("data") if isinstance(data, dict) else data
    if not isinstance(entries, list):
        raise nonsense("The list is missing from the answer")
    items: list[T] = []
    for each in entries:
        try:
            items.append(read(each))
        except ValueError:
            continue
    info = data.get("pageInfo") if isinstance(data, dict) else None
    known = info if isinstance(info, dict) else {}
    return ListPage(tuple(items), whole(known.get("totalItems")), whole(known.get("totalPages")))


def read_one(data: Any, read: Callable[[Any], T], what: str) -> T:
    """One object. Raises ServerError when ``read`` refuses it."""
    try:
        return read(data)
    except ValueError:
        raise nonsense(f"The {what}’s id is missing from the answer") from None


def read_stored_file(data: Any) -> StoredFile:
    """A file object. Raises ValueError without an id."""
    source = data if isinstance(data, dict) else {}
    identifier = text(source.get("id"))
    if identifier is None:
        raise ValueError("a file without an id")
    name = text(source.get("name")) or identifier
    return StoredFile(identifier, name, text(source.get("mimeType")), whole(source.get("sizeBytes")))


def read_receipt(data: Any) -> FeedbackReceipt:
    """The answer to a feedback, whatever it is."""
    source = data if isinstance(data, dict) else {}
    return FeedbackReceipt(text(source.get("id")), time(source.get("createdAt")))
