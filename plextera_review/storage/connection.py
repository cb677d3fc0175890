"""One SQLite file on one thread of its own, awaited from the loop."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from plextera_review.domain.errors import StorageError

T = TypeVar("T")
_BUSY_MILLISECONDS = 5000
_FREE_SPACE = "Free some space on this disk; what is on the screen is not lost until you close it."


class Database:
    """A database file with numbered migrations (``user_version``). All calls run in order on one thread.

    WAL with ``synchronous=FULL``: with NORMAL a committed correction can vanish at power loss. A write that has been handed over is
    finished even when the task that awaits it is cancelled. Raises only :class:`StorageError` (``DISK_FULL``, ``READ_ONLY``,
    ``DAMAGED``, ``NEWER``, ``LOCKED``, ``STORAGE_FAILED``) and what the functions themselves raise.
    """

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        self._path = path
        self._migrations = migrations
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Open or create the file and bring its schema up to date."""
        self._thread = threading.Thread(target=self._work, name=f"sqlite-{self._path.stem}", daemon=True)
        self._thread.start()
        try:
            await self._hand_over(self._connect)
        except BaseException:
            await self.close()
            raise

    async def run(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """The result of a function that only reads."""
        return await self._hand_over(lambda: read(self._opened()))

    async def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """The result of a function run in one transaction, committed before this returns; undone when it raises."""
        return await self._hand_over(lambda: self._in_transaction(change))

    async def close(self) -> None:
        """Finish what was handed over, then close the file."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._calls.put(self._disconnect)
        self._calls.put(None)
        await asyncio.get_running_loop().run_in_executor(None, thread.join)

    async def _hand_over(self, function: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def call() -> None:
            try:
                result = function()
            except BaseException as error:  # noqa: BLE001 - carried to the awaiting task
                known = _translated(error, self._path) if isinstance(error, sqlite3.Error) else error
                _deliver(loop, future, lambda: future.set_exception(known))
            else:
                _deliver(loop, future, lambda: future.set_result(result))

        self._calls.put(call)
        return await future

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()

    def _connect(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._connection = connection
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        [version] = connection.execute("PRAGMA user_version").fetchone()
        if version > len(self._migrations):
            raise StorageError(
                "NEWER",
                "This data was written by a newer version",
                f"{self._path.name} has format {version}; this version knows {len(self._migrations)}.",
                "Start the newer version of Plextera Review.",
            )
        for number, script in enumerate(self._migrations[version:], start=version + 1):
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")

    def _in_transaction(self, change: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._opened()
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = change(connection)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return result

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StorageError("CLOSED", "The local data is closed", "The program is ending.", "Start it again.")
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _deliver(loop: asyncio.AbstractEventLoop, future: "asyncio.Future[Any]", settle: Callable[[], None]) -> None:
    def on_loop() -> None:
        if not future.done():  # the awaiting task may have been cancelled
            settle()

    if not loop.is_closed():
        loop.call_soon_threadsafe(on_loop)


def _translated(error: sqlite3.Error, path: Path) -> StorageError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None  # extended codes carry the primary in the low byte
    if primary == sqlite3.SQLITE_FULL:
        return StorageError("DISK_FULL", "The disk is full", "This could not be kept on this computer.", _FREE_SPACE)
    if primary in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        hint = "Correct the permissions of the data folder, then try again."
        return StorageError("READ_ONLY", "The data cannot be written", f"{path} cannot be opened for writing.", hint)
    if primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        hint = "It was left untouched. Move it aside to start anew, or restore a copy."
        return StorageError("DAMAGED", "The local data is damaged", f"{path} is not a sound database.", hint)
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        hint = "Close other programs that use it, then try again."
        return StorageError("LOCKED", "The local data is in use", f"{path} is locked by another program.", hint)
    hint = "Try again; run “plextera-review doctor” if it lasts."
    return StorageError("STORAGE_FAILED", "The local data refused this", str(error), hint)
