"""Invoices as the local service's hub returns them, consistent unless told otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from plextera_review.domain.field import Extraction, Field, FieldKind, FieldValue, Money


@dataclass(frozen=True, slots=True)
class Line:
    """Quantity and unit price of a line; ``amount`` is their product to the cent."""

    quantity: int
    price: str

    @property
    def amount(self) -> Decimal:
        """Quantity × price."""
        return round(self.quantity * Decimal(self.price), 2)


def money(amount: Decimal | str, currency: str | None = "EUR") -> Money:
    """An amount."""
    return Money(f"{Decimal(amount):f}", currency)


def field(name: str, kind: FieldKind, value: FieldValue, confidence: float | None = None) -> Field:
    """A field whose path is its id."""
    label = name.rpartition(".")[2]
    return Field(name, label, kind, name, value, confidence=confidence)


def invoice(
    lines: Sequence[Line] = (), rate: str = "19", *, net: str | None = None, **others: FieldValue
) -> Extraction:
    """An invoice whose amounts agree. ``others`` are further texts by id."""
    amount = Decimal(net) if net is not None else sum((each.amount for each in lines), Decimal(0))
    tax = round(amount * Decimal(rate) / 100, 2)
    fields = [
        field("invoiceNumber", FieldKind.STRING, "RE-2026-0001"),
        field("invoiceDate", FieldKind.DATE, "2026-03-12"),
        field("dueDate", FieldKind.DATE, "2026-04-11"),
        field("supplierName", FieldKind.STRING, "Acme GmbH"),
        field("supplierVatId", FieldKind.STRING, "DE136695976"),
        field("iban", FieldKind.STRING, "DE89 3704 0044 0532 0130 00"),
        field("netAmount", FieldKind.MONEY, money(amount)),
        field("taxAmount", FieldKind.MONEY, money(tax)),
        field("total", FieldKind.MONEY, money(amount + tax)),
        *(field(name, FieldKind.STRING, value) for name, value in others.items()),
    ]
    if lines:
        fields.append(Field("lineItems", "Line items", FieldKind.TABLE, "lineItems", children=_rows(lines)))
    return Extraction("job", tuple(fields))


def changed(extraction: Extraction, path: str, value: FieldValue, *, confidence: float | None = None) -> Extraction:
    """The extraction with one value changed."""

    def walk(each: Field) -> Field:
        if each.path == path:
            return replace(each, value=value, confidence=confidence if confidence is not None else each.confidence)
        return replace(each, children=tuple(map(walk, each.children))) if each.children else each

    return replace(extraction, fields=tuple(map(walk, extraction.fields)))


def _rows(lines: Sequence[Line]) -> tuple[Field, ...]:
    rows = []
    for n, line in enumerate(lines):
        path = f"lineItems[{n}]"
        cells = (
            field(f"{path}.description", FieldKind.STRING, f"Item {n}"),
            field(f"{path}.quantity", FieldKind.NUMBER, line.quantity),
            field(f"{path}.unitPrice", FieldKind.MONEY, money(line.price)),
            field(f"{path}.amount", FieldKind.MONEY, money(line.amount)),
        )
        rows.append(Field(path, str(n + 1), FieldKind.GROUP, path, children=cells))
    return tuple(rows)
