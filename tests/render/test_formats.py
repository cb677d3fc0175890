"""Office files, text, CSV and HTML open as pages with every word; what a file is decides, not its name."""

import io
import socket
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random

import msoffcrypto
import pymupdf
import pytest
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation
from pptx.util import Pt

from plextera_review.formats.opening import open_document, open_source
from plextera_review.formats.source import Source, stamp_of
from plextera_review.workers.messages import WorkerError
from tests.support.corpus import corpus_path
from tests.support.documents import pdf

WORD_XML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
AT_FIVE_PAST_TWO = datetime(2026, 4, 1, 14, 5)  # noqa: DTZ001 - a sheet knows no time zones
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def docx(*paragraphs: str, extra: bytes = b"") -> bytes:
    """The least a Word document is made of; ``extra`` bytes lie in it unused."""
    body = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    kinds = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>')
        relation = f'<Relationship Id="r1" Type="{RELATION}" Target="word/document.xml"/>'
        package.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>')
        package.writestr("word/document.xml", f'<w:document xmlns:w="{WORD_XML}"><w:body>{body}</w:body></w:document>')
        if extra:
            package.writestr("word/media/extra.bin", extra)
    return made.getvalue()


def xlsx(fill: Callable[[Workbook], None]) -> bytes:
    book, made = Workbook(), io.BytesIO()
    fill(book)
    book.save(made)
    return made.getvalue()


def picture(color: str, size: tuple[int, int] = (40, 20)) -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", size, color).save(made, "PNG")
    made.seek(0)
    return made


def opened(folder: Path, name: str, data: bytes, password: str | None = None) -> pymupdf.Document:
    (folder / name).write_bytes(data)
    return open_document(folder / name, None, password)


def words(document: pymupdf.Document) -> list[str]:
    return [word[4] for page in document for word in page.get_text("words")]


def middle(rect: pymupdf.Rect) -> pymupdf.Point:
    return (rect.tl + rect.br) / 2


def code_of(folder: Path, name: str, data: bytes, password: str | None = None) -> str:
    with pytest.raises(WorkerError) as caught:
        opened(folder, name, data, password)
    assert caught.value.message.endswith(".")
    return caught.value.code


def test_a_word_document_shows_every_paragraph(tmp_path: Path) -> None:
    shown = opened(tmp_path, "a.docx", docx("Harbour Mill &amp; Söhne", *(f"Line {n}." for n in range(90))))
    assert shown.page_count > 1
    assert words(shown)[:4] == ["Harbour", "Mill", "&", "Söhne"]
    assert [each for each in words(shown) if each.endswith(".")] == [f"{n}." for n in range(90)]


def test_a_sheet_shows_values_as_a_person_sees_them(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet.title = "Rechnung"
        sheet["C4"], sheet["D4"], sheet["E4"] = date(2026, 3, 31), AT_FIVE_PAST_TWO, 0.195
        sheet["E4"].number_format = "0.0%"
        sheet["C5"], sheet["D5"], sheet["E5"], sheet["F5"] = 1234567.5, 7, True, 0.1 + 0.2
        sheet["C5"].number_format, sheet["D5"].number_format = "#,##0.00", "000"
        hidden = book.create_sheet("Secret")
        hidden["A1"], hidden.sheet_state = "unseen", "hidden"
        book.create_sheet("Second")["B2"] = "elsewhere"

    shown = opened(tmp_path, "a.xlsx", xlsx(fill))
    found = words(shown)
    expected = ["2026-03-31", "2026-04-01", "14:05", "19.5%", "1,234,567.50", "TRUE", "0.3", "Rechnung", "elsewhere"]
    assert set(expected) <= set(found)
    assert not {"unseen", "Secret"} & set(found)
    assert "elsewhere" in {word[4] for word in shown[shown.page_count - 1].get_text("words")}


def test_a_wide_sheet_is_not_cut(tmp_path: Path) -> None:
    heads = [f"Columnheading{number}" for number in range(25)]
    shown = opened(tmp_path, "wide.xlsx", xlsx(lambda book: book.active.append(heads)))
    placed = {word[4]: word for word in shown[0].get_text("words")}
    assert set(heads) <= set(placed)
    assert max(word[2] for word in placed.values()) < shown[0].rect.width
    starts = [placed[each][0] for each in heads]
    assert starts == sorted(starts)


def test_slides_show_texts_tables_pictures_and_groups_at_their_places(tmp_path: Path) -> None:
    deck, made = Presentation(), io.BytesIO()
    deck.slide_width, deck.slide_height = Pt(720), Pt(540)
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(Pt(100), Pt(60), Pt(300), Pt(40)).text_frame.text = "Quarterly"
    table = slide.shapes.add_table(2, 2, Pt(100), Pt(200), Pt(300), Pt(80)).table
    for number in range(4):
        table.cell(number // 2, number % 2).text = f"cell{number}"
    slide.shapes.add_picture(picture("#ff0000"), Pt(500), Pt(400), Pt(100), Pt(50))
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Pt(0), Pt(0), Pt(100), Pt(40)).text_frame.text = "grouped"
    group.left, group.top, group.width, group.height = Pt(450), Pt(100), Pt(200), Pt(80)
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.save(made)
    shown = opened(tmp_path, "a.pptx", made.getvalue())
    assert [tuple(page.rect) for page in shown] == [(0, 0, 720, 540)] * 2
    at = {word[4]: pymupdf.Rect(word[:4]) for word in shown[0].get_text("words")}
    assert middle(at["Quarterly"]) in pymupdf.Rect(100, 60, 400, 100)
    assert middle(at["grouped"]) in pymupdf.Rect(450, 100, 650, 180)
    assert all(middle(at[f"cell{number}"]) in pymupdf.Rect(100, 200, 400, 280) for number in range(4))
    assert at["cell0"].x1 < at["cell1"].x0
    assert at["cell0"].y1 < at["cell2"].y0
    pixels = shown[0].get_pixmap()
    assert pixels.pixel(550, 425) == (255, 0, 0)
    assert pixels.pixel(490, 425) == pixels.pixel(550, 460) == (255, 255, 255)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Grüße aus Zürich, 12,50 €", "utf-8"),
        ("Grüße aus Zürich, 12,50 €", "utf-8-sig"),
        ("Grüße aus Zürich, 12,50 €", "utf-16"),
        ("Grüße aus Zürich, 12,50 €", "utf-32"),
        ("Die Rechnung über die Lieferung für März ist fällig. Schöne Grüße aus München", "latin-1"),
        ("Die Rechnung über die Lieferung für März ist fällig: 12,50 € – „netto“. Grüße aus München", "cp1252"),
        ("請求書の番号は次のとおりです。お支払いは月末までにお願いいたします。", "shift_jis"),
    ],
)
def test_text_is_read_in_its_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    shown = opened(tmp_path, "a.txt", f"{text}\r\nlast".encode(encoding))
    assert "".join(words(shown)) == text.replace(" ", "") + "last"


def test_a_big_endian_text_with_its_mark_is_read(tmp_path: Path) -> None:
    assert words(opened(tmp_path, "a.txt", b"\xfe\xff" + "größer als".encode("utf-16-be"))) == ["größer", "als"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separated_values_stand_in_columns(tmp_path: Path, separator: str) -> None:
    rows = [["Name", "Amount", "Note"], *([f"row{n}", str(n * 11), "fine"] for n in range(1, 6))]
    shown = opened(tmp_path, "a.csv", "\n".join(separator.join(row) for row in rows).encode())
    at = {word[4]: pymupdf.Rect(word[:4]) for word in shown[0].get_text("words")}
    for number in range(1, 6):
        assert at[f"row{number}"].y0 == pytest.approx(at[str(number * 11)].y0)
        assert at["Amount"].x0 == pytest.approx(at[str(number * 11)].x0)
    assert at["Name"].x1 < at["Amount"].x0 < at["Note"].x0


def test_a_page_of_the_web_runs_and_fetches_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        there = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        page = (
            f"<html><head><link rel=stylesheet href='{there}'><style>@import url('{there}');</style>"
            f"<script src='{there}'>document.write('ran')</script></head><body><p>before</p><img src='{there}'>"
            f"<iframe src='{there}'>framed</iframe><script>var hidden = 1;</script><p>after</p><!-- noted --></body></html>"
        )
        shown = opened(tmp_path, "a.html", page.encode())
        shown[0].get_pixmap()
        assert words(shown) == ["before", "after"]
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_layout_table_taller_than_a_page_begins_on_the_first(tmp_path: Path) -> None:
    lines = "".join(f"<p>paragraph{number}</p>" for number in range(120))
    shown = opened(tmp_path, "a.html", f"<html><body><table><tr><td>{lines}</td></tr></table></body></html>".encode())
    assert shown[0].get_text("words")[0][4] == "paragraph0"
    assert sorted(words(shown)) == sorted(f"paragraph{number}" for number in range(120))


def test_a_wrong_extension_opens_as_what_it_is(tmp_path: Path) -> None:
    assert words(opened(tmp_path, "a.jpg", pdf("really paper"))) == ["really", "paper"]
    assert words(opened(tmp_path, "b.pdf", docx("really Word"))) == ["really", "Word"]
    assert words(opened(tmp_path, "c.pdf", b"<!DOCTYPE html><html><body><p>a web page</p></body></html>")) == [
        "a",
        "web",
        "page",
    ]
    assert opened(tmp_path, "d.docx", picture("blue").getvalue())[0].get_pixmap().pixel(5, 5) == (0, 0, 255)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "EMPTY_DOCUMENT"),
        ("a.docx", docx("text" * 500)[:400], "BROKEN_DOCUMENT"),
        ("a.xlsx", xlsx(lambda book: None)[:1500], "BROKEN_DOCUMENT"),
        ("a.docx", docx("text", extra=bytes(60_000_000)), "TOO_LARGE"),
        ("a.pdf", b"\x7fELF\x02\x01\x01" + bytes(90), "UNSUPPORTED_DOCUMENT"),
        ("a.xyz", bytes(range(256)) * 4, "UNSUPPORTED_DOCUMENT"),
        ("a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(24), "IS_RECORDING"),
    ],
)
def test_what_cannot_be_shown_has_its_reason(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    assert code_of(tmp_path, name, data) == code


def test_a_file_that_is_gone_or_changed_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("as it was", "utf-8")
    stamp = stamp_of(path)
    assert words(open_source(Source(path, stamp=stamp))) == ["as", "it", "was"]
    path.write_text("as it is now", "utf-8")
    with pytest.raises(WorkerError) as changed:
        open_source(Source(path, stamp=stamp))
    assert changed.value.code == "FILE_CHANGED"
    path.unlink()
    for source in (Source(path), Source(path, stamp=stamp)):
        with pytest.raises(WorkerError) as gone:
            open_source(source)
        assert gone.value.code == "FILE_GONE"


def test_an_office_file_with_a_password_takes_it(tmp_path: Path) -> None:
    locked = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(docx("Nobody reads this", extra=Random(1).randbytes(9000)))).encrypt(
        "tide", locked
    )
    data = locked.getvalue()
    assert code_of(tmp_path, "a.docx", data) == "PASSWORD_NEEDED"
    assert code_of(tmp_path, "a.docx", data, "ebb") == "PASSWORD_WRONG"
    assert words(opened(tmp_path, "a.docx", data, "tide")) == ["Nobody", "reads", "this"]


@pytest.mark.skipif(corpus_path() is None, reason="the corpus of real documents is not here")
@pytest.mark.parametrize("name", ["testWORD_protected_passtika.docx", "testEXCEL_protected_passtika_2.xlsx"])
def test_real_office_files_with_a_password_take_it(name: str) -> None:
    corpus = corpus_path()
    assert corpus is not None
    path = corpus / "hostile/office-text" / name
    with pytest.raises(WorkerError) as caught:
        open_document(path)
    assert caught.value.code == "PASSWORD_NEEDED"
    assert words(open_document(path, None, "tika"))


def ole(stream: str, content: bytes) -> bytes:
    """A compound file (MS-CFB version 3) with one stream of 4096 bytes or more."""
    end, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    count = -(-len(content) // 512)
    table = [fat, end, *range(3, 2 + count), end]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = f"{name}\0".encode("utf-16-le")
        links = struct.pack("<BB3I", kind, 1, free, free, child)
        return raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + links + bytes(36) + struct.pack("<IQ", start, size)

    blank = entry("", 0, free, 0, 0)
    folder = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 2, len(content)) + blank * 2
    return (
        head + struct.pack("<128I", *table, *[free] * (128 - len(table))) + folder + content.ljust(count * 512, b"\0")
    )


@pytest.mark.parametrize(("stream", "hint"), [("WordDocument", "before 2007"), ("Other", "OLE")])
def test_an_old_office_file_says_what_it_is(tmp_path: Path, stream: str, hint: str) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(ole(stream, struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0).ljust(5000, b"\0")))
    with pytest.raises(WorkerError) as caught:
        open_document(path)
    assert caught.value.code == "UNSUPPORTED_DOCUMENT"
    assert hint in caught.value.message
