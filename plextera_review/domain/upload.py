"""A document on its way to the server, and the checks before it is sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_METADATA_ENTRIES = 50
MAX_METADATA_KEY = 64
MAX_METADATA_VALUE = 512
NOT_BLANK_PATTERN = r"[^\s\x1c-\x1f\x85\ufeff]"
"""At least one character that is no white space, for Python and for ECMAScript alike, whose ideas of it differ."""
_NOT_BLANK = re.compile(NOT_BLANK_PATTERN)


class UploadState(StrEnum):
    """Where an upload stands. ``UNCERTAIN``: the job's creation timed out and could not be found by looking."""

    WAITING = "waiting"
    CHECKING = "checking"
    SENDING = "sending"
    CREATING = "creating"
    FOLLOWING = "following"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"

    @property
    def is_active(self) -> bool:
        """True while something still happens by itself."""
        return self in {
            UploadState.WAITING,
            UploadState.CHECKING,
            UploadState.SENDING,
            UploadState.CREATING,
            UploadState.FOLLOWING,
        }


@dataclass(frozen=True, slots=True)
class Upload:
    """One document dropped on the window. ``sent_bytes`` counts the body that left this computer."""

    id: str
    connection_id: str
    path: Path
    name: str
    size_bytes: int
    state: UploadState
    created_at: datetime
    sent_bytes: int = 0
    sha256: str | None = None
    hub_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    file_id: str | None = None
    job_id: str | None = None
    error_code: str | None = None
    error_message: str | None = None


def metadata_issues(metadata: Mapping[str, str]) -> list[str]:
    """What is wrong with metadata by the contract's limits, in sentences; empty when fine. Lengths in code points."""
    issues: list[str] = []
    if len(metadata) > MAX_METADATA_ENTRIES:
        issues.append(f"At most {MAX_METADATA_ENTRIES} entries are allowed; there are {len(metadata)}.")
    for key, value in metadata.items():
        if not _NOT_BLANK.search(key):
            issues.append("A key must not be empty.")
        elif len(key) > MAX_METADATA_KEY:
            issues.append(f"The key “{key[:20]}…” has {len(key)} characters; {MAX_METADATA_KEY} are allowed.")
        if not _NOT_BLANK.search(value):
            issues.append(f"The value of “{key[:20]}” must not be empty.")
        elif len(value) > MAX_METADATA_VALUE:
            issues.append(f"The value of “{key[:20]}” has {len(value)} characters; {MAX_METADATA_VALUE} are allowed.")
    return issues
