"""Extraction from real pages made here: values, places, tables, confidence with its reason, and what is refused."""

from pathlib import Path
from typing import Any

import pymupdf
import pytest

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.field import Money
from plextera_review.domain.geometry import PageSize
from plextera_review.extraction.worker import extract
from plextera_review.workers.messages import WorkerError

_LINES = [
    (72, 80, "Harbour Mill Supplies Ltd"),
    (72, 140, "INVOICE"),
    (72, 170, "Invoice number:"),
    (200, 170, "HM-2026-0042"),
    (72, 190, "Invoice date: 31.03.2026"),
    (72, 210, "Due date"),
    (200, 210, "30.04.2026"),
    (72, 260, "Description"),
    (300, 260, "Quantity"),
    (380, 260, "Unit price"),
    (480, 260, "Amount"),
    (72, 280, "Brass hinge"),
    (300, 280, "4"),
    (380, 280, "25.00"),
    (480, 280, "100.00"),
    (72, 300, "Oak panel"),
    (300, 300, "1"),
    (380, 300, "50.00"),
    (480, 300, "50.00"),
    (380, 340, "Subtotal"),
    (480, 340, "150.00 EUR"),
    (380, 360, "VAT"),
    (480, 360, "30.00 EUR"),
    (380, 380, "Total"),
    (480, 380, "180.00 EUR"),
]


def invoice(path: Path, lines: list[tuple[int, int, str]] = _LINES) -> dict[str, Any]:
    document = pymupdf.open()
    page = document.new_page()
    for x, y, text in lines:
        page.insert_text((x, y), text, fontsize=10)
    document.save(path / "invoice.pdf")
    return {"path": str(path / "invoice.pdf"), "mimeType": "application/pdf", "hubId": None, "metadata": {}}


def test_an_invoice_is_read_whole(tmp_path: Path) -> None:
    answer = extract(invoice(tmp_path))
    assert (answer["hubName"], answer["routedBy"], answer["pageCount"]) == ("Invoice", "classification", 1)
    fields = {each.path: each for each in read_extraction("job", answer["output"]).leaves()}
    assert fields["invoiceNumber"].value == "HM-2026-0042"
    assert fields["invoiceDate"].value == "2026-03-31"
    assert fields["dueDate"].value == "2026-04-30"
    assert fields["supplierName"].value == "Harbour Mill Supplies Ltd"
    assert fields["supplierName"].confidence_reason
    assert fields["total"].value == Money("180.00", "EUR")
    assert (fields["total"].confidence or 0) >= 0.97  # 150 + 30 = 180
    assert fields["lineItems[1].description"].value == "Oak panel"
    assert fields["lineItems[0].quantity"].value == 4
    assert fields["lineItems[1].amount"].value == Money("50.00")
    assert "lineItems[2].amount" not in fields
    assert fields["iban"].value is None
    assert (fields["iban"].confidence, fields["iban"].placements) == (0, ())


def test_boxes_lie_on_the_words_of_their_values(tmp_path: Path) -> None:
    request = invoice(tmp_path)
    with pymupdf.open(request["path"]) as document:
        page = document[0]
        checked = 0
        for field in read_extraction("job", extract(request)["output"]).leaves():
            for placement in field.placements:
                box = placement.rect.to_points(_size(page))
                under = page.get_textbox(pymupdf.Rect(box.x0 - 1, box.y0 - 1, box.x1 + 1, box.y1 + 1))
                assert "".join((field.raw_text or "").split()) in "".join(under.split()), field.path
                checked += 1
    assert checked >= 14


def _size(page: pymupdf.Page) -> PageSize:
    return PageSize(page.rect.width, page.rect.height)


def test_amounts_that_do_not_add_up_are_doubted(tmp_path: Path) -> None:
    lines = [(x, y, text.replace("180.00", "190.00")) for x, y, text in _LINES]
    fields = {each["id"]: each for each in extract(invoice(tmp_path, lines=lines))["output"]["fields"]}
    assert fields["total"]["confidence"] <= 0.6
    assert "add up" in fields["total"]["confidenceReason"]


def test_a_date_without_a_label_is_taken_when_it_is_the_only_one(tmp_path: Path) -> None:
    lines = [(72, 170, "18/03/2026 09:14")] + [each for each in _LINES if each[1] != 190 and each[1] != 210]
    fields = {each["id"]: each for each in extract(invoice(tmp_path, lines=lines))["output"]["fields"]}
    assert fields["invoiceDate"]["value"] == "2026-03-18"
    assert fields["invoiceDate"]["confidence"] < 0.7
    assert "no label" in fields["invoiceDate"]["confidenceReason"]
    lines.append((72, 200, "19/03/2026"))
    fields = {each["id"]: each for each in extract(invoice(tmp_path, lines=lines))["output"]["fields"]}
    assert "value" not in fields["invoiceDate"]


def test_any_form_gives_its_pairs(tmp_path: Path) -> None:
    lines = [(72, 100, "Policy holder: Quiet Harbour Clinic"), (72, 130, "Date of loss:"), (220, 130, "2026-02-03")]
    answer = extract(invoice(tmp_path, lines=lines))
    assert answer["hubName"] == "Any form"
    values = {each["name"]: each["value"] for each in answer["output"]["fields"]}
    assert values == {"Policy holder": "Quiet Harbour Clinic", "Date of loss": "2026-02-03"}


def test_an_empty_page_and_an_unknown_script_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkerError) as empty:
        extract(invoice(tmp_path, lines=[]))
    assert empty.value.code == "NO_TEXT"
    document = pymupdf.open()
    document.new_page().insert_htmlbox(
        pymupdf.Rect(72, 100, 500, 300), "<p>" + "Счёт на оплату за поставку товара " * 5 + "</p>"
    )
    document.save(tmp_path / "ru.pdf")
    with pytest.raises(WorkerError) as script:
        extract({"path": str(tmp_path / "ru.pdf"), "mimeType": "application/pdf"})
    assert script.value.code == "UNSUPPORTED_LANGUAGE"
