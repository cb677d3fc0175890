"""Pages that are pictures in part: how much is unread, what is hidden from recognition, and the order of what is joined."""

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word, joined
from plextera_review.pdf.coverage import unread_share
from plextera_review.pdf.optical import page_pixels, read_words
from plextera_review.pdf.words import page_text
from tests.support.corpus import corpus_path

CORPUS = corpus_path()
sides = st.floats(-0.2, 1.2)
boxes = st.builds(NormRect.from_corners, sides, sides, sides, sides)


def word(text: str, x: float, y: float, line: int, confidence: float | None = None, block: int = 0) -> Word:
    return Word(text, NormRect(x, y, 0.1, 0.02), block, line, 0, confidence=confidence)


@given(st.lists(boxes, max_size=4), st.lists(boxes, max_size=6))
def test_the_unread_share_is_a_share_and_words_only_lessen_it(pictures: list[NormRect], words: list[NormRect]) -> None:
    alone = unread_share(pictures, ())
    share = unread_share(pictures, [Word("a", box, 0, 0, 0) for box in words])
    assert 0.0 <= share <= alone <= 1.0
    area = sum(each.clamped().area for each in pictures)
    assert alone <= area + 0.15  # a cell counts by its middle


def test_the_unread_share_is_what_is_left_of_the_picture() -> None:
    half = [NormRect(0.0, 0.0, 1.0, 0.5)]
    assert unread_share(half, ()) == pytest.approx(0.5, abs=0.02)
    assert unread_share([*half, NormRect(0.0, 0.25, 1.0, 0.25)], ()) == pytest.approx(0.5, abs=0.02)
    assert unread_share((), [word("a", 0.1, 0.1, 0)]) == 0.0
    line = [Word("header", NormRect(0.1, 0.02, 0.8, 0.02), 0, 0, 0)]
    assert 0.4 < unread_share(half, line) < 0.5


def test_recognised_lines_follow_the_line_before_them() -> None:
    own = [word("header", 0.1, 0.05, 0), word("left", 0.1, 0.5, 1), word("right", 0.6, 0.1, 2)]
    read = [
        word(text, x, y, at, 0.9)
        for at, (text, x, y) in enumerate(
            [("top", 0.1, 0.01), ("below-right", 0.6, 0.14), ("level", 0.3, 0.5), ("below-left", 0.1, 0.55)]
        )
    ]
    order = [each.text for each in joined(own, read)]
    assert order == ["top", "header", "left", "level", "below-left", "right", "below-right"]
    assert joined((), read) == tuple(read)
    assert joined(own, ()) == tuple(own)


@given(
    st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)), max_size=8),
    st.lists(st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)), max_size=8),
)
def test_nothing_is_lost_and_both_keep_their_order(
    own: list[tuple[float, float]], read: list[tuple[float, float]]
) -> None:
    mine = [word(f"own{at}", x, y, at) for at, (x, y) in enumerate(own)]
    theirs = [word(f"read{at}", x, y, at, 0.5) for at, (x, y) in enumerate(read)]
    found = joined(mine, theirs)
    assert [each.text for each in found if each.confidence is None] == [each.text for each in mine]
    assert sorted(each.text for each in found if each.confidence is not None) == sorted(each.text for each in theirs)
    assert len({each.row for each in found}) == len(found)


def test_the_files_own_words_are_hidden_and_nothing_else() -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=300)
        page.draw_rect((0, 0, 400, 300), color=None, fill=(0, 0, 0))
        page.set_rotation(90)
        place = Word("own", NormRect(0.25, 0.5, 0.25, 0.1), 0, 0, 0)
        for clip in (None, NormRect(0.2, 0.4, 0.4, 0.4)):
            part = clip or NormRect(0.0, 0.0, 1.0, 1.0)
            pixels = page_pixels(page, clip, [place])
            shown = []
            for x, y in ((0.3, 0.55), (0.48, 0.52), (0.24, 0.55), (0.52, 0.55), (0.3, 0.48), (0.3, 0.62)):
                across, down = (x - part.x) / part.width, (y - part.y) / part.height
                shown.append(pixels.pixel(int(across * pixels.width), int(down * pixels.height))[0])
            assert shown == [255, 255, 0, 0, 0, 0]


@pytest.mark.skipif(CORPUS is None, reason="the corpus of real documents is not here")
@pytest.mark.parametrize(
    ("name", "own", "read"),
    [
        ("business/icdar2013-tables/eu-021.pdf", "Presentation", "Frequently"),
        ("hostile/pdf/pdfplumber/malformed-from-issue-932.pdf", "2021", "司"),
    ],
)
def test_real_pages_with_pictures_give_the_words_in_them(name: str, own: str, read: str) -> None:
    assert CORPUS is not None
    with pymupdf.open(CORPUS / name) as document:
        page = document[0]
        text = page_text(page)
        assert not text.is_whole
        words = joined(text.words, read_words(page_pixels(page, None, text.words)))
    assert own in {each.text for each in words if each.confidence is None}
    assert any(read in each.text for each in words if each.confidence is not None)
    assert [each for each in words if each.confidence is None] == list(text.words)
