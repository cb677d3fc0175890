"""What a file is, judged by its content first and its name second, and whether the API takes it."""

from dataclasses import dataclass
from pathlib import PurePath

import filetype

HEAD_BYTES = 8192
"""How much of a file's beginning :func:`detect` wants to see."""


@dataclass(frozen=True, slots=True)
class ContentType:
    """MIME type and family: ``pdf image office text archive audio video executable script unknown``."""

    mime: str
    family: str


_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OFFICE_PARTS = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
_IMAGES = {"image/jpeg", "image/png", "image/tiff", "image/webp"}
_SHOWN_IMAGES = {"image/avif", "image/bmp", "image/gif", "image/heic", "image/jp2"}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_RTF = "application/rtf"
_ARCHIVES = {
    "application/zip",
    "application/x-tar",
    "application/gzip",
    "application/x-7z-compressed",
    "application/x-bzip2",
    "application/x-xz",
    "application/x-rar-compressed",
    "application/vnd.rar",
}
_HEIF_BRANDS = {  # ISO/IEC 23008-12, 10.2; AV1 Image File Format, 6
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "image/heic"),
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
}
_TEXTS = {".txt": "text/plain", ".csv": "text/csv", ".html": "text/html", ".htm": "text/html"}
_EXECUTABLE_MAGIC = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"dex\n",
)
_EXECUTABLE_NAMES = {".exe", ".dll", ".com", ".scr", ".msi", ".so", ".dylib", ".jar", ".apk", ".app", ".bin", ".class"}
_SCRIPT_NAMES = {
    *(".sh", ".bash", ".zsh", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".wsf", ".wsh", ".hta", ".js", ".mjs", ".jse"),
    *(".py", ".pyw", ".pl", ".rb", ".php", ".lua", ".tcl", ".scpt", ".command"),
}
ACCEPTED_TYPES = (
    "application/pdf",
    *sorted(_IMAGES),
    *_OFFICE.values(),
    *sorted(set(_TEXTS.values())),
    *sorted(_ARCHIVES),
    "audio/*",
    "video/*",
)
"""MIME types the API takes."""
_NAMES = {"image": "Images", "office": "Office files", "text": "Texts", "archive": "Archives"}
_TEXT_CONTROLS = set(b"\t\n\r\f\x1b")


def detect(head: bytes, name: str) -> ContentType:
    """The type of a file from its first :data:`HEAD_BYTES` and its name (which decides only between kinds of text)."""
    suffix = PurePath(name).suffix.lower()
    if head.startswith(_EXECUTABLE_MAGIC):
        return ContentType("application/x-executable", "executable")
    if head.startswith(b"#!"):
        return ContentType("text/x-script", "script")
    if head[257:262] == b"ustar":
        return ContentType("application/x-tar", "archive")
    if _is_pdf(head, suffix):
        return ContentType("application/pdf", "pdf")
    if head.startswith((b"II+\x00", b"MM\x00+")):  # BigTIFF
        return ContentType("image/tiff", "image")
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(head, suffix)
    if head.startswith(b"{\\rtf"):
        return ContentType(_RTF, "text")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return ContentType(_HEIF_BRANDS[head[8:12]], "image")
    guess = filetype.guess(head) if head else None
    if guess is not None:
        return _known(str(guess.mime))
    if _is_text(head):
        lowered = head[:1024].lstrip().lower()
        if suffix not in _TEXTS and lowered.startswith((b"<!doctype html", b"<html")):
            return ContentType("text/html", "text")
        return ContentType(_TEXTS.get(suffix, "text/plain"), "text")
    return ContentType("application/octet-stream", "unknown")


def refusal(content: ContentType, name: str) -> str | None:
    """Why the API does not take such a file, as a sentence; ``None`` when it does. Some that it does not take can be looked at."""
    suffix = PurePath(name).suffix.lower()
    if content.family == "executable" or suffix in _EXECUTABLE_NAMES:
        return "Programs are not accepted."
    if content.family == "script" or suffix in _SCRIPT_NAMES:
        return "Scripts are not accepted."
    if content.family == "unknown":
        return "This is not a kind of document that is accepted (PDF, image, office file, text, archive, audio, video)."
    if content.mime not in ACCEPTED_TYPES and content.family not in {"audio", "video"}:
        return f"{_NAMES[content.family]} of this kind can be looked at, but not sent. Save it as PDF first."
    return None


def _is_pdf(head: bytes, suffix: str) -> bool:
    """What comes before the header is no part of it (PDF Reference 1.7, appendix H, note 13); a text may mention one."""
    before, header, _ = head[:1024].partition(b"%PDF-")
    if not header or head.startswith(b"PK\x03\x04"):
        return False
    return suffix not in _TEXTS or not before.strip() or not _is_text(head)


def _known(mime: str) -> ContentType:
    family = mime.partition("/")[0]
    mime = {"image/jpx": "image/jp2", "image/x-ms-bmp": "image/bmp"}.get(mime, mime)
    if mime in _IMAGES or mime in _SHOWN_IMAGES:
        return ContentType(mime, "image")
    if mime in _ARCHIVES:
        return ContentType(mime, "archive")
    if mime in _OFFICE.values():
        return ContentType(mime, "office")
    if family in {"audio", "video"}:
        return ContentType(mime, family)
    return ContentType(mime, "unknown")


def _zip_type(head: bytes, suffix: str) -> ContentType:
    """An office file is a zip whose parts say which; the name decides when its head does not show them.

    OpenDocument 1.3, part 2, 3.3: the first part is named ``mimetype``, not packed, and holds nothing but the type.
    """
    if head[30:38] == b"mimetype" and head[38:].startswith(_OPEN_DOCUMENT.encode()):
        kind = head[38 + len(_OPEN_DOCUMENT) :].partition(b"PK")[0].decode("ascii", "replace")
        return ContentType(_OPEN_DOCUMENT + kind, "office")
    for part, kind in _OFFICE_PARTS.items():
        if part.encode() in head:
            return ContentType(_OFFICE[kind], "office")
    if suffix in _OFFICE and b"[Content_Types].xml" in head:
        return ContentType(_OFFICE[suffix], "office")
    return ContentType("application/zip", "archive")


def _is_text(head: bytes) -> bool:
    if not head:
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    return all(byte >= 32 or byte in _TEXT_CONTROLS for byte in head)
