"""The records of uploaded files."""

from sqlite3 import Row

from plextera_review.contract.wire.files import FileObject
from plextera_review.domain.ids import new_ulid
from plextera_review.localservice.clock import moment, now_text
from plextera_review.localservice.files import StoredContent
from plextera_review.storage.connection import Database


class FileRecords:
    """Files whose bytes are on disk."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, name: str, stored: StoredContent) -> FileObject:
        """Record an upload."""
        row = (f"file_{new_ulid()}", stored.sha256, name, stored.content.mime, stored.size_bytes, now_text())
        await self._db.write(lambda db: db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", row))
        return FileObject(
            id=row[0], name=name, mime_type=row[3], size_bytes=stored.size_bytes, created_at=moment(row[5])
        )

    async def get(self, file_id: str) -> tuple[FileObject, str] | None:
        """A file and the hash of its content."""
        row = await self._db.run(lambda db: db.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone())
        return (_file(row), row["sha256"]) if row else None


def _file(row: Row) -> FileObject:
    return FileObject(
        id=row["id"],
        name=row["name"],
        mime_type=row["mime_type"],
        size_bytes=row["size_bytes"],
        created_at=moment(row["created_at"]),
    )
