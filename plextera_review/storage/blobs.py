"""Document files by the hash of their content; a file id of a server points to one."""

import asyncio
import hashlib
from pathlib import Path
from sqlite3 import Connection

from plextera_review.storage.connection import Database

_CHUNK = 1024 * 1024


class BlobStore:
    """A folder of whole files; records of which server file each one is."""

    def __init__(self, root: Path, db: Database) -> None:
        self._root = root
        self._db = db

    def part_path(self, name: str) -> Path:
        """Where a file may be written before it is adopted. The folder exists afterwards."""
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._root / f"{name}.part"

    async def find(self, connection_id: str, file_id: str) -> Path | None:
        """The local copy of a server's file, ``None`` when there is none (any more)."""

        def read(connection: Connection) -> str | None:
            row = connection.execute(
                "SELECT sha256 FROM blobs WHERE connection_id = ? AND file_id = ?", (connection_id, file_id)
            ).fetchone()
            return row["sha256"] if row else None

        sha256 = await self._db.run(read)
        path = self._root / sha256 if sha256 else None
        return path if path is not None and await asyncio.to_thread(path.is_file) else None

    async def adopt(self, connection_id: str, file_id: str, part: Path) -> Path:
        """Take over a complete file; returns where it lies now."""
        sha256 = await asyncio.to_thread(sha256_of, part)
        target = self._root / sha256
        await asyncio.to_thread(part.replace, target)
        await self._db.write(
            lambda connection: connection.execute(
                "INSERT INTO blobs VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sha256 = excluded.sha256",
                (connection_id, file_id, sha256),
            )
        )
        return target


def sha256_of(path: Path) -> str:
    """Hash of a file's content. Blocking. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
