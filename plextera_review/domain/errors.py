"""Failures a person can act on.

Everything that is not a :class:`KnownError` is a bug. Errors are translated into this tree once, at the border
where they enter (HTTP, SQLite, worker pipes, the file system). Branch on ``code``, never on text.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldIssue:
    """One bad field of a request, as the server named it."""

    field: str
    issue: str


class KnownError(Exception):
    """A failure with a sentence for the person and a next step.

    ``code`` is stable and machine-readable, ``title`` a few words, ``message`` what happened, ``hint`` what to do.
    """

    def __init__(
        self,
        code: str,
        title: str,
        message: str,
        hint: str = "",
        *,
        retryable: bool = False,
        request_id: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
        issues: tuple[FieldIssue, ...] = (),
    ) -> None:
        super().__init__(f"{title}: {message}" if message else title)
        self.code = code
        self.title = title
        self.message = message
        self.hint = hint
        self.retryable = retryable
        self.request_id = request_id
        self.status = status
        self.retry_after = retry_after
        self.issues = issues

    @property
    def sentence(self) -> str:
        """Message and next step in one line."""
        return " ".join(part for part in (self.message or self.title, self.hint) if part)


class OfflineError(KnownError):
    """The server could not be reached; nothing was sent (connection refused, name not found)."""


class UnknownOutcomeError(KnownError):
    """The request may or may not have arrived: time-out or a connection lost after sending began."""


class AuthorizationError(KnownError):
    """The key is missing, wrong or lacks a permission (401, 403)."""


class RefusedError(KnownError):
    """The server understood and said no (other 4xx): repeating the same request will not help."""


class ServerError(KnownError):
    """The server failed (5xx, 429) or answered something that is not the contract."""


class DocumentError(KnownError):
    """A document cannot be read, rendered or accepted."""


class StorageError(KnownError):
    """The disk or the local database refused (full, read-only, locked, damaged)."""
