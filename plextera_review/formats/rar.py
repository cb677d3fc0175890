"""RAR archives: listed with rarfile; members that lie in them unpacked are opened. RAR's packing has no free implementation to ship."""

import contextlib
import io
from typing import IO

import rarfile

from plextera_review.formats.member import Member, Members, refusal
from plextera_review.workers.messages import WorkerError

_PACKED = "RAR's own packing cannot be undone here. Unpack the archive with its program and drop the file."
_LOCKED = "Members of RAR archives with a password cannot be opened here. Unpack the archive and drop the file."


def members(data: bytes) -> Members:
    """The files of the archive. Raises WorkerError ``BROKEN_DOCUMENT``, ``UNSUPPORTED_DOCUMENT``."""
    try:
        archive = rarfile.RarFile(io.BytesIO(data))
        files = [each for each in archive.infolist() if not each.is_dir()]
    except (rarfile.NeedFirstVolume, rarfile.PasswordRequired) as error:
        text = "Parts of a RAR archive, and those whose list of files has a password, cannot be opened here. Unpack it and drop its files."
        raise WorkerError("UNSUPPORTED_DOCUMENT", text) from error
    except (rarfile.Error, OSError, EOFError, ValueError, IndexError, TypeError) as error:
        raise WorkerError("BROKEN_DOCUMENT", "The archive is damaged.") from error
    if archive.needs_password() and not files:
        raise WorkerError("UNSUPPORTED_DOCUMENT", _LOCKED)
    if not archive.infolist():
        raise WorkerError("BROKEN_DOCUMENT", "The archive is damaged: nothing is found in it.")
    for each in files:
        why = refusal(each.file_size, 0)
        if each.needs_password():
            why = _LOCKED
        elif each.compress_type != rarfile.RAR_M0:
            why = _PACKED
        yield Member(each.filename, each.file_size, why), _Stored(archive, each)


class _Stored(contextlib.AbstractContextManager[IO[bytes]]):
    """A member that lies in the archive as it is; opened when it is entered."""

    def __init__(self, archive: rarfile.RarFile, info: rarfile.RarInfo) -> None:
        self._archive, self._info = archive, info
        self._file: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes]:
        try:
            self._file = self._archive.open(self._info)
        except rarfile.Error as error:
            raise WorkerError("BROKEN_DOCUMENT", "The archive is damaged.") from error
        return self._file

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
