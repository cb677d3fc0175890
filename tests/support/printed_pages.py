"""Pages of words for tests: every character equally wide, a line after the other."""

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import PageText, Word

LETTER, LINE = 0.004, 0.012


def printed(*lines: str, gap: float = 0.5, confidence: float | None = None) -> PageText:
    """Words of some lines, parted at single spaces, ``gap`` letters between them. Two spaces stand for a column's gutter."""
    words: list[Word] = []
    for line, text in enumerate(lines):
        left, index = 0.05, 0
        for each in text.split(" "):
            if not each:
                left += 6 * LETTER
                continue
            box = NormRect(left, 0.05 + line * LINE, len(each) * LETTER, LINE * 0.8)
            words.append(Word(each, box, 0, line, index, confidence=confidence))
            left, index = box.right + gap * LETTER, index + 1
    return PageText(tuple(words), recognised=confidence is not None)
