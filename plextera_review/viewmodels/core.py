"""What view-models need from the program below the window. ``app.core.Core`` is one; tests write their own."""

from typing import TYPE_CHECKING, Protocol

from plextera_review.domain.connection import ConnectionProfile

if TYPE_CHECKING:
    from plextera_review.rendering.service import RenderService
    from plextera_review.storage.secrets import KeyStore
    from plextera_review.sync.bus import Bus
    from plextera_review.sync.session import Session
    from plextera_review.sync.stores import Stores
    from plextera_review.sync.supervisor import Supervisor


class CoreLike(Protocol):
    """The services of one running program; ``session`` is None while no connection is made."""

    bus: "Bus"
    supervisor: "Supervisor"
    stores: "Stores"
    render: "RenderService"
    key_store: "KeyStore"
    session: "Session | None"

    async def use_profile(self, profile: ConnectionProfile) -> None:
        """Leave the present connection and make this one. Raises KnownError."""
        ...
