"""Blocks of cells as spreadsheets put them on the clipboard: tab-separated text, cells with line breaks in quotes; CSV too."""

import csv
import re
from collections.abc import Sequence
from io import StringIO

_ONE_NUMBER = re.compile(r"[-+−(]?[\d.,'’\s]+[)%]?\s*[^\W\d_]{0,3}|[^\W\d_]{0,3}\s?[-+−]?[\d.,'’\s]+", re.ASCII)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read_block(text: str) -> tuple[tuple[str, ...], ...]:
    """Rows of cells, ragged ones as they are; one cell for plain text. Never raises; nothing for an empty text.

    Without a tab, lines count as CSV only when all have the same number of semicolons or commas and are not just numbers with a
    decimal comma. Quotes that do not close are ordinary characters.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = text.removesuffix("\n")
    if not text.strip("\n"):
        return ()
    separator = _separator(text)
    return tuple(tuple(row) for row in _rows(text, separator))


def block_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as tab-separated text; cells with tabs, quotes or line breaks are quoted. :func:`read_block` reads it back."""
    out = StringIO()
    csv.writer(out, dialect="excel-tab", lineterminator="\n").writerows(rows)
    return out.getvalue()


def _separator(text: str) -> str:
    bare = _QUOTED.sub("", text)
    if "\t" in bare:
        return "\t"
    lines = [line for line in bare.split("\n") if line]
    quoted = text.startswith('"') and bare != text
    if len(lines) < 2 and not quoted:
        return "\t"
    for mark in (";", ","):
        counts = {line.count(mark) for line in lines}
        if len(counts) == 1 and counts != {0} and not (mark == "," and all(map(_ONE_NUMBER.fullmatch, lines))):
            return mark
    return "\t"


def _rows(text: str, separator: str) -> list[list[str]]:
    if text.count('"') % 2 == 0:
        try:
            return [row or [""] for row in csv.reader(StringIO(text, newline=""), delimiter=separator)]
        except csv.Error:
            pass  # a cell of more than 128 kB
    return [line.split(separator) for line in text.split("\n")]
