"""Reads a paged list to its end, whatever the server does meanwhile."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from plextera_review.api.results import ListPage

T = TypeVar("T")
_MOST_REPEATS = 3
_MOST_PAGES = 20_000


async def every(fetch: Callable[[int], Awaitable[ListPage[T]]], key: Callable[[T], str]) -> AsyncIterator[T]:
    """Each item once. ``fetch`` gives a page by its zero-based number; ``key`` tells items apart.

    Ends at an empty page, at the last page the server names, or where pages repeat: at once when the server does not say how many there
    are, after three when it does. When the list shrinks between two pages, later items have moved to pages that were read already, and
    those are read again; when it grows, what moved on is recognised.
    """
    seen: set[str] = set()
    number = repeats = 0
    total: int | None = None
    for _ in range(_MOST_PAGES):
        page = await fetch(number)
        fresh = [item for item in page.items if key(item) not in seen]
        for item in fresh:
            if key(item) not in seen:
                seen.add(key(item))
                yield item
        lost = total - page.total if total is not None and page.total is not None else 0
        total = page.total
        if lost > 0 and number > 0:
            number = max(number - _pages(lost, len(page.items)), 0)
            repeats = 0
            continue
        repeats = 0 if fresh else repeats + 1
        is_last = page.pages is not None and number + 1 >= page.pages
        if not page.items or is_last or repeats > (0 if page.pages is None else _MOST_REPEATS):
            return
        number += 1


def _pages(items: int, size: int) -> int:
    """How many pages back the first of the moved items lies."""
    return -(-items // max(size, 1))
