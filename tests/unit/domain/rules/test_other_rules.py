"""Dates, identifiers, lists, duplicates, currencies, and texts that are not what their field holds."""

from datetime import date
from pathlib import Path

import pytest

from plextera_review.domain.field import Extraction, Field, FieldKind, Money
from plextera_review.domain.rules.definition import RuleError, read_rule, read_selectors
from plextera_review.domain.rules.evaluation import EarlierDocument, Finding, Rule, RuleContext, findings, options_for
from plextera_review.domain.rules.finding import Severity
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.rule_book import RuleBook
from tests.support.invoices import Line, changed, field, invoice, money
from tests.unit.domain.rules.today import TODAY

RULES = RuleBook(None, Preferences(Path("never-written.json"))).rules_for(None, "A hub nobody knows")


def found(extraction: Extraction, *earlier: EarlierDocument) -> list[Finding]:
    return list(findings(extraction, RULES, RuleContext(TODAY, earlier)))


def one(name: str, value: str, kind: FieldKind = FieldKind.STRING, label: str = "") -> list[Finding]:
    return found(Extraction("job", (Field(name, label or name, kind, name, value),)))


def test_a_hub_nobody_knows_requires_nothing() -> None:
    assert found(Extraction("job")) == []


def test_due_before_issue_names_both_and_the_swapped_one_first() -> None:
    (finding,) = found(changed(changed(invoice(net="1"), "invoiceDate", "2026-04-03"), "dueDate", "2026-03-20"))
    assert finding.suspects == ("invoiceDate", "dueDate")
    assert finding.sentence == "dueDate 2026-03-20 lies before invoiceDate 2026-04-03."


def test_an_invoice_date_that_is_also_in_the_future_is_the_one_suspect() -> None:
    failed = found(changed(invoice(net="1"), "invoiceDate", "2026-12-03"))
    assert {each.rule_id for each in failed} == {"dates.due-after-issue", "dates.issue-not-ahead"}
    assert all(each.suspects == ("invoiceDate",) for each in failed)


@pytest.mark.parametrize(
    ("day", "severities"),
    [
        ("2026-05-02", []),
        ("2026-05-03", [Severity.WARNING]),
        ("2016-05-02", []),
        ("2015-05-01", [Severity.INFO]),
        ("1915-05-01", [Severity.WARNING, Severity.INFO]),
    ],
)
def test_the_invoice_date_is_believable(day: str, severities: list[Severity]) -> None:
    assert [each.severity for each in one("invoiceDate", day, FieldKind.DATE)] == severities


@pytest.mark.parametrize(
    ("kind", "text", "fails"),
    [
        (FieldKind.MONEY, "1.234,50 €", False),
        (FieldKind.MONEY, "lots", True),
        (FieldKind.NUMBER, "12 pcs", False),
        (FieldKind.NUMBER, "twelve", True),
        (FieldKind.DATE, "31.02.2026", True),
        (FieldKind.DATE, "soon", True),
        (FieldKind.DATE, "03/04/2026", False),
        (FieldKind.DATE, "12 de enero de 2026", False),
        (FieldKind.STRING, "lots", False),
    ],
)
def test_a_text_that_is_not_what_its_field_holds_is_an_error(kind: FieldKind, text: str, fails: bool) -> None:
    failed = one("whatever", text, kind)
    assert bool(failed) is fails
    assert all(each.severity is Severity.ERROR and text in each.sentence for each in failed)


@pytest.mark.parametrize(
    ("name", "value", "fails"),
    [
        ("IBAN", "DE89 3704 0044 0532 0130 00", False),
        ("payee_iban", "DE89 3704 0044 0532 0130 01", True),
        ("iban", "DE89 3704 0044 0532 0130", True),
        ("iban", "Konto 532013000", False),
        ("supplierVatId", "DE136695976", False),
        ("USt-IdNr.", "DE136695967", True),
        ("vatId", "ATU 1358 5627", False),
        ("vatId", "CHE-107.787.577", False),
        ("vatId", "CHE-107.787.578 MWST", True),
        ("vatId", "GB 980 7806 84", False),
        ("vatId", "NO 995 525 828 MVA", False),
        ("vatId", "EL 094259216", False),
        ("vatId", "7740001454", False),  # no country: nothing to check it by
        ("vatId", "US 12-3456789", False),
        ("bic", "AGRIFRPP882", False),
        ("swiftCode", "AGRIF", True),
        ("lei", "213800KUD8LAJWSQ9D15", False),
        ("lei", "213800KUD8LXJWSQ9D15", True),
        ("ean", "73513537", False),
        ("gtin", "4007630000117", True),
        ("isbn", "978-9024538270", False),
        ("isbn", "978-9024538271", True),
        ("cardNumber", "7894 5678 9012 3456", True),
        ("cardNumber", "**** **** **** 3456", False),
        ("Steuer-ID", "36 574 261 809", False),
        ("Steuer-ID", "36 574 261 890", True),
    ],
)
def test_identifiers_are_checked_by_their_digits(name: str, value: str, fails: bool) -> None:
    assert bool(one(name, value)) is fails, one(name, value)


def test_a_document_reviewed_before_is_named() -> None:
    values = {"supplierName": "ACME GmbH", "invoiceNumber": "RE-2026 0001", "total": "5.00 EUR"}
    earlier = EarlierDocument("other", "first.pdf", date(2026, 3, 20), values)
    (finding,) = found(invoice(net="100"), earlier)
    assert finding.rule_id == "documents.same-number"
    assert "“first.pdf” on 2026-03-20" in finding.sentence
    assert finding.suspects == ("invoiceNumber",)


def test_the_same_total_on_the_same_day_is_a_duplicate_too() -> None:
    values = {"supplierName": "Acme GmbH", "invoiceNumber": "other", "invoiceDate": "2026-03-12", "total": "119 EUR"}
    assert [each.rule_id for each in found(invoice(net="100"), EarlierDocument("b", "b", None, values))] == [
        "documents.same-total-and-date"
    ]


def test_a_document_is_no_duplicate_of_itself_nor_of_another_sender() -> None:
    values = {"supplierName": "Acme GmbH", "invoiceNumber": "RE-2026-0001"}
    assert found(invoice(net="100"), EarlierDocument("job", "itself", None, values)) == []
    assert found(invoice(net="100"), EarlierDocument("b", "b", None, values | {"supplierName": "Other"})) == []


def test_the_rarer_currency_is_the_suspect() -> None:
    (finding,) = found(changed(invoice([Line(1, "60.00")]), "total", money("71.40", "USD")))
    assert finding.suspects == ("total",)
    assert "1 × USD" in finding.sentence


def test_a_negative_total_is_a_note_unless_the_document_is_a_credit_note() -> None:
    (finding,) = found(invoice(net="-100"))
    assert (finding.severity, finding.suspects) == (Severity.INFO, ("total",))
    assert found(invoice(net="-100", documentType="Gutschrift")) == []


def test_a_required_field_without_a_value_is_named() -> None:
    rule = read_rule(
        {"id": "r", "kind": "required", "fields": [["orderNumber", "PO"], "@total"]},
        read_selectors({"total": ["total"]}),
    )
    total = field("total", FieldKind.MONEY, Money("1"))
    (absent,) = findings(Extraction("job", (total,)), [rule], RuleContext(TODAY))
    assert (absent.paths, absent.suspects) == ((), ())
    assert absent.sentence == "Order number has no value, and is expected on every document."
    (empty,) = findings(Extraction("job", (field("PO", FieldKind.STRING, ""), total)), [rule], RuleContext(TODAY))
    assert (empty.suspects, empty.sentence[:2]) == (("PO",), "PO")


def test_a_format_says_what_it_expects() -> None:
    rule = read_rule(
        {
            "id": "f",
            "kind": "format",
            "fields": "invoiceNumber",
            "pattern": "RE-\\d{4}-\\d{5}",
            "expects": "like RE-2026-00001",
        },
        {},
    )
    (finding,) = findings(invoice(net="1"), [rule], RuleContext(TODAY))
    assert finding.sentence == "invoiceNumber “RE-2026-0001” should be like RE-2026-00001."


def one_of(*options: str) -> Rule:
    return read_rule({"id": "o", "kind": "one_of", "fields": ["costCentre"], "options": list(options)}, {})


def test_a_closed_list_is_checked_and_offered() -> None:
    cell = field("lineItems[0].cost_centre", FieldKind.STRING, "4999")
    rules = [one_of("4711", "4712", "4713"), one_of("4712", "4713")]
    assert options_for(cell, rules) == ("4712", "4713")
    assert options_for(field("other", FieldKind.STRING, ""), rules) == ()
    assert len(findings(Extraction("job", (cell,)), rules, RuleContext(TODAY))) == 2
    assert findings(changed(Extraction("job", (cell,)), cell.path, "4712"), rules, RuleContext(TODAY)) == ()


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ({"id": "x", "kind": "nonsense"}, "no kind of rule “nonsense”"),
        ({"id": "x", "kind": "format", "fields": "a", "pattern": "(", "expects": "b"}, "no regular expression"),
        ({"id": "x", "kind": "format", "fields": "@b", "pattern": "a", "expects": "b"}, "@b, which does not exist"),
        ({"id": "x", "kind": "readable", "severty": "info"}, "“severty” is not a key"),
        ({"id": "x", "kind": "readable", "severity": "fatal"}, "info, warning or error"),
        ({"id": "x", "kind": "sum", "terms": ["a"], "result": "b", "tolerance": -1}, "0 or more"),
        ({"id": "x", "kind": "identifier", "fields": "a", "identifier": "os.path"}, "no module “os.path”"),
        ({"id": "x", "kind": "identifier", "fields": "a", "identifier": "../etc"}, "no module"),
        ({"id": "x", "kind": "one_of", "fields": "a", "options": []}, "at least one"),
        ({"id": "x", "kind": "date_range", "fields": "a", "years_back": True}, "whole number"),
    ],
)
def test_a_wrong_rule_says_what_is_wrong(data: dict[str, object], part: str) -> None:
    with pytest.raises(RuleError, match=part.replace("(", r"\(")):
        read_rule(data, {})


def test_any_module_of_the_identifier_library_can_be_named() -> None:
    rule = read_rule({"id": "n", "kind": "identifier", "fields": "bsn", "identifier": "nl.bsn", "called": "BSN"}, {})
    extraction = Extraction("job", (field("bsn", FieldKind.STRING, "1112.22.334"),))
    (finding,) = findings(extraction, [rule], RuleContext(TODAY))
    assert "no valid BSN: its check digits do not match" in finding.sentence
    assert findings(changed(extraction, "bsn", "1112.22.333"), [rule], RuleContext(TODAY)) == ()
