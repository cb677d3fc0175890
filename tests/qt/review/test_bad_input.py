"""Input no honest server would send, and servers that change their mind: every case has an answer, and nothing that was decided is lost."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.correction import SendState
from plextera_review.domain.errors import DocumentError, RefusedError
from plextera_review.domain.feedback import MESSAGE_LIMIT, parse_feedback
from plextera_review.domain.field import Field
from plextera_review.domain.review import Reason, ReasonKind
from plextera_review.sync.bus import Bus
from plextera_review.sync.drain import Drain
from plextera_review.sync.events import OutputChanged
from plextera_review.viewmodels.field_rows import FieldRow, Heading
from plextera_review.viewmodels.field_tree import FIELD_ROLE
from tests.support.documents import invoice_pdf
from tests.support.reviewing import HERE, Desk, at_desk
from tests.support.reviewing_pages import pages

pytestmark = pytest.mark.usefixtures("qapp")
PLACE = {"page": 1, "x": 0.1, "y": 0.1, "width": 0.2, "height": 0.02}
CONTROL = Qt.KeyboardModifier.ControlModifier


def read(*fields: object) -> tuple[Field, ...]:
    """What the program makes of an answer with these fields."""
    return read_extraction("j2", {"fields": list(fields)}).fields


def rows(desk: Desk) -> list[FieldRow]:
    return [each for each in desk.page.panel.model.rows if isinstance(each, FieldRow)]


def row(desk: Desk, path: str) -> FieldRow:
    return desk.page.panel.model.index_of(path).data(FIELD_ROLE)


def assert_paints(desk: Desk) -> None:
    assert not desk.page.grab().isNull()


def test_fields_without_value_name_and_identifier(tmp_path: Path) -> None:
    given = read(
        {"id": "a", "name": "A"}, {"id": "b", "value": "x"}, {"value": "y"}, {}, None, 7, "bare", {"name": "n"}
    )

    async def story(desk: Desk) -> None:
        assert [each.name for each in rows(desk)] == [
            "A",
            "b",
            "Field 3",
            "Field 4",
            "Field 5",
            "Field 6",
            "Field 7",
            "n",
        ]
        assert row(desk, "a").spoken.startswith("A, nothing read")
        assert len({each.field.path for each in rows(desk)}) == 8
        for each in rows(desk):
            desk.review.select(each.field.path)
            desk.page.panel.list.setFocus()
            desk.type("fixed")
            desk.press(Qt.Key.Key_Return)
        await desk.settled()
        kinds = await desk.kinds()
        assert set(kinds.values()) == {"corrected"}
        assert len(kinds) == 8
        drafts = await desk.outbox.drafts(HERE, "j2")
        names = [parse_feedback(each.message).name for each in drafts]
        assert all(names), "the server learns which field it is about, by its name or its place"
        assert_paints(desk)

    at_desk(tmp_path, story, read=given)


def test_boxes_of_fields_without_a_name_are_named_like_their_rows(tmp_path: Path) -> None:
    given = read(
        {"value": "y", "placements": [PLACE]}, {"id": "the-id", "name": " ", "value": "z", "placements": [PLACE]}
    )

    async def story(desk: Desk) -> None:
        boxes = desk.page.canvas.boxes.index.all
        assert [each.title for each in boxes] == [each.name for each in rows(desk)] == ["Field 1", "the-id"]

    at_desk(tmp_path, story, read=given)


def test_two_values_from_one_place_say_so(tmp_path: Path) -> None:
    path = tmp_path / "one page.pdf"
    path.write_bytes(invoice_pdf())
    given = read(
        {"id": "a", "name": "Invoice date", "type": "DATE", "value": "2026-03-12", "placements": [PLACE]},
        {"id": "b", "name": "Due date", "type": "DATE", "value": "2026-03-12", "placements": [PLACE]},
    )

    async def story(desk: Desk) -> None:
        async with pages(desk, path):
            assert "“Due date” was read from the same place." in row(desk, "a").sentence
            assert_paints(desk)

    at_desk(tmp_path, story, read=given)


@pytest.mark.parametrize("kind", ReasonKind)
def test_every_reason_has_a_picture(tmp_path: Path, kind: ReasonKind) -> None:
    async def story(desk: Desk) -> None:
        field = replace(desk.review.row_of("number"), reasons=(Reason(kind, "Why.", 0.5),))
        assert [each.text for each in FieldRow(field, None, False).said] == ["Why."]

    at_desk(tmp_path, story)


def test_two_fields_with_one_identifier_are_decided_apart(tmp_path: Path) -> None:
    given = read({"id": "same", "name": "One", "value": "1"}, {"id": "same", "name": "Two", "value": "2"})

    async def story(desk: Desk) -> None:
        first, second = (each.field.path for each in rows(desk))
        assert first != second
        desk.review.select(second)
        desk.page.panel.list.setFocus()
        desk.type("22")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {second: "corrected"}
        assert desk.review.row_of(first).shown_value == "1"
        [draft] = await desk.outbox.drafts(HERE, "j2")
        assert draft.field_id == "same"  # all the server knows; the name tells which of the two
        assert parse_feedback(draft.message).name == "Two"

    at_desk(tmp_path, story, read=given)


def test_ten_thousand_characters_read_and_typed(tmp_path: Path) -> None:
    long, typed = "word " * 2_000, "7 " * 5_000
    given = read({"id": "long", "name": "Long", "value": long, "placements": [PLACE]}, {"id": "b", "value": "x"})

    async def story(desk: Desk) -> None:
        desk.review.select("long")
        assert_paints(desk)
        assert len(row(desk, "long").spoken) < 1_000
        desk.page.panel.edit()
        assert desk.page.panel.editor.text() == desk.review.row_of("long").shown_value
        desk.page.panel.editor.setText(typed)
        assert_paints(desk)
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        verdict = (await desk.journal.verdicts(HERE, "j2"))["long"]
        assert len(verdict.value_text) >= 9_999, "all of it is kept here"
        [draft] = await desk.outbox.drafts(HERE, "j2")
        assert len(draft.message) <= MESSAGE_LIMIT
        parsed = parse_feedback(draft.message)
        assert parsed.shortened
        assert parsed.should_be.startswith("7 7")
        assert parsed.reference == verdict.client_reference
        assert row(desk, "long").value.startswith("7 7")
        assert_paints(desk)

    at_desk(tmp_path, story, read=given)


def test_forty_placements(tmp_path: Path) -> None:
    places = [{**PLACE, "y": 0.02 * number, "page": 1 + number // 20} for number in range(40)]
    given = read({"id": "many", "name": "Many", "value": "x", "placements": places})

    async def story(desk: Desk) -> None:
        desk.review.select("many")
        assert "40 places on pages 1–2" in row(desk, "many").quiet
        boxes = desk.page.canvas.boxes.index.of_field("many")
        assert [boxes[0].title, boxes[39].title] == ["Many 1/40", "Many 40/40"]
        desk.page.panel.list.setFocus()
        desk.type("y")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        [draft] = await desk.outbox.drafts(HERE, "j2")
        parsed = parse_feedback(draft.message)
        assert len(parsed.places) == 3
        assert parsed.more_places == 37
        assert_paints(desk)

    at_desk(tmp_path, story, read=given)


def test_placements_off_the_page_and_on_pages_there_are_not(tmp_path: Path) -> None:
    def at(page: int, **other: float) -> list[dict[str, float]]:
        return [{**PLACE, "page": page, **other}]

    given = read(
        {"id": "right", "name": "Right", "value": "RE-1", "placements": at(1)},
        {"id": "off", "name": "Off", "value": "o", "placements": at(1, x=7.5, y=-3)},
        {"id": "zero", "name": "Zero", "value": "z", "placements": at(0)},
        {"id": "far", "name": "Far", "value": "f", "placements": at(999)},
        {"id": "nan", "name": "NaN", "value": "n", "placements": at(1, width=float("nan"))},
        {"id": "flat", "name": "Flat", "value": "n", "placements": at(1, width=0, height=0)},
    )
    path = tmp_path / "one page.pdf"
    path.write_bytes(invoice_pdf())

    async def story(desk: Desk) -> None:
        async with pages(desk, path):
            assert desk.page.canvas.page_count == 1
            for each in rows(desk):
                desk.review.select(each.field.path)
                await asyncio.sleep(0)
                assert desk.page.canvas.page_number == 1
                top = QAccessible.queryAccessibleInterface(desk.page.canvas)
                assert top.child(0).text(QAccessible.Text.Name).startswith("Page 1 of 1")
                assert_paints(desk)
            far = desk.review.row_of("far")
            assert far.needs_look
            said = [each.sentence for each in far.reasons]
            assert "The server says that it stands on page 999; the document has one page." in said
            desk.review.select("far")
            desk.page.panel.list.setFocus()
            desk.press(Qt.Key.Key_Return)
            await desk.settled()
            assert (await desk.kinds("j1"))["far"] == "accepted"

    at_desk(tmp_path, story, read=given)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 and then nothing", b"\x00" * 4096, b"%PDF-1.4\n1 0 obj\n<<"])
def test_pages_that_cannot_be_made_leave_the_fields(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(data)

    async def story(desk: Desk) -> None:
        async with pages(desk, path):
            problem = desk.review.document.problem
            assert problem is not None
            assert problem.hint, "the next step is said"
            assert desk.page.panel.list.isVisible()
            desk.page.panel.list.setFocus()
            desk.type("INV-0042")
            desk.press(Qt.Key.Key_Return)
            await desk.settled()
            assert await desk.kinds("j1") == {"number": "corrected"}
            assert_paints(desk)

    at_desk(tmp_path, story)


def test_a_document_that_is_gone_on_the_server_is_reviewed_by_its_values_and_its_refusal_waits_for_a_person(
    tmp_path: Path,
) -> None:
    gone = RefusedError("JOB_NOT_FOUND", "The server no longer knows it", "There is no such job.", "")

    class Sender:
        async def send_feedback(self, _job_id: str, **_given: object):
            raise gone

    async def story(desk: Desk) -> None:
        async def file_for(_job: object) -> Path:
            raise DocumentError(
                "NOT_FOUND", "The file is gone", "The server no longer has this file.", "Review it by its values."
            )

        desk.review.core.session.documents.file_for = file_for
        desk.review.open("j1")
        await desk.settled()
        assert desk.review.document.problem.code == "NOT_FOUND"
        desk.page.panel.list.setFocus()
        desk.type("INV-0042")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        desk.press(Qt.Key.Key_Return, CONTROL)
        await desk.settled()
        bus, told = Bus(), []
        drain = Drain(HERE, Sender(), desk.outbox, bus, told.append)
        await drain._send_due()
        [sent] = await desk.outbox.of_job(HERE, "j1")
        assert sent.state is SendState.REJECTED
        assert "There is no such job." in sent.last_message
        assert parse_feedback(sent.message).should_be == "INV-0042"
        assert (await desk.kinds("j1"))["number"] == "corrected"
        assert await desk.outbox.retry(sent.client_reference) == 1  # what Activity offers
        before = await desk.outbox.discard(sent.client_reference)
        assert await desk.outbox.restore(before) == 1

    at_desk(tmp_path, story)


def test_read_again_while_a_correction_is_open_and_its_field_is_gone(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.type("INV-00")
        desk.outputs["j2"] = tuple(each for each in desk.outputs["j2"] if each.path != "number")
        desk.review.core.bus.publish(OutputChanged(HERE, "j2"))
        await desk.settled()
        said = " ".join(each.text for each in desk.notices.items)
        assert "1 gone (Invoice number)" in said
        assert "what was being typed for it is not kept: INV-00" in said, (
            "half a text is no decision, but it is not gone"
        )
        assert await desk.kinds() == {}
        assert desk.review.row is not None
        assert_paints(desk)

    at_desk(tmp_path, story)


def test_read_again_without_any_field(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        desk.outputs["j2"] = ()
        desk.review.core.bus.publish(OutputChanged(HERE, "j2"))
        await desk.settled()
        assert not desk.review.fields
        assert await desk.kinds() == {"number": "accepted"}
        assert_paints(desk)
        desk.outputs["j2"] = desk.outputs["j1"]
        desk.review.core.bus.publish(OutputChanged(HERE, "j2"))
        await desk.settled()
        assert desk.review.row_of("number").mark.value == "accepted"

    at_desk(tmp_path, story)


def test_five_thousand_fields(tmp_path: Path) -> None:
    given = read(
        *({"id": f"f{n}", "name": f"Field {n}", "value": f"v{n}", "placements": [PLACE]} for n in range(5_000))
    )

    async def story(desk: Desk) -> None:
        assert len(rows(desk)) == 5_000
        desk.review.select("f4999")
        desk.page.panel.list.setFocus()
        desk.type("w")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {"f4999": "corrected"}
        assert desk.page.panel.list.currentIndex().isValid()
        assert_paints(desk)

    at_desk(tmp_path, story, read=given)


def test_nested_twelve_deep(tmp_path: Path) -> None:
    inner: dict[str, object] = {"id": "leaf", "name": "Leaf", "value": "deep", "confidence": 0.2}
    for level in range(12, 0, -1):
        inner = {"id": f"g{level}", "name": f"Level {level}", "type": "GROUP", "fields": [inner]}
    given = read(inner)

    async def story(desk: Desk) -> None:
        assert [type(each) for each in desk.page.panel.model.rows] == [Heading] * 12 + [FieldRow]
        tree, index = desk.page.panel.list, desk.page.panel.model.index_of("leaf")
        assert desk.review.current == "leaf"
        assert tree.visualRect(index).isValid()
        value = desk.page.panel.delegate.value_rect(index)
        assert value.width() > 100, "what lies deep still has room"
        tree.setFocus()
        desk.type("x")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {"leaf": "corrected"}

    at_desk(tmp_path, story, read=given)


ODD = {
    "control": "a\x00b\x07c\x1b[31md\u2028e\u0085f\ufeffg",
    "override": "invoice\u202egpj.exe",
    "hebrew": "חשבונית מס׳ 42",
    "arabic": "فاتورة رقم ٤٢",
    "emoji": "👩‍👩‍👧‍👦 🇩🇪 ✓ e\u0301",
    "url": "https://example.org/?q=<script>alert(1)</script>&a=b#c",
    "markup": "<b>bold</b> <img src=x onerror=1> &amp;",
    "half": "\ud83d broken",
    "lines": "one\ntwo\r\nthree\tfour",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_text_is_shown_kept_and_sent(tmp_path: Path, name: str) -> None:
    text = ODD[name]
    given = read(
        {"id": name, "name": text, "value": text, "placements": [PLACE]}, {"id": "b", "name": "B", "value": "x"}
    )

    async def story(desk: Desk) -> None:
        desk.review.select(name)
        assert_paints(desk)
        shown = row(desk, name)
        assert not any(ord(each) < 32 or each in "\u202e\u2028\u0085" for each in shown.value + shown.name), shown
        desk.review.select("b")
        desk.page.panel.edit()
        desk.page.panel.editor.setText(text.replace("\ud83d", ""))
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {"b": "corrected"}
        [draft] = await desk.outbox.drafts(HERE, "j2")
        draft.message.encode("utf-8")
        assert parse_feedback(draft.message).should_be
        assert_paints(desk)

    at_desk(tmp_path, story, read=given)


def test_a_table_with_ragged_rows(tmp_path: Path) -> None:
    def line(number: int, count: int) -> dict[str, object]:
        cells = [{"id": f"t.{number}.{at}", "name": f"C{at}", "value": f"{number}-{at}"} for at in range(count)]
        return {"id": f"t.{number}", "name": str(number), "fields": cells}

    lines = [line(0, 3), line(1, 1), line(2, 5), line(3, 0), {"id": "t.4", "name": "4", "value": "no cells"}]
    given = read({"id": "t", "name": "Table", "type": "TABLE", "rows": lines})

    async def story(desk: Desk) -> None:
        desk.review.select("t.2.4")
        await desk.settled()
        assert desk.page.tables.isVisible()
        assert_paints(desk)
        desk.page.panel.list.setFocus()
        desk.type("x")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {"t.2.4": "corrected"}

    at_desk(tmp_path, story, read=given)


def test_fields_nested_too_deep_stand_in_one_row_that_says_so(tmp_path: Path) -> None:
    inmost: object = [{"name": "Net", "value": 100}, {"name": "Tax", "value": 19}]
    for level in range(300, 0, -1):
        inmost = [{"id": f"level{level}", "fields": inmost}]

    async def story(desk: Desk) -> None:
        [only] = rows(desk)
        assert only.value == "Net: 100; Tax: 19"
        assert ReasonKind.FOLDED.value in {each.kind for each in only.field.reasons}
        assert "nested too deep" in only.spoken
        assert only.field.needs_look
        assert_paints(desk)
        desk.page.panel.list.setFocus()
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert await desk.kinds() == {"level13": "accepted"}

    at_desk(tmp_path, story, read=read_extraction("j2", {"fields": inmost}).fields)
