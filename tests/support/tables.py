"""Documents with tables, as servers send them."""

from decimal import Decimal
from typing import Any

from plextera_review.domain.field import Field, FieldKind, Money
from plextera_review.domain.geometry import NormRect, Placement

COLUMNS = ("position", "description", "quantity", "unit", "unitPrice", "amount")
_NAMES = ("Position", "Description", "Quantity", "Unit", "Unit price", "Amount")
_KINDS = (
    FieldKind.NUMBER,
    FieldKind.STRING,
    FieldKind.NUMBER,
    FieldKind.STRING,
    FieldKind.MONEY,
    FieldKind.MONEY,
)
_PARTS = ("Base fee, March", "Copper pipe 22 mm", "Elbow 90°", "Labour, certified fitter", "Freight")


def row(at: int, *, table: str = "items", parts: tuple[str, ...] = _PARTS, low: frozenset[str] = frozenset()) -> Field:
    """Row ``at`` (from 0) of six cells; ``low`` are the keys of cells the machine was not sure of."""
    quantity, price = at % 7 + 1, Decimal(10 + at % 13) + Decimal("0.50")
    values: tuple[Any, ...] = (
        at + 1,
        parts[at % len(parts)],
        quantity,
        "pcs",
        Money(f"{price}", "EUR"),
        Money(f"{price * quantity}", "EUR"),
    )
    path = f"{table}[{at}]"
    cells = tuple(
        Field(
            f"{path}.{key}",
            name,
            kind,
            f"{path}.{key}",
            value,
            confidence=0.61 if key in low else 0.97,
            placements=(Placement(1 + at // 40, NormRect(0.08 + 0.14 * column, 0.2 + 0.018 * (at % 40), 0.12, 0.014)),),
        )
        for column, (key, name, kind, value) in enumerate(zip(COLUMNS, _NAMES, _KINDS, values, strict=True))
    )
    return Field(path, str(at + 1), FieldKind.GROUP, path, children=cells)


def total_of(rows: int) -> Decimal:
    """What the amounts of that many rows add up to."""
    return sum(((Decimal(10 + at % 13) + Decimal("0.50")) * (at % 7 + 1) for at in range(rows)), Decimal(0))


def invoice(
    rows: int = 4, *, net: str | None = None, low: frozenset[str] = frozenset({"quantity"})
) -> tuple[Field, ...]:
    """A number, a table of ``rows`` rows and its sum as the net amount; one cell of the second row needs a look."""
    lines = tuple(row(at, low=low if at == 1 else frozenset()) for at in range(rows))
    columns = [{"id": k, "name": n, "type": t.value} for k, n, t in zip(COLUMNS, _NAMES, _KINDS, strict=True)]
    table = Field(
        "items", "Line items", FieldKind.TABLE, "items", confidence=0.9, children=lines, raw={"columns": columns}
    )
    place = (Placement(1, NormRect(0.7, 0.9, 0.2, 0.02)),)
    return (
        Field("number", "Invoice number", FieldKind.STRING, "number", "INV-0042", confidence=0.99, placements=place),
        table,
        Field(
            "netAmount",
            "Net amount",
            FieldKind.MONEY,
            "netAmount",
            Money(net or f"{total_of(rows)}", "EUR"),
            confidence=0.99,
            placements=place,
        ),
    )
