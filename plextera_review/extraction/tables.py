"""Line items of simple tables: a row of column headings, then rows of words that stand under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plextera_review.domain.field import FieldKind
from plextera_review.extraction.finder import read_value
from plextera_review.extraction.hubs import HubField, HubTable, normalised
from plextera_review.extraction.layout import Line, Segment
from plextera_review.pdf.words import Word

_LEAST_COLUMNS = 3
_MOST_ROWS = 500
_END_WORDS = (
    "total",
    "subtotal",
    "sub total",
    "summe",
    "zwischensumme",
    "gesamt",
    "netto",
    "sous-total",
    "totaal",
    "imponibile",
    "razem",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row with the words it was read from."""

    column: HubField
    value: Any
    segment: Segment


@dataclass(frozen=True, slots=True)
class _Column:
    field: HubField
    left: float
    right: float

    def distance(self, word: Word) -> float:
        """How far a word stands from under the heading, as a fraction of the page width; 0 when it overlaps."""
        return max(self.left - word.rect.right, word.rect.x - self.right, 0.0)


def find_rows(table: HubTable, lines: Sequence[Line]) -> list[list[Cell]]:
    """The rows of every such table of the document, in order; empty when no headings are found."""
    rows: list[list[Cell]] = []
    number = 0
    while number < len(lines) and len(rows) < _MOST_ROWS:
        columns = _headings(table, lines[number])
        number += 1
        if not columns:
            continue
        while number < len(lines) and not _ends(lines[number]) and not _headings(table, lines[number]):
            row = _row(columns, lines[number])
            number += 1
            if row:
                rows.append(row)
    return rows


def _headings(table: HubTable, line: Line) -> list[_Column]:
    columns: dict[str, _Column] = {}
    for segment in line:
        start = 0
        while start < len(segment.words):
            hit = next(
                (
                    (field, stop)
                    for stop in range(min(start + 3, len(segment.words)), start, -1)
                    for field in table.columns
                    if field.id not in columns and normalised(segment.part(start, stop).text) in field.labels
                ),
                None,
            )
            if hit is None:
                start += 1
                continue
            rect = segment.part(start, hit[1]).rect
            columns[hit[0].id] = _Column(hit[0], rect.x, rect.right)
            start = hit[1]
    return list(columns.values()) if len(columns) >= _LEAST_COLUMNS else []


def _ends(line: Line) -> bool:
    text = normalised(line[0].text)
    return any(text == word or text.startswith(f"{word} ") for word in _END_WORDS)


def _row(columns: Sequence[_Column], line: Line) -> list[Cell]:
    """The cells of a line; a line without an amount under a heading of amounts is no row of its own."""
    words: dict[str, list[Word]] = {}
    for segment in line:
        for word in segment.words:
            nearest = min(columns, key=lambda column: column.distance(word))
            words.setdefault(nearest.field.id, []).append(word)
    cells: list[Cell] = []
    for column in columns:
        if column.field.id not in words:
            continue
        segment = Segment(line[0].page, tuple(words[column.field.id]))
        read = read_value(column.field, segment)
        if read is not None:
            cells.append(Cell(column.field, read[0], read[1]))
    has_amount = any(cell.column.kind is FieldKind.MONEY for cell in cells)
    has_text = any(cell.column.kind is FieldKind.STRING for cell in cells)
    return cells if has_amount and has_text else []
