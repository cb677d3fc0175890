"""What the corpus knows of its documents, in the words of our hubs. Sources: ``MANIFEST.md`` of the corpus."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from plextera_review.domain.field import Money
from plextera_review.domain.geometry import NormRect
from tests.support.words_under import plain

Known = dict[str, str]
"""Values by field id of the invoice hub: dates as ISO text, amounts as decimal text."""

_NAMES = {
    "invoice_number": "invoiceNumber",
    "date": "invoiceDate",
    "date_due": "dueDate",
    "issuer": "supplierName",
    "partner_name": "supplierName",
    "amount": "total",
    "amount_untaxed": "netAmount",
    "amount_tax": "taxAmount",
    "vat": "supplierVatId",
    "iban": "iban",
}


def known_values(path: Path) -> Known:
    """The true values of an invoice's fields, empty where nobody wrote them down."""
    xml, beside = path.with_name(f"{path.name}.embedded.xml"), path.with_suffix(".json")
    if xml.is_file():
        return _from_cii(xml)
    if beside.is_file():
        data = json.loads(beside.read_text(encoding="utf-8"))
        flat = data[0] if isinstance(data, list) and data else {}
        return {ours: str(flat[theirs]) for theirs, ours in _NAMES.items() if theirs in flat}
    return {}


def labelled_values(path: Path) -> list[tuple[str, int, NormRect]]:
    """Values people marked on a page: text, page from 1, box. Check marks are left out."""
    labels = path.with_name(f"{path.name}.labels.json")
    if not labels.is_file():
        return []
    found = []
    for label in json.loads(labels.read_text(encoding="utf-8"))["labels"]:
        parts = label["value"] or ()
        text = " ".join(part["text"] for part in parts)
        if not text or text in {"selected", "unselected"}:
            continue
        boxes = [_box(box) for part in parts for box in part["boundingBoxes"]]
        whole = boxes[0]
        for box in boxes[1:]:
            whole = whole.united(box)
        found.append((text, int(parts[0]["page"]), whole))
    return found


def same_value(found: object, raw_text: str | None, true: str) -> bool:
    """True when a found value, or the text it was read from, says what the truth says."""
    if isinstance(found, Money):
        return _number(found.amount) == _number(true)
    if isinstance(found, int | float):
        return float(found) == _number(true)
    return plain(true) in {plain(str(found)), plain(raw_text or "")}


def _number(text: str) -> float | None:
    try:
        return round(float(text.replace(",", "")), 2)
    except ValueError:
        return None


def _box(corners: list[float]) -> NormRect:
    return NormRect.from_corners(min(corners[::2]), min(corners[1::2]), max(corners[::2]), max(corners[1::2]))


def _from_cii(path: Path) -> Known:
    """ZUGFeRD 1 and Factur-X: UN/CEFACT Cross Industry Invoice, by local names."""
    try:
        root = ET.parse(path).getroot()
    except ET.ParseError:
        return {}
    places = {
        "invoiceNumber": ("ExchangedDocument/ID", "HeaderExchangedDocument/ID"),
        "invoiceDate": (
            "ExchangedDocument/IssueDateTime/DateTimeString",
            "HeaderExchangedDocument/IssueDateTime/DateTimeString",
        ),
        "supplierName": ("SellerTradeParty/Name",),
        "customerName": ("BuyerTradeParty/Name",),
        "dueDate": ("SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",),
        "netAmount": (
            "TradeSettlementHeaderMonetarySummation/TaxBasisTotalAmount",
            "TradeSettlementMonetarySummation/TaxBasisTotalAmount",
        ),
        "taxAmount": (
            "TradeSettlementHeaderMonetarySummation/TaxTotalAmount",
            "TradeSettlementMonetarySummation/TaxTotalAmount",
        ),
        "total": (
            "TradeSettlementHeaderMonetarySummation/GrandTotalAmount",
            "TradeSettlementMonetarySummation/GrandTotalAmount",
        ),
        "iban": ("PayeePartyCreditorFinancialAccount/IBANID",),
    }
    texts = dict(_paths(root, ""))
    known: Known = {}
    for field, ends in places.items():
        hit = next((text for end in ends for place, text in texts.items() if place.endswith(end)), None)
        if hit:
            known[field] = _iso(hit) if field.endswith("Date") else hit
    return known


def _paths(element: ET.Element, above: str) -> Iterator[tuple[str, str]]:
    """Path of local names and text of every element; the header stands before the lines' own only by its path."""
    name = element.tag.rpartition("}")[2]
    here = f"{above}/{name}"
    if name == "IncludedSupplyChainTradeLineItem":
        return
    if element.text and element.text.strip():
        yield here, " ".join(element.text.split())
    for child in element:
        yield from _paths(child, here)


def _iso(text: str) -> str:
    digits = text.replace("-", "")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
