"""Filled form fields, print over print and damaged pages, in PDFs made here."""

from pathlib import Path
from typing import Any

import pymupdf
import pytest

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.field import Field, FieldKind
from plextera_review.extraction.worker import extract
from plextera_review.workers.messages import WorkerError
from tests.support.documents import pdf
from tests.support.words_under import covers


def _fields(path: Path) -> dict[str, Field]:
    order: dict[str, Any] = {"path": str(path), "mimeType": "application/pdf", "hubId": None, "metadata": {}}
    return {each.path: each for each in read_extraction("job", extract(order)["output"]).leaves()}


def _widget(page: pymupdf.Page, value: str, box: tuple[float, float, float, float], display: int = 0) -> None:
    widget = pymupdf.Widget()
    widget.field_type = pymupdf.PDF_WIDGET_TYPE_TEXT
    widget.field_name = f"f{box[0]}-{box[1]}"
    widget.field_value = value
    widget.field_display = display
    widget.rect = pymupdf.Rect(box)
    page.add_widget(widget)


def test_filled_fields_take_the_print_above_or_left_of_them(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((72, 100), "Name of the insured person")
        _widget(page, "Kim Sample", (72, 106, 300, 124))
        page.insert_text((72, 160), "Policy number")
        _widget(page, "HB-447", (180, 148, 300, 166))
        page.insert_text((320, 100), "Date of birth")
        _widget(page, "1980-04-03", (320, 106, 420, 124))
        _widget(page, "hidden", (72, 300, 200, 320), display=1)
        page.insert_text((72, 290), "Nobody sees this field")
        document.save(path)
    with pymupdf.open(path) as document:
        fields = _fields(path)
        assert {each.name: each.value for each in fields.values()} == {
            "Name of the insured person": "Kim Sample",
            "Policy number": "HB-447",
            "Date of birth": "1980-04-03",
        }
        assert fields["date_of_birth"].kind is FieldKind.DATE
        for each in fields.values():
            assert covers(document, 1, each.placements[0].rect, each), each.path


def test_print_over_print_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "bold.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        for offset in (0.0, 0.1):
            page.insert_text((72 + offset, 100), "Reference: AB-1234")
        document.save(path)
    assert _fields(path)["reference"].value == "AB-1234"


def test_a_page_that_cannot_be_read_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from plextera_review.extraction import reading

    path = tmp_path / "two.pdf"
    with pymupdf.open(stream=pdf("Reference: AB-1234"), filetype="pdf") as document:
        document.fullcopy_page(0)
        document.save(path)
    read, broken = reading.page_text, {0}

    def page_text(page: pymupdf.Page) -> Any:
        if page.number in broken:
            raise RuntimeError("cycle in page tree")
        return read(page)

    monkeypatch.setattr(reading, "page_text", page_text)
    assert _fields(path)["reference"].placements[0].page == 2
    broken.add(1)
    with pytest.raises(WorkerError) as caught:
        _fields(path)
    assert caught.value.code == "BROKEN_DOCUMENT"
