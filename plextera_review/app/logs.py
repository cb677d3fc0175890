"""One rotating log file a process; keys are blotted out before a line is written."""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_KEY = re.compile(r"(api-key\s+)\S+", re.IGNORECASE)


class RedactingFormatter(logging.Formatter):
    """Formats a record and replaces anything that follows the auth word ``api-key``."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line, redacted, traceback included."""
        return redacted(super().format(record))


def redacted(text: str) -> str:
    """The text with API keys blotted out."""
    return _KEY.sub(r"\1[hidden]", text)


def start_logging(folder: Path, name: str) -> Path:
    """Send this process's log to ``<folder>/<name>.log`` (1 MB, three old ones kept); returns the path."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.log"
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return path
