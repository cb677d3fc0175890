"""Uploads that survive a restart."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from plextera_review.domain.upload import Upload, UploadState
from plextera_review.storage.connection import Database
from plextera_review.storage.records import time_text


class UploadStore:
    """Every upload of this computer, as last put."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(self, upload: Upload) -> None:
        """Keep an upload's present state."""
        row = (upload.id, upload.connection_id, upload.sha256, _text(upload))
        await self._db.write(
            lambda connection: connection.execute(
                "INSERT INTO uploads VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET sha256 = excluded.sha256, upload = excluded.upload",
                row,
            )
        )

    async def all(self, connection_id: str) -> list[Upload]:
        """The uploads of a connection, oldest first."""
        return await self._select("SELECT upload FROM uploads WHERE connection_id = ? ORDER BY id", (connection_id,))

    async def remove(self, upload_id: str) -> None:
        """Forget an upload; its document and job stay."""
        await self._db.write(lambda connection: connection.execute("DELETE FROM uploads WHERE id = ?", (upload_id,)))

    async def find_by_hash(self, connection_id: str, sha256: str) -> Upload | None:
        """The latest upload of the same content that became a job."""
        found = await self._select(
            "SELECT upload FROM uploads WHERE connection_id = ? AND sha256 = ? ORDER BY id DESC",
            (connection_id, sha256),
        )
        return next((upload for upload in found if upload.job_id), None)

    async def _select(self, query: str, parameters: tuple[str, ...]) -> list[Upload]:
        def read(connection: Connection) -> list[Upload]:
            return [_from(row["upload"]) for row in connection.execute(query, parameters)]

        return await self._db.run(read)


def _text(upload: Upload) -> str:
    data = asdict(upload) | {"path": str(upload.path), "created_at": time_text(upload.created_at)}
    return json.dumps(data, ensure_ascii=False)


def _from(text: str) -> Upload:
    data = json.loads(text)
    data["path"] = Path(data["path"])
    data["created_at"] = datetime.fromisoformat(data["created_at"])
    data["state"] = UploadState(data["state"])
    return Upload(**data)
