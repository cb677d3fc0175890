"""What this computer keeps, opened together."""

from dataclasses import dataclass
from pathlib import Path

from plextera_review.storage.activity import ActivityLog
from plextera_review.storage.blobs import BlobStore
from plextera_review.storage.confirmed_values import ConfirmedValues
from plextera_review.storage.connection import Database
from plextera_review.storage.journal import Journal
from plextera_review.storage.mirror import Mirror
from plextera_review.storage.outbox import Outbox
from plextera_review.storage.page_texts import PageTextStore
from plextera_review.storage.preferences import Preferences
from plextera_review.storage.schema import MIGRATIONS
from plextera_review.storage.uploads import UploadStore


@dataclass(frozen=True, slots=True)
class Stores:
    """One database and the folders beside it."""

    db: Database
    mirror: Mirror
    journal: Journal
    outbox: Outbox
    activity: ActivityLog
    uploads: UploadStore
    blobs: BlobStore
    page_texts: PageTextStore
    confirmed: ConfirmedValues
    preferences: Preferences
    rules_folder: Path
    """Where the person's own rules lie."""


async def open_stores(data_dir: Path, preferences: Preferences) -> Stores:
    """Open ``review.sqlite``; sends that were under way when the program died become unconfirmed. Raises StorageError."""
    db = Database(data_dir / "review.sqlite", MIGRATIONS)
    await db.open()
    outbox = Outbox(db)
    await outbox.recover()
    return Stores(
        db=db,
        mirror=Mirror(db),
        journal=Journal(db),
        outbox=outbox,
        activity=ActivityLog(db),
        uploads=UploadStore(db),
        blobs=BlobStore(data_dir / "documents", db),
        page_texts=PageTextStore(db),
        confirmed=ConfirmedValues(db),
        preferences=preferences,
        rules_folder=data_dir / "rules",
    )
