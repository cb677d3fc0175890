"""The corpus of real documents, where it is present: beside the checkout or named by ``PLEXTERA_CORPUS``."""

import os
from pathlib import Path


def corpus_path() -> Path | None:
    """The corpus folder, ``None`` where it is absent."""
    named = os.environ.get("PLEXTERA_CORPUS")
    path = Path(named) if named else Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
    return path if (path / "INDEX.csv").is_file() else None
