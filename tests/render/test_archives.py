"""Archives: what lies in them is listed and taken out one by one, and what is made to do harm is refused."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import py7zr
import pytest
import pyzipper

from plextera_review.formats.archive import MOST_BYTES, Member, list_members, unpack_member
from plextera_review.formats.source import Source
from plextera_review.workers.messages import WorkerError
from tests.support.corpus import corpus_path
from tests.support.documents import pdf

FILES = {"letter.txt": b"Dear Sir", "März/Rechnung 1.csv": b"a;b\n1;2\n", "deep/er/empty.bin": b""}
CORPUS = corpus_path()


def zipped(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.mkdir("only a folder")
    return made.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w", *, links: bool = True) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        if links:
            folder, link = tarfile.TarInfo("only a folder"), tarfile.TarInfo("link")
            folder.type, link.type, link.linkname = tarfile.DIRTYPE, tarfile.SYMTYPE, "/etc/hostname"
            archive.addfile(folder)
            archive.addfile(link)
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def source(folder: Path, name: str, data: bytes, password: str | None = None) -> Source:
    (folder / name).write_bytes(data)
    return Source(folder / name, password=password)


def code_of(archive: Source, member: str, target: Path) -> str:
    with pytest.raises(WorkerError) as caught:
        unpack_member(archive, member, target)
    assert not target.exists() or target.stat().st_size <= MOST_BYTES
    return caught.value.code


def lying(data: bytes, size: int) -> bytes:
    """The zip file with another unpacked size of its first member in both of its headers."""
    changed, claim = bytearray(data), struct.pack("<I", size)
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    changed[local + 22 : local + 26] = claim
    changed[central + 24 : central + 28] = claim
    return bytes(changed)


def encrypted(name: str, content: bytes, password: bytes) -> bytes:
    """A zip file with one member under the traditional encryption (APPNOTE 6.3.10, section 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def mixed(key: int, byte: int) -> int:
        return zlib.crc32(bytes([byte]), key ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def take(byte: int) -> None:
        keys[0] = mixed(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = mixed(keys[2], keys[1] >> 24)

    for each in password:
        take(each)
    check, hidden = zlib.crc32(content), bytearray()
    for each in bytes(11) + bytes([check >> 24]) + content:
        mask = keys[2] | 2
        hidden.append(each ^ ((mask * (mask ^ 1) >> 8) & 0xFF))
        take(each)
    changed = bytearray(zipped({name: bytes(hidden)}, zipfile.ZIP_STORED))
    for mark, flags, begin in ((b"PK\x03\x04", 6, 14), (b"PK\x01\x02", 8, 16)):
        at = changed.index(mark)
        changed[at + flags] |= 1
        changed[at + begin : at + begin + 12] = struct.pack("<3I", check, len(hidden), len(content))
    return bytes(changed)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped(FILES)),
        ("stored.zip", zipped(FILES, zipfile.ZIP_STORED)),
        ("lzma.zip", zipped(FILES, zipfile.ZIP_LZMA)),
        ("a.tar", tarred(FILES)),
        ("a.tar.gz", tarred(FILES, "w:gz")),
        ("a.tar.bz2", tarred(FILES, "w:bz2")),
        ("a.tar.xz", tarred(FILES, "w:xz")),
        ("no-suffix", zipped(FILES)),
    ],
)
def test_files_are_listed_and_taken_out(tmp_path: Path, name: str, data: bytes) -> None:
    archive = source(tmp_path, name, data)
    members, more = list_members(archive)
    assert members == [Member(each, len(content)) for each, content in FILES.items()]
    assert not more
    for member, content in FILES.items():
        assert unpack_member(archive, member, tmp_path / "out") == len(content)
        assert (tmp_path / "out").read_bytes() == content


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped({"letter.pdf": pdf("Dear Sir")}, zipfile.ZIP_STORED)),
        ("a.tar", tarred({"letter.pdf": pdf("Dear Sir")}, links=False)),
    ],
)
def test_an_archive_that_begins_with_a_pdf_is_an_archive(tmp_path: Path, name: str, data: bytes) -> None:
    assert [each.name for each in list_members(source(tmp_path, name, data))[0]] == ["letter.pdf"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("note.txt.gz", gzip.compress(b"one file", mtime=0)),
        ("note.txt.bz2", bz2.compress(b"one file")),
        ("note.txt.xz", lzma.compress(b"one file")),
    ],
)
def test_a_packed_file_is_an_archive_of_one(tmp_path: Path, name: str, data: bytes) -> None:
    archive = source(tmp_path, name, data)
    assert list_members(archive) == ([Member("note.txt", 0)], False)
    assert unpack_member(archive, "note.txt", tmp_path / "out") == 8
    assert (tmp_path / "out").read_bytes() == b"one file"


def test_many_files_are_listed_up_to_a_number(tmp_path: Path) -> None:
    members, more = list_members(source(tmp_path, "a.zip", zipped({f"{n}.txt": b"" for n in range(2001)})))
    assert (len(members), more) == (2000, True)


def test_what_is_not_there_is_not_taken_out(tmp_path: Path) -> None:
    for name, data in (("a.zip", zipped(FILES)), ("a.tar", tarred(FILES))):
        archive = source(tmp_path, name, data)
        assert code_of(archive, "letter.pdf", tmp_path / "out") == "NO_MEMBER"
        assert code_of(archive, "only a folder", tmp_path / "out") == "NO_MEMBER"
        assert code_of(archive, "link", tmp_path / "out") == "NO_MEMBER"
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 6_000_000])
def test_what_is_too_large_or_packed_too_tightly_is_listed_with_its_refusal(tmp_path: Path, size: int) -> None:
    archive = source(tmp_path, "a.zip", zipped({"zeros.bin": bytes(size), "letter.txt": b"Dear Sir"}))
    [zeros, letter], _ = list_members(archive)
    assert zeros.size == size
    assert zeros.refusal
    assert letter.refusal is None
    assert code_of(archive, "zeros.bin", tmp_path / "out") == "NOT_OPENED"
    assert not (tmp_path / "out").exists()
    assert unpack_member(archive, "letter.txt", tmp_path / "out") == 8


def test_a_large_file_in_a_tar_is_refused_by_its_size(tmp_path: Path) -> None:
    archive = source(tmp_path, "a.tar.gz", tarred({"zeros.bin": bytes(MOST_BYTES + 1)}, "w:gz"))
    assert list_members(archive)[0][0].refusal
    assert code_of(archive, "zeros.bin", tmp_path / "out") == "NOT_OPENED"


def test_a_header_that_lies_about_the_size_gains_nothing(tmp_path: Path) -> None:
    archive = source(tmp_path, "a.zip", lying(zipped({"zeros.bin": bytes(MOST_BYTES + 999)}), 100))
    [zeros], _ = list_members(archive)
    assert (zeros.size, zeros.refusal) == (100, None)
    assert code_of(archive, "zeros.bin", tmp_path / "out") in {"TOO_LARGE", "BROKEN_DOCUMENT"}
    assert not (tmp_path / "out").exists() or (tmp_path / "out").stat().st_size <= 100


def test_a_packed_file_without_a_size_is_given_up_at_the_limit(tmp_path: Path) -> None:
    archive = source(tmp_path, "zeros.gz", gzip.compress(bytes(MOST_BYTES + 1), 1))
    assert code_of(archive, "zeros", tmp_path / "out") == "TOO_LARGE"
    assert not (tmp_path / "out").exists()


def test_an_encrypted_file_asks_for_its_password(tmp_path: Path) -> None:
    data, out = encrypted("letter.txt", b"Dear Sir, nobody reads this", b"tide"), tmp_path / "out"
    assert list_members(source(tmp_path, "a.zip", data))[0] == [Member("letter.txt", 27)]
    assert code_of(source(tmp_path, "a.zip", data), "letter.txt", out) == "PASSWORD_NEEDED"
    assert code_of(source(tmp_path, "a.zip", data, "ebb"), "letter.txt", out) == "PASSWORD_WRONG"
    unpack_member(source(tmp_path, "a.zip", data, "tide"), "letter.txt", out)
    assert out.read_bytes() == b"Dear Sir, nobody reads this"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("cut.zip", zipped(FILES)[:-30], "BROKEN_DOCUMENT"),
        ("cut.tar.gz", tarred({"a.bin": bytes(range(256)) * 99}, "w:gz")[:-60], "BROKEN_DOCUMENT"),
        ("cut.gz", gzip.compress(bytes(range(256)), mtime=0)[:-9], "BROKEN_DOCUMENT"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40), "BROKEN_DOCUMENT"),
        ("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40), "BROKEN_DOCUMENT"),
        ("a.zip", b"", "EMPTY_DOCUMENT"),
    ],
)
def test_a_damaged_or_unknown_archive_says_so(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    archive = source(tmp_path, name, data)
    with pytest.raises(WorkerError) as caught:
        for member in list_members(archive)[0]:
            unpack_member(archive, member.name, tmp_path / "out")
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["../../escaped.txt", "/escaped.txt", "..\\escaped.txt", "C:\\escaped.txt"])
def test_a_name_with_a_path_does_not_leave_its_place(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    for kind, data in (("a.zip", zipped({name: b"got out"})), ("a.tar", tarred({name: b"got out"}))):
        archive = source(folder, kind, data)
        [member], _ = list_members(archive)
        before = set(tmp_path.rglob("*"))
        unpack_member(archive, member.name, folder / f"{kind}.out")
        assert set(tmp_path.rglob("*")) - before == {folder / f"{kind}.out"}
        assert (folder / f"{kind}.out").read_bytes() == b"got out"


@pytest.mark.skipif(CORPUS is None, reason="the corpus of real documents is not here")
def test_an_archive_that_holds_itself_is_opened_one_level_at_a_time(tmp_path: Path) -> None:
    assert CORPUS is not None
    path = CORPUS / "hostile/office-text/droste.zip"
    for level in range(3):
        names = [each.name for each in list_members(Source(path))[0]]
        inner = next(each for each in names if each.endswith(".zip"))
        assert unpack_member(Source(path), inner, tmp_path / f"{level}.zip") > 0
        path = tmp_path / f"{level}.zip"
    assert names


@pytest.mark.skipif(CORPUS is None, reason="the corpus of real documents is not here")
def test_a_really_encrypted_archive_lists_its_files(tmp_path: Path) -> None:
    assert CORPUS is not None
    path = CORPUS / "hostile/office-text/testZipEncrypted.zip"
    assert [each.name for each in list_members(Source(path))[0]] == ["unencrypted.txt", "encrypted.txt"]
    assert unpack_member(Source(path), "unencrypted.txt", tmp_path / "out") == 13
    assert code_of(Source(path), "encrypted.txt", tmp_path / "out") == "PASSWORD_NEEDED"
    assert code_of(Source(path, password="no"), "encrypted.txt", tmp_path / "out") == "PASSWORD_WRONG"


def test_a_file_under_winzips_encryption_takes_its_password(tmp_path: Path) -> None:
    made, out = io.BytesIO(), tmp_path / "out"
    with pyzipper.AESZipFile(made, "w", pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword("Tür".encode())
        archive.writestr("letter.txt", b"Dear Sir, nobody reads this")
    data = made.getvalue()
    assert list_members(source(tmp_path, "a.zip", data))[0] == [Member("letter.txt", 27)]
    assert code_of(source(tmp_path, "a.zip", data), "letter.txt", out) == "PASSWORD_NEEDED"
    assert code_of(source(tmp_path, "a.zip", data, "Tor"), "letter.txt", out) == "PASSWORD_WRONG"
    unpack_member(source(tmp_path, "a.zip", data, "Tür"), "letter.txt", out)
    assert out.read_bytes() == b"Dear Sir, nobody reads this"


def seven_zipped(files: dict[str, bytes], password: str | None = None, *, hidden: bool = False) -> bytes:
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w", password=password, header_encryption=hidden) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return made.getvalue()


def test_a_7z_archive_is_listed_and_taken_apart(tmp_path: Path) -> None:
    files = {"letter.txt": b"Dear Sir", "März/Rechnung 1.csv": b"a;b\n1;2\n"}
    archive = source(tmp_path, "a.7z", seven_zipped(files | {"zeros.bin": bytes(MOST_BYTES + 1)}))
    *listed, zeros = list_members(archive)[0]
    assert listed == [Member(each, len(content)) for each, content in files.items()]
    assert zeros.refusal
    for member, content in files.items():
        assert unpack_member(archive, member, tmp_path / "out") == len(content)
        assert (tmp_path / "out").read_bytes() == content
    assert code_of(archive, "zeros.bin", tmp_path / "other") == "NOT_OPENED"
    assert code_of(archive, "absent.txt", tmp_path / "other") == "NO_MEMBER"


def test_a_7z_archive_takes_its_password(tmp_path: Path) -> None:
    out = tmp_path / "out"
    locked, hidden = (seven_zipped({"letter.txt": b"Dear Sir"}, "tide", hidden=each) for each in (False, True))
    assert [each.name for each in list_members(source(tmp_path, "a.7z", locked))[0]] == ["letter.txt"]
    for data in (locked, hidden):
        assert code_of(source(tmp_path, "a.7z", data), "letter.txt", out) == "PASSWORD_NEEDED"
        assert code_of(source(tmp_path, "a.7z", data, "ebb"), "letter.txt", out) == "PASSWORD_WRONG"
        assert unpack_member(source(tmp_path, "a.7z", data, "tide"), "letter.txt", out) == 8
    with pytest.raises(WorkerError) as caught:
        list_members(source(tmp_path, "a.7z", hidden))
    assert caught.value.code == "PASSWORD_NEEDED"


def rar(name: str, content: bytes, method: int = 0x30, flags: int = 0x8000) -> bytes:
    """A RAR 2.9 archive with one member; method 0x30 leaves it unpacked."""

    def block(kind: int, flags: int, rest: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    encoded = name.encode()
    facts = struct.pack(
        "<IIBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0, 29, method, len(encoded), 0o100644
    )
    return b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6)) + block(0x74, flags, facts + encoded) + content


def test_a_rar_archive_is_listed_and_says_what_is_not_opened(tmp_path: Path) -> None:
    stored = source(tmp_path, "a.rar", rar("letter.txt", b"Dear Sir"))
    assert list_members(stored)[0] == [Member("letter.txt", 8)]
    assert unpack_member(stored, "letter.txt", tmp_path / "out") == 8
    assert (tmp_path / "out").read_bytes() == b"Dear Sir"
    for data, why in ((rar("a.txt", b"?", 0x33), "packing"), (rar("a.txt", b"?", flags=0x8004), "password")):
        archive = source(tmp_path, "b.rar", data)
        [member] = list_members(archive)[0]
        assert why in (member.refusal or "")
        assert code_of(archive, "a.txt", tmp_path / "other") == "NOT_OPENED"
