"""Everything a job may be made of is extracted, or ends with a reason that says what to do."""

import io
import wave
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image

from plextera_review.contract.reading import read_extraction
from plextera_review.extraction.worker import extract
from plextera_review.workers.messages import WorkerError
from tests.render.test_formats import docx
from tests.render.test_reading_scans import picture

PAIRS = [("Policy holder:", "Quiet Harbour Clinic"), ("Date of loss:", "2026-02-03")]
TEXT = "\n\n".join(f"{name} {value}" for name, value in PAIRS)


def _xlsx() -> bytes:
    book = Workbook()
    for row, pair in enumerate(PAIRS, 1):
        for column, text in enumerate(pair, 1):
            book.worksheets[0].cell(row, column, text)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _picture(kind: str) -> bytes:
    made = io.BytesIO()
    lines = [(72, 100 + 40 * row, f"{name} {value}") for row, (name, value) in enumerate(PAIRS)]
    Image.open(io.BytesIO(picture(lines).tobytes("png"))).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("claim.docx", docx(*(f"{name} {value}" for name, value in PAIRS))),
        ("claim.xlsx", _xlsx()),
        ("claim.txt", TEXT.encode()),
        ("claim.csv", "\n".join(",".join(pair) for pair in PAIRS).encode()),
        ("claim.html", f"<html><body>{''.join(f'<p>{a} {b}</p>' for a, b in PAIRS)}</body></html>".encode()),
        ("claim.tiff", _picture("TIFF")),
        ("claim.webp", _picture("WEBP")),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_every_kind_of_document_gives_its_pairs(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    answer = extract({"path": str(tmp_path / name), "mimeType": None})
    fields = {each.name: each for each in read_extraction("job", answer["output"]).leaves()}
    assert {each: field.value for each, field in fields.items()} == {
        "Policy holder": "Quiet Harbour Clinic",
        "Date of loss": "2026-02-03",
    }
    assert all(field.placements for field in fields.values())


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("one.txt", TEXT)
    return made.getvalue()


def _wav() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(16000))
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [("all.zip", _zip(), "IS_ARCHIVE", "unpack it"), ("call.wav", _wav(), "IS_RECORDING", "recording")],
    ids=["archive", "recording"],
)
def test_archives_and_recordings_end_with_their_reason(
    tmp_path: Path, name: str, content: bytes, code: str, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WorkerError) as refused:
        extract({"path": str(tmp_path / name), "mimeType": None})
    assert refused.value.code == code
    assert said in refused.value.message
