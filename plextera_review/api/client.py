"""The public API of one server."""

import httpx

from plextera_review.api.dialects import JobQuery
from plextera_review.api.files import FileCalls
from plextera_review.api.insights import Insights
from plextera_review.api.subscriptions import SubscriptionCalls
from plextera_review.api.transport import Transport
from plextera_review.api.workflows import WorkflowCalls
from plextera_review.domain.connection import Dialect


class PlexteraClient:
    """Speaks to one server, group by group. Raises only the errors of :mod:`plextera_review.domain.errors`; what changes something is sent once."""

    def __init__(
        self,
        base_url: str,
        key: str,
        dialect: Dialect | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = Transport(base_url, key, transport)
        self.base_url = self._http.base_url
        self.files = FileCalls(self._http)
        self.insights = Insights(self._http, dialect)
        self.workflows = WorkflowCalls(self._http)
        self.subscriptions = SubscriptionCalls(self._http)

    async def check(self) -> None:
        """Prove that the server answers and takes the key."""
        await self.insights.page(JobQuery(size=1))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
