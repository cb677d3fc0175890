"""Settings: connections with their keys in the keychain, look, and the review threshold."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.connection import LOCAL_CONNECTION_ID, LOCAL_PROFILE, ConnectionProfile, Dialect
from plextera_review.domain.errors import KnownError
from plextera_review.domain.ids import new_ulid
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices

if TYPE_CHECKING:
    from plextera_review.domain.review import ReviewPolicy
    from plextera_review.viewmodels.key_map import KeyMap

_RECENT = 12


class PreferencesLike(Protocol):
    """Settings that survive: values by name, written when put."""

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or the default."""
        ...

    def put(self, name: str, value: Any) -> None:
        """Keep a value."""
        ...


class SettingsViewModel(ViewModel):
    """State of the settings page. ``appearance_changed`` fires when theme or text size changed; ``keys`` are those of every action."""

    appearance_changed = Signal()
    policy_changed = Signal()

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self.theme_mode = "system"
        self.calm = False
        self.scale = 1.0
        self._policy: ReviewPolicy | None = None
        self.profiles: tuple[ConnectionProfile, ...] = (LOCAL_PROFILE,)
        self.active_id = LOCAL_CONNECTION_ID
        self._recent: tuple[str, ...] = ()
        self.busy = ""
        self.result: tuple[bool, str] | None = None
        self._preferences: Any = None

    @cached_property
    def keys(self) -> "KeyMap":
        """The keys of every action; made on first use."""
        from plextera_review.viewmodels.key_map import KeyMap

        made = KeyMap(lambda changes: self._keep("keys", changes))
        if self._preferences is not None:
            made.load(self._preferences.get("keys"))
        return made

    @property
    def policy(self) -> "ReviewPolicy":
        """What asks for a look; read on first use."""
        if self._policy is None:
            from plextera_review.domain.review import ReviewPolicy
            from plextera_review.sync.review_policy import read_policy

            self._policy = ReviewPolicy() if self._preferences is None else read_policy(self._preferences)
        return self._policy

    @property
    def threshold(self) -> float:
        """Confidence (0..1) under which a field asks for a look where nothing else is set."""
        return self.policy.threshold

    def attach(self, core: CoreLike) -> None:
        """Read the preferences and follow the connection."""
        super().attach(core)
        from plextera_review.sync.events import SessionChanged

        self.subscribe(SessionChanged, self._on_session)
        if core.session is not None:
            self.active_id = core.session.profile.id
        self.use_preferences(core.stores.preferences)

    def use_preferences(self, preferences: Any) -> None:
        """Take over what was set in earlier runs; nonsense in the file counts as not set."""
        self._preferences = preferences
        self.theme_mode = str(preferences.get("theme", self.theme_mode))
        self.calm = preferences.get("calm", False) is True
        self.scale = _number(preferences.get("scale"), self.scale, 1.0, 2.0)
        self._policy = None  # read on first use
        self.profiles = (LOCAL_PROFILE, *_profiles(preferences.get("profiles")))
        if "keys" in self.__dict__:
            self.keys.load(preferences.get("keys"))
        recent = preferences.get("recentActions")
        self._recent = tuple(each for each in recent if isinstance(each, str)) if isinstance(recent, list) else ()
        self.appearance_changed.emit()
        self.policy_changed.emit()
        self.changed.emit()

    def set_theme_mode(self, mode: str) -> None:
        """``system``, ``light``, ``dark`` or ``contrast``."""
        self.theme_mode = mode
        self._keep("theme", mode)
        self.appearance_changed.emit()

    def set_calm(self, *, on: bool) -> None:
        """Whether nothing is to move by itself."""
        self.calm = on
        self._keep("calm", on)
        self.appearance_changed.emit()

    def set_scale(self, scale: float) -> None:
        """Text size, 1.0 to 2.0."""
        self.scale = scale
        self._keep("scale", scale)
        self.appearance_changed.emit()

    def set_threshold(self, threshold: float) -> None:
        """Confidence (0..1) under which a field asks for a look where nothing else is set."""
        self._set_policy(replace(self.policy, threshold=min(max(threshold, 0.0), 1.0)))

    def set_field_threshold(self, field_id: str, threshold: float | None) -> None:
        """The threshold of one field; None: that of its hub."""
        self._set_policy(replace(self.policy, by_field=_with(self.policy.by_field, field_id, threshold)))

    def set_hub_threshold(self, hub_id: str, threshold: float | None) -> None:
        """The threshold of a hub's fields; None: the default."""
        self._set_policy(replace(self.policy, by_hub=_with(self.policy.by_hub, hub_id, threshold)))

    def set_rekeyed(self, field_id: str, *, on: bool) -> None:
        """Whether a field is typed again without seeing what the machine read."""
        rekeyed = self.policy.rekeyed | {field_id} if on else self.policy.rekeyed - {field_id}
        self._set_policy(replace(self.policy, rekeyed=rekeyed))

    def change_rules(self, act: Callable[[], None]) -> None:
        """Switch or weigh a rule; documents opened from now on are looked at with it."""
        try:
            act()
        except KnownError as error:
            self.notices.show_error(error)

    @property
    def recent_actions(self) -> tuple[str, ...]:
        """Ids of the actions last chosen in the palette, the last one first."""
        return self._recent

    def note_used(self, action_id: str) -> None:
        """An action was chosen in the palette."""
        self._recent = (action_id, *(each for each in self._recent if each != action_id))[:_RECENT]
        self._keep("recentActions", list(self._recent))

    def layout(self, name: str) -> Any:
        """How a person arranged a part of the window in an earlier run, None when nothing is kept; check what comes."""
        kept = self._preferences.get("layout") if self._preferences is not None else None
        return kept.get(name) if isinstance(kept, Mapping) else None

    def keep_layout(self, name: str, value: Any) -> None:
        """Keep how a part of the window is arranged; ``value`` is plain data."""
        kept = self._preferences.get("layout") if self._preferences is not None else None
        self._keep("layout", {**(kept if isinstance(kept, Mapping) else {}), name: value})

    def test(self, url: str, key: str, dialect: Dialect | None = None) -> None:
        """Try a connection without keeping it; :attr:`result` tells how it went and which dialect is spoken."""
        self.busy, self.result = "Testing the connection …", None
        self.changed.emit()
        self.tasks.spawn(self._test(url.strip(), key.strip(), dialect), "test")

    def add_profile(self, name: str, url: str, key: str, dialect: Dialect | None = None) -> None:
        """Keep a connection, its key in the keychain, and switch to it. Without a dialect the server's own is found out."""
        url = url.strip().rstrip("/")
        profile = ConnectionProfile(f"conn_{new_ulid()}", name.strip() or url, url, dialect)
        self.busy, self.result = "Saving the key in the keychain …", None
        self.changed.emit()
        self.tasks.spawn(self._add(profile, key.strip()), "test")

    def remove_profile(self, profile_id: str) -> None:
        """Forget a connection and its key; the active one and the local service stay."""
        if profile_id in {LOCAL_CONNECTION_ID, self.active_id}:
            return
        self.profiles = tuple(each for each in self.profiles if each.id != profile_id)
        self._keep_profiles()
        self.changed.emit()
        if self.core is not None:
            self.tasks.spawn(self.core.key_store.delete(profile_id))

    def use(self, profile_id: str) -> None:
        """Switch to a connection."""
        profile = next(each for each in self.profiles if each.id == profile_id)
        self.busy, self.result = f"Connecting to {profile.name} …", None
        self.changed.emit()
        # Not by key: a switch half done must not be cancelled by the next one; the core queues them.
        self.tasks.spawn(self._use(profile))

    async def _use(self, profile: ConnectionProfile) -> None:
        if self.core is None:
            return
        try:
            await self.core.use_profile(profile)
        except KnownError as error:
            self._finish(False, error.sentence)
            return
        self.active_id = profile.id
        self._keep("connection", profile.id)
        try:
            if self.core.session is not None:
                await self.core.session.check()
        except KnownError as error:
            self._finish(False, f"“{profile.name}” is chosen, but does not work yet. {error.sentence}")
        else:
            self._finish(True, f"Connected to {profile.name}.")

    async def _test(self, url: str, key: str, dialect: Dialect | None) -> None:
        from plextera_review.api.client import PlexteraClient

        try:
            client = PlexteraClient(url, key, dialect)
            try:
                await client.check()
                spoken = await client.insights.spoken()
            finally:
                await client.close()
        except KnownError as error:
            self._finish(False, error.sentence)
        else:
            self._finish(True, f"The server answered and accepts the key. It speaks the “{spoken}” dialect.")

    async def _add(self, profile: ConnectionProfile, key: str) -> None:
        if self.core is None:
            return
        try:
            kept = await self.core.key_store.put(profile.id, key)
        except KnownError as error:
            self._finish(False, error.sentence)
            return
        self.profiles = (*self.profiles, profile)
        self._keep_profiles()
        await self._use(profile)
        if kept is False and self.result is not None and self.result[0]:
            said = "This system has no keychain: the key must be entered again after the window was closed."
            self._finish(True, f"{self.result[1]} {said}")

    def _set_policy(self, policy: "ReviewPolicy") -> None:
        from plextera_review.sync.review_policy import policy_values

        self._policy = policy
        for name, value in policy_values(policy).items():
            self._keep(name, value)
        self.policy_changed.emit()

    def _finish(self, fine: bool, sentence: str) -> None:
        self.busy, self.result = "", (fine, sentence)
        self.changed.emit()

    def _on_session(self, event: Any) -> None:
        self.active_id = event.profile.id
        self.changed.emit()

    def _keep(self, name: str, value: Any) -> None:
        if self._preferences is not None:
            try:
                self._preferences.put(name, value)
            except KnownError as error:  # it holds for this run
                self.notices.show_error(error)

    def _keep_profiles(self) -> None:
        own = [each for each in self.profiles if not each.is_local]
        self._keep("profiles", [_record(each) for each in own])


def _with(thresholds: Mapping[str, float], key: str, threshold: float | None) -> dict[str, float]:
    kept = {name: value for name, value in thresholds.items() if name != key}
    return kept if threshold is None else {**kept, key: min(max(threshold, 0.0), 1.0)}


def _record(profile: ConnectionProfile) -> dict[str, str]:
    pinned = {"dialect": profile.dialect.value} if profile.dialect else {}
    return {"id": profile.id, "name": profile.name, "baseUrl": profile.base_url, **pinned}


def _profiles(data: Any) -> list[ConnectionProfile]:
    found: list[ConnectionProfile] = []
    for each in data if isinstance(data, list | tuple) else ():
        if isinstance(each, ConnectionProfile):
            found.append(each)
        elif isinstance(each, Mapping) and all(isinstance(each.get(key), str) for key in ("id", "name", "baseUrl")):
            dialect = next((known for known in Dialect if known.value == each.get("dialect")), None)
            found.append(ConnectionProfile(each["id"], each["name"], each["baseUrl"], dialect))
    return [each for each in found if not each.is_local]


def _number(value: Any, default: float, low: float, high: float) -> float:
    return min(max(float(value), low), high) if isinstance(value, int | float) else default
