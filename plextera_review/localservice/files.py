"""Uploaded files, stored by the hash of their content: complete on disk before their record exists, or not at all."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from plextera_review.domain.content_type import HEAD_BYTES, ContentType, detect, refusal
from plextera_review.domain.ids import new_ulid
from plextera_review.domain.upload import MAX_FILE_BYTES
from plextera_review.localservice.problems import Refusal

_CHUNK = 1024 * 1024
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class StoredContent:
    """What is known of stored bytes."""

    sha256: str
    content: ContentType
    size_bytes: int


class ContentStore:
    """A folder of files named by their SHA-256. Blocking: call it from a thread."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in root.glob("*.part"):  # of a service that was killed
            left.unlink()

    def path(self, sha256: str) -> Path:
        """Where the content lies."""
        return self._root / sha256[:2] / sha256

    def put(self, source: BinaryIO, name: str) -> StoredContent:
        """Store the content of an upload. Raises Refusal: 413 beyond 50 MB, 415 for what is not accepted."""
        partial = self._root / f"{new_ulid()}.part"
        try:
            digest, head, size = hashlib.sha256(), b"", 0
            with partial.open("wb") as file:
                while chunk := source.read(_CHUNK):
                    size += len(chunk)
                    if size > MAX_FILE_BYTES:
                        raise Refusal(413, "The file is larger than 50 MB.")
                    head += chunk[: HEAD_BYTES - len(head)]
                    digest.update(chunk)
                    file.write(chunk)
                content = accepted_type(head, name)
                file.flush()
                os.fsync(file.fileno())
            target = self.path(digest.hexdigest())
            target.parent.mkdir(exist_ok=True, mode=0o700)
            partial.replace(target)
            _sync_folder(target.parent)
        finally:
            partial.unlink(missing_ok=True)
        return StoredContent(digest.hexdigest(), content, size)


def accepted_type(head: bytes, name: str) -> ContentType:
    """The type of a file from its beginning and its name. Raises Refusal 415; an empty file is rejected later, with its job."""
    content = detect(head, name)
    reason = refusal(content, name) if head else None
    if reason:
        raise Refusal(415, reason)
    return content


def plain_name(given: str | None) -> str:
    """A file's name from what a client or an address says: its last part, never a path."""
    return (given or "").replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME] or "document"


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power loss, where folders can be synced."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
