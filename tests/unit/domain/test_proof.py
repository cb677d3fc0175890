"""Proof on the page: values are found in every usual spelling, exactly where they stand, and nothing else is taken for them."""

import random
from datetime import date
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import assume, given
from hypothesis import strategies as st

from plextera_review.domain.field import FieldKind, FieldValue, Money
from plextera_review.domain.geometry import Placement
from plextera_review.domain.proof import MOST_PLACES, PageIndex, Proof, ProofIndex, ProofState
from plextera_review.domain.proof.amounts import amounts, key_of
from plextera_review.domain.proof.dates import month_number
from plextera_review.domain.words import PageText
from tests.support.printed_pages import printed

MONEY, NUMBER, DATE, STRING = FieldKind.MONEY, FieldKind.NUMBER, FieldKind.DATE, FieldKind.STRING
LANGUAGES = ("en", "de", "fr", "nl", "it", "es", "pl", "pt")


def index_of(*pages: PageText) -> ProofIndex:
    """All pages of a document."""
    index = ProofIndex(len(pages))
    for number, text in enumerate(pages, start=1):
        index.add(PageIndex(number, text))
    return index


def proof_on(text: str, value: FieldValue, kind: FieldKind) -> Proof:
    """Of one page with these lines."""
    return index_of(printed(*text.split("\n"))).prove(value, kind)


def words_at(text: PageText, proof: Proof) -> list[str]:
    """What stands in the places, one text an occurrence."""
    return [
        " ".join(
            word.text
            for word in text.words
            for place in places
            if place.rect.x <= word.rect.x + word.rect.width / 2 <= place.rect.right
            and place.rect.y <= word.rect.y + word.rect.height / 2 <= place.rect.bottom
        )
        for places in proof.occurrences()
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        *("1.234,50 €", "1,234.50 EUR", "€1234.5", "1 234,50", "1'234.50", "1’234.50 CHF", "EUR1.234,50", "1234,50EUR"),
        *("1 234 , 50", "Total:1.234,50.", "(1.234,50)", "$1,234.50", "= 1234.50;", "1\u00a0234,50\u00a0€", "1234,500"),
    ],
)
def test_an_amount_in_every_spelling(spelling: str) -> None:
    assert proof_on(f"Summe {spelling} netto", Money("1234.50", "EUR"), MONEY).state is ProofState.FOUND
    for other in ("234.50", "1234.05", "50", "1234", "-1234.55", "1.23"):
        assert proof_on(f"Summe {spelling} netto", Money(other, "EUR"), MONEY).state is ProofState.NOWHERE


@pytest.mark.parametrize(
    "spelling", ["-12,00", "12,00-", "(12,00)", "- 12,00", "EUR -12.00", "-€12.00", "12.00- EUR", "−12,00 €", "12,00 -"]
)
def test_a_negative_amount(spelling: str) -> None:
    assert proof_on(f"Gutschrift {spelling}", Money("-12.00"), MONEY).state is ProofState.FOUND


@pytest.mark.parametrize("spelling", ["100", "100,00", "100,-", "100.—", "100 €", "100 %", "100kg", "#100", "Nr.100"])
def test_a_whole_number(spelling: str) -> None:
    assert proof_on(f"etwa {spelling} davon", 100, NUMBER).state is ProofState.FOUND


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("AB-100", 100),
            ("100-7", 100),
            ("1.100.3", 100),
            ("10:30", 10),
            ("2100", 100),
            ("1/100", 100),
            ("A100", 100),
        ),
        *(("03.04.2026", 2026), ("3. April 2026", 2026), ("2026-04-03", 4), ("03.04.2026", 3.04), ("0042", 42)),
        *(("DE89 3704 0044 0532 0130 00", 3704), ("me100@example.org", 100), ("-12,00", 12)),
    ],
)
def test_what_is_no_number_by_itself(text: str, value: float) -> None:
    assert proof_on(f"so {text} hier", value, NUMBER).state is ProofState.NOWHERE


def test_a_point_before_three_figures_may_group_or_part() -> None:
    assert proof_on("Menge 1.234 kg", 1234, NUMBER).state is ProofState.FOUND
    assert proof_on("Menge 1.234 kg", 1.234, NUMBER).state is ProofState.FOUND


def test_columns_are_not_one_number() -> None:
    text = "2  100,00  200,00"
    assert proof_on(text, Money("2100.00"), MONEY).state is ProofState.NOWHERE
    assert proof_on(text, Money("100.00"), MONEY).state is ProofState.FOUND
    narrow = index_of(printed("2 100,00 200,00", gap=1.2))
    assert narrow.prove(Money("100.00"), MONEY).state is ProofState.FOUND
    assert narrow.prove(Money("2100.00"), MONEY).state is ProofState.FOUND


@pytest.mark.parametrize(
    "spelling",
    [
        *("2026-04-23", "23.04.2026", "23/4/26", "04/23/2026", "23. April 2026", "Apr 23, 2026", "April 23rd, 2026"),
        *("le 23 avril 2026", "23 de abril de 2026", "23 kwietnia 2026", "23 . 04 . 2026", "20260423", "23.April 2026"),
        *("23-Apr-26", "2026 Apr 23", "2 3 0 4 2 0 2 6", "23 04 2026", "Datum:23.04.2026", "23APR2026", "23. 4. 26"),
        *("23\nApril 2026", "APRIL 23 2026", "2026/04/23", "23 april 2026", "23 aprile 2026", "23.04.2026."),
    ],
)
def test_a_date_in_every_spelling(spelling: str) -> None:
    assert proof_on(f"am {spelling} bis", "2026-04-23", DATE).state is ProofState.FOUND
    for other in ("2026-04-22", "2026-04-03", "2025-04-23", "2026-03-23", "2026-02-03"):
        assert proof_on(f"am {spelling} bis", other, DATE).state is ProofState.NOWHERE


def test_day_and_month_are_taken_as_the_other_dates_of_the_document_show() -> None:
    alone = proof_on("03/04/2026", "2026-04-03", DATE), proof_on("03/04/2026", "2026-03-04", DATE)
    assert {each.state for each in alone} == {ProofState.FOUND}
    beside = "03/04/2026 and 12/31/2026"
    assert proof_on(beside, "2026-03-04", DATE).state is ProofState.FOUND
    assert proof_on(beside, "2026-04-03", DATE).state is ProofState.NOWHERE
    assert proof_on("03.04.2026", "2026-03-04", DATE).state is ProofState.NOWHERE


def test_every_month_name_of_our_languages_is_known() -> None:
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    assert month_number(name.rstrip(".")) == number, (language, name)


@given(
    st.dates(date(1950, 1, 1), date(2060, 1, 1)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(("long", "medium", "short")),
)
def test_dates_as_each_language_prints_them(day: date, language: str, width: str) -> None:
    shown = format_date(day, width, locale=language)
    text = printed(f"Datum: {shown} -")
    proof = index_of(text).prove(day.isoformat(), DATE)
    assert words_at(text, proof) == [shown.replace("\u00a0", " ")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("IBAN DE89 3704 0044 0532 0130 00 BIC", "DE89370400440532013000"),
        ("IBAN DE89370400440532013000 BIC", "DE89 3704 0044 0532 0130 00"),
        ("Rech-\nnung Nr", "Rechnung"),
        ("Rech\u00ad\nnung Nr", "Rechnung"),
        ("Nr.:RE-2026-10457, vom", "RE-2026-10457"),
        ("Nr re 2026 10457 vom", "RE-2026-10457"),
        ("Müller & ﬁx GmbH, Köln", "MULLER & FIX GMBH"),
        ("Zażółć gęślą jaźń", "zazolc gesla jazn"),
        ("an Harbour\nMill Ltd. in", "Harbour Mill Ltd"),
        ("HarbourMill", "Harbour Mill"),
        ("Name/Firma", "Firma"),
        ("(„Harbour“)", "Harbour"),
        ("Straße 5", "STRASSE 5"),
        ("x - y", "-"),
        ("Betrag 1.234,50 EUR", "1,234.50"),
        ("vom 3. April 2026", "03.04.2026"),
    ],
)
def test_a_text_in_every_spelling(text: str, value: str) -> None:
    assert proof_on(text, value, STRING).state is ProofState.FOUND


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("a 1234 b", "234"),
            ("a 1,234 b", "234"),
            ("a 1 234,50 b", "234"),
            ("RE-2026-10457", "10457"),
            ("1/2", "12"),
        ),
        *(
            ("DE89 3704 0044 0532 0130 00", "3704"),
            ("1 2", "12"),
            ("Harbourmaster", "Harbour"),
            ("Mill Harbour", "Harbour Mill"),
        ),
        *(("12345  678", "12345678"[:7]), ("Müller", "Möller"), ("1.234,50", "12.345,0"), ("abc  def", "abcdef")),
    ],
)
def test_a_part_or_another_cut_is_another_text(text: str, value: str) -> None:
    assert proof_on(text, value, STRING).state is ProofState.NOWHERE


def test_words_that_the_file_gives_in_another_order_than_the_page() -> None:
    right = printed("1  Trennblätter A4  20", "2  Joghurt Banane  50")
    order = [
        at
        for column in ("12", "Trennblätter A4 Joghurt Banane", "2050")
        for at, word in enumerate(right.words)
        if word.text in column
    ]
    shuffled = PageText(tuple(right.words[at] for at in dict.fromkeys(order)))
    index = index_of(shuffled)
    found = index.prove("2 Joghurt Banane", STRING)
    assert found.state is ProofState.FOUND
    assert len(found.places) == 1
    assert words_at(shuffled, found) == ["2 Joghurt Banane"]
    assert index.prove("1 Joghurt Banane", STRING).state is ProofState.NOWHERE


def test_a_cell_of_several_lines_beside_other_cells() -> None:
    text = printed("Muster GmbH  Rechnung", "Hafenweg 5  Datum", "20457 Hamburg  Kunde")
    proof = index_of(text).prove("Muster GmbH, Hafenweg 5, 20457 Hamburg", STRING)
    assert proof.state is ProofState.FOUND
    assert len(proof.places) == 3
    assert words_at(text, proof) == ["Muster GmbH Hafenweg 5 20457 Hamburg"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, STRING),
        ("", STRING),
        ("  ", DATE),
        (True, FieldKind.BOOLEAN),
        (True, STRING),
        (None, MONEY),
        (float("nan"), NUMBER),
        ("x", FieldKind.TABLE),
    ],
)
def test_nothing_to_search(value: FieldValue, kind: FieldKind) -> None:
    proof = proof_on("some words", value, kind)
    assert proof == Proof(ProofState.UNSEARCHED)
    assert not proof.sentence


def test_nothing_to_search_in() -> None:
    assert index_of(PageText()).prove("x", STRING).state is ProofState.UNSEARCHED


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("yes", DATE),
        (Money("a lot"), MONEY),
        ("four", NUMBER),
        ("💶", STRING),
        ("x" * 10_000, STRING),
        (10**400, NUMBER),
        ("1e9", NUMBER),
    ],
)
def test_odd_values_are_searched_as_text_or_not_at_all(value: FieldValue, kind: FieldKind) -> None:
    assert proof_on("some words", value, kind).state in {ProofState.NOWHERE, ProofState.UNSEARCHED}
    if (isinstance(value, str) and len(value) < 100) or isinstance(value, Money):
        text = value.amount if isinstance(value, Money) else value
        assert proof_on(f"so {text} it is", value, kind).state is ProofState.FOUND


def test_what_is_shown_counts_where_the_value_itself_stands_nowhere() -> None:
    index = index_of(printed("Land Deutschland"))
    assert index.prove("DE", STRING, "Deutschland").state is ProofState.FOUND
    assert index.prove(None, STRING, "Deutschland").state is ProofState.FOUND
    assert index_of(printed("1,243.50")).prove(Money("1234.50"), MONEY, "1,243.50").state is ProofState.NOWHERE


def test_several_places_in_reading_order() -> None:
    index = index_of(printed("b 12,50", "a 12.50 x 12,5"), printed("nothing"), printed("12,50"))
    proof = index.prove(Money("12.50"), MONEY)
    assert proof.state is ProofState.SEVERAL
    assert [(each.page, round(each.rect.y, 3)) for each in proof.places] == [
        (1, 0.05),
        (1, 0.062),
        (1, 0.062),
        (3, 0.05),
    ]
    assert proof.places[1].rect.x < proof.places[2].rect.x
    assert proof.sentence == "Found 4 times: pages 1 and 3."
    assert index.prove("nothing", STRING).sentence == "Found here on page 2."
    assert index.prove("something", STRING).sentence == "Found on no page."


def test_many_places_are_cut_off() -> None:
    proof = index_of(*[printed("7 7 7 7 7 7 7 7")] * 9).prove("7", STRING)
    assert len(proof.places) == MOST_PLACES
    assert proof.sentence == f"At least {MOST_PLACES} times: on 7 pages, first on page 1."


def test_pages_come_in_any_order_and_may_be_replaced() -> None:
    index = ProofIndex(3)
    index.add(PageIndex(3, printed("alpha")))
    assert index.prove("alpha", STRING).state is ProofState.FOUND
    assert index.prove("beta", STRING).state is ProofState.UNSEARCHED
    assert not index.complete
    index.add(PageIndex(1, printed("alpha beta")))
    index.add(PageIndex(2, printed("gamma")))
    assert index.complete
    assert [each.page for each in index.prove("alpha", STRING).places] == [1, 3]
    assert index.prove("delta", STRING).state is ProofState.NOWHERE
    index.add(PageIndex(1, printed("delta")))
    assert [each.page for each in index.prove("alpha", STRING).places] == [3]
    assert index.prove("delta", STRING).state is ProofState.FOUND


def test_lines_of_an_occurrence_belong_together() -> None:
    proof = Proof(ProofState.SEVERAL, tuple(Placement(page, printed("x").words[0].rect) for page in (1, 1, 2)), (2, 1))
    assert [len(each) for each in proof.occurrences()] == [2, 1]
    assert proof.times == 2


# --- generated pages -------------------------------------------------------------------------------------------------

letters = st.text("abcdefghijklmnopqrstuvwxyzäöü", min_size=2, max_size=9)
cents = st.integers(1, 99_999_999).map(lambda each: Decimal(each) / 100)


def spelled(amount: Decimal, chance: random.Random) -> str:
    """One of the usual spellings."""
    mark, group = chance.choice([(",", "."), (".", ","), (",", " "), (".", "'"), (",", ""), (".", ""), (",", "\u202f")])
    whole, _, fraction = f"{amount:,.2f}".partition(".")
    number = whole.replace(",", group) + mark + fraction
    return chance.choice(["{}", "€{}", "{} €", "{}€", "EUR {}", "{} USD", "Total:{}", "{}.", "({})", "={};"]).format(
        number
    )


def page_around(spelling: str, words: list[str], chance: random.Random) -> PageText:
    """The spelling on a line of its own words, among other lines."""
    chance.shuffle(words)
    third = len(words) // 3
    lines = [words[:third], [*words[third : third + 2], spelling, *words[third + 2 : 2 * third]], words[2 * third :]]
    return printed(*(" ".join(each) for each in lines))


@given(cents, st.lists(letters, min_size=6, max_size=30), st.randoms(use_true_random=False))
def test_an_amount_among_words_is_found_there_and_a_changed_one_nowhere(
    amount: Decimal, words: list[str], chance: random.Random
) -> None:
    spelling = spelled(amount, chance)
    text = page_around(spelling, words, chance)
    index = index_of(text)
    [found] = words_at(text, index.prove(Money(f"{amount:.2f}"), MONEY))
    assert found in spelling.replace("\u202f", " ") or found in spelling
    assert sum(each.isdigit() for each in found) == sum(each.isdigit() for each in spelling)
    figures = f"{amount:.2f}"
    at = chance.choice([at for at, each in enumerate(figures) if each.isdigit()])
    other = figures[:at] + chance.choice([each for each in "0123456789" if each != figures[at]]) + figures[at + 1 :]
    assert index.prove(Money(other), MONEY).state is ProofState.NOWHERE


@given(
    st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=3),
    st.text("0123456789", min_size=5, max_size=9),
    st.sampled_from(["", "-", "/", " ", "."]),
    st.lists(letters, min_size=6, max_size=30),
    st.randoms(use_true_random=False),
)
def test_an_identifier_among_words(
    prefix: str, figures: str, mark: str, words: list[str], chance: random.Random
) -> None:
    shown = f"{prefix}{mark}{figures[:2]}{mark}{figures[2:]}"
    value = f"{prefix}-{figures[:2]}-{figures[2:]}" if chance.random() < 0.5 else prefix + figures
    assume(prefix.lower() not in words)
    text = page_around(shown, words, chance)
    index = index_of(text)
    assert words_at(text, index.prove(value, STRING)) == [shown]
    at = chance.randrange(len(figures))
    changed = figures[:at] + chance.choice([each for each in "0123456789" if each != figures[at]]) + figures[at + 1 :]
    assert index.prove(prefix + changed, STRING).state is ProofState.NOWHERE


@given(st.lists(letters, min_size=8, max_size=40), st.data())
def test_a_piece_of_the_page_is_found_where_it_stands(words: list[str], data: st.DataObject) -> None:
    text = printed(*(" ".join(words[at : at + 5]) for at in range(0, len(words), 5)))
    first = data.draw(st.integers(0, len(words) - 2))
    last = data.draw(st.integers(first + 1, min(first + 9, len(words) - 1)))
    piece = " ".join(words[first : last + 1])
    proof = index_of(text).prove(piece.upper(), STRING)
    assert piece in words_at(text, proof)


@given(
    st.lists(st.text(min_size=1, max_size=12).filter(lambda each: each.strip()), max_size=30),
    st.text(max_size=30),
    st.sampled_from(FieldKind),
)
def test_no_text_breaks_it(words: list[str], value: str, kind: FieldKind) -> None:
    text = printed(" ".join(words).strip() or "x")
    assert index_of(text).prove(value, kind).state in set(ProofState)


@given(st.text("0123456789.,' -€()EUR%\t\u2005", max_size=60))
def test_numbers_lie_in_the_text_and_do_not_overlap_by_halves(text: str) -> None:
    found = [(each.start, each.stop) for each in amounts(text)]
    for start, stop in found:
        assert 0 <= start < stop <= len(text)
        assert text[start].isdigit() or text[start] in ".,"
        assert text[stop - 1].isdigit()
    for one in found:
        for other in found:
            apart = one[1] <= other[0] or other[1] <= one[0]
            assert apart or (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])


@pytest.mark.parametrize(
    ("value", "key"), [("0012.500", "12.5"), ("-3", "-3"), ("0.00", "0"), ("x", None), ("NaN", None), ("1e5", "100000")]
)
def test_keys(value: str, key: str | None) -> None:
    assert key_of(value) == key
