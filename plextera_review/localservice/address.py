"""Where the local service listens and its key: a file only this user can read."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE_NAME = "service.json"


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """Base URL (with the public path), key and process id of a listening service."""

    base_url: str
    key: str
    pid: int

    def __repr__(self) -> str:
        return f"ServiceAddress({self.base_url!r}, pid={self.pid})"  # never the key


def read_address(data_dir: Path) -> ServiceAddress | None:
    """The address in the folder, ``None`` when there is none or it is not whole."""
    try:
        return ServiceAddress(**json.loads((data_dir / _FILE_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_address(data_dir: Path, address: ServiceAddress) -> None:
    """Make the address known, all at once, readable by this user only."""
    partial = data_dir / f"{_FILE_NAME}.{os.getpid()}"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(address), file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(data_dir / _FILE_NAME)


def remove_address(data_dir: Path) -> None:
    """Forget the address at a clean stop."""
    with contextlib.suppress(OSError):
        (data_dir / _FILE_NAME).unlink()
