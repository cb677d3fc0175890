"""Amounts that belong together and the two parties, found on lines written by hand."""

import pytest

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word
from plextera_review.extraction.date_order import settled, shown_order
from plextera_review.extraction.finder import find_field
from plextera_review.extraction.hubs import Hub, load_hubs
from plextera_review.extraction.layout import Line, page_lines
from plextera_review.extraction.parties import Wording, find_parties
from plextera_review.extraction.totals import find_totals

_HEIGHT = 0.012


def hub() -> Hub:
    return next(each for each in load_hubs() if each.key == "invoice")


def page(*rows: tuple[tuple[float, str], ...]) -> list[Line]:
    """Lines from rows of (left edge, text); words are 0.009 wide a character."""
    words: list[Word] = []
    for number, row in enumerate(rows):
        for left, text in row:
            x = left
            for index, part in enumerate(text.split()):
                rect = NormRect(x, 0.05 + 0.02 * number, 0.007 * len(part), _HEIGHT)
                words.append(Word(part, rect, number, 0, index))
                x += 0.007 * (len(part) + 1)
    return page_lines(1, words, 1.414)


@pytest.mark.parametrize(
    ("labels", "amounts"),
    [
        (("Subtotal", "VAT 20 %", "Total"), ("100.00", "20.00", "120.00")),
        (("Rechnungssumme ohne USt.", "Steuerbetrag", "Bruttosumme"), ("100,00", "19,00", "119,00")),
        (("Summe netto:", "Zuzügl. USt:", "Summe inkl. USt:"), ("496,00 €", "75,04 €", "571,04 €")),
        (("Total HT", "Total taxes", "Total TTC"), ("624,90 €", "46,25 €", "671,15 €")),
        (("Net", "Total tax", "Amount due"), ("1,000.00", "70.00", "1,070.00")),
        (("Totale imponibile", "IVA 22%", "Totale fattura"), ("200,00", "44,00", "244,00")),
    ],
)
def test_net_tax_and_total_in_many_wordings(labels: tuple[str, ...], amounts: tuple[str, ...]) -> None:
    lines = page(
        ((0.1, "Item"), (0.8, "77.00")),
        *(((0.5, label), (0.8, amount)) for label, amount in zip(labels, amounts, strict=True)),
    )
    found = find_totals(hub().fields, lines)
    assert [found[name].segment.text for name in ("netAmount", "taxAmount", "total")] == list(amounts)
    assert all(each.confidence >= 0.95 for each in found.values())


def test_amounts_that_do_not_add_up_are_doubted() -> None:
    lines = page(
        ((0.5, "Subtotal"), (0.8, "100.00")), ((0.5, "VAT"), (0.8, "20.00")), ((0.5, "Total"), (0.8, "125.00"))
    )
    found = find_totals(hub().fields, lines)
    assert {each.reason for each in found.values()} == {"Net amount and tax do not add up to the total."}
    assert all(each.confidence <= 0.6 for each in found.values())


def test_a_single_total_is_not_certain() -> None:
    found = find_totals(hub().fields, page(((0.5, "Total"), (0.8, "125.00 EUR"))))
    assert set(found) == {"total"}
    assert found["total"].confidence < 0.9
    assert found["total"].reason == "No second amount confirms it."


def test_the_currency_of_one_amount_counts_for_all() -> None:
    lines = page(((0.5, "Net"), (0.8, "10.00")), ((0.5, "VAT"), (0.8, "2.00")), ((0.5, "Total"), (0.8, "12.00 EUR")))
    assert {each.value["currency"] for each in find_totals(hub().fields, lines).values()} == {"EUR"}


def parties(*rows: tuple[tuple[float, str], ...]) -> dict[str, str]:
    found = find_parties(hub().fields, page(*rows), Wording.of(hub()))
    return {name: each.value for name, each in found.items()}


def test_parties_beside_and_below_their_labels() -> None:
    assert parties(
        ((0.1, "From"), (0.6, "Invoice number: 12")),
        ((0.1, "Harbour Mill Ltd"), (0.6, "Invoice date: 1 May 2026")),
        ((0.1, "Bill to: Quiet Clinic"),),
    ) == {"supplierName": "Harbour Mill Ltd", "customerName": "Quiet Clinic"}


def test_a_name_behind_its_own_label_in_a_section() -> None:
    assert parties(
        ((0.1, "Verkäufer"),),
        ((0.1, "Nummer:"), (0.4, "549910")),
        ((0.1, "Name:"), (0.4, "Lieferant GmbH")),
        ((0.1, "Käufer/Leistungsempfänger"),),
        ((0.1, "Name:"), (0.4, "Kunden AG Mitte")),
    ) == {"supplierName": "Lieferant GmbH", "customerName": "Kunden AG Mitte"}


def test_without_labels_the_letterhead_and_the_address_speak() -> None:
    lines = page(
        ((0.1, "Bei Spiel GmbH - Ecke 12 - 12345 Stadthausen"),),
        ((0.1, "Herrn"),),
        ((0.1, "Theodor Est"),),
        ((0.1, "Bahnstr. 42"),),
        ((0.1, "88802 Spielkreis"),),
    )
    found = find_parties(hub().fields, lines, Wording.of(hub()))
    assert (found["supplierName"].value, found["customerName"].value) == ("Bei Spiel GmbH", "Theodor Est")
    assert all(each.confidence < 0.7 and each.reason for each in found.values())


def test_headlines_and_sentences_carry_numbers_and_dates() -> None:
    lines = page(
        ((0.1, "Handelsrechnung (380) Nr. 471102 vom 05.06.2018"),),
        ((0.1, "Zahlbar innerhalb 30 Tagen netto bis 04.07.2018"),),
    )
    found = {
        name: find_field(field, lines)
        for field in hub().fields
        if (name := field.id) in {"invoiceNumber", "invoiceDate", "dueDate"}
    }
    values = {name: each.value for name, each in found.items() if each}
    assert values == {"invoiceNumber": "471102", "invoiceDate": "2018-06-05", "dueDate": "2018-07-04"}


def test_other_dates_show_which_number_is_the_day() -> None:
    assert shown_order("8/20/2020") == "month"
    assert shown_order("20/8/2020 and 1/2/2020") == "day"
    assert shown_order("1/2/2020") is None
    assert shown_order("20/8/2020 8/20/2020") is None
    field = next(each for each in hub().fields if each.id == "invoiceDate")
    finding = find_field(field, page(((0.1, "Invoice date: 4/5/2026"),)))
    assert finding is not None
    assert settled(finding, "4/5/2026 and 5/25/2026").value == "2026-04-05"
    assert settled(finding, "4/5/2026 and 25/5/2026").value == "2026-05-04"
    assert settled(finding, "4/5/2026 and 25/5/2026").reason is None
    assert settled(finding, "total $ 5").value == "2026-04-05"
    assert settled(finding, "total $ 5").reason


def test_tight_columns_do_not_run_into_each_other_and_margins_are_left_out() -> None:
    words = [
        Word("Ma", NormRect(0.06, 0.160, 0.02, 0.016), 1, 0, 0),
        Word("35", NormRect(0.06, 0.172, 0.02, 0.016), 1, 1, 0),
        Word("right", NormRect(0.55, 0.166, 0.05, 0.016), 2, 0, 0),
        Word("COPYRIGHT", NormRect(0.01, 0.1, 0.012, 0.3), 3, 0, 0),
    ]
    assert [[segment.text for segment in line] for line in page_lines(1, words, 1.414)] == [["Ma", "right"], ["35"]]
