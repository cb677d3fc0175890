"""Words as text and as marked lines."""

from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import PageText, Word, line_rects, text_of

texts = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=6)
printed = st.lists(st.lists(texts, min_size=1, max_size=5), min_size=1, max_size=5)


def words_of(lines: list[list[str]], block: int = 0) -> list[Word]:
    return [
        Word(text, NormRect(0.1 + index * 0.1, 0.1 + line * 0.1, 0.09, 0.05 + index * 0.001), block, line, index)
        for line, row in enumerate(lines)
        for index, text in enumerate(row)
    ]


@given(printed)
def test_text_keeps_lines_and_words(lines: list[list[str]]) -> None:
    text = text_of(words_of(lines))
    assert [line.split(" ") for line in text.split("\n")] == lines


@given(printed)
def test_there_is_a_rectangle_for_each_line_around_its_words(lines: list[list[str]]) -> None:
    words = words_of(lines)
    rects = line_rects(words)
    assert len(rects) == len(lines)
    for word in words:
        holder = rects[word.line]
        assert holder.x <= word.rect.x
        assert holder.y <= word.rect.y
        assert holder.right >= word.rect.right
        assert holder.bottom >= word.rect.bottom
    for line, rect in enumerate(rects):
        row = [word.rect for word in words if word.line == line]
        assert abs(rect.x - row[0].x) + abs(rect.right - row[-1].right) < 1e-9


def test_equal_lines_of_two_blocks_are_two_lines() -> None:
    words = [*words_of([["left"]]), *words_of([["right"]], block=1)]
    assert text_of(words) == "left\nright"
    assert line_rects(words) == [words[0].rect, words[1].rect]


def test_nothing_is_nothing() -> None:
    assert text_of([]) == ""
    assert line_rects([]) == []
    assert PageText() == PageText((), recognised=False)
