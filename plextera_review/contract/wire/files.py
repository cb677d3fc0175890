"""Bodies of the Files group."""

from datetime import datetime

from plextera_review.contract.wire.base import Answer


class FileObject(Answer):
    """A stored file."""

    id: str
    name: str
    mime_type: str
    size_bytes: int
    created_at: datetime | None = None
