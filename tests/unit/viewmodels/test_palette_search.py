"""What the palette finds for a few letters, and in what order."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from plextera_review.viewmodels.actions import ACTIONS
from plextera_review.viewmodels.matching import match
from plextera_review.viewmodels.palette import MOST_DOCUMENTS, DocumentNames, Entry, find


def nothing() -> None:
    """Never run here."""


ENTRIES = [Entry(each.id, each.title, each.group, nothing, keywords=each.keywords) for each in ACTIONS]


def first(query: str) -> str:
    return find(query, ENTRIES)[0].entry.title


@dataclass(frozen=True)
class Row:
    name: str


def test_initials_beginnings_other_words_and_slips_find_an_action():
    assert first("nd") == "Next document"
    assert first("sbm").startswith("Submit")
    assert first("thme dark") == "Theme: dark"
    assert first("dark theme") == "Theme: dark"
    assert first("later") == "Postpone"
    assert first("go q") == "Go to Queue"
    assert first("unraedable") == "Unreadable"
    assert find("qqq", ENTRIES) == []


def test_letters_strewn_over_a_title_are_no_match():
    assert match("oea", "Copy the selected text") is None
    assert match("zoom", "Fit the page", "zoom whole") is not None


def test_a_run_of_letters_is_marked_before_a_far_word():
    matched = match("submit", "Submit and open the next document")
    assert matched is not None
    assert matched.marks == tuple(range(6))


def test_nothing_typed_shows_this_page_recent_first_and_what_cannot_be_done_last():
    entries = [
        Entry("a", "Aaa", "View", nothing),
        Entry("b", "Bbb", "View", nothing, enabled=False),
        Entry("c", "Ccc", "View", nothing),
        Entry("d", "Ddd", "View", nothing, enabled=False, elsewhere=True),
    ]
    assert [found.entry.id for found in find("", entries, ["c", "gone"])] == ["c", "a", "b"]


def test_what_was_used_lately_comes_first_and_other_pages_last():
    entries = [
        Entry("one", "Fit the page", "View", nothing),
        Entry("two", "Fit the width", "View", nothing),
        Entry("three", "Fit", "View", nothing, enabled=False, elsewhere=True),
    ]
    assert [found.entry.id for found in find("fit", entries, ["two"])] == ["two", "one", "three"]


@given(st.text(max_size=12), st.text(max_size=40), st.text(max_size=20))
def test_marks_are_places_of_letters_that_were_typed(query, title, further):
    matched = match(query, title, further)
    if matched is not None:
        low = title.lower()
        assert all(low[place] in query.lower() for place in matched.marks if place < len(low))


def test_documents_are_found_by_every_word_of_their_name():
    rows = [Row("Rechnung 1 ACME.pdf"), Row("Rechnung 2 Nordlicht.pdf"), Row("zero\0end ACME.pdf")]
    names = DocumentNames(rows)
    assert names.find("acme rechnung") == [rows[0]]
    assert names.find("nord") == [rows[1]]
    assert names.find("end acme") == [rows[2]]
    assert names.find("acme zzz") == []
    assert names.find("a") == []
    assert DocumentNames([]).find("acme") == []
    assert len(DocumentNames([Row("same.pdf")] * 100).find("same")) == MOST_DOCUMENTS


@given(st.lists(st.text("abİ \0.", max_size=8), max_size=12), st.text("abİ ", min_size=2, max_size=5))
def test_searching_names_finds_what_a_look_at_each_finds(names, query):
    rows = [Row(name) for name in names]
    words = query.lower().split()
    wanted = [
        row
        for row in rows
        if words and len(query.strip()) > 1 and all(w in row.name.replace("\0", " ").lower() for w in words)
    ]
    assert DocumentNames(rows).find(query) == wanted
