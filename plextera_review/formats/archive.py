"""Archives: what is in them, and one member at a time, within limits."""

import bz2
import contextlib
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any

from plextera_review.domain.content_type import ContentType
from plextera_review.formats.member import MOST_BYTES, Member, Members, refusal
from plextera_review.formats.source import Source, content_of
from plextera_review.workers.messages import WorkerError

MOST_MEMBERS = 2_000
"""How many members are listed."""
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1  # general purpose bit 0, APPNOTE 6.3.10, 4.4.4
_RAR = {"application/x-rar-compressed", "application/vnd.rar"}
_TAR = {"application/x-tar"}
_PACKED: dict[str, Callable[..., Any]] = {
    "application/gzip": gzip.open,
    "application/x-bzip2": bz2.open,
    "application/x-xz": lzma.open,
}


def list_members(source: Source) -> tuple[list[Member], bool]:
    """The files of an archive and whether there are more. Raises WorkerError ``BROKEN_DOCUMENT``, ``PASSWORD_NEEDED``, ``UNSUPPORTED_DOCUMENT``."""
    found: list[Member] = []
    with _opened(source) as members:
        for member, _open in members:
            if len(found) >= MOST_MEMBERS:
                return found, True
            found.append(member)
    return found, False


def unpack_member(source: Source, name: str, target: Path) -> int:
    """Write one member to ``target``; returns its bytes. What it claims is not trusted: the count is kept while unpacking.

    Raises WorkerError ``NO_MEMBER``, ``NOT_OPENED`` (the refusal it was listed with), ``TOO_LARGE``, ``BROKEN_DOCUMENT``, ``PASSWORD_NEEDED``.
    """
    with _opened(source) as members:
        for member, opener in members:
            if member.name != name:
                continue
            if member.refusal is not None:
                raise WorkerError("NOT_OPENED", member.refusal)
            with opener as packed:
                return _copied(packed, target)
    raise WorkerError("NO_MEMBER", f"The archive holds no file “{name}”.")


class _Lazy(contextlib.AbstractContextManager[IO[bytes]]):
    """Opens a member when it is entered, not when it is listed."""

    def __init__(self, opened: Callable[[], IO[bytes] | None]) -> None:
        self._opened = opened
        self._file: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes]:
        self._file = self._opened()
        if self._file is None:
            raise WorkerError("BROKEN_DOCUMENT", "That part of the archive is not a file.")
        return self._file

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


@contextlib.contextmanager
def _opened(source: Source) -> Iterator[Members]:
    data, kind = content_of(source)
    try:
        with contextlib.ExitStack() as stack:
            yield _members(data, kind, source, stack)
    except (WorkerError, MemoryError):
        raise
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, lzma.LZMAError, zlib.error) as error:
        raise WorkerError("BROKEN_DOCUMENT", "The archive is damaged.") from error
    except NotImplementedError as error:
        raise WorkerError("UNSUPPORTED_DOCUMENT", "The archive is packed in a way that cannot be read here.") from error


def _members(data: bytes, kind: ContentType, source: Source, stack: contextlib.ExitStack) -> Members:
    if kind.mime == "application/zip" or kind.family == "office":
        yield from _zipped(data, source.password, stack)
        return
    if kind.mime == "application/x-7z-compressed":
        from plextera_review.formats import seven_zip

        yield from seven_zip.members(data, source.password)
        return
    if kind.mime in _RAR:
        from plextera_review.formats import rar

        yield from rar.members(data)
        return
    if kind.mime in _TAR or (kind.mime in _PACKED and _holds_tar(data, kind)):
        bundle = stack.enter_context(contextlib.closing(tarfile.open(fileobj=io.BytesIO(data), mode="r:*")))  # noqa: SIM115
        for entry in bundle:
            if entry.isfile():
                yield Member(entry.name, entry.size, refusal(entry.size, 0)), _Lazy(partial(bundle.extractfile, entry))
        return
    if kind.mime in _PACKED:
        name = PurePosixPath(source.path.name).stem or "content"
        yield Member(name, 0), contextlib.closing(_PACKED[kind.mime](io.BytesIO(data)))
        return
    text = f"Archives of this kind ({kind.mime}) cannot be opened here. Unpack it and drop its files instead."
    raise WorkerError("UNSUPPORTED_DOCUMENT", text)


def _zipped(data: bytes, password: str | None, stack: contextlib.ExitStack) -> Members:
    archive = stack.enter_context(zipfile.ZipFile(io.BytesIO(data)))
    for info in archive.infolist():
        if info.is_dir():
            continue
        member = Member(info.filename, info.file_size, refusal(info.file_size, info.compress_size))
        if info.flag_bits & _ENCRYPTED:
            yield member, _unlocked(data, info, password)
        else:
            yield member, _Lazy(partial(archive.open, info))


@contextlib.contextmanager
def _unlocked(data: bytes, info: zipfile.ZipInfo, password: str | None) -> Iterator[IO[bytes]]:
    """A member with a password. WinZip's encryption (AE-x) is known to a library of its own, which also knows the traditional one.

    A wrong password may pass the check of one byte; what comes out is damaged then.
    """
    import pyzipper

    if password is None:
        raise WorkerError("PASSWORD_NEEDED", "The file is protected by a password inside the archive.")
    try:
        with (
            pyzipper.AESZipFile(io.BytesIO(data)) as archive,
            archive.open(info.filename, pwd=password.encode()) as file,
        ):
            yield file
    except (RuntimeError, pyzipper.BadZipFile, zlib.error) as error:
        raise WorkerError("PASSWORD_WRONG", "That is not the password of this file.") from error


def _holds_tar(data: bytes, kind: ContentType) -> bool:
    with _PACKED[kind.mime](io.BytesIO(data)) as packed:
        try:
            return bytes(packed.read(262)[257:262]) == b"ustar"
        except (OSError, EOFError, lzma.LZMAError):
            return False


def _copied(packed: IO[bytes], target: Path) -> int:
    try:
        with target.open("wb") as out:
            written = 0
            while chunk := packed.read(_CHUNK):
                written += len(chunk)
                if written > MOST_BYTES:
                    text = f"The file unpacks to more than {MOST_BYTES // (1024 * 1024)} MB and was given up."
                    raise WorkerError("TOO_LARGE", text)
                out.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)  # half a file would be taken for a damaged one
        raise
    return written
