"""Values typed blind: the same in any spelling, differences marked, nothing shown before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.document_locale import DocumentLocale
from plextera_review.domain.field import Extraction, Field, FieldKind, Money
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.projection import Mark, Overlay, project
from plextera_review.domain.proof import Agreement
from plextera_review.domain.rekey import RekeyOutcome, differing, outcome
from plextera_review.domain.review import FieldEvidence, ReviewPolicy
from plextera_review.domain.rules.finding import Finding, Severity
from plextera_review.viewmodels.commands import new_verdict

SECRET = "4711.99"
SAME, DIFFERENT, NOTHING = RekeyOutcome.SAME, RekeyOutcome.DIFFERENT, RekeyOutcome.NOTHING


def field(kind: FieldKind, value, raw: str | None = None) -> Field:
    return Field("f", "Field", kind, "f", value, raw)


@pytest.mark.parametrize(
    ("kind", "value", "typed", "expected"),
    [
        (FieldKind.MONEY, Money("1234.50", "EUR"), "1.234,50", SAME),
        (FieldKind.MONEY, Money("1234.50", "EUR"), "1,234.5 €", SAME),
        (FieldKind.MONEY, Money("1234.50", "EUR"), "1234.50 USD", DIFFERENT),
        (FieldKind.MONEY, Money("1234.50", None), "1234.50 USD", SAME),
        (FieldKind.MONEY, Money("1234.50", "EUR"), "1234.05", DIFFERENT),
        (FieldKind.NUMBER, 3, "3,0", SAME),
        (FieldKind.NUMBER, 3.5, "3.50", SAME),
        (FieldKind.NUMBER, 3, "8", DIFFERENT),
        (FieldKind.DATE, "2026-03-31", "31.3.2026", SAME),
        (FieldKind.DATE, "31.03.2026", "2026-03-31", SAME),
        (FieldKind.DATE, "2026-03-31", "13.3.2026", DIFFERENT),
        (FieldKind.BOOLEAN, True, "ja", SAME),
        (FieldKind.STRING, "DE89 3704 0044", "de8937040044", SAME),
        (FieldKind.STRING, "INV-0042", "INV-O042", DIFFERENT),
        (FieldKind.STRING, "O’Hara – Sons", "O'Hara - Sons", SAME),
        (FieldKind.STRING, "0042", "42", DIFFERENT),
        (FieldKind.STRING, None, "", SAME),
        (FieldKind.STRING, None, "here", DIFFERENT),
        (FieldKind.STRING, "there", "  ", NOTHING),
    ],
)
def test_the_same_value_in_another_spelling_is_the_same(kind, value, typed, expected):
    assert outcome(typed, field(kind, value), DocumentLocale()) is expected


def test_what_could_only_be_read_as_text_is_compared_as_text():
    assert outcome("12 500,-", field(FieldKind.MONEY, None, "12 500,-"), DocumentLocale()) is SAME


@given(st.text(max_size=600), st.text(max_size=600))
def test_runs_are_the_texts_and_agree_where_they_say_so(mine: str, other: str):
    left, right = differing(mine, other)
    assert "".join(run.text for run in left) == mine
    assert "".join(run.text for run in right) == other
    agreeing = ["".join(run.text for run in runs if not run.differs) for runs in (left, right)]
    assert agreeing[0] == agreeing[1]


@given(st.text(min_size=1, max_size=30))
def test_equal_texts_have_nothing_marked(text: str):
    assert not any(run.differs for runs in differing(text, text) for run in runs)


def hidden_and_neighbour():
    place = (Placement(1, NormRect(0.1, 0.2, 0.3, 0.02)),)
    total = Field("total", "Total", FieldKind.MONEY, "total", Money(SECRET, "EUR"), SECRET, 0.4, SECRET, place)
    net = Field("net", "Net", FieldKind.MONEY, "net", Money("10.00", "EUR"), None, 0.99, None, place)
    said = f"10.00 is not {SECRET}."
    found = Finding("sum", Severity.ERROR, said, ("net", "total"), ("net", "total"))
    other = Finding("date", Severity.WARNING, "The net is old.", ("net",), ("net",))
    evidence = {"total": FieldEvidence(agreement=Agreement.DISAGREES, under=SECRET)}
    policy = ReviewPolicy(rekeyed=frozenset({"total"}))
    extraction = Extraction("j", (total, net))
    overlay = Overlay(findings=(found, other), evidence=evidence)
    return extraction, overlay, policy


def test_a_field_typed_blind_tells_nothing_nor_do_its_neighbours():
    total, net = project(*hidden_and_neighbour())
    assert total.hidden
    assert total.needs_look
    assert total.mark is Mark.CHECK
    assert total.placements
    shown = repr((total.field, total.shown_value, total.original_value, total.reasons, total.findings, total.evidence))
    assert SECRET not in shown
    assert not net.hidden
    assert SECRET not in repr(net)
    assert "The net is old." in repr(net)


def test_a_decision_about_it_still_knows_what_was_read_and_shows_it_afterwards():
    extraction, overlay, policy = hidden_and_neighbour()
    total, _ = project(extraction, overlay, policy)
    verdict: Verdict = new_verdict(total, "j", VerdictKind.UNREADABLE)
    assert verdict.original == f"{SECRET} EUR"
    decided, _ = project(extraction, Overlay({"total": verdict}, findings=overlay.findings), policy)
    assert not decided.hidden
    assert decided.original_value == f"{SECRET} EUR"
