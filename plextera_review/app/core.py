"""Everything below the window, built once: stores, render workers, the local service and the session of the active connection."""

import asyncio
import logging

from plextera_review.api.client import PlexteraClient
from plextera_review.app.service_child import ServiceChild
from plextera_review.domain.connection import ConnectionProfile, Dialect
from plextera_review.domain.errors import KnownError
from plextera_review.rendering.service import RenderService
from plextera_review.storage.secrets import KeyStore
from plextera_review.sync.bus import Bus
from plextera_review.sync.events import Notice, SessionChanged
from plextera_review.sync.session import Session
from plextera_review.sync.stores import Stores
from plextera_review.sync.supervisor import Supervisor

_log = logging.getLogger(__name__)
_WATCH = "local-service-watch"
_NOTICE = "local-service"
_WATCH_SECONDS = 0.5
_RETRY_SECONDS = 5.0


class Core:
    """The services of one running program. Built without input or output; :meth:`use_profile` connects."""

    def __init__(self, service: ServiceChild, stores: Stores, render: RenderService) -> None:
        self.bus = Bus()
        self.supervisor = Supervisor()
        self.stores = stores
        self.render = render
        self.key_store = KeyStore()
        self.session: Session | None = None
        self._service = service
        self._switching = asyncio.Lock()
        self._profile: ConnectionProfile | None = None

    @property
    def profile(self) -> ConnectionProfile | None:
        """The connection in use or being made."""
        return self._profile

    async def use_profile(self, profile: ConnectionProfile) -> None:
        """Leave the present connection and make this one.

        Raises :class:`KnownError` when the local service does not start, the key is not found, or the URL is refused; the window
        then has no session, and what was kept here stays kept.
        """
        await self.supervisor.end(_WATCH)  # it must not take the gap between two sessions for a dead service
        async with self._switching:
            await self._connect(profile)
            if profile.is_local:
                self.supervisor.start(_WATCH, lambda: self._watch_service(profile))

    async def _connect(self, profile: ConnectionProfile) -> None:
        """With :attr:`_switching` held."""
        await self._leave()
        self._profile = profile
        client = await self._client_for(profile)
        session = Session(profile, client, self.stores, self.bus, self.supervisor)
        await session.start()
        self.session = session
        self.bus.publish(SessionChanged(profile))

    async def stop(self) -> None:
        """End in stages: no new work, the session, tasks, the local service, render workers, the database last."""
        await self.supervisor.end(_WATCH)
        async with self._switching:
            await self._leave()
        await self.supervisor.stop(3.0)
        await self._service.stop()
        await self.render.close()
        await self.stores.db.close()

    async def _leave(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            await session.stop()

    async def _client_for(self, profile: ConnectionProfile) -> PlexteraClient:
        if profile.is_local:
            address = await self._service.start()
            return PlexteraClient(address.base_url, address.key, Dialect.JOBS)
        key = await self.key_store.get(profile.id)
        if not key:
            raise KnownError(
                "KEY_MISSING",
                "No key for this connection",
                f"The keychain holds no API key for “{profile.name}”.",
                "Open Settings, choose the connection and enter its key.",
            )
        return PlexteraClient(profile.base_url, key, profile.dialect)

    async def _watch_service(self, profile: ConnectionProfile) -> None:
        """Bring the local service back when it dies; documents and corrections wait meanwhile."""
        told, pause = "", _WATCH_SECONDS
        while True:
            await asyncio.sleep(pause)
            async with self._switching:
                if profile != self._profile:
                    return
                if self.session is not None and not await self._service.is_gone():
                    continue
                if not told:
                    told = "The local service stopped and is being started again."
                    _log.warning("the local service ended unexpectedly; starting it again")
                    self.bus.publish(Notice("warning", told, _NOTICE, None))
                try:
                    await self._connect(profile)
                except KnownError as error:
                    pause = _RETRY_SECONDS
                    if told != error.sentence:
                        told = error.sentence
                        self.bus.publish(Notice("error", told, _NOTICE, None))
                else:
                    told, pause = "", _WATCH_SECONDS
                    self.bus.publish(Notice("info", "The local service is running again.", _NOTICE, None))
