"""The built-in rules over the true values of the corpus: ``python -m tests.benchmarks.rule_table [--findings] [--read FOLDER …] [--speed]``.

Values people or generators wrote down (``MANIFEST.md`` of the corpus) become extractions with their line items; every finding on them is
either a document that contradicts itself or a false alarm. ``--findings`` prints each sentence. ``--read`` uses what the local
pipeline reads of the documents in the folders instead. ``--speed`` times an evaluation of 40 lines and of 500 fields.
"""

import argparse
import json
import sys
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.field import Extraction, Field, FieldKind, FieldValue, Money
from plextera_review.domain.rules.evaluation import RuleContext, findings
from plextera_review.domain.rules.reading import date_of
from plextera_review.extraction.values import dates
from plextera_review.extraction.worker import extract
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.rule_book import RuleBook
from plextera_review.workers.messages import WorkerError
from tests.benchmarks.truth import known_values
from tests.support.corpus import corpus_path
from tests.support.invoices import Line, invoice

_KINDS = {
    "invoiceDate": FieldKind.DATE,
    "dueDate": FieldKind.DATE,
    "date": FieldKind.DATE,
    "netAmount": FieldKind.MONEY,
    "taxAmount": FieldKind.MONEY,
    "total": FieldKind.MONEY,
}
_HUB = ("6a11c0de0000000000000001", "Invoice")
_RECEIPTS = ("6a11c0de0000000000000002", "Receipt")
_FAR = date(2026, 11, 24)
_CII_LINE = {
    "description": ("SpecifiedTradeProduct/Name",),
    "quantity": ("BilledQuantity",),
    "unitPrice": ("NetPriceProductTradePrice/ChargeAmount",),
    "priceBase": ("NetPriceProductTradePrice/BasisQuantity",),
    "amount": ("LineTotalAmount",),
}
_CII_HEAD = {
    "chargeTotal": ("MonetarySummation/ChargeTotalAmount",),
    "discount": ("MonetarySummation/AllowanceTotalAmount",),
    "prepaid": ("MonetarySummation/TotalPrepaidAmount",),
    "amountDue": ("MonetarySummation/DuePayableAmount",),
    "supplierVatId": ("SellerTradeParty/SpecifiedTaxRegistration/ID",),
    "bic": ("PayeeSpecifiedCreditorFinancialInstitution/BICID",),
}


def true_extractions(corpus: Path) -> Iterator[Extraction]:
    """Every document of the corpus whose field values somebody wrote down."""
    for xml in sorted((corpus / "zugferd").rglob("*.pdf.embedded.xml")):
        if found := _cii(xml):
            yield found
    for xml in sorted((corpus / "business" / "fr-invoices-mouadhamri").rglob("*.xml")):
        yield _french(xml)
    for beside in sorted((corpus / "business" / "invoice2data").glob("*.json")):
        yield _invoice2data(beside)
    for beside in sorted((corpus / "business" / "sroie").glob("*.key.json")):
        yield _receipt(beside)


def _cii(xml: Path) -> Extraction | None:
    pdf = xml.with_name(xml.name.removesuffix(".embedded.xml"))
    try:
        root = ET.parse(xml).getroot()
    except ET.ParseError:
        return None
    currency = next((each.text for each in root.iter() if each.tag.endswith("InvoiceCurrencyCode")), None)
    head: dict[str, str] = dict(known_values(pdf))
    texts = dict(_paths(root, ""))
    for name, ends in _CII_HEAD.items():
        hit = next((text for end in ends for place, text in texts.items() if place.endswith(end)), None)
        if hit:
            head[name] = hit
    lines = []
    for item in root.iter():
        if item.tag.rpartition("}")[2] == "IncludedSupplyChainTradeLineItem":
            own = dict(_paths(item, ""))
            cells = {
                name: next((text for place, text in own.items() if place.endswith(ends)), "")
                for name, ends in _CII_LINE.items()
            }
            lines.append({name: text for name, text in cells.items() if text})
    money = {*_CII_HEAD} - {"supplierVatId", "bic"}
    return _extraction(pdf.name, head, lines, currency, money)


def _paths(element: ET.Element, above: str) -> Iterator[tuple[str, str]]:
    here = f"{above}/{element.tag.rpartition('}')[2]}"
    if above and here.endswith("IncludedSupplyChainTradeLineItem"):
        return
    if element.text and element.text.strip():
        yield here, " ".join(element.text.split())
    for child in element:
        yield from _paths(child, here)


def _french(xml: Path) -> Extraction:
    root = ET.parse(xml).getroot()
    texts = {each.tag: (each.text or "").strip() for each in root.iter()}
    names = {
        "invoice_number": "invoiceNumber",
        "invoice_date": "invoiceDate",
        "invoice_date_due": "dueDate",
        "supplier": "supplierName",
        "total_untaxed": "netAmount",
        "tax_amount": "taxAmount",
    }
    head = {ours: texts[theirs] for theirs, ours in names.items() if texts.get(theirs)}
    # The file's own total repeats the tax (MANIFEST.md); the printed one is this sum.
    head["total"] = f"{float(texts['total_untaxed']) + float(texts['tax_amount']):.2f}"
    lines = []
    for line in root.iter("line"):
        own = {each.tag: (each.text or "").strip() for each in line}
        pairs = {"description": "description", "quantity": "quantity", "unitPrice": "price", "amount": "sub_total"}
        lines.append({ours: own[theirs] for ours, theirs in pairs.items() if own.get(theirs)})
    return _extraction(f"{xml.parent.name}/{xml.stem}", head, lines, "EUR", set())


def _invoice2data(beside: Path) -> Extraction:
    data = json.loads(beside.read_text(encoding="utf-8"))
    flat = data[0] if isinstance(data, list) and data else {}
    head = dict(known_values(beside.with_suffix(".pdf")))
    head |= {ours: str(flat[ours]) for ours in ("bic", "date_start", "date_end") if ours in flat}
    lines = []
    for line in flat.get("lines", []):
        pairs = {"quantity": "qty", "unitPrice": "price_unit", "amount": "price_subtotal", "discount": "discount"}
        cells = {ours: str(line[theirs]) for ours, theirs in pairs.items() if theirs in line}
        if cells:
            lines.append(cells)
    return _extraction(beside.stem, head, lines, flat.get("currency"), set())


def _receipt(beside: Path) -> Extraction:
    data = json.loads(beside.read_text(encoding="utf-8"))
    head = {"merchantName": data["company"], "total": data["total"]}
    if day := dates(data["date"]):
        head["date"] = str(day[0].value)
    return _extraction(beside.stem, head, [], None, set())


def _extraction(
    name: str, head: dict[str, str], lines: Iterable[dict[str, str]], currency: str | None, money: set[str]
) -> Extraction:
    fields = [_field(key, key, text, currency, money) for key, text in head.items()]
    rows = tuple(
        Field(
            f"lineItems[{n}]",
            str(n + 1),
            FieldKind.GROUP,
            children=tuple(_field(f"lineItems[{n}].{key}", key, text, currency, money) for key, text in line.items()),
        )
        for n, line in enumerate(lines)
    )
    if rows:
        fields.append(Field("lineItems", "Line items", FieldKind.TABLE, "lineItems", children=rows))
    return Extraction(name, tuple(fields))


def _field(path: str, key: str, text: str, currency: str | None, money: set[str]) -> Field:
    kind = _KINDS.get(key, FieldKind.STRING)
    value: FieldValue = text
    if key in money or kind is FieldKind.MONEY or key in {"unitPrice", "amount"}:
        kind, value = FieldKind.MONEY, Money(text.lstrip("$RM ").replace(",", ""), currency)
    elif key in {"quantity", "discount", "priceBase"}:
        kind, value = FieldKind.NUMBER, float(text)
    return Field(path, key, kind, path, value)


def _read(folders: list[Path]) -> Iterator[Extraction]:
    """What the local pipeline reads of PDFs, without a service."""
    for folder in folders:
        for path in sorted([folder] if folder.is_file() else folder.rglob("*.pdf")):
            try:
                result = extract({"path": str(path), "mimeType": "application/pdf"})
            except WorkerError as error:
                print(f"{path.name}: {error}", file=sys.stderr)
            else:
                yield read_extraction(path.name, result["output"])


def show(extractions: Iterable[Extraction], *, each_finding: bool) -> None:
    """Findings per rule, and how many documents have any. Today is thirty days after a document's own date: when it was news."""
    with TemporaryDirectory() as folder:
        book = RuleBook(None, Preferences(Path(folder) / "preferences.json"))
        invoices, receipts = book.rules_for(*_HUB), book.rules_for(*_RECEIPTS)
    counts: Counter[str] = Counter()
    documents: dict[str, set[str]] = defaultdict(set)
    total = touched = 0
    for extraction in extractions:
        total += 1
        paths = {each.path for each in extraction.fields}
        found = findings(
            extraction, receipts if "merchantName" in paths else invoices, RuleContext(_news_day(extraction))
        )
        touched += any(finding.severity != "info" for finding in found)
        for finding in found:
            counts[finding.rule_id] += 1
            documents[finding.rule_id].add(extraction.job_id)
            if each_finding:
                suspects = ", ".join(finding.suspects)
                print(
                    f"{extraction.job_id[:60]}: {finding.severity} {finding.rule_id}: {finding.sentence} [{suspects}]"
                )
    print(f"{'rule':34} {'severity':8} {'findings':>8} {'documents':>9}")
    for rule in invoices:
        print(f"{rule.id:34} {rule.severity:8} {counts[rule.id]:8} {len(documents[rule.id]):9}")
    print(f"{total} documents, {touched} with a warning or an error")


def _news_day(extraction: Extraction) -> date:
    for each in extraction.fields:
        if each.path in {"invoiceDate", "date"} and (day := date_of(each)):
            return day + timedelta(days=30)
    return _FAR


def speed() -> None:
    """Milliseconds of one evaluation."""
    with TemporaryDirectory() as folder:
        rules = RuleBook(None, Preferences(Path(folder) / "preferences.json")).rules_for(*_HUB)
    context = RuleContext(_FAR)
    lines = [Line(3, f"{n}.25") for n in range(1, 160)]
    for name, extraction in (
        ("40 lines", invoice(lines[:40])),
        ("500 fields", invoice(lines[:122])),
        (
            "500 flat fields",
            Extraction("j", tuple(Field(f"f{n}", f"Label {n}", FieldKind.STRING, f"f{n}", "text") for n in range(500))),
        ),
    ):
        fields = sum(1 for _ in extraction.leaves())
        times = []
        for _ in range(200):
            start = perf_counter()
            findings(extraction, rules, context)
            times.append((perf_counter() - start) * 1000)
        print(
            f"{name}: {fields} fields, first {times[0]:.2f} ms, median {median(times):.2f} ms, p95 {sorted(times)[190]:.2f} ms"
        )


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", action="store_true")
    parser.add_argument("--read", nargs="+", type=Path)
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    if options.speed:
        speed()
        return 0
    corpus = corpus_path()
    if corpus is None and not options.read:
        print("The corpus is not here.", file=sys.stderr)
        return 2
    show(_read(options.read) if options.read else true_extractions(corpus or Path()), each_finding=options.findings)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
