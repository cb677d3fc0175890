"""Pointing: the words meant by a click, a box or a drag, whole values, and what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.capture import Span, captured, narrowed, one_line, snapped, span_at, span_in, widened
from plextera_review.domain.field import FieldKind, Money
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.words import PageText
from tests.support.printed_pages import LETTER, LINE, printed

MONEY, NUMBER, DATE, STRING = FieldKind.MONEY, FieldKind.NUMBER, FieldKind.DATE, FieldKind.STRING

INVOICE = printed(
    "Harbour Mill Ltd  Rechnung 4711",
    "Hafenweg 5  vom 3. April 2026",
    "Zwischensumme: 1 234,50 € zzgl. 19 % USt",
    "USt-IdNr. DE 136 695 976 / IBAN DE89 3704 0044 0532 0130 00.",
    "Zahl-",
    "ung bitte auf das Kon-",
    "to RE-",
    "2026",
)


def at(text: PageText, word: str) -> int:
    """The first word with that text."""
    return next(index for index, each in enumerate(text.words) if each.text == word)


def under(text: PageText, *words: str) -> Span:
    """A span of these words."""
    return Span(1, tuple(sorted(at(text, each) for each in words)))


def said(text: PageText, span: Span) -> str:
    return " ".join(text.words[index].text for index in span.words)


@pytest.mark.parametrize(
    ("word", "kind", "span", "value"),
    [
        ("1", MONEY, "1 234,50 €", "1 234,50 €"),
        ("234,50", MONEY, "1 234,50 €", "1 234,50 €"),
        ("€", MONEY, "1 234,50 €", "1 234,50 €"),
        ("234,50", NUMBER, "1 234,50", "1 234,50"),
        ("19", NUMBER, "19", "19"),
        ("April", DATE, "3. April 2026", "3. April 2026"),
        ("2026", DATE, "3. April 2026", "3. April 2026"),
        ("695", STRING, "DE 136 695 976", "DE 136 695 976"),
        ("0532", STRING, "DE89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00."),
        ("Mill", STRING, "Mill", "Mill"),
        ("4711", STRING, "4711", "4711"),
        ("Harbour", MONEY, "Harbour", "Harbour"),
    ],
)
def test_a_word_is_snapped_to_its_whole_value(word: str, kind: FieldKind, span: str, value: str) -> None:
    found = snapped(under(INVOICE, word), INVOICE, kind)
    assert said(INVOICE, found) == span
    assert captured(found, INVOICE, kind).text == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Total: 1.234,50 EUR", MONEY, "1.234,50 EUR"),
        ("Total:1.234,50EUR.", MONEY, "1.234,50EUR"),
        ("USt 19% 1.234,50 von 99", MONEY, "1.234,50"),
        ("3 Stück 12,50 €", MONEY, "12,50 €"),
        ("CHF 1'234.50.", MONEY, "CHF 1'234.50"),
        ("offen (12,00)", MONEY, "(12,00)"),
        ("offen -12,00 €;", MONEY, "-12,00 €"),
        ("offen 12,00- €", MONEY, "12,00- €"),
        ("US$ 5.00", MONEY, "$ 5.00"),
        ("R$ 5.00", MONEY, "5.00"),
        ("Menge: 12 Stück", NUMBER, "12"),
        ("Hamburg, den 03.04.2026.", DATE, "03.04.2026"),
        ("Datum:03.04.2026", DATE, "03.04.2026"),
        ("on April 3rd, 2026:", DATE, "April 3rd, 2026"),
        ("no amount here,", MONEY, "no amount here"),
        ("Harbour Mill Ltd.,", STRING, "Harbour Mill Ltd."),
        ("yes", FieldKind.BOOLEAN, "yes"),
    ],
)
def test_what_is_no_part_is_left_out(text: str, kind: FieldKind, value: str) -> None:
    page = printed(text)
    whole = Span.between(1, 0, len(page.words) - 1)
    found = captured(whole, page, kind)
    assert found.text == value
    assert "".join(page.words[index].text for index in found.span.words).find(value.replace(" ", "")) >= 0
    assert len(found.placements) == 1
    if kind in {MONEY, DATE} and any(each.isdigit() for each in value):
        assert parse_value(found.text, kind).hint is None


def test_an_amount_says_its_currency() -> None:
    found = captured(snapped(under(INVOICE, "234,50"), INVOICE, MONEY), INVOICE, MONEY)
    assert parse_value(found.text, MONEY).value == Money("1234.50", "EUR")


def test_divided_words_are_whole_again_on_one_line() -> None:
    first = at(INVOICE, "Zahl-")
    found = captured(Span.between(1, first, len(INVOICE.words) - 1), INVOICE, STRING)
    assert found.text == "Zahlung bitte auf das Konto RE-2026"
    assert len(found.placements) == 4
    assert one_line(printed("an –", "bis").words) == "an – bis"
    assert one_line(printed("Rech\u00ad", "Nung").words) == "RechNung"


def test_a_box_takes_the_words_whose_middle_it_holds() -> None:
    left = NormRect(0.05, 0.05, 17 * LETTER, 2 * LINE)
    found = span_in(1, INVOICE, left)
    assert found is not None
    assert said(INVOICE, found) == "Harbour Mill Ltd Hafenweg 5"
    assert captured(found, INVOICE, STRING).text == "Harbour Mill Ltd Hafenweg 5"
    assert [place.rect.y for place in captured(found, INVOICE, STRING).placements] == pytest.approx([0.05, 0.05 + LINE])
    assert span_in(1, INVOICE, NormRect(0.5, 0.8, 0.1, 0.1)) is None
    inside_mill = INVOICE.words[1].rect
    tiny = NormRect(inside_mill.x + LETTER / 4, inside_mill.y + LINE / 8, LETTER / 4, LINE / 8)
    assert span_in(1, INVOICE, tiny) == Span(1, (1,))


def test_the_word_at_a_point() -> None:
    rect = INVOICE.words[3].rect
    assert span_at(2, INVOICE, rect.x + rect.width / 2, rect.y) == Span(2, (3,))
    assert span_at(2, INVOICE, rect.x - 0.002, rect.y + 0.002) == Span(2, (3,))
    assert span_at(2, INVOICE, 0.9, 0.9) is None
    assert span_at(2, PageText(), 0.5, 0.5) is None


def test_widening_and_narrowing() -> None:
    span = under(INVOICE, "Harbour")
    wider = widened(span, INVOICE, 2)
    assert said(INVOICE, wider) == "Harbour Mill Ltd"
    assert said(INVOICE, narrowed(wider, INVOICE)) == "Harbour Mill"
    assert narrowed(span, INVOICE, 3) == span
    end = Span(1, (len(INVOICE.words) - 1,))
    assert widened(end, INVOICE) == end


@given(st.data(), st.sampled_from(FieldKind))
def test_a_snapped_span_holds_what_was_pointed_at_and_stays(data: st.DataObject, kind: FieldKind) -> None:
    count = len(INVOICE.words)
    words = data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=6))
    span = Span(1, tuple(sorted(words)))
    once = snapped(span, INVOICE, kind)
    assert set(span.words) <= set(once.words)
    assert list(once.words) == sorted(set(once.words))
    assert snapped(once, INVOICE, kind) == once
    found = captured(once, INVOICE, kind)
    assert found.text
    assert found.placements
    assert set(found.span.words) <= set(once.words)


@given(
    st.lists(st.text(min_size=1, max_size=8).filter(lambda each: each.strip()), min_size=1, max_size=20),
    st.data(),
    st.sampled_from(FieldKind),
)
def test_no_text_breaks_it(words: list[str], data: st.DataObject, kind: FieldKind) -> None:
    page = printed(" ".join(words).strip() or "x")
    index = data.draw(st.integers(0, len(page.words) - 1))
    span = snapped(Span(1, (index,)), page, kind)
    assert captured(widened(span, page), page, kind).placements
