"""Line items of simple tables: a row of column headings, then rows of words that stand under them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from plextera_review.domain.field import FieldKind
from plextera_review.domain.words import Word
from plextera_review.extraction.finder import read_value
from plextera_review.extraction.hubs import HubField, HubTable, normalised
from plextera_review.extraction.layout import Line, Segment

_LEAST_COLUMNS = 3
_MOST_ROWS = 500
_LARGEST_GAP = 0.06  # of the page height, between rows that are not three times as far apart as those before
_TOP_OF_PAGE = 0.3
_ROUNDING = Decimal("0.01")
_SHORT_LABEL = 2  # “VAT 20 %” ends a table, “HT …” may be an article


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row with the words it was read from."""

    column: HubField
    value: Any
    segment: Segment
    confidence: float = 0.82
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Column:
    field: HubField
    left: float
    right: float

    def distance(self, word: Word) -> float:
        """How far a word stands from under the heading, as a fraction of the page width; 0 when it overlaps."""
        return max(self.left - word.rect.right, word.rect.x - self.right, 0.0)


def find_rows(table: HubTable, lines: Sequence[Line], sums: frozenset[str] = frozenset()) -> list[list[Cell]]:
    """The rows of every such table of the document, in order; empty when no headings are found.

    ``sums``: normalised labels of the amounts under a table, which end it.
    """
    rows: list[list[Cell]] = []
    number = 0
    while number < len(lines) and len(rows) < _MOST_ROWS:
        columns = _headings(table, lines[number])
        number += 1
        if not columns:
            continue
        begun: list[Cell] = []  # a row whose amount stands on its next line
        while number < len(lines) and not _ends(lines[number], sums) and not _headings(table, lines[number]):
            cells = _cells(columns, lines[number])
            if cells and _far(rows[-2:], cells):  # a page's foot is no row
                break
            number += 1
            row = _joined(begun, cells)
            begun = [] if _is_row(row) else cells
            if _is_row(row):
                rows.append(_checked(row))
    return rows


def _joined(begun: list[Cell], cells: list[Cell]) -> list[Cell]:
    """The cells of a line with those of the line close above that it does not have itself."""
    if not begun or not cells or (_is_row(cells) and any(cell.column.role in {"quantity", "price"} for cell in cells)):
        return cells
    above, below = begun[0].segment, cells[0].segment
    if above.page != below.page or below.rect.y - above.rect.y > 1.6 * above.rect.height:
        return cells
    own = {cell.column.id for cell in cells} - {cell.column.id for cell in begun}
    return begun + [cell for cell in cells if cell.column.id in own]


def _is_row(cells: Sequence[Cell]) -> bool:
    """A text and an amount; a price alone makes no row."""
    roles = {cell.column.role for cell in cells}
    return "amount" in roles and any(cell.column.kind is FieldKind.STRING for cell in cells)


def _far(earlier: Sequence[Sequence[Cell]], row: Sequence[Cell]) -> bool:
    """True when a row stands far below those before it, or low on a page that has no headings of its own."""
    if not earlier:
        return False
    above, below = earlier[-1][0].segment, row[0].segment
    if above.page != below.page:
        return below.rect.y > _TOP_OF_PAGE
    first = earlier[0][0].segment
    usual = above.rect.y - first.rect.y if len(earlier) > 1 and first.page == above.page else _LARGEST_GAP
    return below.rect.y - above.rect.y > max(3 * usual, _LARGEST_GAP)


def _checked(row: list[Cell]) -> list[Cell]:
    """The cells with the confidence their arithmetic gives them: quantity times price is the amount, or is not."""
    values = {cell.column.role: cell.value for cell in row}
    if not all(values.get(role) is not None for role in ("quantity", "price", "amount")):
        return row
    product = Decimal(str(values["quantity"])) * Decimal(values["price"]["amount"])
    if abs(product - Decimal(values["amount"]["amount"])) <= _ROUNDING:
        return [replace(cell, confidence=0.95) if cell.column.role else cell for cell in row]
    reason = "Quantity times price is not the amount of this line."
    return [replace(cell, confidence=0.6, reason=reason) if cell.column.role else cell for cell in row]


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


def _ends(line: Line, sums: frozenset[str]) -> bool:
    return any(
        text in sums
        or text.startswith(tuple(f"{label} " for label in sums if " " in label or len(label) > _SHORT_LABEL))
        for text in (normalised(segment.text) for segment in line[:2])
    )


def _cells(columns: Sequence[_Column], line: Line) -> list[Cell]:
    """The values of a line under the nearest headings."""
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
    return cells
