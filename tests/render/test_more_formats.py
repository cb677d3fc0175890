"""OpenDocument, RTF, old workbooks, phone pictures: opened anew as pages, or told what to do instead."""

import base64
import io
import zipfile
import zlib
from pathlib import Path

import pillow_heif
import pymupdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from plextera_review.domain.content_type import detect, refusal
from plextera_review.formats.opening import open_document
from plextera_review.workers.messages import WorkerError
from tests.support.corpus import corpus_path

CORPUS = corpus_path()
SPACES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *((each, each) for each in ("office", "text", "table", "style", "presentation")),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
        ("fo", "xsl-fo-compatible"),
    )
)
WORKBOOK = zlib.decompress(  # one sheet “Rechnung”, one hidden, as Excel 97 writes them
    base64.b85decode(
        b"c-rk)O-NKx6#nj;H{;CU&uC+y(J%;_nTFw}jlK%YHZzzl`a!61e3U3};-!mPlxef<2U-<v1Pj_&ZTi82YULtOY9R!{Of6dl87<V;xo6(P(F`0="
        b"L3!Wfo_prpbI!f*o^yZZ%}keP#-3Mau>x)IV9^S|mnRcc0?v;RsNJ$8>(qWKmWwTgfS&^C^J22(W08!ZjCU3ao~iGN0^g`~;}YU2LyvAEj_?=~"
        b"LXM$TsFZsO9#Sbq6_2ZeX_Dy<rcYV-4bwv`xy7`VbTi^CrnPv(K|7C6D>d9!N>tz_+k9ck0aRj2=JEBrBB$%cVY4qWu<aWnYB9z^NzkDix+#B`"
        b";Sqws8A4Mm*3{k}Q3H4k6=>eyT$@3dvSl1|RuuT<YzyzAu6%Rl0wn*lTwe4axt}7snmhn?Re6xYy;6Qpp#&I)bzaD|lcs~<wwl}hyY%EmW5~FW"
        b"rgatf$<*@Uq@FbO!Flo_SC=fs!109HlNvIkvA%%;(i<`^>$(w?rwi{!p=G;K39r#&qP-|%zMTDpsK@yyKR?BKI<<2w8RioxcTUyHQNqFvX+g%N"
        b"ELFKx(gwEJ$8?0f?qa^0X_yuT)pebfHgjy0b#8KN9re?~_^j>8<Lik}|2Xj~lK!skC4QnKdo?^UtBs+CX1JH^<ui&#(I_6=mw2r?wXk=zuS~1{"
        b"+1>m~h~GegWgo_6SfKa_o)6d>Qqz;C@s_<x-y<^$d75lV?N(UR!?UrZ=~etBlfDG5DM8{D;v>=@&7FsyFn-r}-}x{%rL`#)cp<x@eRc^O9Y3cf"
        b"N4H}9a${c}KZ$aFBc4^PHmfdNxNzaZg$oz!31Q#LJ@)O`Yv0<6?C&}YR2JROB-<8UNYOJ$|Id!XpxVThg7Rl4yu$G%)@b8=FO)b%y_@Jq509h2"
        b";QXaqx5$5=H5-Q3ZwVFJ|6(EI+~EHI0$%(WyZ"
    )
)


def odf(kind: str, body: str, styles: str = "", extra: dict[str, bytes] | None = None) -> bytes:
    """The least an OpenDocument file is made of."""
    made = io.BytesIO()
    tag = {"text": "text", "spreadsheet": "spreadsheet", "presentation": "presentation"}[kind]
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        content = (
            f"<office:document-content{SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{tag}>{body}</office:{tag}></office:body></office:document-content>"
        )
        package.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        for name, data in (extra or {}).items():
            package.writestr(name, data)
    return made.getvalue()


def opened(folder: Path, name: str, data: bytes) -> pymupdf.Document:
    (folder / name).write_bytes(data)
    return open_document(folder / name)


def words(document: pymupdf.Document) -> list[str]:
    return [word[4] for page in document for word in page.get_text("words")]


def code_of(folder: Path, name: str, data: bytes) -> str:
    with pytest.raises(WorkerError) as caught:
        opened(folder, name, data)
    assert caught.value.message.endswith(".")
    return caught.value.code


def test_an_opendocument_text_shows_paragraphs_lists_and_tables_in_order(tmp_path: Path) -> None:
    body = (
        '<text:tracked-changes><text:p>struck</text:p></text:tracked-changes><text:h text:outline-level="1">Rechnung</text:h>'
        '<text:p>Größe<text:s text:c="3"/>A<text:tab/>B<text:line-break/>C <text:span>fett</text:span> D</text:p>'
        "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>left</text:p></table:table-cell>"
        "<table:table-cell><text:p>right</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p>end<office:annotation><text:p>remark</text:p></office:annotation></text:p>"
    )
    shown = opened(tmp_path, "a.odt", odf("text", body))
    found = [each for each in words(shown) if each != "•"]
    assert found == ["Rechnung", "Größe", "A", "B", "C", "fett", "D", "one", "left", "right", "end"]
    at = {word[4]: pymupdf.Rect(word[:4]) for word in shown[0].get_text("words")}
    assert at["left"].y0 == pytest.approx(at["right"].y0)


def test_an_opendocument_sheet_shows_cells_as_they_were_shown_and_no_hidden_sheet(tmp_path: Path) -> None:
    def row(*cells: str, times: int = 1) -> str:
        inner = "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in cells)
        return f'<table:table-row table:number-rows-repeated="{times}">{inner}</table:table-row>'

    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    styles = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    body = (
        f'<table:table table:name="Rechnung">{row("Netto", "1.234,50 €")}{row("twice", times=2)}{empty}</table:table>'
        f'<table:table table:name="Secret" table:style-name="h">{row("unseen")}</table:table>'
    )
    shown = opened(tmp_path, "a.ods", odf("spreadsheet", body, styles))
    assert words(shown) == ["Rechnung", "Netto", "1.234,50", "€", "twice", "twice"]


def test_an_opendocument_presentation_has_texts_at_their_places(tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (20, 20), "#ff0000").save(made, "PNG")
    frame = 'svg:x="{}cm" svg:y="{}cm" svg:width="10cm" svg:height="3cm"'
    body = (
        f"<draw:page><draw:frame {frame.format(2, 3)}><draw:text-box><text:p>Quarterly</text:p></draw:text-box></draw:frame>"
        f"<draw:g><draw:custom-shape {frame.format(12, 10)}><text:p>grouped</text:p></draw:custom-shape></draw:g>"
        f'<draw:frame {frame.format(2, 12)}><draw:image xlink:href="Pictures/a.png" xmlns:xlink="http://www.w3.org/1999/xlink"/>'
        f"</draw:frame><presentation:notes><draw:frame {frame.format(0, 0)}><text:p>spoken</text:p></draw:frame>"
        "</presentation:notes></draw:page><draw:page/>"
    )
    layout = f'<office:document-styles{SPACES}><style:page-layout-properties fo:page-width="25.4cm" fo:page-height="19.05cm"/></office:document-styles>'
    extra = {"styles.xml": layout.encode(), "Pictures/a.png": made.getvalue()}
    shown = opened(tmp_path, "a.odp", odf("presentation", body, extra=extra))
    assert [(round(page.rect.width), round(page.rect.height)) for page in shown] == [(720, 540)] * 2
    at = {word[4]: (pymupdf.Rect(word[:4]).tl + pymupdf.Rect(word[:4]).br) / 2 for word in shown[0].get_text("words")}
    assert set(at) == {"Quarterly", "grouped"}
    assert at["Quarterly"] in pymupdf.Rect(56, 85, 341, 171)
    assert at["grouped"] in pymupdf.Rect(340, 283, 624, 369)
    assert shown[0].get_pixmap().pixel(100, 380) == (255, 0, 0)


def test_an_opendocument_file_that_cannot_be_shown_says_why(tmp_path: Path) -> None:
    manifest = (
        b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:encryption-data/></m:manifest>'
    )
    locked = odf("text", "", extra={"META-INF/manifest.xml": manifest})
    assert code_of(tmp_path, "a.odt", locked) == "UNSUPPORTED_DOCUMENT"
    assert code_of(tmp_path, "b.odt", odf("text", "<text:p>")) == "BROKEN_DOCUMENT"
    assert code_of(tmp_path, "c.odt", odf("text", "")[:-40]) == "BROKEN_DOCUMENT"
    assert code_of(tmp_path, "d.odg", odf("text", "").replace(b"opendocument.text", b"opendocument.draw")) == (
        "UNSUPPORTED_DOCUMENT"
    )
    bomb = odf("text", "<text:p>" + "ab" * 60_000_000 + "</text:p>")
    assert code_of(tmp_path, "e.odt", bomb) == "TOO_LARGE"


def test_rich_text_shows_its_text(tmp_path: Path) -> None:
    text = rb"{\rtf1\ansi\ansicpg1252 {\fonttbl{\f0 Arial;}}\f0 Gr\'fc\u223 ?e\par {\trowd\cellx1\cellx2 left\cell right\cell\row}}"
    assert words(opened(tmp_path, "a.rtf", text)) == ["Grüße", "left", "|", "right", "|"]
    assert words(opened(tmp_path, "a.pdf", text))[0] == "Grüße"


def test_an_old_workbook_shows_values_as_a_person_sees_them(tmp_path: Path) -> None:
    found = words(opened(tmp_path, "a.xls", WORKBOOK))
    assert found == ["Rechnung", "Harbour", "Mill", "2026-03-31", "1,234,567.50", "TRUE", "7", "19.5%"]
    assert code_of(tmp_path, "b.xls", WORKBOOK[:1600]) in {"BROKEN_DOCUMENT", "UNSUPPORTED_DOCUMENT"}


@pytest.mark.parametrize(("name", "kind"), [("a.heic", "HEIF"), ("a.avif", "AVIF"), ("a.gif", "GIF"), ("a.bmp", "BMP")])
def test_pictures_of_phones_and_of_old_are_shown(tmp_path: Path, name: str, kind: str) -> None:
    picture, made = Image.new("RGB", (64, 32), "#0000ff"), io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(picture).save(made)
    else:
        picture.save(made, kind)
    shown = opened(tmp_path, name, made.getvalue())
    red, green, blue = shown[0].get_pixmap().pixel(10, 10)
    assert (shown.page_count, shown[0].rect.width / shown[0].rect.height) == (1, 2)
    assert max(red, green) < 30
    assert blue > 225
    assert code_of(tmp_path, f"cut-{name}", made.getvalue()[:40]) == "BROKEN_DOCUMENT"


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (odf("text", ""), "a.odt", "Office files of this kind can be looked at, but not sent. Save it as PDF first."),
        (b"{\\rtf1 a}", "a.rtf", "Texts of this kind can be looked at, but not sent. Save it as PDF first."),
        (
            b"\0\0\0\x18ftypheic" + bytes(90),
            "a.heic",
            "Images of this kind can be looked at, but not sent. Save it as PDF first.",
        ),
        (b"PK\x03\x04" + bytes(26) + b"other.txt", "a.zip", None),
        (b"ID3\x03" + bytes(90), "a.mp3", None),
    ],
)
def test_what_only_can_be_looked_at_is_not_sent(data: bytes, name: str, said: str | None) -> None:
    assert refusal(detect(data, name), name) == said


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 5631), byte=st.integers(0, 255))
def test_a_damaged_old_workbook_is_shown_or_told(tmp_path: Path, at: int, byte: int) -> None:
    broken = bytearray(WORKBOOK)
    broken[at] = byte
    try:
        assert opened(tmp_path, "a.xls", bytes(broken)).page_count
    except WorkerError as error:
        assert error.code in {"BROKEN_DOCUMENT", "UNSUPPORTED_DOCUMENT", "PASSWORD_NEEDED"}


@pytest.mark.skipif(CORPUS is None, reason="the corpus of real documents is not here")
@pytest.mark.parametrize(("name", "word"), [("simple.odt", "DOYLESTOWN,"), ("fake-doc.rtf", "Heading")])
def test_real_files_show_their_words(name: str, word: str) -> None:
    assert CORPUS is not None
    assert word in words(open_document(CORPUS / "formats/unsupported" / name))


@pytest.mark.skipif(CORPUS is None, reason="the corpus of real documents is not here")
def test_a_real_picture_of_a_phone_is_shown() -> None:
    assert CORPUS is not None
    shown = open_document(CORPUS / "formats/unsupported/receipt.heic")
    assert shown.page_count == 1
    assert not shown[0].get_pixmap(dpi=30).is_unicolor
