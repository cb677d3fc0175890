"""The keys in force: defaults and what a person changed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from plextera_review.viewmodels.actions import BY_ID
from plextera_review.viewmodels.key_rules import (
    bindings_with,
    canonical,
    conflict,
    holder,
    key_text,
    refusal,
    sequences,
    sound_changes,
)


class KeyMap(QObject):
    """Keys by action id. ``changed`` fires after any of them changed; shortcuts, tooltips, menus and lists follow it.

    ``keep`` is called with the changes alone, ready for the settings file. Every method raises KeyError for an id no action has.
    """

    changed = Signal()

    def __init__(self, keep: Callable[[dict[str, list[str]]], None] = lambda _: None) -> None:
        super().__init__()
        self._keep = keep
        self._changes: dict[str, tuple[str, ...]] = {}
        self._bindings = bindings_with({})

    def load(self, data: object) -> None:
        """Take over the changes of earlier runs; nonsense counts as not set."""
        self._changes = sound_changes(data)
        self._apply()

    def keys(self, action_id: str) -> tuple[str, ...]:
        """The keys of an action in portable text; none when it has no key."""
        return self._bindings[action_id]

    def sequences(self, action_id: str) -> list[QKeySequence]:
        """The keys as Qt listens to them: with Return comes the keypad's Enter."""
        return sequences(self._bindings[action_id])

    def text(self, action_id: str) -> str:
        """The first key as it is written on this system, or nothing."""
        keys = self._bindings[action_id]
        return key_text(keys[0]) if keys else ""

    def texts(self, action_id: str) -> tuple[str, ...]:
        """Every key as it is written on this system."""
        return tuple(key_text(key) for key in self._bindings[action_id])

    def is_changed(self, action_id: str) -> bool:
        """True when the keys are not the defaults."""
        return self._bindings[action_id] != tuple(map(canonical, BY_ID[action_id].keys))

    @property
    def any_changed(self) -> bool:
        """True when a person changed any key."""
        return bool(self._changes)

    def refusal(self, action_id: str, key: str) -> str:
        """Why an action cannot have a key, in a sentence with the next step; empty when it can."""
        action, key = BY_ID[action_id], canonical(key)
        sentence = refusal(action, key)
        if not sentence and (other := holder(action, key, self._bindings)) is not None:
            sentence = conflict(other, key)
        return sentence

    def rebind(self, action_id: str, keys: Sequence[str]) -> str:
        """Give an action these keys alone (none: no key). Returns why it was refused, or nothing when it was done."""
        for key in keys:
            if sentence := self.refusal(action_id, key):
                return sentence
        wanted = tuple(dict.fromkeys(map(canonical, keys)))
        if wanted == tuple(map(canonical, BY_ID[action_id].keys)):
            self._changes.pop(action_id, None)
        else:
            self._changes[action_id] = wanted
        self._apply()
        self._kept()
        return ""

    def reset(self, action_id: str) -> str:
        """Back to the default keys. Returns why not: another action may have one of them by now."""
        return self.rebind(action_id, BY_ID[action_id].keys)

    def reset_all(self) -> None:
        """Back to all defaults."""
        self._changes.clear()
        self._apply()
        self._kept()

    def _kept(self) -> None:
        self._keep({name: list(keys) for name, keys in self._changes.items()})

    def _apply(self) -> None:
        self._bindings = bindings_with(self._changes)
        self.changed.emit()
