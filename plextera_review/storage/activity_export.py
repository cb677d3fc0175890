"""Lines of Activity as a file: CSV for spreadsheets, JSON Lines for programs."""

import csv
import errno
import io
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from plextera_review.domain.errors import StorageError
from plextera_review.storage.activity import ActivityRecord
from plextera_review.storage.records import time_text

COLUMNS = (
    "at",
    "what",
    "state",
    "document",
    "job_id",
    "field",
    "field_id",
    "field_path",
    "value",
    "comment",
    "type",
    "message",
    "reference",
    "tries",
    "feedback_id",
    "answer_code",
    "answer",
)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORMULA = ("=", "+", "@", "\t", "\r")


class ActivityExport:
    """Writes beside ``path`` and takes its place when finished, so that a failure leaves what was there. Blocking: not for the loop's thread.

    The ending decides the form: ``.csv``, else JSON Lines. CSV is UTF-8 with a byte order mark; a text that a spreadsheet would take for a formula
    gets an apostrophe before it. JSON Lines is exact. Every call raises StorageError (``DISK_FULL``, ``EXPORT_FAILED``).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._is_csv = path.suffix.lower() == ".csv"

    def begin(self) -> None:
        """Start the file."""
        self._append("\ufeff" + _csv([COLUMNS]) if self._is_csv else "", anew=True)

    def add(self, records: Iterable[ActivityRecord]) -> None:
        """Add lines."""
        lines = [export_line(each) for each in records]
        if self._is_csv:
            self._append(_csv([[_harmless(line[name]) for name in COLUMNS] for line in lines]))
        else:
            self._append("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))

    def finish(self) -> None:
        """Put the file into its place."""
        try:
            with self._part.open("ab") as file:
                os.fsync(file.fileno())  # on disk before the older file is gone
            self._part.replace(self._path)
        except OSError as error:
            raise self._failed(error) from error

    def abandon(self) -> None:
        """Remove what was written."""
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _append(self, text: str, *, anew: bool = False) -> None:
        try:
            with self._part.open("w" if anew else "a", encoding="utf-8", errors="replace", newline="") as file:
                file.write(text)
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> StorageError:
        self.abandon()
        name = self._path.name
        if error.errno in _FULL:
            hint = "Free some space or choose another folder, then export again. Nothing kept here is lost."
            return StorageError(
                "DISK_FULL", "The disk is full", f"“{name}” could not be written: the disk is full.", hint
            )
        told = f"“{name}” could not be written: {error.strerror or error}."
        return StorageError("EXPORT_FAILED", "The export failed", told, "Choose another folder, then export again.")


def export_line(record: ActivityRecord) -> dict[str, str]:
    """One line by the names of :data:`COLUMNS`; what does not apply is empty."""
    line = dict.fromkeys(COLUMNS, "")
    row, entry = record.row, record.entry
    line["at"] = time_text(record.at)
    if row is not None:
        line |= {
            "what": "message",
            "state": row.state.value,
            "document": row.job_name,
            "job_id": row.job_id,
            "field": row.field_name,
            "field_id": row.field_id or "",
            "field_path": row.field_path,
            "type": row.feedback_type.value,
            "message": row.message,
            "reference": row.client_reference,
            "tries": str(row.attempts),
            "feedback_id": row.feedback_id or "",
            "answer_code": row.last_code or "",
            "answer": row.last_message or "",
        }
    elif entry is not None:
        verdict = entry.verdict
        line |= {
            "what": entry.kind,
            "document": entry.job_name,
            "job_id": entry.job_id,
            "field": entry.field_name,
            "field_id": (verdict.field_id if verdict else None) or "",
            "field_path": entry.field_path,
            "value": (verdict.value_text if verdict else None) or "",
            "comment": (verdict.comment if verdict else None) or "",
            "reference": entry.client_reference,
        }
    return line


def _csv(rows: "Iterable[Iterable[str]]") -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _harmless(text: str) -> str:
    dash = text.startswith("-") and not text[1:].replace(".", "").replace(",", "").replace(" ", "").isdigit()
    return f"'{text}" if dash or text.startswith(_FORMULA) else text
