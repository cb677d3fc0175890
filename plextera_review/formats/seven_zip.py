"""7z archives, with py7zr."""

import contextlib
import io
import lzma
from collections.abc import Iterator
from typing import IO

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired, UnsupportedCompressionMethodError
from py7zr.io import Py7zIO, WriterFactory

from plextera_review.formats.member import MOST_BYTES, Member, Members, refusal
from plextera_review.workers.messages import WorkerError

_DAMAGED = "The archive is damaged."


class _Bounded(Py7zIO):
    """What is unpacked, up to the limit: what the archive says of its sizes is not trusted."""

    def __init__(self) -> None:
        self.content = io.BytesIO()

    def write(self, s: bytes | bytearray) -> int:
        if self.content.tell() + len(s) > MOST_BYTES:
            text = f"The file unpacks to more than {MOST_BYTES // (1024 * 1024)} MB and was given up."
            raise WorkerError("TOO_LARGE", text)
        return self.content.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self.content.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.content.seek(offset, whence)

    def flush(self) -> None:
        """Nothing is held back."""

    def size(self) -> int:
        return self.content.getbuffer().nbytes


class _Writers(WriterFactory):
    def __init__(self) -> None:
        self.made: list[_Bounded] = []

    def create(self, filename: str) -> Py7zIO:  # noqa: ARG002 - one file is asked for
        self.made.append(_Bounded())
        return self.made[-1]


def members(data: bytes, password: str | None) -> Members:
    """The files of the archive. Raises WorkerError ``PASSWORD_NEEDED``, ``PASSWORD_WRONG``, ``BROKEN_DOCUMENT``,
    ``UNSUPPORTED_DOCUMENT``."""
    with (
        _told(password, locked=password is not None),
        py7zr.SevenZipFile(io.BytesIO(data), password=password) as archive,
    ):
        files = [each for each in archive.list() if not each.is_directory]
    for each in files:
        size = int(each.uncompressed or 0)
        yield (
            Member(each.filename, size, refusal(size, int(each.compressed or 0))),
            _unpacked(data, each.filename, password),
        )


@contextlib.contextmanager
def _unpacked(data: bytes, name: str, password: str | None) -> Iterator[IO[bytes]]:
    writers = _Writers()
    with _told(password, locked=False), py7zr.SevenZipFile(io.BytesIO(data), password=password) as archive:
        locked = archive.needs_password()
        with _told(password, locked=locked):
            archive.extract(targets=[name], factory=writers)
    content = writers.made[0].content if writers.made else io.BytesIO()
    content.seek(0)
    yield content


@contextlib.contextmanager
def _told(password: str | None, *, locked: bool) -> Iterator[None]:
    """A wrong password shows as damage: what comes out of the decryption is no archive."""
    try:
        yield
    except (WorkerError, MemoryError):
        raise
    except PasswordRequired as error:
        raise WorkerError("PASSWORD_NEEDED", "The archive is protected by a password.") from error
    except UnsupportedCompressionMethodError as error:
        raise WorkerError("UNSUPPORTED_DOCUMENT", "The archive is packed in a way that cannot be read here.") from error
    except (ArchiveError, lzma.LZMAError, OSError, EOFError, ValueError, KeyError, IndexError, TypeError) as error:
        if locked and password is not None:
            raise WorkerError("PASSWORD_WRONG", "That is not the password of this archive.") from error
        raise WorkerError("BROKEN_DOCUMENT", _DAMAGED) from error
