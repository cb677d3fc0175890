"""From findings to the contract's ``ExtractionOutput``."""

from collections.abc import Sequence
from typing import Any

from plextera_review.domain.geometry import Placement
from plextera_review.extraction.finder import Finding
from plextera_review.extraction.hubs import HubField, HubTable
from plextera_review.extraction.tables import Cell


def found_field(field: HubField, finding: Finding) -> dict[str, Any]:
    """A field with its value, the printed text, confidence and place."""
    data: dict[str, Any] = {
        "id": field.id,
        "name": field.name,
        "type": field.kind.value,
        "value": finding.value,
        "rawText": finding.segment.text,
        "confidence": round(finding.confidence, 2),
        "placements": [place(finding.segment.placement)],
    }
    if finding.reason:
        data["confidenceReason"] = finding.reason
    return data


def absent_field(field: HubField) -> dict[str, Any]:
    """A field the document does not contain: no value, confidence 0, no place."""
    return {"id": field.id, "name": field.name, "type": field.kind.value, "confidence": 0}


def table_field(table: HubTable, rows: Sequence[Sequence[Cell]]) -> dict[str, Any]:
    """The line items; row and cell ids carry their place in the table."""
    return {
        "id": table.id,
        "name": table.name,
        "type": "TABLE",
        "confidence": min((cell.confidence for row in rows for cell in row), default=0),
        "columns": [{"id": each.id, "name": each.name, "type": each.kind.value} for each in table.columns],
        "rows": [
            {
                "id": f"{table.id}[{number}]",
                "name": str(number + 1),
                "fields": [_cell(table, number, cell) for cell in row],
            }
            for number, row in enumerate(rows)
        ],
    }


def place(placement: Placement) -> dict[str, Any]:
    """Fractions of the displayed page with four decimals (a twentieth of a point on A4)."""
    rect = placement.rect
    box = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
    return {"page": placement.page} | {key: round(value, 4) for key, value in box.items()}


def _cell(table: HubTable, number: int, cell: Cell) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": f"{table.id}[{number}].{cell.column.id}",
        "name": cell.column.name,
        "type": cell.column.kind.value,
        "value": cell.value,
        "rawText": cell.segment.text,
        "confidence": cell.confidence,
        "placements": [place(cell.segment.placement)],
    }
    return data | ({"confidenceReason": cell.reason} if cell.reason else {})
