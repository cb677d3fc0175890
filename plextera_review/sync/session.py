"""One connection with all its services."""

from plextera_review.api.client import PlexteraClient
from plextera_review.domain.connection import ConnectionProfile, ConnectionState
from plextera_review.sync.bus import Bus
from plextera_review.sync.connectivity import Connectivity
from plextera_review.sync.corrections import Corrections
from plextera_review.sync.documents import Documents
from plextera_review.sync.drain import Drain
from plextera_review.sync.events import ConnectivityChanged
from plextera_review.sync.jobs import JobSync
from plextera_review.sync.placement_finding import PlacementFinding
from plextera_review.sync.pushes import Pushes
from plextera_review.sync.review_policy import read_policy
from plextera_review.sync.rule_book import RuleBook
from plextera_review.sync.second_look import SecondLook
from plextera_review.sync.sender_memory import SenderMemory
from plextera_review.sync.stores import Stores
from plextera_review.sync.supervisor import Supervisor
from plextera_review.sync.uploads import Uploads


class Session:
    """Built without input or output; :meth:`start` sets the loops going. Owns the client."""

    def __init__(
        self, profile: ConnectionProfile, client: PlexteraClient, stores: Stores, bus: Bus, supervisor: Supervisor
    ) -> None:
        self.profile = profile
        self._client = client
        self._bus = bus
        self._supervisor = supervisor
        self.connectivity = Connectivity(client.check, bus)
        report = self.connectivity.report
        self.memory = SenderMemory(profile.id, stores.confirmed)
        self.rules = RuleBook(stores.rules_folder, stores.preferences)
        self.second_look = SecondLook(self.rules, self.memory, lambda: read_policy(stores.preferences))
        self.jobs = JobSync(
            profile.id, client, stores.mirror, stores.journal, bus, report, self.second_look, is_local=profile.is_local
        )
        self.documents = Documents(profile.id, client, stores.blobs)
        self.placements = PlacementFinding(profile.id, stores.preferences)
        self.uploads = Uploads(profile.id, client, stores.uploads, self.jobs, bus, report)
        self.drain = Drain(profile.id, client.insights, stores.outbox, bus, report)
        self.corrections = Corrections(profile.id, stores.journal, stores.outbox, bus, self.drain)
        self._loops = {"connectivity": self.connectivity.run, "jobs": self.jobs.run, "drain": self.drain.run}
        if profile.is_local:
            self._loops["pushes"] = Pushes(client.subscriptions, self.jobs).run
        self._subscription = bus.subscribe(ConnectivityChanged, self._on_connectivity)

    async def start(self) -> None:
        """Set the loops going; the connection need not be there yet."""
        for name, run in self._loops.items():
            self._supervisor.start(name, run)
        await self.uploads.start()

    async def check(self) -> None:
        """Ask the server whether it is there and accepts the key. Raises KnownError when not."""
        await self._client.check()

    async def stop(self) -> None:
        """End the loops and close the connections. What is being sent settles as unconfirmed."""
        self._subscription.close()
        await self.uploads.stop()
        await self.documents.stop()
        for name in reversed(self._loops):
            await self._supervisor.end(name)
        await self._client.close()

    def _on_connectivity(self, event: ConnectivityChanged) -> None:
        if event.state is ConnectionState.ONLINE:
            self.drain.wake()
            self.jobs.wake()
