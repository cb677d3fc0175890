"""Where this program keeps its files, by the rules of each system."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

HOME_VARIABLE = "PLEXTERA_REVIEW_HOME"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one user's installation; all lie below ``PLEXTERA_REVIEW_HOME`` when that is set."""

    data: Path
    logs: Path

    @property
    def service_data(self) -> Path:
        """Folder of the local service: its database, files and address."""
        return self.data / "service"

    @classmethod
    def of_user(cls) -> "Paths":
        """The user's folders, or those below the environment variable."""
        home = os.environ.get(HOME_VARIABLE)
        if home:
            return cls.below(Path(home))
        dirs = PlatformDirs("plextera-review", appauthor=False)
        return cls(Path(dirs.user_data_dir), Path(dirs.user_log_dir))

    @classmethod
    def below(cls, root: Path) -> "Paths":
        """Everything below one folder, for tests and portable use."""
        return cls(root / "data", root / "logs")

    def create(self) -> None:
        """Make the folders, readable by this user only. Raises OSError when the disk refuses."""
        for folder in (self.data, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
