"""Where the documents live: the local service or a server with a key."""

from dataclasses import dataclass
from enum import StrEnum

LOCAL_CONNECTION_ID = "local"


class ConnectionState(StrEnum):
    """What the status bar says about the connection."""

    STARTING = "starting"
    ONLINE = "online"
    OFFLINE = "offline"
    UNAUTHORIZED = "unauthorized"
    FAILING = "failing"


class Dialect(StrEnum):
    """How a server speaks of documents: ``jobs`` with hubs and metadata, or ``extractions`` with tags."""

    JOBS = "jobs"
    EXTRACTIONS = "extractions"


@dataclass(frozen=True, slots=True)
class ConnectionProfile:
    """One connection. Without a ``dialect`` the server's own is found out by looking. The key is not here: it lives in the OS keychain (local service: in its own user-only file)."""

    id: str
    name: str
    base_url: str = ""
    dialect: Dialect | None = None

    @property
    def is_local(self) -> bool:
        """True for the service this program starts itself."""
        return self.id == LOCAL_CONNECTION_ID


LOCAL_PROFILE = ConnectionProfile(LOCAL_CONNECTION_ID, "Local service")
