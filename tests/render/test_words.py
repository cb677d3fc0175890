"""Words land on their pixels, whatever the page's rotation, and CropBox: looked at, not computed twice."""

from pathlib import Path

import pymupdf
import pytest

from plextera_review.formats.opening import open_document
from plextera_review.pdf.frames import page_frames
from plextera_review.pdf.words import page_words
from plextera_review.workers.messages import WorkerError


def made(path: Path, rotation: int, cropped: bool) -> Path:
    document = pymupdf.open()
    page = document.new_page(width=400, height=600)
    page.insert_text((120, 200), "INV-0042", fontsize=20)
    if cropped:
        page.set_cropbox(pymupdf.Rect(80, 100, 360, 500))
    page.set_rotation(rotation)
    document.save(path)
    return path


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_a_word_covers_exactly_its_dark_pixels(tmp_path: Path, rotation: int, cropped: bool) -> None:
    document = open_document(made(tmp_path / "a.pdf", rotation, cropped), "application/pdf")
    page = document[0]
    [word] = page_words(page)
    assert word.text == "INV-0042"
    [size] = [frame.size for frame in page_frames(document)]
    pixels = page.get_pixmap(colorspace=pymupdf.csGRAY)
    assert pixels.width / pixels.height == pytest.approx(size.width / size.height, rel=0.02)
    dark = [
        (x, y) for y in range(pixels.height) for x in range(pixels.width) if pixels.samples[y * pixels.stride + x] < 128
    ]
    assert len(dark) > 50
    left, top = min(x for x, _ in dark) / pixels.width, min(y for _, y in dark) / pixels.height
    right, bottom = max(x for x, _ in dark) / pixels.width, max(y for _, y in dark) / pixels.height
    slack = 3 / min(pixels.width, pixels.height)
    assert word.rect.x - slack <= left < right <= word.rect.right + slack
    assert word.rect.y - slack <= top < bottom <= word.rect.bottom + slack
    # The box is no larger than a line needs to be: the ink spans at least half of it along the text.
    assert max((right - left) / word.rect.width, (bottom - top) / word.rect.height) > 0.5


def test_form_values_are_words(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    widget = pymupdf.Widget()
    widget.field_name, widget.field_type = "name", pymupdf.PDF_WIDGET_TYPE_TEXT
    widget.rect, widget.field_value = pymupdf.Rect(100, 100, 300, 120), "Harbour Mill"
    page.add_widget(widget)
    document.save(tmp_path / "form.pdf")
    words = page_words(open_document(tmp_path / "form.pdf", "application/pdf")[0])
    assert {"Harbour", "Mill"} <= {word.text for word in words}


@pytest.mark.parametrize(
    ("content", "mime", "code"),
    [
        (b"", "application/pdf", "EMPTY_DOCUMENT"),
        (b"\x00\x01 nothing here", "application/pdf", "BROKEN_DOCUMENT"),
        (b"PK\x03\x04", "application/zip", "IS_ARCHIVE"),
    ],
)
def test_what_cannot_be_opened_says_why(tmp_path: Path, content: bytes, mime: str, code: str) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(WorkerError) as caught:
        open_document(path, mime)
    assert caught.value.code == code


def test_a_locked_file_needs_its_password(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    document.save(tmp_path / "l.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open", owner_pw="own")
    with pytest.raises(WorkerError) as caught:
        open_document(tmp_path / "l.pdf", "application/pdf")
    assert caught.value.code == "PASSWORD_NEEDED"
    assert len(page_frames(open_document(tmp_path / "l.pdf", "application/pdf", "open"))) == 1
