"""The cards of the contact sheet: which fields, which order, what is left out, and the part of the page each one shows."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.correction import VerdictKind
from plextera_review.domain.field import Extraction, Field, FieldKind, Money
from plextera_review.domain.geometry import NormRect, PageSize, Placement
from plextera_review.domain.job import Job, JobStatus
from plextera_review.domain.projection import Overlay, project
from plextera_review.domain.recall import Recall
from plextera_review.domain.review import Remembered, ReviewPolicy
from plextera_review.domain.rules.finding import Finding, Severity
from plextera_review.viewmodels.commands import new_verdict
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.viewmodels.remembered import remembered_sentence
from plextera_review.viewmodels.sheet_acts import correction, screenful
from plextera_review.viewmodels.sheet_cards import (
    FieldCensus,
    SheetDocument,
    by_value,
    cards_of,
    field_key,
    riskiest_first,
)
from plextera_review.viewmodels.sheet_reading import CardPile
from plextera_review.viewmodels.sheet_window import window

A4 = PageSize(595, 842)


def job(number: int, hub: str = "invoices") -> Job:
    return Job(f"j{number}", JobStatus.COMPLETED, datetime(2026, 3, 1, tzinfo=UTC), hub_id=hub)


def total(value, confidence: float | None = 0.99) -> Field:
    place = (Placement(1, NormRect(0.5, 0.5, 0.1, 0.02)),)
    return Field("total", "Total", FieldKind.MONEY, "total", value, None, confidence, None, place)


def document(number: int, *fields: Field, hub: str = "invoices", findings=(), policy=None) -> SheetDocument:
    owner = job(number, hub)
    rows = project(Extraction(owner.id, fields), Overlay(findings=findings), policy or ReviewPolicy())
    return SheetDocument(owner, rows)


def card(number: int, amount: str | None, confidence: float | None = 0.99, **more):
    value = Money(amount, "EUR") if amount is not None else None
    return cards_of(document(number, total(value, confidence), **more), "total", "Total")[0]


def test_rows_of_tables_are_one_field():
    paths = ("lineItems[0].amount", "lineItems[12].amount", "i.0.count", "i.13.count", "vat2")
    assert [field_key(Field(each, each)) for each in paths] == [
        "lineItems[].amount",
        "lineItems[].amount",
        "i.[].count",
        "i.[].count",
        "vat2",
    ]


def test_every_row_is_a_card_and_the_name_has_no_row_number():
    rows = tuple(
        Field(f"t[{n}]", str(n + 1), FieldKind.GROUP, children=(Field(f"t[{n}].x", "Amount", value="1"),))
        for n in (0, 1)
    )
    read = document(1, Field("t", "Lines", FieldKind.TABLE, children=rows))
    census = FieldCensus()
    census.add(read)
    assert [(each.key, each.name, each.values) for each in census.choices()] == [("t[].x", "Lines › Amount", 2)]
    assert [each.path for each in cards_of(read, "t[].x", "")] == ["t[0].x", "t[1].x"]


def test_the_field_with_most_open_looks_comes_first():
    census = FieldCensus()
    number = Field("number", "Number", value="1", confidence=0.99)
    for n in range(4):
        census.add(document(n, replace(number, placements=total("1").placements), total("1", 0.2 if n < 2 else 0.99)))
    assert [(each.key, each.open_looks) for each in census.choices()] == [("total", 2), ("number", 0)]


def test_a_document_without_the_field_is_a_card_where_others_of_its_hub_have_it():
    pile = CardPile()
    pile.add(document(1, Field("number", "Number", value="7")))
    pile.add(document(2, Field("name", "Name", value="x"), hub="letters"))
    assert pile.cards("total") == []
    pile.add(document(3, total(Money("1", "EUR"))))
    cards = pile.cards("total")
    assert [(each.job.id, each.value, each.absent) for each in cards] == [
        ("j1", "", "nothing read"),
        ("j3", "1 EUR", "nothing read"),
    ]
    assert pile.cards("total") == cards


def test_a_document_that_cannot_be_read_says_so_on_its_card():
    [found] = cards_of(SheetDocument(job(1), problem="The server is away."), "total", "Total")
    assert (found.mark, found.absent, found.sentence) == ("not read", "not read", "The server is away.")


def test_riskiest_first_and_decided_last():
    sure, doubtful, worst = card(1, "1.00"), card(2, "2.00", 0.5), card(3, "3.00", 0.1)
    verdict = new_verdict(worst.row, "j4", VerdictKind.ACCEPTED)
    done = replace(card(4, "4.00", 0.1), row=replace(worst.row, verdict=verdict))
    order = riskiest_first([sure, done, doubtful, worst])
    assert [each.job.id for each in order] == ["j3", "j2", "j1", "j4"]


def test_rare_values_stand_out_and_equal_ones_stand_together_by_size():
    amounts = ("20.00", "100.00", "20.00", "3.00", "100.00", "20.00")
    cards = [card(n, amount) for n, amount in enumerate(amounts)]
    assert [each.value for each in by_value(cards)] == ["3.00 EUR", *["100.00 EUR"] * 2, *["20.00 EUR"] * 3]


def test_a_card_is_spoken_with_all_it_shows():
    found = card(7, "1234.50", 0.61)
    assert found.spoken == "j7, Total, 1234.50 EUR, check, Confidence 61% is under 80%."
    assert "left out" in replace(found, odd=True).spoken


def test_confirming_leaves_out_what_nobody_can_vouch_for_and_says_why():
    failing = (Finding("sum", Severity.ERROR, "The sum is another.", ("total",), ("total",)),)
    blind = ReviewPolicy(rekeyed=frozenset({"total"}))
    cards = [
        card(1, "1.00"),
        replace(card(2, "2.00"), odd=True),
        card(3, "3.00", findings=failing),
        card(4, None),
        card(5, "5.00", policy=blind),
        card(6, "6.00"),
        replace(card(7, "7.00"), busy=True),
    ]
    accepted, said = screenful(cards, lambda each: each.job.id != "j6")
    assert [each.job.id for each in accepted] == ["j1"]
    assert said.sentence == (
        "1 value confirmed. Left: 1 left out, 1 failing a rule, 1 with nothing read, 1 typed blind, 1 without a picture."
    )


def test_nothing_to_confirm_says_so_and_an_empty_screen_says_nothing():
    assert screenful([card(1, None)], lambda _: True)[1].sentence == "Nothing confirmed: 1 with nothing read."
    assert screenful([], lambda _: True)[1].sentence == ""


def test_a_corrected_value_is_read_by_kind_and_the_original_typed_again_accepts():
    verdict, hint = correction(card(1, "1.00"), "1.234,50")
    assert (verdict.kind, verdict.value, verdict.value_text, hint) == (
        VerdictKind.CORRECTED,
        Money("1234.50", "EUR"),
        "1234.50 EUR",
        None,
    )
    assert correction(card(1, "1.00"), " 1.00 EUR ")[0].kind is VerdictKind.ACCEPTED
    assert "An amount is expected" in correction(card(1, "1.00"), "about two")[1]


places = st.builds(NormRect, st.floats(-0.1, 1.0), st.floats(-0.1, 1.0), st.floats(0.0005, 0.6), st.floats(0.0005, 0.3))
sizes = st.builds(PageSize, st.floats(60, 14400), st.floats(60, 14400))


@given(places, sizes)
def test_the_part_shown_lies_on_the_page_and_holds_the_value(rect: NormRect, size: PageSize):
    clamped = rect.clamped()
    part = window((Placement(1, rect),), size, 209, 60, 1.5)
    assert part.rect.x >= -1e-9
    assert part.rect.right <= 1 + 1e-9
    assert part.rect.y >= -1e-9
    assert part.rect.bottom <= 1 + 1e-9
    assert part.rect.x <= clamped.x + 1e-6
    assert part.rect.right >= clamped.right - 1e-6
    assert part.rect.y <= clamped.y + 1e-6
    assert part.rect.bottom >= clamped.bottom - 1e-6
    assert 1 <= part.height_px <= 61
    wide = part.rect.width * size.width / (part.rect.height * size.height) * part.height_px
    assert wide <= 209 * (1 + 1 / part.height_px) + 2  # its height is rounded to pixels


@given(st.floats(0.0, 0.8), st.floats(0.0, 0.9), st.floats(0.02, 0.15))
def test_print_of_one_size_has_one_size_on_every_card(x: float, y: float, width: float):
    part = window((Placement(2, NormRect(x, y, width, 0.014)),), A4, 209, 60, 1.5)
    assert part.rect.height * A4.height * 1.5 == pytest.approx(60, abs=1)
    assert part.rect.width * A4.width * 1.5 == pytest.approx(209, abs=1)
    assert part.page == 2


def test_a_long_value_is_drawn_smaller_and_all_its_lines_are_shown():
    lines = (Placement(1, NormRect(0.1, 0.1, 0.8, 0.014)), Placement(1, NormRect(0.1, 0.12, 0.5, 0.014)))
    part = window((*lines, Placement(2, NormRect(0, 0, 1, 1))), A4, 209, 60, 1.5)
    assert part.rect.width >= 0.8
    assert part.rect.bottom >= 0.134


def test_the_last_value_of_the_sender_is_offered_with_its_receipt():
    last = Remembered("DE1", "DE123456789", "j0", "invoice 7.pdf", datetime(2026, 11, 3, 12, tzinfo=UTC))
    recall, keys = Recall(last={"vat": last}), KeyMap()
    vat = Field("vat", "VAT", value="DE999", field_id="vat")

    def said(field: Field, policy: ReviewPolicy | None = None) -> str:
        [row] = project(Extraction("j", (field,)), Overlay(), policy or ReviewPolicy())
        return remembered_sentence(recall, row, keys)

    assert said(vat) == "Last time: DE123456789 (invoice 7.pdf, 03 Nov 2026) — Ctrl+D"
    assert said(replace(vat, value=None)) == said(vat)
    assert said(replace(vat, value="de 123456789")) == ""
    assert said(replace(vat, field_id="other", path="other")) == ""
    assert said(vat, ReviewPolicy(rekeyed=frozenset({"vat"}))) == ""
    keys.rebind("ditto", [])
    assert said(vat) == "Last time: DE123456789 (invoice 7.pdf, 03 Nov 2026)"


def test_nothing_is_offered_where_the_document_does_not_have_it():
    last = Remembered("x", "x", "j0", "old.pdf", datetime(2026, 11, 3, tzinfo=UTC))
    [row] = project(Extraction("j", (Field("vat", "VAT", field_id="vat"),)), Overlay(), ReviewPolicy())
    gone = replace(row, verdict=new_verdict(row, "j", VerdictKind.MISSING))
    assert remembered_sentence(Recall(last={"vat": last}), gone, KeyMap()) == ""
