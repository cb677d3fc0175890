#!/usr/bin/env python3
"""Makes the sample documents in ``resources/samples``; running it again gives the same files."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
from samples import invoice_texts, invoices, papers  # noqa: E402 - no compiled files beside the sources
from samples.sheet import save  # noqa: E402

TARGET = Path(__file__).resolve().parent.parent / "resources" / "samples"


def main() -> None:
    """Writes every sample and prints its size."""
    documents = {
        "01-invoice-en": invoices.draw(invoice_texts.ENGLISH),
        "02-invoice-de": invoices.draw(invoice_texts.GERMAN),
        "03-invoice-fr": invoices.draw(invoice_texts.FRENCH),
        "04-invoice-two-pages": invoices.draw(invoice_texts.TWO_PAGES),
        "05-receipt": papers.receipt(),
        "06-form": papers.form(),
        "07-lab-report": papers.lab_report(),
        "08-delivery-note-rotated": papers.delivery_note(),
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        path = TARGET / f"{name}.pdf"
        save(document, path)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
