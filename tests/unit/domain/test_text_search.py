"""Finding a text among words: whatever its case, accents, quotes, dashes and line breaks; hits lie on what was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.text_search import MOST_HITS, Hit, find, folded
from plextera_review.domain.words import Word

LETTER_WIDTH, LINE_HEIGHT, WORDS_A_LINE = 0.005, 0.02, 4


def page(*lines: str) -> list[Word]:
    """Words of which every character is equally wide; a line after the other."""
    words = []
    for line, text in enumerate(lines):
        left = 0.1
        for index, each in enumerate(text.split(" ")):
            box = NormRect(left, 0.1 + line * LINE_HEIGHT, len(each) * LETTER_WIDTH, LINE_HEIGHT / 2)
            words.append(Word(each, box, 0, line, index))
            left = box.right + LETTER_WIDTH
    return words


def read_back(hit: Hit, words: list[Word]) -> str:
    """The characters whose middles lie in a hit's rectangles, spaces where the words part."""
    found = []
    for word in words:
        letters = [
            letter
            for at, letter in enumerate(word.text)
            if any(
                rect.y <= word.rect.y + word.rect.height / 2 <= rect.bottom
                and rect.x < word.rect.x + (at + 0.5) * LETTER_WIDTH < rect.right
                for rect in hit.rects
            )
        ]
        if letters:
            found.append("".join(letters))
    return " ".join(found)


texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=8)
small = st.text("abAä-’", min_size=1, max_size=4)
lines_of = st.lists(st.lists(texts | small, min_size=1, max_size=WORDS_A_LINE).map(" ".join), min_size=1, max_size=5)


@given(st.text())
def test_folding_keeps_one_character_for_each(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(lines_of, st.data())
def test_a_part_of_the_page_is_found_where_it_stands(lines: list[str], data: st.DataObject) -> None:
    words, whole = page(*lines), " ".join(lines)
    begin = data.draw(st.integers(0, len(whole) - 1))
    query = whole[begin : data.draw(st.integers(begin + 1, len(whole)))]
    wanted = " ".join(folded(query).split())
    hits = find(query, 3, words)
    assert hits or not wanted
    assert all(hit.page == 3 and hit.rects for hit in hits)
    assert [folded(read_back(hit, words)) for hit in hits] == [wanted] * len(hits)


@given(lines_of, small)
def test_every_occurrence_is_found_once(lines: list[str], query: str) -> None:
    hits = find(query, 1, page(*lines))
    assert len(hits) == folded(" ".join(lines)).count(folded(query))
    assert len({hit.rects for hit in hits}) == len(hits)


@given(lines_of, texts)
def test_the_case_of_letters_does_not_matter(lines: list[str], query: str) -> None:
    found, plain = find(query, 1, page(*lines)), find(folded(query), 1, page(*map(folded, lines)))
    assert len(found) == len(plain)
    for one, other in zip(found, plain, strict=True):
        assert len(one.rects) == len(other.rects)
        for rect, same in zip(one.rects, other.rects, strict=True):
            assert (rect.x, rect.width) == pytest.approx((same.x, same.width))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("RECHNUNG", "Rechnung"),
        ("müller", "MULLER"),
        ("Muller", "Müller"),
        ("ÉTÉ", "ete"),
        ("l'avis", "l’avis"),
        ("Müller's", "Müller´s"),
        ("¨", "¨"),
        ("“net”", '"net"'),
        ("„netto“", '"netto"'),
        ("2024-2026", "2024–2026"),
        ("a—b", "a-b"),
        ("1\u00a0234", "1 234"),
        ("1 234", "1 234"),
        ("  two   words ", "two words"),
        ("Ｉｎｖ", "inv"),
    ],
)
def test_what_looks_alike_is_alike(query: str, text: str) -> None:
    words = page(f"before {text} after")
    [hit] = find(query, 1, words)
    assert read_back(hit, words) == text


def test_a_hit_inside_a_word_is_cut_in_proportion() -> None:
    [word] = [Word("INV-0042", NormRect(0.2, 0.5, 0.4, 0.1), 0, 0, 0)]
    [hit] = find("0042", 1, [word])
    [rect] = hit.rects
    assert (rect.x, rect.y, rect.right, rect.bottom) == pytest.approx((0.4, 0.5, 0.6, 0.6))
    [hit] = find("v-", 1, [word])
    assert (hit.rects[0].x, hit.rects[0].right) == pytest.approx((0.3, 0.4))


def test_a_hit_has_a_rectangle_for_each_line() -> None:
    words = page("the harbour", "mill stands here")
    [hit] = find("harbour mill", 1, words)
    assert hit.rects == (words[1].rect, words[2].rect)
    [hit] = find("bour mill st", 1, words)
    upper, lower = hit.rects
    assert upper.right == pytest.approx(words[1].rect.right)
    assert upper.width == pytest.approx(4 * LETTER_WIDTH)
    assert lower.x == pytest.approx(words[2].rect.x)
    assert lower.right == pytest.approx(words[3].rect.x + 2 * LETTER_WIDTH)


def test_words_of_one_line_are_one_rectangle() -> None:
    words = page("net amount due now")
    [hit] = find("amount due", 1, words)
    assert hit.rects == (words[1].rect.united(words[2].rect),)


def test_nothing_and_blanks_are_not_searched_for() -> None:
    words = page("some words")
    assert find("", 1, words) == find("  \t", 1, words) == find("absent", 1, words) == find("some", 1, []) == []


def test_hits_of_one_page_are_told_up_to_a_number() -> None:
    assert len(find("a", 1, page("a" * (MOST_HITS + 50)))) == MOST_HITS
