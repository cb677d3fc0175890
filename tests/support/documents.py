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


def endless_pdf() -> bytes:
    """A page of 2 ** 40 strokes: forms that hold the next one twice."""
    with pymupdf.open() as document:
        page = document.new_page(width=420, height=600)
        inner, most = 0, 40
        for _ in range(most):
            xref = document.get_new_xref()
            resources = f"/Resources <</XObject <</F {inner} 0 R>>>>" if inner else ""
            document.update_object(xref, f"<</Type /XObject /Subtype /Form /BBox [0 0 420 600] {resources}>>")
            document.update_stream(xref, b"/F Do /F Do" if inner else b"10 10 m 400 500 l S")
            inner = xref
        content = document.get_new_xref()
        document.update_object(content, "<<>>")
        document.update_stream(content, b"/F Do")
        document.xref_set_key(page.xref, "Contents", f"{content} 0 R")
        document.xref_set_key(page.xref, "Resources", f"<</XObject <</F {inner} 0 R>>>>")
        return bytes(document.tobytes())
