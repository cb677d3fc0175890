"""Proof and pointing on real pages: what MuPDF says of printed text, turned pages, form fields and text layers that cut words."""

from pathlib import Path

import pymupdf
import pytest

from plextera_review.domain.capture import captured, snapped, span_at, span_in
from plextera_review.domain.field import FieldKind, FieldValue, Money
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.proof import Agreement, PageIndex, Proof, ProofIndex, ProofState, agreement
from plextera_review.domain.words import PageText
from plextera_review.formats.opening import open_document
from plextera_review.pdf.words import page_words

LINES = {
    100: "Harbour Mill Ltd",
    120: "Rechnung Nr. RE-2026-10457 vom 3. April 2026",
    140: "Nettobetrag 1 234,50 EUR",
    160: "IBAN DE89 3704 0044 0532 0130 00",
    180: "Leistung vom 01.02.2026 bis 28.02.2026",
}
VALUES: list[tuple[FieldValue, FieldKind, int]] = [
    ("harbour mill ltd", FieldKind.STRING, 100),
    ("RE 2026 10457", FieldKind.STRING, 120),
    ("2026-04-03", FieldKind.DATE, 120),
    (Money("1234.5", "EUR"), FieldKind.MONEY, 140),
    ("DE89370400440532013000", FieldKind.STRING, 160),
    ("2026-02-28", FieldKind.DATE, 180),
]


def made(path: Path, rotation: int = 0) -> Path:
    document = pymupdf.open()
    page = document.new_page(width=420, height=600)
    for y, line in LINES.items():
        page.insert_text((50, y), line, fontsize=10)
    page.set_rotation(rotation)
    document.save(path)
    return path


def text_of(path: Path) -> PageText:
    with open_document(path, "application/pdf") as document:
        return PageText(tuple(page_words(document[0])))


def proof(text: PageText, value: FieldValue, kind: FieldKind) -> Proof:
    index = ProofIndex(1)
    index.add(PageIndex(1, text))
    return index.prove(value, kind)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_values_are_found_on_their_lines_of_a_turned_page(tmp_path: Path, rotation: int) -> None:
    text = text_of(made(tmp_path / "a.pdf", rotation))
    for value, kind, y in VALUES:
        found = proof(text, value, kind)
        assert found.state is ProofState.FOUND, value
        [place] = found.places
        upright = place.rect.turned(-rotation // 90)
        assert (y - 12) / 600 < upright.y < upright.bottom < (y + 6) / 600
        assert upright.x >= 49 / 420
    for value, kind in (
        (Money("1234.05"), FieldKind.MONEY),
        ("RE-2026-10475", FieldKind.STRING),
        ("2026-04-04", FieldKind.DATE),
    ):
        assert proof(text, value, kind).state is ProofState.NOWHERE


@pytest.mark.parametrize("rotation", [0, 90])
def test_pointing_at_a_part_takes_the_whole_amount(tmp_path: Path, rotation: int) -> None:
    text = text_of(made(tmp_path / "a.pdf", rotation))
    [place] = proof(text, Money("1234.50"), FieldKind.MONEY).places
    span = span_at(1, text, place.rect.x + place.rect.width / 2, place.rect.y + place.rect.height / 2)
    assert span is not None
    assert captured(snapped(span, text, FieldKind.MONEY), text, FieldKind.MONEY).text == "1 234,50 EUR"


def test_the_words_under_a_box_agree_or_not(tmp_path: Path) -> None:
    text = text_of(made(tmp_path / "a.pdf"))
    line = span_in(1, text, NormRect(0, 128 / 600, 1, 14 / 600))
    assert line is not None
    words = [text.words[at] for at in line.words]
    assert agreement(words, Money("1234.50"), FieldKind.MONEY) is Agreement.AGREES
    assert agreement(words, Money("1243.50"), FieldKind.MONEY) is Agreement.DISAGREES


def test_a_text_layer_that_draws_every_piece_by_itself(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=420, height=600)
    left = 50.0
    for piece in ("Summe ", "1", " 23", "4", ",", "50 ", "EUR ", "am ", "0", "3", ".0", "4.20", "26"):
        page.insert_text((left, 100), piece, fontsize=10)
        left += pymupdf.get_text_length(piece, fontsize=10)
    document.save(tmp_path / "cut.pdf")
    text = text_of(tmp_path / "cut.pdf")
    assert proof(text, Money("1234.50"), FieldKind.MONEY).state is ProofState.FOUND
    assert proof(text, "2026-04-03", FieldKind.DATE).state is ProofState.FOUND
    assert proof(text, Money("234.50"), FieldKind.MONEY).state is ProofState.NOWHERE


def test_figures_in_the_boxes_of_a_form(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=420, height=600)
    for at, figure in enumerate("03042026"):
        page.draw_rect(pymupdf.Rect(50 + 14 * at, 88, 62 + 14 * at, 104))
        page.insert_text((53 + 14 * at, 100), figure, fontsize=10)
    document.save(tmp_path / "boxes.pdf")
    assert proof(text_of(tmp_path / "boxes.pdf"), "2026-04-03", FieldKind.DATE).state is ProofState.FOUND


def test_a_filled_form_field(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    widget = pymupdf.Widget()
    widget.field_name, widget.field_type = "amount", pymupdf.PDF_WIDGET_TYPE_TEXT
    widget.rect, widget.field_value = pymupdf.Rect(100, 100, 300, 120), "12 000,00"
    page.add_widget(widget)
    document.save(tmp_path / "form.pdf")
    text = text_of(tmp_path / "form.pdf")
    [place] = proof(text, Money("12000"), FieldKind.MONEY).places
    assert isinstance(place, Placement)
    assert place.rect.y == pytest.approx(100 / page.rect.height, abs=0.02)
