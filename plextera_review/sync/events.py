"""What the services tell the screens."""

from dataclasses import dataclass

from plextera_review.domain.connection import ConnectionProfile, ConnectionState
from plextera_review.domain.errors import KnownError
from plextera_review.domain.upload import Upload


@dataclass(frozen=True, slots=True)
class SessionChanged:
    """Another connection is in use."""

    profile: ConnectionProfile


@dataclass(frozen=True, slots=True)
class ConnectivityChanged:
    """The connection came, went, or was refused; ``error`` says why it is not there."""

    state: ConnectionState
    error: KnownError | None


@dataclass(frozen=True, slots=True)
class JobsChanged:
    """The mirror has news of these jobs."""

    connection_id: str
    job_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutputChanged:
    """The server read a document again: what it says now is another thing than before."""

    connection_id: str
    job_id: str


@dataclass(frozen=True, slots=True)
class JobCompleted:
    """A job seen unfinished before is completed now."""

    connection_id: str
    job_id: str


@dataclass(frozen=True, slots=True)
class UploadChanged:
    """An upload moved on."""

    upload: Upload


@dataclass(frozen=True, slots=True)
class OutboxChanged:
    """A feedback changed its state."""

    connection_id: str


@dataclass(frozen=True, slots=True)
class VerdictsChanged:
    """The verdicts or the review state of a document changed."""

    connection_id: str
    job_id: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A line for the notice bar. A later one with the same ``key`` replaces it; ``severity``: ``info warning error``."""

    severity: str
    text: str
    key: str
    action: str | None
