"""Invoices in three languages and one over two pages; all sums are calculated."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pymupdf

from samples.sheet import A4, GREY, MARGIN, PALE, Sheet, new_document

RIGHT = A4[0] - MARGIN
COLUMNS = (372.0, 452.0)  # right edges of quantity and unit price; the amount ends at the margin
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Words:
    """The fixed texts of an invoice in one language."""

    title: str
    sender: str
    receiver: str
    columns: tuple[str, str, str, str]
    net: str
    tax: str
    total: str
    payment: str
    page: str
    separators: tuple[str, str]


@dataclass(frozen=True)
class Invoice:
    """What stands on one invoice; rows are description, quantity, unit price."""

    words: Words
    tint: str
    supplier: tuple[str, ...]
    vat_id: str
    customer: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, int, str], ...]
    rate: int
    currency: str
    payment: tuple[tuple[str, str], ...]
    note: str

    def money(self, amount: Decimal) -> str:
        """An amount as the language prints it."""
        thousands, point = self.words.separators
        text = f"{amount.quantize(_CENT):,.2f}"
        return text.replace(",", "\0").replace(".", point).replace("\0", thousands)

    def totals(self) -> tuple[Decimal, Decimal, Decimal]:
        """Net, tax and total."""
        net = sum((Decimal(price) * quantity for _, quantity, price in self.rows), Decimal())
        tax = (net * self.rate / 100).quantize(_CENT, ROUND_HALF_UP)
        return net, tax, net + tax


def draw(invoice: Invoice) -> pymupdf.Document:
    """The invoice on as many pages as its rows need."""
    document = new_document(f"{invoice.words.title} {invoice.facts[0][1]}", invoice.supplier[0])
    sheet = Sheet(document)
    y = _heading(invoice, sheet)
    y = _columns(invoice, sheet, y)
    for description, quantity, price in invoice.rows:
        if y > A4[1] - 120:
            sheet = Sheet(document)
            sheet.block((0, 0, sheet.width, 8), invoice.tint)
            sheet.text(MARGIN, 60, invoice.supplier[0], 11, "bold", invoice.tint)
            sheet.text(RIGHT, 60, invoice.facts[0][1], 9.5, "medium", GREY, "right")
            y = _columns(invoice, sheet, 92)
        sheet.text(MARGIN + 8, y, description)
        sheet.text(COLUMNS[0], y, str(quantity), align="right")
        sheet.text(COLUMNS[1], y, invoice.money(Decimal(price)), align="right")
        sheet.text(RIGHT - 8, y, invoice.money(Decimal(price) * quantity), align="right")
        sheet.rule(y + 8.5, MARGIN, RIGHT)
        y += 24
    y = _sums(invoice, sheet, y + 6)
    _payment(invoice, sheet, y + 34)
    for number, page in enumerate(document.pages(), 1):
        foot = f"{invoice.words.page} {number} / {document.page_count}"
        page.insert_text((MARGIN, A4[1] - 34), invoice.note, fontsize=8, fontname="regular", color=(0.4, 0.44, 0.5))
        width = pymupdf.get_text_length(foot, fontsize=8)
        page.insert_text((RIGHT - width, A4[1] - 34), foot, fontsize=8, fontname="regular", color=(0.4, 0.44, 0.5))
    return document


def _heading(invoice: Invoice, sheet: Sheet) -> float:
    words = invoice.words
    sheet.block((0, 0, sheet.width, 8), invoice.tint)
    sheet.mark(MARGIN, 44, invoice.tint)
    sheet.text(MARGIN + 42, 57, invoice.supplier[0], 14, "bold", invoice.tint)
    sheet.text(MARGIN + 42, 72, invoice.supplier[1], 8.5, tint=GREY)
    sheet.text(RIGHT, 66, words.title, 24, "bold", align="right")
    sheet.text(MARGIN, 130, words.sender, 8.5, "medium", GREY)
    sheet.lines(MARGIN, 147, (invoice.supplier[0], *invoice.supplier[2:], invoice.vat_id))
    sheet.text(MARGIN, 226, words.receiver, 8.5, "medium", GREY)
    sheet.lines(MARGIN, 243, invoice.customer)
    y = 130.0
    for label, value in invoice.facts:
        sheet.text(332, y, label, tint=GREY)
        sheet.text(RIGHT, y, value, weight="medium", align="right")
        sheet.rule(y + 8, 332, RIGHT)
        y += 24
    return 330.0


def _columns(invoice: Invoice, sheet: Sheet, y: float) -> float:
    sheet.block((MARGIN, y - 16, RIGHT, y + 9), invoice.tint)
    first, quantity, price, amount = invoice.words.columns
    sheet.text(MARGIN + 8, y, first, 9, "medium", "#ffffff")
    for edge, label in zip((*COLUMNS, RIGHT - 8), (quantity, price, amount), strict=True):
        sheet.text(edge, y, label, 9, "medium", "#ffffff", "right")
    return y + 27


def _sums(invoice: Invoice, sheet: Sheet, y: float) -> float:
    net, tax, total = invoice.totals()
    words = invoice.words
    for label, amount in ((words.net, net), (f"{words.tax} {invoice.rate} %", tax)):
        sheet.text(332, y, label, tint=GREY)
        sheet.text(RIGHT - 8, y, f"{invoice.money(amount)} {invoice.currency}", align="right")
        y += 20
    sheet.rule(y - 8, 332, RIGHT, invoice.tint, 1.4)
    sheet.text(332, y + 12, words.total, 12, "bold")
    sheet.text(RIGHT - 8, y + 12, f"{invoice.money(total)} {invoice.currency}", 12, "bold", invoice.tint, "right")
    return y + 12


def _payment(invoice: Invoice, sheet: Sheet, y: float) -> None:
    sheet.rule(y - 4, MARGIN, RIGHT, PALE)
    sheet.text(MARGIN, y + 18, invoice.words.payment, 10, "bold", invoice.tint)
    for number, (label, value) in enumerate(invoice.payment):
        sheet.text(MARGIN, y + 38 + 17 * number, label, tint=GREY)
        sheet.text(MARGIN + 84, y + 38 + 17 * number, value, weight="medium")
