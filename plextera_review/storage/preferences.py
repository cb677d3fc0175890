"""Settings of the person: one small JSON file with only what was set, replaced as a whole."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from plextera_review.domain.errors import StorageError


class Preferences:
    """Values by name. Small and rarely written, hence synchronous: the window needs the theme before its first paint."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.damaged = False
        self._values: dict[str, Any] = self._read()

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or the default."""
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Keep a value. Raises StorageError when the disk refuses; the value then holds for this run."""
        self._values[name] = value
        partial = self._path.with_suffix(".part")
        try:
            with partial.open("w", encoding="utf-8") as file:
                json.dump(self._values, file, indent=1, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._path)
        except OSError as error:
            raise StorageError(
                "SETTINGS_NOT_KEPT",
                "The setting could not be kept",
                f"{self._path.name} could not be written ({error.strerror}); it holds until you close the window.",
                "Free some space or correct the folder's permissions.",
            ) from error

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(values, dict):
                return values
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            pass
        self.damaged = True  # kept aside for whoever wants to mend it; defaults apply
        with contextlib.suppress(OSError):
            self._path.replace(self._path.with_suffix(".damaged"))
        return {}
