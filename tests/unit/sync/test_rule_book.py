"""Rule files: shipped, the user's own, changed while the program runs, and wrong."""

import json
import os
from pathlib import Path

import pytest

from plextera_review.domain.rules.arithmetic import Sum
from plextera_review.domain.rules.finding import Severity
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.rule_book import RuleBook

NET_TAX = "amounts.net-tax-total"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    return tmp_path / "rules"


@pytest.fixture
def book(folder: Path) -> RuleBook:
    return RuleBook(folder, Preferences(folder.parent / "preferences.json"))


def write(folder: Path, content: object, name: str = "own.json") -> None:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    later = path.stat().st_mtime_ns + 1_000_000  # a disk's clock may be coarser than two writes of a test
    os.utime(path, ns=(later, later))


def ids(book: RuleBook, hub_id: str | None = None, hub_name: str | None = None) -> set[str]:
    return {each.id for each in book.rules_for(hub_id, hub_name)}


def test_what_is_shipped_is_all_right_and_on(book: RuleBook) -> None:
    assert book.problems() == ()
    assert {NET_TAX, "identifiers.iban", "values.readable"} <= ids(book)
    assert all(each.enabled and not each.is_own and each.title for each in book.all_rules())


def test_required_fields_are_asked_of_our_invoices_only(book: RuleBook) -> None:
    assert "invoice.required" in ids(book, "6a11c0de0000000000000001", "Invoice")
    assert "invoice.required" not in ids(book, "other", "Purchase orders")


def test_a_rule_switched_off_stays_off(book: RuleBook, folder: Path) -> None:
    book.set_enabled(NET_TAX, False)
    assert NET_TAX not in ids(book)
    again = RuleBook(folder, Preferences(folder.parent / "preferences.json"))
    assert [each.enabled for each in again.all_rules() if each.id == NET_TAX] == [False]
    again.set_enabled(NET_TAX, True)
    assert NET_TAX in ids(again)


def test_a_severity_set_by_the_user_counts(book: RuleBook) -> None:
    book.set_severity(NET_TAX, Severity.INFO)
    assert [each.severity for each in book.rules_for(None, None) if each.id == NET_TAX] == [Severity.INFO]
    book.set_severity(NET_TAX, None)
    assert [each.severity for each in book.all_rules() if each.id == NET_TAX] == [Severity.ERROR]


def test_a_file_counts_as_soon_as_it_changes(book: RuleBook, folder: Path) -> None:
    assert "own.number" not in ids(book)
    rule = {"id": "own.number", "kind": "format", "fields": "@invoiceNumber", "pattern": "R.*", "expects": "an R first"}
    write(folder, {"hubs": ["Purchase-Orders"], "rules": [rule]})
    assert "own.number" in ids(book, "x", "purchase orders")
    assert "own.number" not in ids(book, "x", "Invoice")
    (folder / "own.json").unlink()
    assert "own.number" not in ids(book, "x", "purchase orders")


def test_an_entry_without_a_kind_changes_a_rule_of_ours(book: RuleBook, folder: Path) -> None:
    write(
        folder,
        {"rules": [{"id": NET_TAX, "severity": "warning", "tolerance": 1}, {"id": "lines.sum", "enabled": False}]},
    )
    (changed,) = [each for each in book.rules_for(None, None) if each.id == NET_TAX]
    assert isinstance(changed, Sum)
    assert (changed.severity, int(changed.step)) == (Severity.WARNING, 1)
    assert "lines.sum" not in ids(book)


def test_an_entry_with_a_kind_replaces_a_rule_of_ours(book: RuleBook, folder: Path) -> None:
    write(folder, {"rules": [{"id": NET_TAX, "kind": "sum", "terms": ["a", "-b"], "result": "c"}]})
    (own,) = [each for each in book.all_rules() if each.id == NET_TAX]
    assert own.is_own
    assert own.severity is Severity.WARNING


def test_names_of_ones_own_widen_a_rule_of_ours(book: RuleBook, folder: Path) -> None:
    before = book.rules_for(None, None)
    write(folder, {"selectors": {"total": ["kokonaissumma"]}})
    (changed,) = [each for each in book.rules_for(None, None) if each.id == NET_TAX]
    assert isinstance(changed, Sum)
    assert changed.result.names == ("kokonaissumma",)
    assert len(before) == len(book.rules_for(None, None))


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("{", "own.json is not JSON"),
        ("[]", "own.json must hold an object"),
        ("[" * 100_000, "own.json"),
        ({"rules": 5}, "“rules” must be a list"),
        ({"rulez": []}, "“rulez” is not known here"),
        ({"rules": ["x"]}, "own.json, rule 1: it must be an object"),
        ({"rules": [{"kind": "sum"}]}, "own.json, rule 1: “id” is missing"),
        ({"rules": [{"id": "mine", "severity": "info"}]}, "the rule “mine”: “kind” is missing"),
        ({"rules": [{"id": "mine", "kind": "sum", "result": "x"}]}, "the rule “mine”: “terms” is missing"),
        ({"selectors": {"a": 5}}, "selectors.a"),
        ({"hubs": [5], "rules": [{"id": "mine", "kind": "readable"}]}, "“hubs” must be a list of texts"),
    ],
)
def test_a_wrong_file_is_named_and_the_rest_counts(book: RuleBook, folder: Path, content: object, part: str) -> None:
    write(folder, content)
    assert NET_TAX in ids(book)
    (problem,) = book.problems()
    assert part in problem


def test_a_file_in_another_encoding_is_named(book: RuleBook, folder: Path) -> None:
    (folder / "latin.json").write_bytes('{"comment": "ä"}'.encode("latin-1"))
    assert book.problems() == ("latin.json is not in UTF-8.",)


def test_damaged_preferences_switch_nothing_off(folder: Path) -> None:
    preferences = Preferences(folder.parent / "preferences.json")
    preferences.put("rules_off", "all")
    preferences.put("rule_severities", {NET_TAX: ["error"]})
    assert NET_TAX in ids(RuleBook(None, preferences))


def test_rules_stay_the_same_objects_until_something_changes(book: RuleBook) -> None:
    assert book.rules_for(None, "Invoice") is book.rules_for(None, "Invoice")
