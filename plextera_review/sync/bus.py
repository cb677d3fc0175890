"""Typed events inside the program, all on the loop's thread."""

from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")


class Subscription:
    """One listener; :meth:`close` ends it."""

    def __init__(self, listeners: list[Callable[[Any], None]], callback: Callable[[Any], None]) -> None:
        self._listeners = listeners
        self._callback = callback
        listeners.append(callback)

    def close(self) -> None:
        """Hear nothing more; harmless when repeated."""
        if self._callback in self._listeners:
            self._listeners.remove(self._callback)


class Bus:
    """Delivers each event at once to the listeners of exactly its type, in the order they subscribed."""

    def __init__(self) -> None:
        self._listeners: dict[type, list[Callable[[Any], None]]] = {}

    def subscribe(self, event_type: type[E], callback: Callable[[E], None]) -> Subscription:
        """Call ``callback`` with every event of that type until the subscription is closed."""
        return Subscription(self._listeners.setdefault(event_type, []), callback)

    def publish(self, event: object) -> None:
        """Deliver an event. A listener that subscribes or closes meanwhile takes effect with the next event."""
        for callback in tuple(self._listeners.get(type(event), ())):
            callback(event)
