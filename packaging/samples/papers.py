"""The samples that are no invoices: a till receipt, a claim form, a laboratory report and a delivery note."""

from decimal import ROUND_HALF_UP, Decimal

import pymupdf

from samples.sheet import A4, GREY, MARGIN, Sheet, colour, new_document, turn

RIGHT = A4[0] - MARGIN
_CENT = Decimal("0.01")
_GOODS = (
    ("Sourdough loaf", 1, "4.20"),
    ("Oat milk 1 l", 2, "2.35"),
    ("Tomatoes 500 g", 1, "2.90"),
    ("Goat cheese", 1, "5.75"),
    ("Filter coffee 250 g", 1, "8.40"),
    ("Paper bag", 1, "0.20"),
)


def receipt() -> pymupdf.Document:
    """A till receipt 80 mm wide."""
    document = new_document("Receipt 004417", "Cornerstone Grocery Ltd")
    sheet = Sheet(document, (227, 440))
    left, right, middle = 18.0, 209.0, 113.5
    sheet.text(middle, 36, "Cornerstone Grocery Ltd", 12, "bold", "#2f6b3c", "centre")
    sheet.text(middle, 51, "5 Market Parade, Northbridge", 8, tint=GREY, align="centre")
    sheet.dashes(64, left, right)
    for y, label, value in ((80, "Receipt no:", "004417"), (94, "Date:", "2026-03-21"), (108, "Till:", "3")):
        sheet.text(left, y, label, 8.5, tint=GREY)
        sheet.text(right, y, value, 8.5, align="right")
    sheet.dashes(118, left, right)
    y = 136.0
    gross = Decimal()
    for name, quantity, price in _GOODS:
        amount = Decimal(price) * quantity
        gross += amount
        sheet.text(left, y, f"{quantity} x {name}", 8.5)
        sheet.text(right, y, f"{amount:.2f}", 8.5, align="right")
        y += 15
    net = (gross / Decimal("1.05")).quantize(_CENT, ROUND_HALF_UP)
    sheet.dashes(y - 4, left, right)
    for label, amount in (("Subtotal", net), ("Tax 5 %", gross - net)):
        y += 13
        sheet.text(left, y, label, 8.5)
        sheet.text(right, y, f"{amount:.2f}", 8.5, align="right")
    y += 22
    sheet.text(left, y, "Total", 13, "bold")
    sheet.text(right, y, f"{gross:.2f} EUR", 13, "bold", align="right")
    sheet.dashes(y + 11, left, right)
    sheet.text(left, y + 28, "Card", 8.5)
    sheet.text(right, y + 28, f"{gross:.2f}", 8.5, align="right")
    sheet.text(left, y + 42, "Change", 8.5)
    sheet.text(right, y + 42, "0.00", 8.5, align="right")
    sheet.text(middle, y + 76, "Thank you for your visit", 9, "medium", align="centre")
    return document


_CLAIM = (
    ("Policy", (("Policy number", "HB-4471902"), ("Policy holder", "Quiet Harbour Clinic Ltd"))),
    (
        "Event",
        (
            ("Date of loss", "2026-02-03"),
            ("Place of loss", "2 Quayside Row, Eastmere"),
            ("Cause", "Burst water pipe, second floor"),
            ("Reported on", "2026-02-04"),
        ),
    ),
    (
        "Amounts",
        (("Repair cost", "3,480.00 EUR"), ("Drying equipment", "620.00 EUR"), ("Amount claimed", "4,100.00 EUR")),
    ),
)


def form() -> pymupdf.Document:
    """A claim form: the first two parts are printed, the amounts are filled form fields."""
    document = new_document("Property claim", "Havenbridge Insurance plc")
    sheet = Sheet(document)
    tint = "#1d4f8c"
    sheet.block((0, 0, sheet.width, 84), tint)
    sheet.text(MARGIN, 42, "Havenbridge Insurance plc", 17, "bold", "#ffffff")
    sheet.text(MARGIN, 61, "Property claims", 9.5, tint="#ffffff")
    sheet.text(RIGHT, 50, "CLAIM FORM", 17, "bold", "#ffffff", "right")
    sheet.text(MARGIN, 114, "Claim reference:", tint=GREY)
    sheet.text(MARGIN + 150, 114, "PC-2026-00817", weight="medium")
    y = 156.0
    for title, entries in _CLAIM:
        sheet.text(MARGIN, y, title, 12, "bold", tint)
        sheet.rule(y + 8, MARGIN, RIGHT, tint, 1)
        y += 32
        for label, value in entries:
            sheet.text(MARGIN, y, f"{label}:", tint=GREY)
            box = (MARGIN + 142, y - 15, RIGHT, y + 8)
            if title == "Amounts":
                _filled(sheet.page, label, value, box)
            else:
                sheet.frame(box)
                sheet.text(MARGIN + 150, y, value)
            y += 31
        y += 18
    sheet.rule(y, MARGIN, RIGHT)
    sheet.text(MARGIN, y + 18, "Please attach photographs and the invoices of all repairs.", 8.5, tint=GREY)
    return document


def _filled(page: pymupdf.Page, name: str, value: str, box: tuple[float, float, float, float]) -> None:
    widget = pymupdf.Widget()
    widget.field_type = pymupdf.PDF_WIDGET_TYPE_TEXT
    widget.field_name = name
    widget.field_value = value
    widget.rect = pymupdf.Rect(box)
    widget.text_font = "Helv"
    widget.text_fontsize = 9.5
    widget.border_color = colour("#d9dee5")
    widget.border_width = 0.7
    page.add_widget(widget)


_ANALYSES = (
    (
        "Water chemistry",
        (
            ("pH", "7.4", "–", "6.5 – 9.5"),
            ("Conductivity", "512", "µS/cm", "up to 2790"),
            ("Nitrate", "18.2", "mg/l", "up to 50"),
            ("Chloride", "41.0", "mg/l", "up to 250"),
            ("Sulphate", "63.5", "mg/l", "up to 250"),
            ("Sodium", "22.8", "mg/l", "up to 200"),
            ("Ammonium", "0.08", "mg/l", "up to 0.50"),
        ),
    ),
    (
        "Metals",
        (
            ("Iron", "0.245", "mg/l", "up to 0.200"),
            ("Manganese", "0.012", "mg/l", "up to 0.050"),
            ("Copper", "0.31", "mg/l", "up to 2.00"),
            ("Lead", "0.0021", "mg/l", "up to 0.0100"),
            ("Nickel", "0.0034", "mg/l", "up to 0.0200"),
            ("Arsenic", "0.0008", "mg/l", "up to 0.0100"),
        ),
    ),
    (
        "Microbiology",
        (
            ("Escherichia coli", "0", "per 100 ml", "0"),
            ("Enterococci", "0", "per 100 ml", "0"),
            ("Coliform bacteria", "0", "per 100 ml", "0"),
            ("Colony count at 22 °C", "14", "per ml", "up to 100"),
            ("Colony count at 36 °C", "3", "per ml", "up to 20"),
        ),
    ),
)


def lab_report() -> pymupdf.Document:
    """A laboratory report of three pages; one result lies outside its range and is marked."""
    document = new_document("Laboratory report WL-26-03375", "Clearspring Laboratories Ltd")
    tint = "#0b6e8f"
    for number, (title, rows) in enumerate(_ANALYSES, 1):
        sheet = Sheet(document)
        sheet.mark(MARGIN, 44, tint)
        sheet.text(MARGIN + 42, 57, "Clearspring Laboratories Ltd", 14, "bold", tint)
        sheet.text(MARGIN + 42, 72, "Water and environmental analysis", 8.5, tint=GREY)
        sheet.text(RIGHT, 66, "Laboratory report", 13, "bold", align="right")
        facts = [("Report number:", "WL-26-03375"), ("Sample:", "Drinking water, kitchen tap")]
        if number == 1:
            facts += [
                ("Client:", "Fernhill Conference Centre Ltd"),
                ("Sampled on:", "2026-03-09"),
                ("Reported on:", "2026-03-13"),
            ]
        y = 122.0
        for label, value in facts:
            sheet.text(MARGIN, y, label, tint=GREY)
            sheet.text(MARGIN + 110, y, value, weight="medium")
            y += 19
        _results(sheet, y + 24, title, rows, tint)
        sheet.rule(788, MARGIN, RIGHT)
        sheet.text(MARGIN, 804, "Results refer to the sample received only.", 8, tint=GREY)
        sheet.text(RIGHT, 804, f"Page {number} of {len(_ANALYSES)}", 8, tint=GREY, align="right")
    return document


def _results(sheet: Sheet, y: float, title: str, rows: tuple[tuple[str, str, str, str], ...], tint: str) -> None:
    sheet.text(MARGIN, y, title, 13, "bold", tint)
    y += 30
    sheet.block((MARGIN, y - 16, RIGHT, y + 9), "#e6f1f5")
    for x, label, align in (
        (MARGIN + 8, "Parameter", "left"),
        (292, "Result", "right"),
        (320, "Unit", "left"),
        (RIGHT - 8, "Reference range", "right"),
    ):
        sheet.text(x, y, label, 9, "bold", tint, align)
    for name, result, unit, limit in rows:
        y += 25
        above = limit.startswith("up to") and Decimal(result) > Decimal(limit.split()[-1])
        sheet.text(MARGIN + 8, y, name)
        sheet.text(
            292, y, result, weight="bold" if above else "regular", tint="#b3261e" if above else "#1f2733", align="right"
        )
        sheet.text(320, y, unit, tint=GREY)
        if above:
            sheet.text(378, y, "above", 8.5, "medium", "#b3261e")
        sheet.text(RIGHT - 8, y, limit, align="right")
        sheet.rule(y + 9, MARGIN, RIGHT)


_PARCELS = (
    ("A-1108", "Pump housing, cast iron", 4, "12.50"),
    ("A-1131", "Shaft seal, 32 mm", 20, "0.15"),
    ("B-2044", "Flange DN 50", 16, "2.75"),
    ("B-2051", "Gasket set DN 50", 16, "0.20"),
    ("C-3007", "Control cabinet", 1, "38.00"),
)


def delivery_note() -> pymupdf.Document:
    """A landscape delivery note of two pages, both stored turned by 90 degrees."""
    document = new_document("Delivery note DN-60214", "Ironvale Pumps Ltd")
    tint = "#9a4a14"
    for number in (1, 2):
        sheet = Sheet(document, (842, 595))
        edge = 842 - MARGIN
        sheet.block((0, 0, 842, 8), tint)
        sheet.mark(MARGIN, 44, tint)
        sheet.text(MARGIN + 42, 57, "Ironvale Pumps Ltd", 14, "bold", tint)
        sheet.text(MARGIN + 42, 72, "Foundry Road, Millbrook MB2 6YN", 8.5, tint=GREY)
        sheet.text(edge, 66, "DELIVERY NOTE", 20, "bold", align="right")
        facts = (
            ("Delivery note number:", "DN-60214"),
            ("Delivery date:", "2026-03-24"),
            ("Order number:", "TW-448133"),
        )
        for place, (label, value) in enumerate(facts):
            sheet.text(MARGIN, 122 + 20 * place, label, tint=GREY)
            sheet.text(MARGIN + 130, 122 + 20 * place, value, weight="medium")
        if number == 1:
            sheet.text(470, 122, "Deliver to:", tint=GREY)
            sheet.lines(560, 122, ("Talwerk Anlagenbau AG", "Industriering 8", "38999 Neuhafen"))
            _parcels(sheet, tint, edge)
        else:
            _receipt_of_goods(sheet, tint, edge)
        sheet.text(edge, 560, f"Page {number} of 2", 8, tint=GREY, align="right")
        turn(document, sheet.page)
    return document


def _parcels(sheet: Sheet, tint: str, edge: float) -> None:
    y = 214.0
    sheet.block((MARGIN, y - 16, edge, y + 9), tint)
    edges = ((MARGIN + 8, "left"), (160, "left"), (520, "right"), (650, "right"), (edge - 8, "right"))
    heads = ("Article no", "Description", "Quantity", "Weight each", "Weight")
    for (x, align), head in zip(edges, heads, strict=True):
        sheet.text(x, y, head, 9, "medium", "#ffffff", align)
    total = Decimal()
    for code, name, quantity, weight in _PARCELS:
        y += 27
        total += quantity * Decimal(weight)
        cells = (code, name, str(quantity), f"{weight} kg", f"{quantity * Decimal(weight):.2f} kg")
        for (x, align), cell in zip(edges, cells, strict=True):
            sheet.text(x, y, cell, align=align)
        sheet.rule(y + 9, MARGIN, edge)
    sheet.text(520, y + 36, "Gross weight:", 11, "bold")
    sheet.text(edge - 8, y + 36, f"{total:.2f} kg", 11, "bold", tint, "right")


def _receipt_of_goods(sheet: Sheet, tint: str, edge: float) -> None:
    sheet.text(MARGIN, 222, "Receipt of goods", 13, "bold", tint)
    sheet.rule(231, MARGIN, edge, tint, 1)
    entries = (
        ("Packages:", "3"),
        ("Carrier:", "Redgate Freight Ltd"),
        ("Received on:", "2026-03-25"),
        ("Condition:", "Complete, no damage"),
    )
    for place, (label, value) in enumerate(entries):
        y = 262 + 31 * place
        sheet.text(MARGIN, y, label, tint=GREY)
        sheet.frame((MARGIN + 122, y - 15, 480, y + 8))
        sheet.text(MARGIN + 130, y, value)
