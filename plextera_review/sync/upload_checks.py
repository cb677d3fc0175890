"""What is checked before a document is sent, so that nothing travels in vain."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from plextera_review.domain.content_type import HEAD_BYTES, detect, refusal
from plextera_review.domain.upload import MAX_FILE_BYTES

_MOST_FILES = 2000


def expanded(paths: Iterable[Path]) -> list[Path]:
    """Files as they are, folders as the visible files below them in order; at most 2,000. Blocking."""
    found: list[Path] = []
    for path in paths:
        for each in _below(path) if path.is_dir() else (path,):
            if len(found) >= _MOST_FILES:
                return found
            found.append(each)
    return found


def problem(path: Path) -> tuple[str, str] | None:
    """Code and sentence of what speaks against sending a file; ``None`` when nothing does. Blocking."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            return "NOT_A_FILE", "This is not a file."
        if size == 0:
            return "EMPTY", "The file is empty."
        if size > MAX_FILE_BYTES:
            return "TOO_LARGE", f"The file has {size / 1_048_576:.1f} MB; at most 50 MB are accepted."
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        return "MISSING", "The file is no longer there."
    except OSError as error:
        return "UNREADABLE", f"The file cannot be read ({error.strerror})."
    reason = refusal(detect(head, path.name), path.name)
    return ("REFUSED_TYPE", reason) if reason else None


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield path
