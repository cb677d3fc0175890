"""Documents made on the spot."""

import pymupdf

INVOICE_LINES = (
    "Harbour Mill Supplies Ltd",
    "INVOICE",
    "Invoice number: HM-2026-0042",
    "Invoice date: 31.03.2026",
    "Subtotal: 150.00 EUR",
    "VAT: 30.00 EUR",
    "Total: 180.00 EUR",
)


def pdf(*lines: str, font: str = "helv") -> bytes:
    """A one-page PDF with these lines of text; without any it is blank. ``china-s`` is a built-in font for Chinese."""
    document = pymupdf.open()
    page = document.new_page()
    for number, line in enumerate(lines):
        page.insert_text((72, 90 + 30 * number), line, fontsize=11, fontname=font)
    return bytes(document.tobytes())


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    with pymupdf.open("pdf", pdf("Nobody reads this.")) as document:
        return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="owner"))


def invoice_pdf(number: str = "HM-2026-0042") -> bytes:
    """A small invoice; another number makes another document."""
    return pdf(*(line.replace("HM-2026-0042", number) for line in INVOICE_LINES))
