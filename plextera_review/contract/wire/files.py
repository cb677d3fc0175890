"""Bodies of the Files group."""

from plextera_review.contract.wire.base import Answer, Moment


class FileObject(Answer):
    """A stored file."""

    id: str
    name: str
    mime_type: str
    size_bytes: int
    created_at: Moment | None = None
