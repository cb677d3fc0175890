"""Scans made here: what recognition gives the extraction, whichever way the page lies, and what it says when there is nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.field import Field, Money
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word
from plextera_review.extraction import reading
from plextera_review.extraction.recognised import recognised_lines
from plextera_review.extraction.worker import extract
from plextera_review.pdf import optical
from plextera_review.pdf.optical import page_pixels, read_words
from plextera_review.workers.messages import WorkerError
from tests.support.corpus import corpus_path

CORPUS = corpus_path()
WIDTH, HEIGHT = 595, 842
LINES = [
    (72, 80, "Harbour Mill Supplies Ltd"),
    (72, 140, "INVOICE"),
    (72, 170, "Invoice number:"),
    (200, 170, "HM-2026-0042"),
    (72, 190, "Invoice date: 31.03.2026"),
    (300, 340, "Subtotal"),
    (480, 340, "150.00 EUR"),
    (300, 360, "VAT"),
    (480, 360, "30.00 EUR"),
    (300, 380, "Total"),
    (480, 380, "180.00 EUR"),
]


def picture(lines: list[tuple[int, int, str]] = LINES, degrees: float = 0.0) -> pymupdf.Pixmap:
    """A page printed, laid down ``degrees`` askew and scanned at 150 dpi."""
    printed = pymupdf.open()
    page = printed.new_page(width=WIDTH, height=HEIGHT)
    for x, y, text in lines:
        turn = pymupdf.Matrix(degrees)
        page.insert_text((x, y), text, fontsize=10, morph=(pymupdf.Point(WIDTH / 2, HEIGHT / 2), turn))
    return page.get_pixmap(dpi=150)


def scan(folder: Path, *pictures: pymupdf.Pixmap, rotation: int = 0) -> dict[str, Any]:
    """The order to extract a PDF of full-page pictures."""
    document = pymupdf.open()
    for pixels in pictures:
        page = document.new_page(width=WIDTH, height=HEIGHT)
        page.insert_image(page.rect, pixmap=pixels)
        page.set_rotation(rotation)
    document.save(folder / "scan.pdf")
    return {"path": str(folder / "scan.pdf"), "mimeType": "application/pdf", "hubId": None, "metadata": {}}


def fields_of(order: dict[str, Any]) -> dict[str, Field]:
    return {each.path: each for each in read_extraction("job", extract(order)["output"]).leaves()}


def holds(rect: NormRect, x: int, y: int, turns: int = 0) -> bool:
    """True when a box has the middle of the first letters printed at ``x``, ``y`` (points, base line) and is no higher than two rows."""
    printed = NormRect((x + 4) / WIDTH, (y - 5) / HEIGHT, 4 / WIDTH, 2 / HEIGHT).turned(turns)
    height = rect.height if turns % 2 == 0 else rect.width * WIDTH / HEIGHT
    return rect.intersection_area(printed) > 0.5 * printed.area and height < 30 / HEIGHT


@pytest.mark.parametrize("degrees", [0.0, 1.5])
def test_a_scan_is_read_with_boxes_on_its_words(tmp_path: Path, degrees: float) -> None:
    fields = fields_of(scan(tmp_path, picture(degrees=degrees)))
    assert fields["invoiceNumber"].value == "HM-2026-0042"
    assert fields["invoiceDate"].value == "2026-03-31"
    assert fields["total"].value == Money("180.00", "EUR")
    assert fields["netAmount"].value == Money("150.00", "EUR")
    for name in ("invoiceNumber", "invoiceDate", "total"):
        assert "Read from a picture" in (fields[name].confidence_reason or "")
        assert 0.5 < (fields[name].confidence or 0) < 1
    if not degrees:
        [number], [total] = fields["invoiceNumber"].placements, fields["total"].placements
        assert (number.page, total.page) == (1, 1)
        assert holds(number.rect, 200, 170)
        assert holds(total.rect, 480, 380)


def test_what_recognition_glues_is_put_apart() -> None:
    texts = ["Date:31.03.2026", "31.03.202614:05", "RM8.60", "http://a.example", "14:05", "HM-2026-0042"]
    words = [
        Word(text, NormRect(0.1, 0.1 * row, 0.3, 0.02), 0, row, 0, confidence=0.9) for row, text in enumerate(texts, 1)
    ]
    parts = [[word for segment in line for word in segment.words] for line in recognised_lines(1, words, 1.4)]
    assert [[word.text for word in row] for row in parts] == [
        ["Date:", "31.03.2026"],
        ["31.03.2026", "14:05"],
        ["RM", "8.60"],
        *([text] for text in texts[3:]),
    ]
    first, second = (word.rect for word in parts[0])
    assert first.x == 0.1
    assert first.right == pytest.approx(second.x)
    assert second.right == pytest.approx(0.4)


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_page_on_its_side_is_read_and_its_boxes_lie_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rotation: int
) -> None:
    turns = rotation // 90
    words = [replace(word, rect=word.rect.turned(turns)) for word in optical.read_words(picture())]
    monkeypatch.setattr(optical, "read_words", lambda *_: words)  # which way up a page is, is not asked here
    fields = fields_of(scan(tmp_path, picture(), rotation=rotation))
    assert fields["invoiceNumber"].value == "HM-2026-0042"
    assert fields["total"].value == Money("180.00", "EUR")
    assert holds(fields["invoiceNumber"].placements[0].rect, 200, 170, turns)
    assert holds(fields["total"].placements[0].rect, 480, 380, turns)


@pytest.mark.parametrize(("suffix", "mime_type"), [("png", "image/png"), ("jpg", "image/jpeg")])
def test_a_picture_is_a_document_too(tmp_path: Path, suffix: str, mime_type: str) -> None:
    path = tmp_path / f"photo.{suffix}"
    picture().save(path)
    fields = fields_of({"path": str(path), "mimeType": mime_type, "hubId": None, "metadata": {}})
    assert fields["total"].value == Money("180.00", "EUR")
    assert holds(fields["total"].placements[0].rect, 480, 380)


def test_a_scan_of_nothing_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(WorkerError) as nothing:
        extract(scan(tmp_path, picture([])))
    assert nothing.value.code == "NO_TEXT"
    assert "none was recognised" in nothing.value.message


def test_only_so_many_pictures_are_read_and_the_rest_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PICTURES", 1)
    order = scan(tmp_path, picture(), picture([(72, 100, "IBAN: DE02120300000000202051")]))
    answer = extract(order)
    assert answer["pageCount"] == 2
    fields = {each["id"]: each for each in answer["output"]["fields"]}
    assert fields["iban"]["confidenceReason"] == "What is pictured on 1 page was not read."
    assert fields["total"]["value"] == {"amount": "180.00", "currency": "EUR"}


def test_time_for_reading_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READING_SECONDS", 0.0)
    with pytest.raises(WorkerError) as late:
        extract(scan(tmp_path, picture(), picture()))
    assert (late.value.code, "What is pictured on 2 pages was not read." in late.value.message) == ("NO_TEXT", True)


def test_without_a_recogniser_a_scan_says_so_and_text_is_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object) -> None:
        raise WorkerError("NO_OCR", "Text recognition is not installed here.")

    monkeypatch.setattr(optical, "read_words", nobody)
    with pytest.raises(WorkerError) as alone:
        extract(scan(tmp_path, picture()))
    assert alone.value.code == "NO_TEXT"
    assert "not installed" in alone.value.message
    order = scan(tmp_path, picture())
    with pymupdf.open(order["path"]) as document:
        page = document.new_page()
        for x, y, text in LINES:
            page.insert_text((x, y), text, fontsize=10)
        document.save(tmp_path / "mixed.pdf")
    fields = fields_of(order | {"path": str(tmp_path / "mixed.pdf")})
    assert fields["total"].value == Money("180.00", "EUR")
    assert fields["total"].confidence_reason is None
    assert fields["total"].placements[0].page == 2


def test_a_picture_without_words_has_none() -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=420, height=300)
        for step in range(30):
            page.draw_circle((210, 320), 300 - step * 9, color=None, fill=(0.4 + step / 60, 0.6, 0.9 - step / 60))
        assert read_words(page_pixels(page)) == []


STAMP = ("RECEIVED 02.01.2031", "Bates 000123")


def stamped(source: Path, target: Path, dpi: int = 150) -> dict[str, Any]:
    """The order to extract a page of a file as it was printed, scanned and stamped by a program, in its free upper corner."""
    with pymupdf.open(source) as original, pymupdf.open() as made:
        pixels = original[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
        page = made.new_page(width=original[0].rect.width, height=original[0].rect.height)
        page.insert_image(page.rect, stream=pixels.tobytes("jpeg"))
        for number, line in enumerate(STAMP):
            page.insert_text((20, 14 + 12 * number), line, fontsize=9, color=(0.7, 0, 0))
        made.save(target)
    return {"path": str(target), "mimeType": "application/pdf", "hubId": None, "metadata": {}}


@pytest.mark.skipif(CORPUS is None, reason="the corpus of real documents is not here")
@pytest.mark.parametrize(
    "name",
    ["zugferd/zugferdv2/FNFE-factur-x-examples__Facture_FR_BASICWL.pdf", "business/azure-samples/sample-invoice.pdf"],
)
def test_a_real_invoice_scanned_and_stamped_is_extracted_with_its_boxes(tmp_path: Path, name: str) -> None:
    assert CORPUS is not None
    source = CORPUS / name
    own = fields_of({"path": str(source), "mimeType": "application/pdf", "hubId": None, "metadata": {}})
    order = stamped(source, tmp_path / "stamped.pdf")
    with pymupdf.open(order["path"]) as document:
        assert document[0].get_text().split() == " ".join(STAMP).split()
    read = fields_of(order)
    for each in ("invoiceNumber", "invoiceDate", "total"):
        assert read[each].value == own[each].value
        assert "Read from a picture" in (read[each].confidence_reason or "")
        [there], [here] = own[each].placements, read[each].placements
        assert here.rect.intersection_area(there.rect) > 0.6 * min(here.rect.area, there.rect.area), each
        assert here.rect.area < 2.5 * there.rect.area, each


def test_a_label_printed_over_a_scan_finds_its_value_in_it(tmp_path: Path) -> None:
    order = scan(tmp_path, picture([line for line in LINES if line[2] != "Invoice number:"]))
    with pymupdf.open(order["path"]) as document:
        document[0].insert_text((72, 170), "Invoice number:", fontsize=10)
        document[0].insert_text((72, 210), "IBAN: DE02120300000000202051", fontsize=10)
        document.save(tmp_path / "labelled.pdf")
    fields = fields_of(order | {"path": str(tmp_path / "labelled.pdf")})
    assert fields["invoiceNumber"].value == "HM-2026-0042"
    assert holds(fields["invoiceNumber"].placements[0].rect, 200, 170)
    assert "Read from a picture" in (fields["invoiceNumber"].confidence_reason or "")
    assert fields["iban"].value == "DE02120300000000202051"
    assert "Read from a picture" not in (fields["iban"].confidence_reason or "")


@pytest.mark.parametrize(
    ("words", "share", "is_read"), [(60, 0.3, False), (60, 0.6, True), (30, 0.3, True), (30, 0.05, False)]
)
def test_pictures_beside_enough_words_are_read_only_when_they_fill_most_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: int, share: float, is_read: bool
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(optical, "read_words", lambda *given: asked.append(given) or [])
    with pymupdf.open() as document:
        page = document.new_page(width=WIDTH, height=HEIGHT)
        for row in range(words // 6):
            page.insert_text((72, 60 + 14 * row), "six words are in every line", fontsize=10)
        page.insert_image((0, HEIGHT * (1 - share), WIDTH, HEIGHT), pixmap=picture(), keep_proportion=False)
        document.save(tmp_path / "part.pdf")
    extract({"path": str(tmp_path / "part.pdf"), "mimeType": "application/pdf", "hubId": None, "metadata": {}})
    assert bool(asked) == is_read
