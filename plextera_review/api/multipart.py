"""``multipart/form-data`` (RFC 7578) streamed from disk in 256 kB chunks, its length known beforehand."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plextera_review.api.opened import opened
from plextera_review.domain.ids import new_ulid

Progress = Callable[[int, int], None]  # bytes done, bytes in all
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file to send under a name of our choice."""

    field: str
    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class JsonPart:
    """A JSON text."""

    field: str
    text: str

    @classmethod
    def of(cls, field: str, value: Any) -> "JsonPart":
        """A value as JSON."""
        return cls(field, json.dumps(value))


class Multipart:
    """One body. ``progress`` counts the bytes of files that were handed to the connection."""

    def __init__(self, parts: Sequence[FilePart | JsonPart], progress: Progress | None = None) -> None:
        self._parts = parts
        self._progress = progress
        self._boundary = f"plextera{new_ulid()}"
        self._sizes: dict[Path, int] = {}

    async def headers(self) -> dict[str, str]:
        """Content type and length. Raises OSError when a file is gone."""
        files = [part.path for part in self._parts if isinstance(part, FilePart)]
        self._sizes = {path: (await asyncio.to_thread(path.stat)).st_size for path in files}
        length = sum(
            len(self._head(part)) + 2 + (self._sizes[part.path] if isinstance(part, FilePart) else len(_bytes(part)))
            for part in self._parts
        )
        return {
            "Content-Type": f"multipart/form-data; boundary={self._boundary}",
            "Content-Length": str(length + len(self._tail())),
        }

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body. To be closed by whoever does not read it to its end: a file may be open."""
        total, done = sum(self._sizes.values()), 0
        loop = asyncio.get_running_loop()
        for part in self._parts:
            yield self._head(part)
            if isinstance(part, JsonPart):
                yield _bytes(part)
            else:
                async with opened(part.path, "rb") as file:
                    while chunk := await loop.run_in_executor(None, file.read, _CHUNK):
                        yield chunk
                        done += len(chunk)
                        if self._progress:
                            self._progress(done, total)
            yield b"\r\n"
        yield self._tail()

    def _head(self, part: FilePart | JsonPart) -> bytes:
        disposition = f'form-data; name="{part.field}"'
        kind = "application/json"
        if isinstance(part, FilePart):
            # RFC 7578 §4.2 and the HTML standard: quotes and line breaks in a file name are percent-encoded.
            safe = part.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            disposition += f'; filename="{safe}"'
            kind = "application/octet-stream"
        lines = (f"--{self._boundary}", f"Content-Disposition: {disposition}", f"Content-Type: {kind}", "", "")
        return "\r\n".join(lines).encode("utf-8", "replace")  # names on disk need not be text

    def _tail(self) -> bytes:
        return f"--{self._boundary}--\r\n".encode()


def _bytes(part: JsonPart) -> bytes:
    return part.text.encode()
