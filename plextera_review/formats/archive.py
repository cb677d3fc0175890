"""Archives: what is in them, and one member at a time, within limits."""

import bz2
import contextlib
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from plextera_review.domain.content_type import ContentType
from plextera_review.formats.source import Source, content_of
from plextera_review.workers.messages import WorkerError

MOST_MEMBERS = 2_000
"""How many members are listed."""
MOST_BYTES = 50 * 1024 * 1024
"""The largest member that is unpacked."""
_MOST_RATIO = 250
_SUSPICIOUS = 5 * 1024 * 1024
_CHUNK = 256 * 1024
_AES = 99  # WinZip AE-x: the compression method stands in an extra field
_TAR = {"application/x-tar"}
_PACKED: dict[str, Callable[..., Any]] = {
    "application/gzip": gzip.open,
    "application/x-bzip2": bz2.open,
    "application/x-xz": lzma.open,
}


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive: its path there, unpacked bytes (0 when unknown) and why it is not opened, if so."""

    name: str
    size: int
    refusal: str | None = None


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


class _Lazy:
    """Opens a member when it is entered, not when it is listed."""

    def __init__(
        self, archive: zipfile.ZipFile | tarfile.TarFile, info: zipfile.ZipInfo | tarfile.TarInfo, password: str | None
    ) -> None:
        self._archive, self._info, self._password = archive, info, password
        self._file: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes]:
        if isinstance(self._archive, zipfile.ZipFile) and isinstance(self._info, zipfile.ZipInfo):
            self._file = self._archive.open(self._info, pwd=self._password.encode() if self._password else None)
        elif isinstance(self._archive, tarfile.TarFile) and isinstance(self._info, tarfile.TarInfo):
            self._file = self._archive.extractfile(self._info)
        if self._file is None:
            raise WorkerError("BROKEN_DOCUMENT", "That part of the archive is not a file.")
        return self._file

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


_Members = Iterator[tuple[Member, contextlib.AbstractContextManager[IO[bytes]]]]


@contextlib.contextmanager
def _opened(source: Source) -> Iterator[_Members]:
    data, kind = content_of(source)
    try:
        with contextlib.ExitStack() as stack:
            yield _members(data, kind, source, stack)
    except (WorkerError, MemoryError):
        raise
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, lzma.LZMAError) as error:
        raise WorkerError("BROKEN_DOCUMENT", "The archive is damaged.") from error
    except NotImplementedError as error:
        raise WorkerError("UNSUPPORTED_DOCUMENT", "The archive is packed in a way that cannot be read here.") from error
    except RuntimeError as error:  # zipfile says so of members with a password
        code = "PASSWORD_NEEDED" if source.password is None else "PASSWORD_WRONG"
        raise WorkerError(code, "The archive is protected by a password.") from error


def _members(data: bytes, kind: ContentType, source: Source, stack: contextlib.ExitStack) -> _Members:
    if kind.mime == "application/zip" or kind.family == "office":
        archive = stack.enter_context(zipfile.ZipFile(io.BytesIO(data)))
        for info in archive.infolist():
            if not info.is_dir():
                refusal = _refusal(info.file_size, info.compress_size)
                if info.compress_type == _AES:
                    refusal = "Encrypted in a way that cannot be opened here. Unpack it with its password and drop it."
                yield Member(info.filename, info.file_size, refusal), _Lazy(archive, info, source.password)
        return
    if kind.mime in _TAR or (kind.mime in _PACKED and _holds_tar(data, kind)):
        bundle = stack.enter_context(contextlib.closing(tarfile.open(fileobj=io.BytesIO(data), mode="r:*")))  # noqa: SIM115
        for entry in bundle:
            if entry.isfile():
                yield Member(entry.name, entry.size, _refusal(entry.size, 0)), _Lazy(bundle, entry, None)
        return
    if kind.mime in _PACKED:
        name = PurePosixPath(source.path.name).stem or "content"
        yield Member(name, 0), contextlib.closing(_PACKED[kind.mime](io.BytesIO(data)))
        return
    text = f"Archives of this kind ({kind.mime}) cannot be opened here. Unpack it and drop its files instead."
    raise WorkerError("UNSUPPORTED_DOCUMENT", text)


def _holds_tar(data: bytes, kind: ContentType) -> bool:
    with _PACKED[kind.mime](io.BytesIO(data)) as packed:
        try:
            return bytes(packed.read(262)[257:262]) == b"ustar"
        except (OSError, EOFError, lzma.LZMAError):
            return False


def _refusal(size: int, packed: int) -> str | None:
    if size > MOST_BYTES:
        return f"Too large to open ({size / 1e6:.0f} MB; the limit is {MOST_BYTES // (1024 * 1024)} MB)."
    if size > _SUSPICIOUS and packed and size / packed > _MOST_RATIO:
        return "Packed more tightly than real documents are; not opened."
    return None


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
